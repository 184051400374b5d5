"""Who the person is: enrol, change, confirm the reading, leave, die, come back."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.residents.actions.writing import ChangedMeanwhile, clean, locked, note
from tsukisoi.residents.models import KanaState, Resident, Status
from tsukisoi.residents.roster.names import is_reading, katakana, search_key, spaced
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.twice import made_once
from tsukisoi.tenancy.viewer import Viewer

FIELDS = (
    "name", "kana", "kana_state", "birth_date", "sex", "unit_id", "room", "postal_code", "address", "office_id",
)  # fmt: skip
"""What `enrol` and `change` take."""

_VERBS = {Status.HERE: "return", Status.LEFT: "leave", Status.DIED: "die"}
_TEXTS = {"room": 20, "postal_code": 8, "address": 200}


def enrol(viewer: Viewer, *, id: UUID | None = None, **fields: Any) -> Resident:
    """Take one person in. `id` comes from the form, so that the same form sent twice makes one person.

    Raises ValidationError for a name or birth date that cannot be.
    """
    viewer.require(Right.EDIT_RESIDENTS, fields.get("unit_id"))
    values = read_fields(fields)
    if "name" not in values or "birth_date" not in values:
        raise ValidationError(gettext("氏名と生年月日を入れてください。"), code="required")
    with transaction.atomic():
        standing: Resident | None = Resident.objects.filter(pk=id).first() if id else None
        if standing is not None:
            return standing
        made, new = made_once(Resident(id=id or new_id(), organisation_id=viewer.organisation, **values))
        if new:
            note(viewer, "enrol", made, _shown(values))
    return made


def token(resident: Resident) -> str:
    """What a page remembers of a person's identity, to find out whether somebody changed it meanwhile."""
    return "\n".join(str(getattr(resident, key) or "") for key in FIELDS)


def change(viewer: Viewer, resident: Resident | UUID, was: str | None = None, **fields: Any) -> Resident:
    """Write identity fields. `was` is the `token` of what the page showed.

    Raises ChangedMeanwhile with what now stands in the fields that differ, ValidationError, Http404.
    """
    values = read_fields(fields)
    with transaction.atomic():
        now = locked(viewer, resident)
        if "unit_id" in values:
            viewer.require(Right.EDIT_RESIDENTS, values["unit_id"])
        different = {key: value for key, value in values.items() if getattr(now, key) != value}
        if not different:
            return now
        if was is not None and token(now) != was:
            raise ChangedMeanwhile({key: getattr(now, key) for key in different if not key.endswith("_key")})
        _save(now, different)
        note(viewer, "change", now, _shown(different))
    return now


def confirm_kana(viewer: Viewer, resident: Resident | UUID, kana: str) -> Resident:
    """Write the reading as confirmed: from now on it may stand on forms."""
    if not kana.strip():
        raise ValidationError(gettext("フリガナを入れてください。"), code="required")
    return change(viewer, resident, kana=kana, kana_state=KanaState.CONFIRMED)


def leave(viewer: Viewer, resident: Resident | UUID, on: date | None = None) -> Resident:
    """The person has left the house. What is recorded stays."""
    return _end(viewer, resident, Status.LEFT, on or today())


def die(viewer: Viewer, resident: Resident | UUID, on: date | None = None) -> Resident:
    """The person has died."""
    return _end(viewer, resident, Status.DIED, on or today())


def return_(viewer: Viewer, resident: Resident | UUID) -> Resident:
    """The person is here again."""
    return _end(viewer, resident, Status.HERE, None)


def _end(viewer: Viewer, resident: Resident | UUID, status: Status, on: date | None) -> Resident:
    with transaction.atomic():
        now = locked(viewer, resident)
        if now.status == Status.MERGED:
            raise ValidationError(gettext("この人は、ほかの人にまとめてあります。"), code="merged")
        if (now.status, now.ended_on) != (status, on):
            _save(now, {"status": status, "ended_on": on})
            note(viewer, _VERBS[status], now, {"status": status, "ended_on": on})
    return now


def _save(resident: Resident, values: Mapping[str, Any]) -> None:
    for key, value in values.items():
        setattr(resident, key, value)
    resident.save(update_fields=[*values, "changed_at"])


def read_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as they are kept, with their search keys. Raises ValidationError, TypeError for a field unknown."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"no such field: {', '.join(sorted(unknown))}")
    values = {key: value for key, value in fields.items() if key in ("sex", "unit_id", "office_id", "kana_state")}
    values |= {key: _short(str(fields[key]), limit) for key, limit in _TEXTS.items() if key in fields}
    if "room" in values:
        values["room_key"] = search_key(values["room"])[:20]
    return values | _name(fields) | _kana(fields) | _born(fields)


def _short(text: str, limit: int) -> str:
    plain = clean(text)
    if len(plain) > limit:
        raise ValidationError(gettext("%(limit)d字までで入れてください。") % {"limit": limit}, code="long")
    return plain


def _name(fields: Mapping[str, Any]) -> dict[str, str]:
    if "name" not in fields:
        return {}
    name = spaced(_short(fields["name"], 80))
    if not name:
        raise ValidationError(gettext("氏名を入れてください。"), code="required")
    return {"name": name, "name_key": search_key(name)[:80]}


def _kana(fields: Mapping[str, Any]) -> dict[str, str]:
    if "kana" not in fields:
        return {}
    kana = katakana(_short(fields["kana"], 80))
    if kana and not is_reading(kana):
        raise ValidationError(gettext("フリガナは、かなで入れてください。"), code="kana")
    state = fields.get("kana_state") or KanaState.CONFIRMED
    return {"kana": kana, "kana_key": search_key(kana)[:80], "kana_state": state if kana else KanaState.MISSING}


def _born(fields: Mapping[str, Any]) -> dict[str, date]:
    if "birth_date" not in fields:
        return {}
    born: date = fields["birth_date"]
    if not date(1873, 1, 1) <= born <= today():
        raise ValidationError(gettext("生年月日は、明治6年から今日までの日です。"), code="day")
    return {"birth_date": born}


def _shown(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if not key.endswith("_key")}
