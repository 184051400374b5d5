"""A letter goes to its person; the home opens it only on the person's word; one written by mistake is taken back."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.mail import queries
from tsukisoi.mail.models import Handed, Letter, Said
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer


def _locked(viewer: Viewer, letter: UUID) -> Letter:
    """The letter under a lock. Raises Http404, NotPermitted. Call it inside the transaction."""
    seen = queries.letter(viewer, letter)
    viewer.require(Right.HANDLE_MAIL, seen.person.unit_id)
    found: Letter = Letter.objects.select_for_update().get(pk=seen.letter.pk)
    return found


def _note(viewer: Viewer, action: str, letter: Letter, **values: str) -> None:
    told = {"kind": letter.kind, **{key: value for key, value in values.items() if value}}
    write(viewer, f"mail.{action}", Chain("resident", letter.resident_id), refs=[letter.pk], values=told)


def hand(viewer: Viewer, letter: UUID, how: str, *, to: str = "", on: date | None = None) -> Letter:
    """The letter left the home's hands. Handed twice it is handed once: the first stands.

    Raises ValidationError for a day to come or before the arrival, or where the name of who took it is missing.
    """
    model_validator(to)
    how, day = Handed(how), on or today()
    with transaction.atomic():
        found = _locked(viewer, letter)
        if not found.in_tray:
            return found
        if not found.arrived_on <= day <= today():
            raise ValidationError(gettext("渡した日は、届いた日から今日までです。"), code="day")
        if how in (Handed.FAMILY, Handed.REPRESENTATIVE) and not to.strip():
            raise ValidationError(gettext("受け取った人の名前を入れてください。"), code="to")
        found.handed, found.handed_to, found.handed_on, found.handed_by = how, to[:60], day, viewer.worker
        found.save(update_fields=["handed", "handed_to", "handed_on", "handed_by"])
        _note(viewer, "hand", found, why=str(how), to=to[:60])
    return found


def hand_many(viewer: Viewer, letters: Iterable[UUID]) -> int:
    """These were handed to the persons themselves today, all or none. How many that was news for."""
    viewer.require(Right.HANDLE_MAIL)
    with transaction.atomic():
        lying = [id for id in dict.fromkeys(letters) if queries.letter(viewer, id).letter.in_tray]
        for id in lying:
            hand(viewer, id, Handed.SELF)
    return len(lying)


def opened(viewer: Viewer, letter: UUID, *, said_by: str, name: str, words: str, on: date | None = None) -> Letter:
    """The home opened it on the word of the person, or of who legally stands for them: who said so, and how.

    The first record stands. Raises ValidationError without a name or words, ValueError for a capacity there is not.
    """
    for text in (name, words):
        model_validator(text)
    who, day = Said(said_by), on or today()
    if not name.strip() or not words.strip():
        raise ValidationError(gettext("だれが何と言ったかを入れてください。ことばなしには開けません。"), code="word")
    with transaction.atomic():
        found = _locked(viewer, letter)
        if found.opened_on is not None:
            return found
        if not found.arrived_on <= day <= today():
            raise ValidationError(gettext("開けた日は、届いた日から今日までです。"), code="day")
        found.opened_on, found.said_by, found.opened_by = day, who, viewer.worker
        found.said_name, found.said_words = name[:60], words[:120]
        found.save(update_fields=["opened_on", "said_by", "said_name", "said_words", "opened_by"])
        _note(viewer, "open", found, answered_by=str(who), note=words[:120])
    return found


def take_back(viewer: Viewer, letter: UUID) -> Letter:
    """It was written by mistake (wrong person, wrong kind). The clock it started is put right in its own room."""
    with transaction.atomic():
        found = _locked(viewer, letter)
        if found.taken_back_at is None:
            found.taken_back_at = now()
            found.save(update_fields=["taken_back_at"])
            _note(viewer, "take_back", found)
    return found
