"""Deciding how long, answering what people ask about their data, and ending it: permitted and on record."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext

from tsukisoi.calls.actions import end_calls
from tsukisoi.custody import queries as custody
from tsukisoi.custody.actions import end_pictures as end_custody_pictures
from tsukisoi.desks.actions import end_drafts
from tsukisoi.guard.validators import model_validator
from tsukisoi.journal import actions as journal
from tsukisoi.journal.actions import Chain, write
from tsukisoi.keeping import queries
from tsukisoi.keeping.kinds import kinds
from tsukisoi.keeping.models import Asked, AskedBy, Erased, Hold, Term, Wanted
from tsukisoi.keeping.whole import Whole, belongs, pointers, whole
from tsukisoi.notes.actions import end_notes
from tsukisoi.residents import queries as residents
from tsukisoi.residents.actions.importing import forget_old_lists
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.erasing import erasing
from tsukisoi.tenancy.models import Owned
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue.actions import end_pictures

_CHUNK = 500


def set_term(viewer: Viewer, kind: str, days: int, why: str = "") -> Term:
    """Decide how many days the house keeps one kind of thing.

    Raises ValidationError outside the limits of the table, KeyError for a kind that is none.
    """
    viewer.require(Right.KEEP_DATA)
    model_validator(why)
    told = kinds()[kind]
    if not told.least <= days <= told.most:
        words = gettext("%(least)d日から%(most)d日のあいだで決めてください。")
        raise ValidationError(words % {"least": told.least, "most": told.most}, code="days")
    with transaction.atomic():
        values = {"days": days, "why": why, "by": viewer.worker, "at": now()}
        term, _ = Term.objects.update_or_create(organisation_id=viewer.organisation, kind=kind, defaults=values)
        write(viewer, "keeping.term", _house(viewer), values={"kind": kind, "days": days}, reason=why)
    return term


def ask(viewer: Viewer, resident: UUID, *, wanted: str, asked_by: str, checked: str, on: date, text: str = "") -> Asked:
    """Write down what was asked about a person's data. The same asked again on the same day is one request."""
    viewer.require(Right.KEEP_DATA)
    person = residents.person(viewer, resident)
    for one in (checked, text):
        model_validator(one)
    with transaction.atomic():
        made, new = Asked.objects.get_or_create(
            organisation_id=viewer.organisation, resident=person, wanted=Wanted(wanted), asked_by=AskedBy(asked_by),
            on=on, answered_on=None, defaults={"checked": checked, "text": text, "by": viewer.worker},
        )  # fmt: skip
        if new:
            values = {"wanted": wanted, "asked_by": asked_by}
            write(viewer, "keeping.ask", Chain("resident", resident), refs=[made.pk], values=values)
    return made


def answer(viewer: Viewer, request: UUID, text: str) -> Asked:
    """Say how a request was answered. Answering twice keeps the first answer."""
    viewer.require(Right.KEEP_DATA)
    found = queries.request(viewer, request)
    model_validator(text)
    with transaction.atomic():
        done = Asked.objects.filter(pk=found.pk, answered_on=None).update(answered_on=today(), answer=text)
        if done:
            write(viewer, "keeping.answer", Chain("resident", found.resident_id), refs=[found.pk])
    return queries.request(viewer, request)


def hold(viewer: Viewer, resident: UUID, until: date, why: str) -> Hold:
    """Put off the day on which a person's data goes. Raises ValidationError for a day that is over or no reason."""
    viewer.require(Right.KEEP_DATA)
    person = residents.person(viewer, resident)
    model_validator(why)
    if until <= today() or not why:
        raise ValidationError(gettext("あとの日と、わけを入れてください。"), code="hold")
    with transaction.atomic():
        values = {"until": until, "why": why, "by": viewer.worker, "at": now()}
        made, _ = Hold.objects.update_or_create(organisation_id=viewer.organisation, resident=person, defaults=values)
        write(viewer, "keeping.hold", Chain("resident", resident), values={"until": until.isoformat()}, reason=why)
    return made


def erase(viewer: Viewer, resident: UUID, reason: str = "asked") -> Erased:
    """End everything of one person, for good. What stays: ids in the record, and that it was done.

    Raises ValidationError with what must happen first, Http404 for somebody unknown.
    """
    viewer.require(Right.KEEP_DATA)
    person = residents.person(viewer, resident)
    if reasons := in_the_way(viewer, person):
        raise ValidationError(reasons, code="in_the_way")
    return _erase(viewer, person, reason)


def in_the_way(viewer: Viewer, person: Person) -> list[str]:
    """What must happen before a person's data may go: nothing of theirs may be left in the house."""
    if person.status == "here":
        return [gettext("いまも利用しています。退所などを記録してからにします。")]
    if custody.items_of(viewer, person.pk):
        return [gettext("預かっているものが残っています。返してからにします。")]
    return []


def _erase(viewer: Viewer, person: Person, reason: str) -> Erased:
    with transaction.atomic():
        people = queries.one_person(viewer, person)
        found = whole(people)
        with erasing():
            _let_go(found)
            for model, ids in found.rows.items():
                _delete(model, ids)
            _delete(residents.Person, people)
        journal.forget(found.ids, people)
        made: Erased = Erased.objects.create(
            organisation_id=viewer.organisation, subject=person.pk, at=now(), reason=reason, rows=found.counts,
            gone_from_backups_on=today() + timedelta(days=queries.days("backups")), by=viewer.worker,
        )  # fmt: skip
        write(viewer, "keeping.erase", _house(viewer), refs=[person.pk, made.pk], values={"reason": reason})
        transaction.on_commit(_wipe)
    return made


def _let_go(found: Whole) -> None:
    """Rows that stay lose their pointers to those that go."""
    tables: dict[type[Owned], list[UUID]] = {**found.rows, residents.Person: found.people}
    for model, ids in tables.items():
        for other, column in pointers(model):
            if not belongs(column):
                for some in _chunks(ids):
                    other.objects.filter(**{f"{column.name}__in": some}).update(**{column.name: None})


def _delete(model: Any, ids: list[UUID]) -> None:
    for some in _chunks(ids):
        rows = model.objects.filter(pk__in=some)
        rows._raw_delete(rows.db)


def _chunks(ids: list[UUID]) -> Iterable[list[UUID]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))


def _wipe() -> None:
    """What was deleted also leaves the pages of the file: SQLite has overwritten it, its log follows here."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        elif not connection.in_atomic_block:
            cursor.execute("VACUUM")


def tidy(viewer: Viewer) -> dict[str, int]:
    """What the clock does each day for one house: everything whose days are over goes. How much of each kind.

    Whoever is in the way of their own erasure (something of theirs is still here) is left, and stands on Today.
    """
    gone = {"person": 0, "photos": 0, "calls": 0, "notes": 0, "drafts": 0, "looks": 0, "pictures": 0}
    for one in queries.due(viewer, today()):
        if not in_the_way(viewer, one.resident):
            _erase(viewer, one.resident, "term")
            gone["person"] += 1
    with transaction.atomic():
        for kind, end in (("calls", end_calls), ("notes", end_notes)):
            gone[kind] = end(today() - timedelta(days=queries.days(kind)))
        gone["drafts"] = end_drafts() + forget_old_lists(viewer)
        gone["photos"] = end_pictures(viewer, today() - timedelta(days=queries.days("photos")))
        gone["pictures"] = end_custody_pictures(viewer)
        gone["looks"] = journal.forget_looks(now() - timedelta(days=queries.days("looks")))
        if any(gone.values()):
            write(viewer, "keeping.tidy", _house(viewer), values=gone)
        if gone["photos"]:
            transaction.on_commit(_wipe)
    return gone


def _house(viewer: Viewer) -> Chain:
    return Chain("organisation", viewer.organisation)
