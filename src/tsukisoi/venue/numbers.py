"""A day in numbers, for whoever answers for it: planned, done, not done and why, how long it took, what went wrong."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tsukisoi.venue.models import Place, Seat
from tsukisoi.venue.reasons import LEAVING

STEP = 5
"""Minutes of one column of the drawing of how long people took."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One number as a bar. `part`: thousandths of the longest bar. `kind`: how it is drawn, also in black and white."""

    words: str | Promise
    count: int
    part: int
    kind: str


@dataclass(frozen=True, slots=True)
class Column:
    """How many people took from `least` to under `least` + STEP minutes. `high`: thousandths of the highest column."""

    least: int
    count: int
    high: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """One reception in numbers. Minutes are from being called to leaving, of whoever was received."""

    planned: int
    walk_ins: int
    came: int
    places: Mapping[str, int]
    reasons: Mapping[str, int]
    minutes: tuple[int, ...]
    retakes: int
    short: int
    late: int

    @property
    def done(self) -> int:
        """Whoever went through to the end."""
        return self.places.get(str(Place.DONE), 0)

    @property
    def middle(self) -> int | None:
        """Minutes of the person in the middle; None where nobody's time is known."""
        return round(median(self.minutes)) if self.minutes else None

    @property
    def longest(self) -> int | None:
        """Minutes of whoever took longest."""
        return max(self.minutes, default=None)


def reckon(
    seats: Sequence[Seat], places: Iterable[tuple[UUID, str, datetime]], pictures: Mapping[UUID, int], late: int
) -> Numbers:
    """Reckon them. `places`: who was put where and when, in the order of time; `pictures`: how many shots of whom."""
    return Numbers(
        planned=sum(not seat.listed.walk_in for seat in seats), walk_ins=sum(seat.listed.walk_in for seat in seats),
        came=sum(seat.turn is not None for seat in seats), places=Counter(str(seat.place) for seat in seats),
        reasons=Counter(_why(seat) for seat in seats if seat.place == Place.NOT_TODAY),
        minutes=tuple(sorted(_minutes(seats, places))), retakes=sum(n - 1 for n in pictures.values() if n > 1),
        short=sum(seat.standing.get("identity", {}).get("data", {}).get("complete") is False for seat in seats),
        late=late,
    )  # fmt: skip


def _why(seat: Seat) -> str:
    return str(seat.standing.get("place", {}).get("data", {}).get("why", ""))


def _minutes(seats: Sequence[Seat], places: Iterable[tuple[UUID, str, datetime]]) -> Iterable[int]:
    received = {seat.listed_id for seat in seats if seat.place in (Place.DONE, Place.PARTLY)}
    called: dict[UUID, datetime] = {}
    for listed, place, at in places:
        if place == Place.CALLED:
            called.setdefault(listed, at)
        elif place in (Place.DONE, Place.PARTLY) and listed in received and listed in called:
            yield round((at - called.pop(listed)) / timedelta(minutes=1))


def bars(told: Numbers) -> list[Bar]:
    """From the plan to the end, each beside the others."""
    rows: list[tuple[str | Promise, int, str]] = [
        (_("名簿にのせた"), told.planned, "plan"), (_("当日の追加"), told.walk_ins, "plan"),
        (_("来られた"), told.came, "plan"), (_("終わった"), told.done, "done"),
        (_("途中まで"), told.places.get("partly", 0), "part"),
        (_("後日、居宅で"), told.places.get("home_visit", 0), "part"),
        (_("代理の人が受け取る"), told.places.get("proxy", 0), "part"),
        *((_why_words(why), count, "not") for why, count in sorted(told.reasons.items())),
    ]  # fmt: skip
    most = max((count for _words, count, _kind in rows), default=0) or 1
    return [
        Bar(words, count, round(1000 * count / most), kind) for words, count, kind in rows if count or kind != "part"
    ]


def _why_words(why: str) -> str | Promise:
    return LEAVING.get(why, _("今日はしない"))


def columns(told: Numbers) -> list[Column]:
    """How many people took how long, from the shortest to the longest."""
    if not told.minutes:
        return []
    counted = Counter(minutes // STEP for minutes in told.minutes)
    most = max(counted.values())
    span = range(min(counted), max(counted) + 1)
    return [Column(n * STEP, counted[n], round(1000 * counted[n] / most)) for n in span]
