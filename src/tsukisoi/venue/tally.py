"""Do people, papers and pictures agree? Pure reckoning over the seats of a day."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from tsukisoi.venue.fold import Standing
from tsukisoi.venue.models import OPEN_PLACES, Place

COUNTED = ("papers", "envelopes", "photos")
"""What is counted by hand before the day closes."""


class Told(Protocol):
    """What is looked at of a seat."""

    place: str
    standing: dict[str, Standing]
    disputed: int


@dataclass(frozen=True, slots=True)
class Tally:
    """The day in numbers. `expected`: how many papers, envelopes and photographs there must be, by what was written."""

    people: int = 0
    still_open: int = 0
    disputed: int = 0
    places: dict[str, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    expected: dict[str, int] = field(default_factory=dict)
    doubts: int = 0
    unlocked: int = 0

    @property
    def settled(self) -> bool:
        """Is everybody at an end, with no dispute and no picture in doubt?"""
        return not (self.still_open or self.disputed or self.doubts or self.unlocked)

    def differences(self, counted: dict[str, int]) -> dict[str, int]:
        """What was counted less what was written, where they differ."""
        return {what: counted[what] - n for what, n in self.expected.items() if counted.get(what) not in (None, n)}


LOOKS = 2
"""So many different sign-ins look at a picture and its person before it is locked."""


def tally(seats: Iterable[Told]) -> Tally:
    """Reckon the day."""
    found = list(seats)
    received = [seat for seat in found if seat.place in (Place.DONE, Place.PARTLY)]
    expected = {
        "papers": sum(_said(seat, "papers", "signed") for seat in received),
        "envelopes": sum(_said(seat, "pin", "sealed") for seat in received),
        "photos": sum(_has_photo(seat) for seat in received),
    }
    return Tally(
        people=len(found), still_open=sum(seat.place in OPEN_PLACES for seat in found),
        disputed=sum(seat.disputed > 0 for seat in found), places=dict(Counter(str(seat.place) for seat in found)),
        reasons=dict(Counter(_reason(seat) for seat in found if seat.place == Place.NOT_TODAY)), expected=expected,
        doubts=sum(_said(seat, "photo", "doubt") for seat in received),
        unlocked=sum(_is_unlocked(seat) for seat in received),
    )  # fmt: skip


def _data(seat: Told, topic: str) -> dict[str, object]:
    return dict(seat.standing.get(topic, {}).get("data", {}))


def _said(seat: Told, topic: str, what: str) -> bool:
    return bool(_data(seat, topic).get(what))


def _reason(seat: Told) -> str:
    return str(_data(seat, "place").get("why", ""))


def _looks(seat: Told) -> int:
    seen = _data(seat, "photo").get("seen", [])
    return len(seen) if isinstance(seen, list) else 0


def _has_photo(seat: Told) -> bool:
    return _said(seat, "photo", "brought") or (_said(seat, "photo", "picture") and _looks(seat) >= LOOKS)


def _is_unlocked(seat: Told) -> bool:
    return _said(seat, "photo", "picture") and _looks(seat) < LOOKS
