"""Errands to the counter for a card: planned, booked, dropped. They are closed by what was done there."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from tsukisoi.cards.models import Errand, ErrandKind
from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents.actions.writing import locked
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

FIELDS = (
    "who", "notice_on", "notice_returned", "sealed", "pin_remembered", "form_from", "form_on", "signed_on",
    "inquiry_on", "reply_on", "booked_for", "note",
)  # fmt: skip


def plan_errand(viewer: Viewer, resident: UUID, kind: str, **values: Any) -> Errand:
    """Write how far an errand is: one open errand of a kind a person. Never what stands inside a sealed form.

    Raises ValidationError for a text that holds a forbidden number, ValueError for a kind or field there is not.
    """
    viewer.require(Right.EDIT_RESIDENTS)
    kind = ErrandKind(kind)
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"no such field: {', '.join(sorted(unknown))}")
    for text in (values.get("form_from", ""), values.get("note", "")):
        if refusal := refuse(text):
            raise ValidationError(refusal, code="guarded")
    with transaction.atomic():
        person = locked(viewer, resident)
        now: Errand | None = Errand.objects.filter(
            resident=person.pk, kind=kind, done_on=None, dropped_on=None
        ).first()  # fmt: skip
        if now is not None and all(getattr(now, key) == value for key, value in values.items()):
            return now
        made = now or Errand(organisation_id=viewer.organisation, resident_id=person.pk, kind=kind)
        for key, value in values.items():
            setattr(made, key, value)
        made.save()
        told = {"kind": str(kind), **{key: _text(value) for key, value in values.items() if value not in (None, "")}}
        write(viewer, "cards.errand", Chain("resident", person.pk), refs=[made.pk], values=told)
    return made


def drop_errand(viewer: Viewer, resident: UUID, errand: UUID) -> None:
    """This errand is not run after all. Repeated, it changes nothing."""
    viewer.require(Right.EDIT_RESIDENTS)
    with transaction.atomic():
        person = locked(viewer, resident)
        if Errand.objects.filter(pk=errand, resident=person.pk, done_on=None, dropped_on=None).update(
            dropped_on=today()
        ):
            write(viewer, "cards.drop_errand", Chain("resident", person.pk), refs=[errand])


def close_errands(viewer: Viewer, resident: UUID, on: date, *kinds: str) -> None:
    """What was to be done has been done: within the transaction of what did it."""
    viewer.require(Right.EDIT_RESIDENTS)
    Errand.objects.filter(
        organisation_id=viewer.organisation, resident=resident, kind__in=kinds, done_on=None, dropped_on=None
    ).update(done_on=on)


def reopen_errands(viewer: Viewer, resident: UUID, on: date, *kinds: str) -> None:
    """What was done that day has not been done: within the transaction of what takes it back."""
    viewer.require(Right.EDIT_RESIDENTS)
    standing = Errand.objects.filter(resident=resident, dropped_on=None)
    for kind in kinds:
        if not standing.filter(kind=kind, done_on=None).exists():
            last = standing.filter(kind=kind, done_on=on).order_by("-id").values_list("pk", flat=True)[:1]
            Errand.objects.filter(pk__in=list(last)).update(done_on=None)


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
