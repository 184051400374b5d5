"""Trips to a town hall: planned with one list, changed, called off, and what became of each card."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.custody import actions as custody
from tsukisoi.deliveries import queries
from tsukisoi.deliveries.actions.waiting import clean, close, note, reach
from tsukisoi.deliveries.models import Delivery, Outcome, Result, Stop, Trip
from tsukisoi.deliveries.reasons import REASONS
from tsukisoi.journal.actions import Chain, write
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

CARD = "my_number_card"
"""What the card is called among the things a home may keep."""


def plan_trip(
    viewer: Viewer, id: UUID, people: Sequence[UUID], *, on: date, at: time | None = None, agent: str = "",
    agent_name: str = "", booked_on: date | None = None, booked_with: str = "",
) -> Trip:  # fmt: skip
    """Plan one way to one town hall for these people. `id` comes from the form: sent twice, it is one trip.

    Raises ValidationError for people of different towns of record, without an open delivery, or planned already.
    """
    viewer.require(Right.RUN_CASES)
    with transaction.atomic():
        standing = Trip.objects.filter(pk=id).first()
        if standing is not None:
            return standing
        rows = _to_take(viewer, people)
        office = municipalities.office(viewer, _one_town(viewer, people))
        values = _of_trip(on, at, agent, agent_name, booked_on, booked_with)
        trip = Trip.objects.create(id=id, organisation_id=viewer.organisation, office=office, **values)
        Stop.objects.bulk_create(
            Stop(organisation_id=viewer.organisation, trip=trip, delivery=row) for row in rows.values()
        )
        write(viewer, "deliveries.plan", Chain("trip", trip.pk), refs=list(rows), values=_plain(values))
        for resident, row in rows.items():
            note(viewer, "plan", resident, row, {"on": on})
    return trip


def _to_take(viewer: Viewer, people: Sequence[UUID]) -> dict[UUID, Delivery]:
    """The open deliveries of these people, locked; each must be free to go."""
    if not people:
        raise ValidationError(gettext("一人以上を選んでください。"), code="nobody")
    for resident in people:
        reach(viewer, resident)
    found = Delivery.objects.select_for_update().filter(resident_id__in=people, closed_on=None).order_by("id")
    rows = {row.resident_id: row for row in found}
    if len(rows) < len(set(people)):
        raise ValidationError(gettext("受取の記録が終わった人が入っています。選びなおしてください。"), code="closed")
    if Stop.objects.filter(delivery__in=[row.pk for row in rows.values()], trip__closed_on=None).exists():
        raise ValidationError(gettext("もう行く日が決まっている人が入っています。"), code="planned")
    return rows


def _one_town(viewer: Viewer, people: Iterable[UUID]) -> UUID:
    offices = {reach(viewer, resident).office_id for resident in people}
    if len(offices) > 1:
        raise ValidationError(gettext("住民票の市区町村がちがう人は、いっしょに受け取れません。"), code="towns")
    office = offices.pop()
    home = municipalities.home(viewer)
    if office is None and home is None:
        raise ValidationError(gettext("住民票の市区町村を先に決めてください。"), code="town")
    return office or (home.pk if home else UUID(int=0))


def _of_trip(
    on: date, at: time | None, agent: str, agent_name: str, booked_on: date | None, booked_with: str
) -> dict[str, Any]:
    said = {"on": on, "at": at, "agent": agent, "agent_name": clean(agent_name, 60), "booked_on": booked_on}
    return said | {"booked_with": clean(booked_with, 60)}


def _plain(values: Mapping[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items() if value}


def _mine(viewer: Viewer, trip: UUID) -> Trip:
    """The trip under a lock. Raises Http404, NotPermitted, and ValidationError once it is over.

    Whoever is limited to units may touch a trip only when everybody of it is theirs.
    """
    viewer.require(Right.RUN_CASES)
    found = queries.trip(viewer, trip)
    if len(queries.aboard(viewer, found)) < queries.everybody_aboard(found):
        raise ValidationError(
            gettext("ほかのユニットの人も入っています。全体を見られる人にたのんでください。"), code="units"
        )
    locked = Trip.objects.select_for_update().get(pk=found.pk)
    if locked.closed_on is not None:
        raise ValidationError(gettext("この外出の記録は、もう終わっています。"), code="closed")
    return locked


def change_trip(
    viewer: Viewer, trip: UUID, *, on: date, at: time | None = None, agent: str = "", agent_name: str = "",
    booked_on: date | None = None, booked_with: str = "",
) -> Trip:  # fmt: skip
    """Another day, another person, or booked now."""
    with transaction.atomic():
        row = _mine(viewer, trip)
        values = _of_trip(on, at, agent, agent_name, booked_on, booked_with)
        changed = {key: value for key, value in values.items() if getattr(row, key) != value}
        if changed:
            Trip.objects.filter(pk=row.pk).update(**changed)
            write(viewer, "deliveries.change_trip", Chain("trip", row.pk), values=_plain(changed))
    return queries.trip(viewer, trip)


def call_off(viewer: Viewer, trip: UUID) -> None:
    """Nobody goes. The people wait again; called off twice is called off once."""
    with transaction.atomic():
        if queries.trip(viewer, trip).called_off:
            return
        row = _mine(viewer, trip)
        Trip.objects.filter(pk=row.pk).update(called_off=True, closed_on=today())
        write(viewer, "deliveries.call_off", Chain("trip", row.pk))


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one card: collected (and where it is now), refused and why, or not tried."""

    resident: UUID
    result: str
    where: str = ""
    why: tuple[str, ...] = ()
    told: str = ""
    told_by: str = ""


def record_results(viewer: Viewer, trip: UUID, results: Sequence[Told], on: date) -> Trip:
    """Write down what became of each card. Once everybody has a result, the trip is over; refused people wait again."""
    with transaction.atomic():
        if queries.trip(viewer, trip).closed_on is not None:
            return queries.trip(viewer, trip)
        row = _mine(viewer, trip)
        if on < row.on or on > today():
            raise ValidationError(gettext("行った日を確かめてください。"), code="day")
        stops = {one.person.pk: one.stop for one in queries.aboard(viewer, row)}
        for told in results:
            _record(viewer, stops[told.resident], told, on)
        if not Stop.objects.filter(trip=row, result=Result.OPEN).exists():
            Trip.objects.filter(pk=row.pk).update(closed_on=on)
            write(viewer, "deliveries.back", Chain("trip", row.pk))
    return queries.trip(viewer, trip)


def _record(viewer: Viewer, stop: Stop, told: Told, on: date) -> None:
    values: dict[str, Any] = {"result": Result(told.result), "why": [code for code in told.why if code in REASONS]}
    values |= {"told": clean(told.told, 200), "told_by": clean(told.told_by, 60)}
    if all(getattr(stop, key) == value for key, value in values.items()):
        return
    Stop.objects.filter(pk=stop.pk).update(**values)
    note(viewer, "result", told.resident, stop.delivery, {"result": told.result, "why": values["why"]})
    if told.result == Result.COLLECTED:
        _hand_over(viewer, stop.delivery, told, on)


def _hand_over(viewer: Viewer, row: Delivery, told: Told, on: date) -> None:
    """The card is in the person's hand, or goes into custody where the home has a basis for it. Raises NoBasis."""
    if told.where == Outcome.CUSTODY:
        custody.take_in(viewer, told.resident, CARD)
    close(viewer, row, told.resident, Outcome.CUSTODY if told.where == Outcome.CUSTODY else Outcome.HANDED_OVER, on)
