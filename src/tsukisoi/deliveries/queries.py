"""Reading deliveries and trips: only of people whom the viewer may see, a few queries for any number."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.deliveries.models import Delivery, Result, Stop, Trip
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Waiting:
    """One open delivery with its person, the trip that is planned, and how often somebody went in vain."""

    delivery: Delivery
    person: Person
    trip: Trip | None
    refused: tuple[Stop, ...]

    @property
    def office_id(self) -> UUID | None:
        """The town of record, where cards are collected."""
        return self.person.office_id


def waiting(viewer: Viewer) -> list[Waiting]:
    """Every open delivery of people who are here, in the order of their readings."""
    rows = {row.resident_id: row for row in _open()}
    people = [person for person in residents.persons(viewer, rows) if person.status == "here"] if rows else []
    return _with_trips([(rows[person.pk], person) for person in people])


@prepared
def _open() -> "QuerySet[Delivery]":
    return Delivery.objects.filter(closed_on=None)


def open_of(viewer: Viewer, resident: UUID) -> Waiting | None:
    """The open delivery of one person. Raises Http404 for a person out of reach."""
    person = residents.person(viewer, resident)
    row = next(iter(_open_one(person.pk)), None)
    return _with_trips([(row, person)])[0] if row is not None else None


@prepared
def _open_one(resident: UUID) -> "QuerySet[Delivery]":
    return Delivery.objects.filter(resident_id=resident, closed_on=None)[:1]


def open_delivery(viewer: Viewer, resident: UUID) -> UUID | None:
    """The open delivery of one person by its id, and nothing else of it. Raises Http404 for a person out of reach."""
    person = residents.person(viewer, resident)
    return next((row.pk for row in _open_one(person.pk)), None)


_LATER = (
    "second_on", "collect_by", "destroy_on", "kept_asked_on", "kept_until", "notice_lost_on", "agent", "agent_name",
    "photo_on", "signed_on", "sealed", "ready", "note", "closed_on",
)  # fmt: skip
"""What somebody writes of a delivery after it began, beside its notice."""


def has_gone_on(viewer: Viewer, resident: UUID, delivery: UUID, apart_from_notice: bool = False) -> bool:
    """Was anything written of this delivery since it began: the notice, the folder, a trip, its end?"""
    person = residents.person(viewer, resident)
    row = Delivery.objects.filter(pk=delivery, resident_id=person.pk).first()
    if row is None:
        return False
    later = _LATER if apart_from_notice else ("notice_on", *_LATER)
    return any(getattr(row, name) for name in later) or Stop.objects.filter(delivery=row).exists()


def noticed_otherwise(viewer: Viewer, resident: UUID, on: date) -> bool:
    """Does the open delivery say something else of its notice than that it came on that day?"""
    row = open_of(viewer, resident)
    if row is None:
        return True
    told = row.delivery
    more = (told.second_on, told.collect_by, told.destroy_on, told.notice_lost_on)
    return told.notice_on != on or any(day is not None for day in more)


def past(viewer: Viewer, resident: UUID) -> list[Delivery]:
    """The deliveries of one person that have ended, the last first."""
    person = residents.person(viewer, resident)
    return list(Delivery.objects.filter(resident_id=person.pk).exclude(closed_on=None))


def _with_trips(pairs: Sequence[tuple[Delivery, Person]]) -> list[Waiting]:
    if not pairs:
        return []
    planned: dict[UUID, Trip] = {}
    refused: dict[UUID, list[Stop]] = {}
    for stop in _stops_of([row.pk for row, _person in pairs]):
        if stop.trip.closed_on is None and not stop.trip.called_off:
            planned[stop.delivery_id] = stop.trip
        elif stop.result == Result.REFUSED:
            refused.setdefault(stop.delivery_id, []).append(stop)
    return [
        Waiting(row, person, planned.get(row.pk), tuple(refused.get(row.pk, ()))) for row, person in pairs
    ]  # fmt: skip


@prepared
def _stops_of(deliveries: list[UUID]) -> "QuerySet[Stop]":
    return Stop.objects.filter(delivery__in=deliveries).select_related("trip").order_by("trip__on", "id")


@dataclass(frozen=True, slots=True)
class Aboard:
    """One person on a trip."""

    stop: Stop
    delivery: Delivery
    person: Person


def trip(viewer: Viewer, id: UUID) -> Trip:
    """One trip. Raises Http404; also where nobody of it is within the viewer's reach."""
    viewer.require(Right.SEE_RESIDENTS)
    return get_object_or_404(Trip.objects.select_related("office"), pk=id)


def aboard(viewer: Viewer, trip: Trip) -> list[Aboard]:
    """Whose cards a trip is for, in the order of their readings; only people the viewer may see."""
    stops = {stop.delivery.resident_id: stop for stop in _aboard(trip.pk)}
    return [Aboard(stops[person.pk], stops[person.pk].delivery, person) for person in residents.persons(viewer, stops)]


@prepared
def _aboard(trip: UUID) -> "QuerySet[Stop]":
    return Stop.objects.filter(trip=trip).select_related("delivery")


def everybody_aboard(trip: Trip) -> int:
    """How many people a trip is for, seen or not."""
    return Stop.objects.filter(trip=trip).count()


def open_trips(viewer: Viewer) -> list[Trip]:
    """The trips that are planned, or made and not yet written down, the soonest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _open_trips()


@prepared
def _open_trips() -> "QuerySet[Trip]":
    return Trip.objects.select_related("office").filter(closed_on=None, called_off=False)


def counts(viewer: Viewer, trips: Iterable[Trip]) -> dict[UUID, int]:
    """How many people each of these trips is for."""
    found: dict[UUID, int] = {}
    for pk in Stop.objects.filter(trip__in=[one.pk for one in trips]).values_list("trip_id", flat=True):
        found[pk] = found.get(pk, 0) + 1
    return found


def past_trips(viewer: Viewer, limit: int = 20) -> list[Trip]:
    """The last trips made or called off."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Trip.objects.select_related("office").exclude(closed_on=None).order_by("-on", "-id")[:limit])
