"""Family, guardians and guarantors of a person."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.residents.actions.writing import ChangedMeanwhile, clean, locked, note
from tsukisoi.residents.models import Capacity, Contact, Resident
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.twice import made_once
from tsukisoi.tenancy.viewer import Viewer

_TEXTS = {"name": 80, "relation": 30, "phone": 30}


def add_contact(viewer: Viewer, resident: Resident | UUID, *, id: UUID | None = None, **fields: Any) -> Contact:
    """Add somebody: name, relation, capacity, phone, may_be_told (the person's own wish; None: not asked).

    `id` comes from the form, so that the same form sent twice adds one.
    """
    values = _read(fields)
    with transaction.atomic():
        person = locked(viewer, resident)
        standing: Contact | None = Contact.objects.filter(pk=id).first() if id else None
        if standing is not None:
            return standing
        fresh = Contact(id=id or new_id(), organisation_id=viewer.organisation, resident=person, **values)
        made, new = made_once(fresh)
        if new:
            note(viewer, "add_contact", person, values, refs=[made.pk])
    return made


def token(contact: Contact) -> str:
    """What a page remembers of a contact, to find out whether somebody changed it meanwhile."""
    return repr([contact.name, contact.relation, contact.capacity, contact.phone, contact.may_be_told])


def change_contact(
    viewer: Viewer, resident: Resident | UUID, contact: UUID, was: str | None = None, **fields: Any
) -> Contact | None:
    """Write what changed; None when the contact was removed meanwhile. Raises ChangedMeanwhile."""
    values = _read(fields)
    with transaction.atomic():
        person = locked(viewer, resident)
        now: Contact | None = Contact.objects.filter(pk=contact, resident=person).first()
        different = {key: value for key, value in values.items() if now is not None and getattr(now, key) != value}
        if now is None or not different:
            return now
        if was is not None and token(now) != was:
            raise ChangedMeanwhile({key: getattr(now, key) for key in different})
        for key, value in different.items():
            setattr(now, key, value)
        now.save(update_fields=list(different))
        note(viewer, "change_contact", person, different, refs=[now.pk])
    return now


def remove_contact(viewer: Viewer, resident: Resident | UUID, contact: UUID) -> None:
    """Take somebody off the list. The record keeps who it was."""
    with transaction.atomic():
        person = locked(viewer, resident)
        now: Contact | None = Contact.objects.filter(pk=contact, resident=person).first()
        if now is not None:
            note(viewer, "remove_contact", person, {"name": now.name, "relation": now.relation}, refs=[now.pk])
            now.delete()


def _read(fields: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {key: clean(fields.get(key, ""))[:limit] for key, limit in _TEXTS.items()}
    values |= {"capacity": fields.get("capacity", ""), "may_be_told": fields.get("may_be_told")}
    if not values["name"]:
        raise ValidationError(gettext("氏名を入れてください。"), code="required")
    if values["capacity"] not in ("", *Capacity.values):
        raise ValidationError(gettext("立場を選んでください。"), code="capacity")
    return values
