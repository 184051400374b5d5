"""Who comes, who is called, who goes: one person, one caller."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext

from tsukisoi.cases import actions as cases
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy import prepared
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue.actions.writing import NotNow, Written, identity_first, locked, not_finished, tell, who
from tsukisoi.venue.models import OPEN_PLACES, Day, Place, Seat, Topic
from tsukisoi.venue.reasons import LEAVING
from tsukisoi.venue.turns import turn


def arrive(viewer: Viewer, seat: UUID, *, at: datetime | None = None) -> Written:
    """Somebody is here: the next turn in the queue. Whoever is here already keeps the turn.

    The counter is taken as late as can be, so that other desks wait for it as short as can be.
    """
    with turn():
        found = locked(viewer, seat)
        if found.turn is not None:
            return Written(found, again=True)
        machine = {"machine": found.day.machine}
        return tell(viewer, found, Topic.ARRIVAL, machine, at=at, last=lambda: _next_turn(found.day))


def _next_turn(day: Day) -> dict[str, int]:
    return {"turn": prepared.count_on(day, "last_turn")}


def call(viewer: Viewer, seat: UUID, *, at: datetime | None = None) -> Written:
    """Call this person. Of many who press at once one has called; the others learn who. Raises NotNow."""
    with turn():
        return _called(viewer, locked(viewer, seat), at)


def _called(viewer: Viewer, found: Seat, at: datetime | None = None) -> Written:
    if found.place == Place.CALLED:
        before = found.standing["place"]
        if before["by"] == str(viewer.worker):
            return Written(found, again=True)
        raise NotNow(_taken(viewer, before))
    if found.place not in OPEN_PLACES:
        raise NotNow(gettext("この方は、今日の受付をもう終えています。"))
    return tell(viewer, found, Topic.PLACE, {"place": str(Place.CALLED)}, at=at, journal="venue.call")


def _taken(viewer: Viewer, before: Mapping[str, Any]) -> str:
    moment = f"{timezone.localtime(datetime.fromisoformat(before['at'])):%H:%M}"
    return gettext("この方は %(at)s に %(name)s さんが呼びました。") % {"at": moment, "name": who(viewer, before["by"])}


def call_next(viewer: Viewer, day: UUID) -> Seat | None:
    """Call whoever has waited longest and is still waiting; None where nobody is."""
    viewer.require(Right.RUN_VENUE)
    while True:
        # Of several desks that see the same person first, one has called; the others go on to the next.
        waiting = Seat.objects.filter(day=day, place=Place.WAITING).order_by("place_at", "place_event")
        first = waiting.values_list("pk", flat=True).first()
        if first is None:
            return None
        with turn():
            found = locked(viewer, first)
            if found.place == Place.WAITING:
                return _called(viewer, found).seat


def hold(viewer: Viewer, seat: UUID) -> Written:
    """Later: not here just now, or needs time. Nobody behind waits for it. Raises NotNow for whoever is finished."""
    with turn():
        found = locked(viewer, seat)
        not_finished(viewer, found)
        return tell(viewer, found, Topic.PLACE, {"place": str(Place.HELD)}, journal="venue.hold")


def come_back(viewer: Viewer, seat: UUID) -> Written:
    """Back in the queue, at its end; also whoever had gone or was done."""
    with turn():
        found = locked(viewer, seat)
        place = Place.WAITING if found.turn is not None else Place.EXPECTED
        return tell(viewer, found, Topic.PLACE, {"place": str(place)}, journal="venue.come_back")


def leave(
    viewer: Viewer, seat: UUID, place: str, why: str = "", *, note: str = "", at: datetime | None = None
) -> Written:
    """The day ends for this person: done, partly, not today, by a home visit, by proxy. Raises ValueError, NotNow.

    `done` is refused while identity was not looked at; «not today» takes one of the reasons. Whoever is finished comes
    back first; the same again changes nothing.
    """
    chosen = Place(place)
    if chosen in OPEN_PLACES or (chosen == Place.NOT_TODAY and why not in LEAVING):
        raise ValueError(place)
    with turn():
        found = locked(viewer, seat)
        data = {"place": str(chosen), **({"why": why} if why else {}), **({"note": note} if note else {})}
        if found.standing.get(Topic.PLACE, {}).get("data") != data:
            not_finished(viewer, found)
            if chosen == Place.DONE:
                identity_first(viewer, found)
        _another_way(viewer, found, chosen)
        return tell(viewer, found, Topic.PLACE, data, at=at, journal="venue.leave")


WAYS = {Place.HOME_VISIT: "home_visit_reception", Place.PROXY: "proxy_delivery"}
"""The way on which a person goes on who was not received here."""


def _another_way(viewer: Viewer, seat: Seat, place: Place) -> None:
    """The person's own page leads on from here."""
    resident = seat.listed.resident_id if place in WAYS and viewer.may(Right.RUN_CASES) else None
    if resident is not None:
        cases.choose_way(viewer, resident, WAYS[place])


def undo(viewer: Viewer, seat: UUID, topic: str) -> Written:
    """Take the last word on one matter back: what stood before it stands again. Nothing is erased."""
    with turn():
        found = locked(viewer, seat)
        now_told = found.standing.get(Topic(topic))
        if now_told is None or topic == Topic.ARRIVAL:
            return Written(found, again=True)
        return tell(viewer, found, Topic(topic), now_told.get("before", {}), journal="venue.undo")
