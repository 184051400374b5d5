"""Letters that did not come: they went back because the person is registered elsewhere, or nobody knows."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from tsukisoi.insurance.models import Letter
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents.actions.writing import clean, locked, touch
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


def letter_returned(viewer: Viewer, resident: UUID, cycle: date, on: date, note: str = "") -> Letter:
    """The letter for that 1 August went back to its sender."""
    return _put(viewer, resident, cycle, returned_on=on, note=clean(note)[:120])


def letter_called(viewer: Viewer, resident: UUID, cycle: date, on: date, note: str = "") -> Letter:
    """Somebody called about it."""
    return _put(viewer, resident, cycle, called_on=on, note=clean(note)[:120])


def _put(viewer: Viewer, resident: UUID, cycle: date, **values: Any) -> Letter:
    viewer.require(Right.EDIT_RESIDENTS)
    with transaction.atomic():
        person = locked(viewer, resident)
        now: Letter | None = Letter.objects.filter(resident=person.pk, cycle=cycle).first()
        if now is not None and all(getattr(now, key) == value for key, value in values.items()):
            return now
        made: Letter = Letter.objects.update_or_create(
            organisation_id=viewer.organisation, resident_id=person.pk, cycle=cycle, defaults=values
        )[0]
        told = {key: value.isoformat() if isinstance(value, date) else value for key, value in values.items() if value}
        touch(person)
        write(viewer, "insurance.letter", Chain("resident", person.pk), refs=[made.pk], values=told)
    return made
