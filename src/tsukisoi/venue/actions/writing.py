"""How everything of the day is written: one event, what stands after it, one entry of the record."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions import queries as receptions
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy import prepared
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_time
from tsukisoi.venue import fold
from tsukisoi.venue.desks import identity_said, owes_identity
from tsukisoi.venue.models import OPEN_PLACES, Day, Event, Place, Seat, Topic


class NotNow(Exception):
    """It cannot be done as things stand. Its text is a sentence for people: what happened, and what to do."""


COLUMNS = ("standing", "place", "place_at", "place_event", "machine", "turn", "disputed")
"""The columns of a seat that are derived from events."""


@dataclass(frozen=True, slots=True)
class Written:
    """What stands now. `again`: it stood there before, and nothing was written."""

    seat: Seat
    again: bool


def locked(viewer: Viewer, seat: UUID) -> Seat:
    """The seat, held until the transaction ends. Raises Http404, NotPermitted; NotNow once the day is closed."""
    viewer.require(Right.RUN_VENUE)
    found = _SEAT.first(organisation=viewer.organisation, seat=seat)
    if found is None:
        raise Http404
    if found.day.closed_at or _closed_meanwhile(viewer, found):
        raise NotNow(gettext("この受付は締めました。直すときは、先に締めを開いてください。"))
    return found


def _closed_meanwhile(viewer: Viewer, seat: Seat) -> bool:
    """Was the day closed while this waited for the seat? PostgreSQL reads the day as it stood before the wait."""
    waited = connection.vendor != "sqlite"
    return waited and _CLOSED.first(organisation=viewer.organisation, day=seat.day_id) is not None


_CLOSED = prepared.Question(
    lambda organisation, day: Day.objects.model._base_manager.filter(
        pk=day, organisation_id=organisation, closed_at__isnull=False
    ).values_list("pk", flat=True)
)
_SEAT = prepared.Question(
    lambda organisation, seat: Seat.objects.model._base_manager.select_for_update(of=("self",))
    .select_related("day").defer("day__counted").filter(pk=seat, organisation_id=organisation)
)  # fmt: skip


def tell(
    viewer: Viewer, seat: Seat, topic: Topic, data: Mapping[str, Any], *, at: datetime | None = None, journal: str = "",
    last: Callable[[], Mapping[str, Any]] = dict,
) -> Written:  # fmt: skip
    """Write what happened to a locked seat. The same again, by whomever, changes nothing.

    `last` adds what is only known at the very end, because others wait for it (the next turn).
    """
    before = seat.standing.get(topic)
    if before and before["data"] == dict(data) and "against" not in before:
        return Written(seat, again=True)
    for text in data.values():
        if isinstance(text, str):
            model_validator(text)
    id = new_id()
    write(viewer, journal or f"venue.{topic}", Chain("listed", seat.listed_id), refs=[id], occurred_at=at)
    written_at = now().astimezone(UTC)
    event = Event.fresh(
        id=id, organisation_id=viewer.organisation, day_id=seat.day_id, listed_id=seat.listed_id, topic=topic,
        data={**data, **last()}, follows=list(fold.ends(before)), at=at or written_at, written_at=written_at,
        by=viewer.worker, machine=seat.day.machine,
    )  # fmt: skip
    prepared.add(event)
    stands(seat, {**seat.standing, str(topic): fold.after(before, happening(event))})
    prepared.change(seat, COLUMNS)
    return Written(seat, again=False)


def happening(event: Event) -> fold.Happening:
    """An event as the arithmetic takes it."""
    return fold.Happening(
        str(event.pk), event.topic, event.data, tuple(event.follows), instant(event.at), str(event.by), event.machine,
        event.entered_late,
    )  # fmt: skip


def instant(moment: datetime) -> str:
    """A moment as text that sorts as time does, the same on both engines."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def stands(seat: Seat, told: Mapping[str, fold.Standing]) -> None:
    """Put what stands into the seat's own columns."""
    place, event = fold.place_of(told)
    arrival = told.get("arrival", {}).get("data", {})
    seat.standing, seat.disputed = dict(told), fold.disputes(told)
    seat.place, seat.place_at = Place(place), datetime.fromisoformat(event["at"]) if event else None
    seat.place_event = UUID(event["id"]) if event else None
    seat.machine, seat.turn = arrival.get("machine", 0), arrival.get("turn")


def who(viewer: Viewer, worker: str) -> str:
    """The name of whoever did something here."""
    return staff.names(viewer, [UUID(worker)]).get(UUID(worker), gettext("ほかの職員"))


def not_finished(viewer: Viewer, seat: Seat) -> None:
    """A page that is older than the end of somebody's day does not change it. Raises NotNow, with who ended it."""
    viewer.require(Right.RUN_VENUE)
    if seat.place in OPEN_PLACES:
        return
    ended = seat.standing["place"]
    told = {
        "at": short_time(datetime.fromisoformat(ended["at"])), "name": who(viewer, ended["by"]),
        "place": Place(seat.place).label,
    }  # fmt: skip
    raise NotNow(
        gettext("この方は %(at)s に %(name)s さんが「%(place)s」にしました。変えるときは、先に「列に戻す」を押します。")
        % told
    )


def identity_first(viewer: Viewer, seat: Seat) -> None:
    """Nobody is done whose identity was never looked at: the card would come by mail. Source: A-15, A-17.

    Raises NotNow.
    """
    viewer.require(Right.RUN_VENUE)
    if identity_said(seat):  # nearly everybody: no reception is read for them
        return
    if owes_identity(seat, receptions.reception(viewer, seat.day.reception_id)):
        raise NotNow(gettext(
            "本人確認がまだです。「本人確認」で見た書類を記録してください。書類が1つもないときは、そこで「申請サポートにする」に印をつけます。"
        ))  # fmt: skip


def open_day(viewer: Viewer, day: UUID) -> Day:
    """The day, held until the transaction ends. Raises Http404; NotNow once it is closed."""
    viewer.require(Right.RUN_VENUE)
    found: Day = get_object_or_404(Day.objects.select_for_update(), pk=day)
    if found.closed_at:
        raise NotNow(gettext("この受付は締めました。直すときは、先に締めを開いてください。"))
    return found
