"""Reading the day: the queue, one person, the hall, what is disputed, what was counted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from tsukisoi.receptions import queries as receptions
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import tickets, vault
from tsukisoi.venue.models import Carried, Day, Event, Picture, Place, Seat, Slate
from tsukisoi.venue.numbers import Numbers, reckon
from tsukisoi.venue.tally import Tally, tally

Visitor = Seat
"""The type of one person of the day, for other rooms."""
LAST_CALLED = 4
SOON = timedelta(days=3)


@once
def days(viewer: Viewer) -> list[tuple[receptions.Day, Day | None]]:
    """Receptions of these days (three before and after today), and those whose day is open, each with its day."""
    viewer.require(Right.SEE_RESIDENTS)
    opened = {day.reception_id: day for day in _days()}
    near = [
        one for one in receptions.receptions(viewer)
        if abs(one.on - today()) <= SOON or (one.pk in opened and opened[one.pk].closed_at is None)
    ]  # fmt: skip
    return [(one, opened.get(one.pk)) for one in near]


@prepared
def _days() -> "QuerySet[Day]":
    return Day.objects.all()


def day(viewer: Viewer, id: UUID) -> Day:
    """One day, with its reception. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Day = get_object_or_404(Day.objects.select_related("reception"), pk=id)
    return found


def day_of(viewer: Viewer, reception: UUID) -> Day | None:
    """The day of a reception, if it was opened."""
    viewer.require(Right.SEE_RESIDENTS)
    return Day.objects.filter(reception=reception).first()


def _seats(viewer: Viewer) -> "QuerySet[Seat]":
    viewer.require(Right.SEE_RESIDENTS)
    found: QuerySet[Seat] = Seat.objects.select_related("listed")
    return found


def seats(viewer: Viewer, day: Day) -> list[Seat]:
    """Everybody of the day in the order of the tickets. One query."""
    return list(_seats(viewer).filter(day=day, listed__place="listed").order_by("listed__number", "pk"))


def seat(viewer: Viewer, id: UUID) -> Seat:
    """One person of the day, with the day and its reception. Raises Http404."""
    found: Seat = get_object_or_404(_seats(viewer).select_related("day__reception"), pk=id)
    return found


def day_of_seat(viewer: Viewer, id: UUID) -> UUID:
    """The day of one person, and nothing else of them. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Seat.objects.filter(pk=id).values_list("day_id", flat=True).first()
    if found is None:
        raise Http404
    return found


def seats_of(viewer: Viewer, listed: Iterable[UUID]) -> dict[UUID, Seat]:
    """The seats of these people on lists, by who they are there. One query."""
    return {one.listed_id: one for one in _seats(viewer).filter(listed__in=list(listed))}


def numbers(viewer: Viewer, day: Day) -> Numbers:
    """The day in numbers. Four queries for any number of people."""
    everybody = seats(viewer, day)
    happened = Event.objects.filter(day=day).order_by("at", "pk")
    places = happened.filter(topic="place").values_list("listed_id", "data__place", "at")
    shots = Picture.objects.filter(day=day).order_by().values_list("listed_id").annotate(Count("pk"))
    late = happened.filter(at__lt=F("written_at")).values("listed_id").distinct().count()
    return reckon(everybody, [(who, str(place), at) for who, place, at in places], dict(shots), late)


def by_number(viewer: Viewer, day: Day, number: int) -> Seat | None:
    """Whose ticket that is."""
    return _seats(viewer).filter(day=day, listed__number=number).first()


def just_before(viewer: Viewer, seat: Seat) -> Seat | None:
    """The person who was photographed just before this one: whose face may hang on this slate by mistake."""
    own = picture(viewer, seat)
    if own is None:
        return None
    earlier = Picture.objects.filter(day=seat.day_id, received_at__lte=own.received_at).exclude(listed=seat.listed_id)
    last = earlier.order_by("-taken_at", "-received_at", "-pk").values_list("listed_id", flat=True).first()
    return _seats(viewer).filter(listed=last).first() if last else None


def picture(viewer: Viewer, seat: Seat) -> Picture | None:
    """The picture that counts for this person, without its content."""
    id = seat.standing.get("photo", {}).get("data", {}).get("picture")
    viewer.require(Right.SEE_RESIDENTS)
    return Picture.objects.filter(pk=id, listed=seat.listed_id).defer("frame", "cut").first() if id else None


def content(viewer: Viewer, seat: UUID, picture: UUID, part: str) -> bytes:
    """The shot (`frame`) or what was cut of it (`cut`), as a JPEG. Raises Http404 where there is none any more."""
    viewer.require(Right.RUN_VENUE)
    found = get_object_or_404(Picture.objects.exclude(**{part: None}), pk=picture, listed__in=_listed(seat))
    return vault.unseal(bytes(getattr(found, part)), found.pk, part)


def _listed(seat: UUID) -> "QuerySet[Seat, Any]":
    return Seat.objects.filter(pk=seat).values("listed")


def slate(viewer: Viewer, seat: Seat) -> Slate | None:
    """The slate at hand for this person."""
    viewer.require(Right.SEE_RESIDENTS)
    return Slate.objects.filter(day=seat.day_id, listed=seat.listed_id, spent_on=None).first()


def events(viewer: Viewer, seat: Seat) -> list[Event]:
    """Everything that happened to one person, the last first."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Event.objects.filter(day=seat.day_id, listed=seat.listed_id).order_by("-at", "-pk"))


def called(viewer: Viewer, day: Day) -> list[str]:
    """The tickets called last, the newest first, and nothing else of anybody: for the screen of the waiting room."""
    viewer.require(Right.SEE_RESIDENTS)
    rows = Seat.objects.filter(day=day, place=Place.CALLED).order_by("-place_at", "-place_event")
    return [tickets.shown(number) for number in rows.values_list("listed__number", flat=True)[:LAST_CALLED]]


def disputed(viewer: Viewer, day: Day) -> list[Seat]:
    """Of whom two machines told differently."""
    return list(_seats(viewer).filter(day=day, disputed__gt=0).order_by("listed__number"))


@dataclass(frozen=True, slots=True)
class Reckoning:
    """The day before it closes. `away`: laptops that did not come back; `same_shots`: people who have one shot;
    `added`: how many were put on the list since the day was opened, and have no seat."""

    tally: Tally
    away: tuple[str, ...]
    same_shots: tuple[tuple[UUID, ...], ...]
    added: int


def reckoning(viewer: Viewer, day: Day) -> Reckoning:
    """What the day comes to."""
    away = [tickets.letter(one.machine) for one in carried(viewer, day) if one.back_at is None]
    everybody = seats(viewer, day)
    return Reckoning(tally(everybody), tuple(away), tuple(_same_shots(day)), added(viewer, day, everybody))


def added(viewer: Viewer, day: Day, everybody: Sequence[Seat]) -> int:
    """How many stand on the list without a seat. `everybody`: whoever has one. One query."""
    listed = receptions.counts(viewer, [day.reception]).get(day.reception_id, receptions.Counts())
    return listed.people - len(everybody)


def _same_shots(day: Day) -> list[tuple[UUID, ...]]:
    """People whose pictures are one and the same file: a laptop could not know of the other's."""
    found: dict[str, set[UUID]] = {}
    live = Picture.objects.filter(day=day, deleted_at=None).values_list("digest", "listed_id")
    for digest, listed in live:
        found.setdefault(digest[:64], set()).add(listed)
    return [tuple(sorted(people)) for people in found.values() if len(people) > 1]


def carried(viewer: Viewer, day: Day) -> list[Carried]:
    """The laptops that took this reception along."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Carried.objects.filter(day=day)) if day.machine == 0 else []


def pictures_due(viewer: Viewer, until: date | None = None) -> int:
    """How many pictures are to be deleted by that day (today)."""
    viewer.require(Right.SEE_RESIDENTS)
    return len(_pictures_due(until or today()))


@prepared
def _pictures_due(until: date) -> "QuerySet[Picture, UUID]":
    return Picture.objects.filter(deleted_at=None, delete_on__lte=until).values_list("pk", flat=True)


def alike(seat: Seat, others: Iterable[Seat]) -> dict[str, list[Seat]]:
    """Who could be taken for this person: of the same surname, address or birth date."""
    found: dict[str, list[Seat]] = {"surname": [], "household": [], "birth_date": []}
    for other in others:
        if other.pk == seat.pk:
            continue
        if surname(other.listed.name) == surname(seat.listed.name):
            found["surname"].append(other)
        if seat.listed.address and other.listed.address == seat.listed.address:
            found["household"].append(other)
        if seat.listed.birth_date and other.listed.birth_date == seat.listed.birth_date:
            found["birth_date"].append(other)
    return {why: people for why, people in found.items() if people}


def surname(name: str) -> str:
    """The part of a name before its space; the whole name where it has none."""
    return name.replace("\u3000", " ").split(" ")[0]


def last_seen_by(viewer: Viewer, seat: Seat) -> str:
    """Who of the town looked at papers last: usually the same person all morning."""
    viewer.require(Right.SEE_RESIDENTS)
    last = Event.objects.filter(day=seat.day_id, topic="identity").order_by("-at", "-pk").first()
    return str(last.data.get("seen_by", "")) if last else ""
