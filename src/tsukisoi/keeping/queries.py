"""Reading what is kept, until when, and what must still happen before it may go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.keeping.kinds import Kind, kinds
from tsukisoi.keeping.models import Asked, Erased, Hold, Term
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

AHEAD = timedelta(days=30)
"""How long before its day a person's erasure is shown."""


@dataclass(frozen=True, slots=True)
class TermLine:
    """One kind and the number of days that counts here."""

    kind: Kind
    days: int
    own: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Somebody whose data goes on a day; `hold`: until when that was put off, and why."""

    resident: Person
    on: date
    hold: Hold | None = None


def terms() -> list[TermLine]:
    """Every kind with the days that count in this house."""
    own = {term.kind: term for term in _own_terms()}
    return [
        TermLine(kind, own[code].days, True, own[code].why) if code in own else TermLine(kind, kind.days, False)
        for code, kind in kinds().items()
    ]


@prepared
def _own_terms() -> "QuerySet[Term]":
    return Term.objects.all()


def days(kind: str) -> int:
    """The days that count for one kind."""
    return next(line.days for line in terms() if line.kind.code == kind)


def gone_from_backups(day: date) -> date:
    """By when the last backup that still holds what was deleted on that day has been thrown away."""
    return day + timedelta(days=days("backups"))


def due(viewer: Viewer, until: date) -> list[Due]:
    """Whose data goes by that day, the earliest first."""
    viewer.require(Right.KEEP_DATA)
    term = timedelta(days=days("person"))
    gone = residents.gone(viewer, until - term)
    holds = {hold.resident_id: hold for hold in Hold.objects.all()} if gone else {}
    found = [_due(person, term, holds.get(person.pk)) for person in gone]
    return sorted((one for one in found if one.on <= until), key=lambda one: (one.on, one.resident.pk))


def _due(person: Person, term: timedelta, hold: Hold | None) -> Due:
    day = (person.ended_on or today()) + term
    return Due(person, max(day, hold.until) if hold else day, hold)


def when(viewer: Viewer, person: Person) -> Due | None:
    """When this person's data goes; None while they are here."""
    viewer.require(Right.SEE_RESIDENTS, person.unit_id)
    if person.ended_on is None:
        return None
    return _due(person, timedelta(days=days("person")), Hold.objects.filter(resident=person).first())


def asked(viewer: Viewer, resident: UUID | None = None) -> list[Asked]:
    """What was asked about people's data, of one person or of all: what is not answered first."""
    viewer.require(Right.KEEP_DATA)
    found = Asked.objects.select_related("resident").order_by("answered_on", "on", "id")
    return list(found.filter(resident=resident) if resident else found[:200])


def open_requests(viewer: Viewer) -> list[Asked]:
    """What was asked and not yet answered, the oldest first."""
    viewer.require(Right.KEEP_DATA)
    return _open_requests()


@prepared
def _open_requests() -> "QuerySet[Asked]":
    return Asked.objects.select_related("resident").filter(answered_on=None).order_by("on", "id")


def request(viewer: Viewer, id: UUID) -> Asked:
    """One request. Raises Http404."""
    viewer.require(Right.KEEP_DATA)
    return get_object_or_404(Asked.objects.select_related("resident"), pk=id)


def erased(viewer: Viewer, limit: int = 50) -> list[Erased]:
    """What was erased, the newest first."""
    viewer.require(Right.KEEP_DATA)
    return list(Erased.objects.all()[:limit])


def one_person(viewer: Viewer, person: Person) -> list[UUID]:
    """The ids of all records of one person: theirs, and those that were merged into it."""
    return [person.pk, *residents.merged_into(viewer, [person.pk])]


def days_of(people: Iterable[Due]) -> dict[UUID, date]:
    """The day of each, by person."""
    return {one.resident.pk: one.on for one in people}
