"""When everybody is called and when the day ends: reckoned, and tried many times before anything is promised.

People go to a desk and then to the photographer. Nothing here reads a database or a clock; minutes throughout.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from statistics import quantiles

RUNS = 200
"""So many days are tried."""
SHORTEST, LONGEST = 0.7, 1.6
"""A person takes between these times the planned minutes, most often the planned ones: a guess of this program, told
on the page. The manual names no time."""
SEED = 5


@dataclass(frozen=True, slots=True)
class Visitor:
    """One person: what both sides know them by, and how much longer than usual they are given."""

    number: int
    extra: int


@dataclass(frozen=True, slots=True)
class Pace:
    """The desks and how long things take."""

    desks: int
    photographers: int
    minutes: int
    photo_minutes: int
    rest_every: int
    rest: int
    lift_seats: int
    lift_minutes: int


@dataclass(frozen=True, slots=True)
class Slot:
    """When one person is to be in the room, at which desk, and when they are through."""

    number: int
    calls: int
    desk: int
    through: int


@dataclass(frozen=True, slots=True)
class Timetable:
    """The plan, and what came out of trying it: the end in the middle of all days, and in nine of ten days before."""

    slots: tuple[Slot, ...]
    ends: int
    likely: int
    nine_of_ten: int
    runs: int


def reckon(visitors: Sequence[Visitor], pace: Pace, runs: int = RUNS) -> Timetable:
    """The timetable of these people in this order. Minutes count from the beginning."""
    planned = [float(pace.minutes + one.extra) for one in visitors]
    slots = _day(visitors, pace, planned, [float(pace.photo_minutes)] * len(visitors))
    chance = random.Random(SEED)  # noqa: S311  # the same input gives the same timetable
    ends = sorted(_end(_day(visitors, pace, *_shaken(chance, planned, pace))) for _run in range(runs))
    cuts = quantiles(ends, n=10) if len(ends) > 1 and visitors else [_end(slots)] * 9
    return Timetable(tuple(slots), _end(slots), round(cuts[4]), round(cuts[8]), runs)


def _shaken(chance: random.Random, planned: Sequence[float], pace: Pace) -> tuple[list[float], list[float]]:
    desk = [minutes * chance.triangular(SHORTEST, LONGEST, 1.0) for minutes in planned]
    photo = [pace.photo_minutes * chance.triangular(SHORTEST, LONGEST, 1.0) for _one in planned]
    return desk, photo


def _day(visitors: Sequence[Visitor], pace: Pace, desk: Sequence[float], photo: Sequence[float]) -> list[Slot]:
    """One day: each desk takes the next in order, rests after its stretch; then the photographer."""
    free: list[tuple[float, int, float]] = [(0.0, number, 0.0) for number in range(1, max(pace.desks, 1) + 1)]
    seated = []
    for place, one in enumerate(visitors):
        at, number, worked = heappop(free)
        if pace.rest_every and worked >= pace.rest_every:
            at, worked = at + pace.rest, 0.0
        starts = max(at, _up(place, pace))
        leaves = starts + desk[place]
        heappush(free, (leaves, number, worked + desk[place]))
        seated.append((leaves, place, one.number, int(starts), number))
    through = _photographed(seated, pace, photo)
    return [Slot(number, starts, at, -int(-through[place] // 1)) for _leaves, place, number, starts, at in seated]


def _photographed(seated: list[tuple[float, int, int, int, int]], pace: Pace, photo: Sequence[float]) -> list[float]:
    """When each is through, by place on the list: whoever leaves a desk first is photographed first."""
    ends = [0.0] * len(seated)
    cameras = [0.0] * (pace.photographers if pace.photo_minutes else 0)
    for leaves, place, *_rest in sorted(seated):
        ends[place] = leaves
        if cameras:
            ends[place] = max(leaves, heappop(cameras)) + photo[place]
            heappush(cameras, ends[place])
    return ends


def _up(place: int, pace: Pace) -> float:
    """When the lift has brought the person of that place down."""
    return float(place // pace.lift_seats * pace.lift_minutes) if pace.lift_seats else 0.0


def _end(slots: Sequence[Slot]) -> int:
    return max((slot.through for slot in slots), default=0)
