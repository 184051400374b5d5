"""Writing notes and ticking them: permitted, in one transaction, on record."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, forget_about, write
from tsukisoi.notes import queries
from tsukisoi.notes.models import Note, Seen
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.twice import made_once
from tsukisoi.tenancy.viewer import NotPermitted, Viewer


def leave_note(
    viewer: Viewer,
    text: str,
    *,
    until: date,
    id: UUID | None = None,
    resident: UUID | None = None,
    unit: UUID | None = None,
    important: bool = False,
) -> Note:
    """Leave a note for the next shift. `id` comes from the form: the same form sent twice leaves one.

    Raises ValidationError for a forbidden number or a day that is over, Http404 for a person out of reach.
    """
    person = residents.person(viewer, resident) if resident else None
    viewer.require(Right.RECORD_CALLS, person.unit_id if person else unit)
    model_validator(text)
    if until < today():
        raise ValidationError(gettext("今日からあとの日にしてください。"), code="day")
    with transaction.atomic():
        standing: Note | None = Note.objects.filter(pk=id).first() if id else None
        if standing is not None:
            return standing
        fresh = Note(
            id=id or new_id(), organisation_id=viewer.organisation, resident=person, unit_id=unit, text=text,
            important=important, at=now(), until=until, by=viewer.worker,
        )  # fmt: skip
        made, new = made_once(fresh)
        if new:
            values = {"text": text, "until": until.isoformat(), "important": important}
            write(viewer, "notes.leave", _chain(viewer, resident), refs=[made.pk], values=values)
        return made


def tick(viewer: Viewer, notes: list[UUID]) -> int:
    """The viewer has read these: how many were new to them. Ticking twice is ticking once."""
    viewer.require(Right.SEE_RESIDENTS)
    with transaction.atomic():
        found = [queries.note(viewer, id) for id in dict.fromkeys(notes)]
        made = [_seen(viewer, note) for note in found]
        fresh = [note.pk for note, new in zip(found, made, strict=True) if new]
        if fresh:
            write(viewer, "notes.read", Chain("organisation", viewer.organisation), refs=fresh)
    return len(fresh)


def _seen(viewer: Viewer, note: Note) -> bool:
    return Seen.objects.get_or_create(
        organisation_id=viewer.organisation, note=note, worker_id=viewer.worker, defaults={"at": now()}
    )[1]


def take_back(viewer: Viewer, note: UUID) -> Note:
    """The note was wrong: it is no longer shown, and stays in the record. Its writer may do that, and the head."""
    found = queries.note(viewer, note)
    viewer.require(Right.RECORD_CALLS, found.unit_id)
    if found.by != viewer.worker and not viewer.may(Right.MANAGE_STAFF):
        raise NotPermitted(Right.MANAGE_STAFF)
    with transaction.atomic():
        if Note.objects.filter(pk=found.pk, taken_back_at=None).update(taken_back_at=now()):
            write(viewer, "notes.take_back", _chain(viewer, found.resident_id), refs=[found.pk])
    return found


def _chain(viewer: Viewer, resident: UUID | None) -> Chain:
    return Chain("resident", resident) if resident else Chain("organisation", viewer.organisation)


def end_notes(before: date) -> int:
    """Notes that were last shown before that day go, and what the record says in them; by the clock. How many went."""
    ids = list(Note.objects.filter(until__lt=before).values_list("pk", flat=True))
    with transaction.atomic():
        forget_about(ids)
        Note.objects.filter(until__lt=before).delete()
    return len(ids)
