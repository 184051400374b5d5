"""What every action here does first and last: reach the person under a lock, screen the text, write the record."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.module_loading import import_string

from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents.models import Resident
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


class ChangedMeanwhile(Exception):
    """Somebody else wrote first. `now` is what stands there: field or fact → value."""

    def __init__(self, now: Mapping[str, Any]) -> None:
        super().__init__(", ".join(now))
        self.now = dict(now)


_RECKONED_FROM = frozenset({"record_fact", "forget_fact", "change", "merge", "merged_into", "leave", "die", "return"})


def locked(viewer: Viewer, resident: Resident | UUID, right: str = Right.EDIT_RESIDENTS) -> Resident:
    """The person under a lock, to be called inside the transaction.

    Raises Http404 outside the viewer's organisation or units, NotPermitted without the right.
    """
    id = resident.pk if isinstance(resident, Resident) else resident
    viewer.require(right)
    found: Resident | None = Resident.objects.select_for_update().filter(pk=id).first()
    if found is None or not viewer.in_reach(found.unit_id):
        raise Http404
    return found


def clean(text: str) -> str:
    """The text with single blanks. Raises ValidationError when it looks like an individual number or a PIN."""
    plain = " ".join(text.split())
    if refusal := refuse(plain):
        raise ValidationError(refusal, code="guarded")
    return plain


def touch(resident: Resident | UUID) -> None:
    """Something of this person was written, here or in another room: what is kept of them is to be reckoned again.

    Must run inside the transaction of that action.
    """
    id = resident.pk if isinstance(resident, Resident) else resident
    Resident.objects.filter(pk=id).update(changed_at=timezone.now())


def note(viewer: Viewer, action: str, resident: Resident, values: Mapping[str, Any] | None = None, **more: Any) -> None:
    """One entry in the person's own chain; from now on they count as touched, and who reckons from them is told."""
    touch(resident)
    write(viewer, f"residents.{action}", Chain("resident", resident.pk), values=_plain(values or {}), **more)
    if action in _RECKONED_FROM:
        for path in settings.RESIDENT_CHANGED:
            import_string(path)(viewer, resident.pk, (values or {}).get("key", ""))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _text(value) for key, value in values.items()}


def _text(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
