"""Opening the day, and whoever comes without standing on the list."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions import actions as receptions_actions
from tsukisoi.receptions import queries as receptions
from tsukisoi.residents import queries as residents
from tsukisoi.residents.roster.names import search_key
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import tickets
from tsukisoi.venue.actions.queue import arrive
from tsukisoi.venue.actions.writing import NotNow
from tsukisoi.venue.actions.writing import open_day as held_day
from tsukisoi.venue.models import Day, Seat
from tsukisoi.venue.tickets import STRIDE
from tsukisoi.venue.turns import turn


def open_day(viewer: Viewer, reception: UUID, machine: int = 0) -> Day:
    """Open the day of a reception: everybody on the list has a seat. Opened again, whoever was added since gets one.

    A closed day stays as it was closed.
    """
    viewer.require(Right.RUN_VENUE)
    told = receptions.reception(viewer, reception)
    with turn():
        if viewer.may(Right.RUN_RECEPTIONS) and not Day.objects.filter(reception_id=told.pk).exists():
            receptions_actions.refresh(viewer, told)  # from here on the list is the day's own
        day, is_new = Day.objects.get_or_create(
            organisation_id=viewer.organisation, reception_id=told.pk,
            defaults={"opened_at": now(), "machine": machine},
        )  # fmt: skip
        if day.closed_at is None:
            seat_everybody(viewer, day, told)
        if is_new:
            write(viewer, "venue.open", Chain("day", day.pk), refs=[told.pk])
        return day


def seat_everybody(viewer: Viewer, day: Day, reception: receptions.Day) -> None:
    """A seat for everybody on the list who has none."""
    viewer.require(Right.RUN_VENUE)
    seated = set(Seat.objects.filter(day=day).values_list("listed_id", flat=True))
    missing = [one for one in receptions.people(viewer, reception) if one.pk not in seated]
    Seat.objects.bulk_create(Seat(organisation_id=viewer.organisation, day=day, listed_id=one.pk) for one in missing)


class OnTheList(NotNow):
    """Somebody on the list could be this person. `listed`: who."""

    def __init__(self, listed: Sequence[receptions.Person]) -> None:
        numbers = "・".join(tickets.shown(one.number) for one in listed)
        asked = gettext(
            "名簿の %(numbers)s番の方ではありませんか。ちがうときは「別の方です」に印をつけて、もう一度押します。"
        )
        super().__init__(asked % {"numbers": numbers})
        self.listed = tuple(one.pk for one in listed)


def walk_in(viewer: Viewer, day: UUID, *, shared: UUID, another: bool = False, **columns: Any) -> Seat:
    """Somebody who is not on the list: put on it as a walk-in, and in the queue. The same `shared` is one person.

    Somebody of the house is known by name and birth date: whoever stands on the list already has simply come. Raises
    OnTheList where somebody there could be this person, unless `another`: it was looked, and it is somebody else.
    """
    viewer.require(Right.RUN_VENUE)
    with turn():
        found = held_day(viewer, day)
        reception = receptions.reception(viewer, found.reception_id)
        told = {**columns, "walk_in": True, "resident": _of_the_house(viewer, columns)}
        alike = [] if another else _on_the_list(viewer, reception, shared, told)
        if alike:
            raise OnTheList(alike)
        number = _number(found, reception)
        listed = receptions_actions.put_on(viewer, reception, shared=shared, number=number, **told)
        if not listed.listed:
            listed = receptions_actions.relist(viewer, listed)
        seat = Seat.objects.get_or_create(organisation_id=viewer.organisation, day=found, listed_id=listed.pk)[0]
        arrive(viewer, seat.pk)
        return get_object_or_404(Seat.objects, pk=seat.pk)


def _of_the_house(viewer: Viewer, columns: Mapping[str, Any]) -> UUID | None:
    """The resident of that name and birth date, where there is exactly one."""
    born, name = columns.get("birth_date"), _plain(columns.get("name", ""))
    if born is None:
        return None
    alike = [one.pk for one in residents.everybody(viewer).filter(birth_date=born) if _plain(one.name) == name]
    return alike[0] if len(alike) == 1 else None


def _on_the_list(
    viewer: Viewer, reception: receptions.Day, shared: UUID, told: Mapping[str, Any]
) -> list[receptions.Person]:
    """Who of the list could be the one who came; nobody where that is known without asking.

    The town has only the list: its people are known by no record of their own.
    """
    listed = receptions.people(viewer, reception)
    if any(one.shared == shared or (one.resident_id and one.resident_id == told["resident"]) for one in listed):
        return []
    return [one for one in listed if _could_be(one, told)]


def _could_be(listed: receptions.Person, told: Mapping[str, Any]) -> bool:
    """The same name or reading, and no other birth date."""
    born = told.get("birth_date")
    if born and listed.birth_date and born != listed.birth_date:
        return False
    return bool(_keys(listed.name, listed.kana) & _keys(told.get("name", ""), told.get("kana", "")))


def _keys(*names: str) -> set[str]:
    return {search_key(name) for name in names} - {""}


def _plain(name: str) -> str:
    return "".join(name.split())


def _number(day: Day, reception: receptions.Day) -> int | None:
    """The next ticket of this laptop's own; the server takes the next of the list."""
    if day.machine == 0:
        return None
    first = day.machine * STRIDE
    mine = Seat.objects.filter(day=day, listed__number__range=(first, first + STRIDE - 1))
    return int(mine.aggregate(Max("listed__number"))["listed__number__max"] or first) + 1
