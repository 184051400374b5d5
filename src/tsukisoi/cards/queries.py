"""Reading cards: what they are now, what happened to them, what ends when. Only what the viewer may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.cards.models import Clock, ClockKind, Errand, ErrandKind, Event, Happening, Round, Who
from tsukisoi.municipalities import queries as offices
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

__all__ = [
    "CARD_AHEAD", "LIST_LENGTH", "ClockKind", "Ending", "Errand", "ErrandKind", "Event", "Happening", "Page",
    "Renewal", "Who",
    "clocks_as_of", "count_ending", "ending", "ends_between", "errand", "errand_by_id", "errands", "errands_of",
    "events", "facts_of", "has_gone_on", "last_round", "open_errands", "people_of", "received_last", "renewals",
    "renewed_early", "said_of",
    "token", "waits_of",
]  # fmt: skip

LIST_LENGTH = 50


def events(viewer: Viewer, resident: UUID) -> list[Event]:
    """Everything that happened to this person's cards, newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Event.objects.filter(resident=resident))


def received_last(viewer: Viewer, resident: UUID, on: date) -> Event | None:
    """The event that the card of that day was received, where it is the last that happened to the person's cards."""
    viewer.require(Right.SEE_RESIDENTS)
    last: Event | None = Event.objects.filter(resident=resident).order_by("-at", "-id").first()
    return last if last is not None and (last.happening, last.on) == (Happening.RECEIVED, on) else None


def has_gone_on(viewer: Viewer, resident: UUID, on: date) -> bool:
    """Did anything happen to the card received that day since?"""
    received = Event.objects.filter(resident=resident, happening=Happening.RECEIVED, on=on).exists()
    return received and received_last(viewer, resident, on) is None


def token(viewer: Viewer, resident: Person, keys: Iterable[str]) -> str:
    """What a page remembers of these facts, to find out whether somebody changed one meanwhile."""
    known = residents.facts(viewer, resident)
    seen = [f"{known[key].value!r} {known[key].known}" if key in known else "" for key in keys]
    return " ".join(seen).strip()


def renewed_early(viewer: Viewer, ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people whose last card replaced another before that expired. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    last = dict(_received(list(ids)))
    return {resident for resident, early in last.items() if early}


@prepared
def _received(people: list[UUID]) -> "QuerySet[Event, tuple[UUID, bool]]":
    rows = Event.objects.filter(resident__in=people, happening=Happening.RECEIVED).order_by("on", "at")
    return rows.values_list("resident_id", "early")


def _open() -> "QuerySet[Errand]":
    found: QuerySet[Errand] = Errand.objects.filter(done_on=None, dropped_on=None)
    return found


def errands(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[Errand]]:
    """The errands still to be run, by person. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    found: dict[UUID, list[Errand]] = {}
    for one in _booked(list(ids)):
        found.setdefault(one.resident_id, []).append(one)
    return found


def open_errands(viewer: Viewer) -> dict[UUID, list[Errand]]:
    """Every errand still to be run, by person. One query; whom the viewer may see is for the caller to ask."""
    viewer.require(Right.SEE_RESIDENTS)
    found: dict[UUID, list[Errand]] = {}
    for one in _booked(None):
        found.setdefault(one.resident_id, []).append(one)
    return found


@prepared
def _booked(people: list[UUID] | None) -> "QuerySet[Errand]":
    found = _open().order_by("booked_for", "id")
    return found if people is None else found.filter(resident__in=people)


def errands_of(viewer: Viewer, resident: UUID) -> list[Errand]:
    """Every errand of one person, the open ones first."""
    viewer.require(Right.SEE_RESIDENTS)
    return sorted(
        Errand.objects.filter(resident=resident), key=lambda one: (bool(one.done_on or one.dropped_on), one.pk)
    )


def errand(viewer: Viewer, resident: UUID, kind: str) -> Errand | None:
    """The open errand of that kind."""
    viewer.require(Right.SEE_RESIDENTS)
    return _open().filter(resident=resident, kind=kind).first()


def errand_by_id(viewer: Viewer, resident: UUID, id: UUID) -> Errand:
    """One errand of one person. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Errand = get_object_or_404(Errand.objects, pk=id, resident=resident)
    return found


@dataclass(frozen=True, slots=True)
class Ending:
    """One clock that runs out, whose, and when something can be done about it."""

    resident_id: UUID
    kind: str
    ends_on: date
    opens_on: date | None
    origin: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of what ends, soonest first; `after` asks for the next one."""

    endings: list[Ending]
    after: tuple[date, UUID] | None


def ending(
    viewer: Viewer, kind: str, within_days: int = 90, after: tuple[date, UUID] | None = None, limit: int = LIST_LENGTH,
    since: date | None = None,
) -> Page:  # fmt: skip
    """Cards or certificates of this organisation that end within so many days, soonest first, as last reckoned.

    `since` begins earlier than today: what has ended already. Served by one index, however many people there are.
    """
    viewer.require(Right.SEE_RESIDENTS)
    until = today() + timedelta(days=within_days)
    found = _clocks(viewer, kind).filter(ends_on__range=(since or today(), until)).order_by("ends_on", "resident_id")
    if after:
        found = found.filter(Q(ends_on__gt=after[0]) | Q(ends_on=after[0], resident_id__gt=after[1]))
    rows = _endings(found[: limit + 1])
    more = (rows[limit - 1].ends_on, rows[limit - 1].resident_id) if len(rows) > limit else None
    return Page(rows[:limit], more)


def _endings(found: "QuerySet[Clock]") -> list[Ending]:
    """These clocks; one without an end is none that ends."""
    return _made(found.values_list(*_ENDING))


_ENDING = ("resident_id", "kind", "ends_on", "opens_on", "origin")


def _made(rows: Iterable[tuple[Any, ...]]) -> list[Ending]:
    return [Ending(who, kind, on, opens, origin) for who, kind, on, opens, origin in rows if on]


def _clocks(viewer: Viewer, kind: str) -> "QuerySet[Clock]":
    """Clocks of people in reach; only who is bound to units needs a look at the people."""
    return _within(viewer.organisation, viewer.units, kind)


def _within(organisation: UUID, units: frozenset[UUID] | None, kind: str) -> "QuerySet[Clock]":
    found: QuerySet[Clock] = Clock.objects.filter(organisation_id=organisation, kind=kind)
    return (
        found
        if units is None
        else found.filter(Exists(residents.here_within(units).filter(pk=OuterRef("resident_id"))))
    )


def count_ending(viewer: Viewer, kind: str, since: date, until: date) -> int:
    """How many end between two days."""
    viewer.require(Right.SEE_RESIDENTS)
    return _clocks(viewer, kind).filter(ends_on__range=(since, until)).count()


def ends_between(viewer: Viewer, kind: str, since: date, until: date) -> list[date]:
    """The last days between two days, one for each clock."""
    viewer.require(Right.SEE_RESIDENTS)
    found = _clocks(viewer, kind).filter(ends_on__range=(since, until))
    return [day for day in found.order_by("ends_on").values_list("ends_on", flat=True) if day]


def clocks_as_of(viewer: Viewer) -> date | None:
    """For which day the clocks were last reckoned to the end."""
    return Round.objects.exclude(finished_at=None).order_by("-as_of").values_list("as_of", flat=True).first()


def last_round(viewer: Viewer) -> Round | None:
    """The last reckoning, finished or not."""
    return Round.objects.first()


@dataclass(frozen=True, slots=True)
class Renewal:
    """Somebody whose certificate or card can be renewed, for the list of the next reception or trip."""

    person: Person
    kind: str
    ends_on: date
    opens_on: date | None
    errand: Errand | None


def renewals(viewer: Viewer, until: date) -> list[Renewal]:
    """Everybody whose certificate can be renewed by that day, or whose card ends within three months of it.

    What ends first comes first; of a card that ends with its certificate only the card. Three queries.
    """
    viewer.require(Right.SEE_RESIDENTS)
    own = _opened(viewer.organisation, viewer.units, today(), until)
    cards = _over_by(viewer.organisation, viewer.units, today(), until + timedelta(days=CARD_AHEAD))
    last: dict[UUID, Ending] = {}
    for one in _made([*own, *cards]):
        if one.resident_id not in last or one.ends_on <= last[one.resident_id].ends_on:
            last[one.resident_id] = one
    planned = errands(viewer, last)
    people = {person.pk: person for person in residents.persons(viewer, last)}
    rows = [
        Renewal(people[id], one.kind, one.ends_on, one.opens_on, next(iter(planned.get(id, ())), None))
        for id, one in last.items() if id in people
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row.ends_on, row.person.kana_key, row.person.pk))


@prepared
def _opened(
    organisation: UUID, units: frozenset[UUID] | None, since: date, until: date
) -> "QuerySet[Clock, tuple[Any, ...]]":
    found = _within(organisation, units, ClockKind.CERTIFICATE).filter(opens_on__lte=until, ends_on__gte=since)
    return found.values_list(*_ENDING)


@prepared
def _over_by(
    organisation: UUID, units: frozenset[UUID] | None, since: date, until: date
) -> "QuerySet[Clock, tuple[Any, ...]]":
    found = _within(organisation, units, ClockKind.CARD).filter(ends_on__lte=until, ends_on__gte=since)
    return found.values_list(*_ENDING)


CARD_AHEAD = 92
"""A new card is handed out only after weeks: three months, the time in which it can be asked for."""


def people_of(viewer: Viewer, endings: Sequence[Ending]) -> dict[UUID, Person]:
    """The people of these endings whom the viewer may see."""
    return {person.pk: person for person in residents.persons(viewer, {one.resident_id for one in endings})}


def said_of(viewer: Viewer, who: Person) -> dict[str, Any]:
    """What the town of record of this person says of itself beside the rules."""
    return offices.particulars(viewer, who.office or offices.home(viewer))


def waits_of(viewer: Viewer, who: Person) -> Any:
    """How long the counter of that town waits, with where that is from and when it was checked; None where unknown."""
    town = who.office or offices.home(viewer)
    found = offices.differences(viewer, town) if town else {}
    answered = [found[key] for key in ("renewal.wait_days", "renewal.booking_days") if key in found]
    return max((row for row in answered if row.value is not None), key=lambda row: int(row.value or 0), default=None)


def facts_of(viewer: Viewer, people: Iterable[Person], on: date | None = None) -> dict[UUID, dict[str, Any]]:
    """The facts of these people, as the rules take them."""
    return residents.facts_of(viewer, people, on)
