"""Reading movements: who is here and how, what is coming, what is still to be done; only of people in reach."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from tsukisoi.cases import queries as cases
from tsukisoi.custody import queries as custody
from tsukisoi.deliveries import queries as deliveries
from tsukisoi.movements.models import Duty, Kind, Movement, State, Stay, StayKind
from tsukisoi.outings import queries as outings
from tsukisoi.receptions import queries as receptions
from tsukisoi.residents import queries as residents
from tsukisoi.residents.here import HowHere
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day

LIVES = "lives"
"""How somebody is here who has no open stay: 入所."""

MOVES_THE_PLAN = (Kind.ROOM, Kind.HOSPITAL, Kind.BACK, Kind.TOWN, Kind.RETURN)
"""After these a plan made before is looked at again."""


def movement(viewer: Viewer, id: UUID) -> Movement:
    """One movement. Raises Http404 outside the viewer's reach."""
    found: Movement = get_object_or_404(Movement.objects.select_related("resident", "unit", "office"), pk=id)
    residents.person(viewer, found.resident_id)
    return found


def of_person(viewer: Viewer, resident: UUID) -> list[Movement]:
    """Every movement of one person, the newest first."""
    person = residents.person(viewer, resident)
    return _of_person(person.pk)


@prepared
def _of_person(resident: UUID) -> "QuerySet[Movement]":
    found = Movement.objects.filter(resident=resident).select_related("unit", "office", "counters")
    return found.order_by("-on", "-id")


def stay_of(viewer: Viewer, resident: UUID) -> Stay | None:
    """The open stay of one person."""
    viewer.require(Right.SEE_RESIDENTS)
    return next(iter(_stay(resident)), None)


@prepared
def _stay(resident: UUID) -> "QuerySet[Stay]":
    return Stay.objects.filter(resident=resident, ended_on=None).order_by("pk")[:1]


def how_here(viewer: Viewer) -> dict[UUID, str]:
    """How everybody is here who does not simply live here: 短期入所・通所・入院中, by person. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    return dict(_how_here(today()))


@prepared
def _how_here(on: date) -> "QuerySet[Stay, tuple[UUID, str]]":
    found = Stay.objects.filter(ended_on=None, since__lte=on, resident__status=residents.HERE)
    return found.values_list("resident_id", "kind")


def counted(viewer: Viewer) -> list[HowHere]:
    """Who is in the house today, by kind; first those who live here. What the lists filter by."""
    how = how_here(viewer)
    reach = set(residents.names(viewer, how)) if how else set()
    here = residents.counts(viewer).get(str(residents.HERE), 0)
    lives = HowHere(LIVES, gettext("入所"), here - len(reach), frozenset(reach), but=True)
    found = {kind: frozenset(pk for pk in reach if how[pk] == kind) for kind in StayKind}
    return [lives, *(HowHere(kind.value, str(kind.label), len(who), who) for kind, who in found.items())]


def _seen(viewer: Viewer, rows: Sequence[Movement]) -> list[Movement]:
    people = {one.pk: one for one in residents.persons(viewer, {row.resident_id for row in rows})} if rows else {}
    seen = [row for row in rows if row.resident_id in people]
    for row in seen:
        row.resident = people[row.resident_id]
    return seen


def waiting(viewer: Viewer, until: date | None = None) -> list[Movement]:
    """What is planned and has not happened, the nearest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _seen(viewer, _waiting(until))


def _with_places() -> "QuerySet[Movement]":
    return Movement.objects.select_related("unit", "office")


@prepared
def _waiting(until: date | None) -> "QuerySet[Movement]":
    found = _with_places().filter(state=State.WAITING).order_by("on", "id")
    return found.filter(on__lte=until) if until else found


def lately(viewer: Viewer, since: date) -> list[Movement]:
    """What happened since that day, the newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _seen(viewer, list(_with_places().filter(state=State.DONE, on__gte=since).order_by("-on", "-id")))


@dataclass(frozen=True, slots=True)
class Away:
    """An open stay with its person."""

    stay: Stay
    person: Person

    @property
    def over(self) -> bool:
        """Is the day past that was planned as its last?"""
        return self.stay.until is not None and self.stay.until < today()


def stays(viewer: Viewer) -> list[Away]:
    """Every open stay, by kind and then by the day it ends."""
    viewer.require(Right.SEE_RESIDENTS)
    rows = _open_stays()
    people = {person.pk: person for person in residents.persons(viewer, [row.resident_id for row in rows])}
    return [Away(row, people[row.resident_id]) for row in rows if row.resident_id in people]


@prepared
def _open_stays() -> "QuerySet[Stay]":
    return Stay.objects.filter(ended_on=None).order_by("kind", "until", "id")


@dataclass(frozen=True, slots=True)
class Open:
    """A thing to do that nobody has done yet, with its movement and person."""

    duty: Duty
    movement: Movement
    person: Person


def duties(viewer: Viewer, resident: UUID | None = None, until: date | None = None) -> list[Open]:
    """What is still to be done after movements. What was to be given back and is not here any more counts as done."""
    viewer.require(Right.SEE_RESIDENTS)
    rows = _open_duties(resident, until)
    people = {p.pk: p for p in residents.persons(viewer, {row.movement.resident_id for row in rows})}
    kept = _kept(viewer, rows)
    return [
        Open(row, row.movement, people[row.movement.resident_id])
        for row in rows
        if row.movement.resident_id in people and (row.item is None or row.item in kept)
    ]


@prepared
def _open_duties(resident: UUID | None, until: date | None) -> "QuerySet[Duty]":
    found = Duty.objects.filter(done_on=None, movement__state=State.DONE).select_related("movement")
    found = found.filter(movement__resident=resident) if resident else found
    found = found.filter(due__lte=until) if until else found
    return found.order_by("due", "id")


def _kept(viewer: Viewer, rows: Iterable[Duty]) -> set[UUID]:
    owners = {row.movement.resident_id for row in rows if row.item}
    held = custody.items_of_many(viewer, owners) if owners else {}
    return {one.item.pk for group in held.values() for one in group}


def duty(viewer: Viewer, id: UUID) -> Duty:
    """One thing to do. Raises Http404."""
    found: Duty = get_object_or_404(Duty.objects.select_related("movement"), pk=id)
    residents.person(viewer, found.movement.resident_id)
    return found


def last_done(viewer: Viewer, resident: UUID) -> Movement | None:
    """The movement of a person that happened last and stands."""
    viewer.require(Right.SEE_RESIDENTS)
    return Movement.objects.filter(resident=resident, state=State.DONE).order_by("done_at", "id").last()


@dataclass(frozen=True, slots=True)
class Plans:
    """What is planned for a person in other rooms: which of it a movement concerns is decided elsewhere."""

    visits: list[Any] = field(default_factory=list)
    lists: list[Any] = field(default_factory=list)
    delivery: deliveries.Waiting | None = None
    case: UUID | None = None


def plans(viewer: Viewer, resident: UUID) -> Plans:
    """The visits not begun, the receptions still to be held, the card that waits, the open case."""
    ahead = [one for one in receptions.of_resident(viewer, resident) if one.reception.on >= today()]
    lists = [one for one in ahead if one.listed and one.reception.open]
    visits = [one for one in outings.of_person(viewer, resident, limit=50) if one.state == "planned"]
    case = cases.case_of(viewer, resident)
    return Plans(visits, lists, deliveries.open_of(viewer, resident), case.pk if case else None)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A plan that was made before a movement: the page and the sheets say so."""

    plan: str
    made_on: date | None
    movement: Movement

    @property
    def words(self) -> str:
        """In one sentence."""
        told = {"plan": self.plan, "day": short_day(self.movement.on), "kind": self.movement.get_kind_display()}
        return gettext("%(plan)s：%(day)sの「%(kind)s」の前に決めたものです。もう一度確かめます。") % told


def made_before(viewer: Viewer, person: Person) -> list[Earlier]:
    """The plans of a person that are older than the last movement that changes where they live."""
    last = next(iter(_last_that_moves(person.pk)), None)
    if last is None:
        return []
    return [Earlier(plan, on, last) for plan, on in _dated(viewer, person, last) if on is None or on < last.on]


@prepared
def _last_that_moves(resident: UUID) -> "QuerySet[Movement]":
    return Movement.objects.filter(resident=resident, state=State.DONE, kind__in=MOVES_THE_PLAN)[:1]


def _dated(viewer: Viewer, person: Person, last: Movement) -> Iterable[tuple[str, date | None]]:
    """Each plan with the day it was made on; None where what stands in it is the place of before."""
    given = cases.last_given(viewer, person.pk)
    if given is not None:
        yield gettext("紙に出した道と書類"), given.as_of
    planned = plans(viewer, person.pk)
    if planned.delivery is not None:
        row = planned.delivery.delivery
        if row.signed_on or row.photo_on:
            yield gettext("顔写真証明書の署名"), row.signed_on or row.photo_on
        if planned.delivery.trip is not None and planned.delivery.trip.booked_on:
            yield gettext("受取の予約"), planned.delivery.trip.booked_on
    for one in planned.lists:
        if one.room and one.room != person.room:
            title = gettext("%(day)sの出張申請受付の名簿（部屋 %(room)s）")
            yield title % {"day": short_day(one.reception.on), "room": one.room}, None
