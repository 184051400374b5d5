"""The wave ahead as bars: counted by month, drawn without a style of its own, with the table beside it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tsukisoi.cards.guidance import months_on

MONTHS = 36
HEIGHT = 120
LEAST = 5
"""A bar of so many reaches the top where no month has more: one card is no wave."""
WIDTH = 14


@dataclass(frozen=True, slots=True)
class Month:
    """One month: how many certificates and cards end in it, and its bar in the units of the drawing."""

    first: date
    certificates: int
    cards: int
    x: int
    top: int
    height: int
    cards_height: int

    @property
    def total(self) -> int:
        """Both."""
        return self.certificates + self.cards

    @property
    def base(self) -> int:
        """Where the part of the cards begins."""
        return HEIGHT - self.cards_height


def months(first: date, certificates: Iterable[date], cards: Iterable[date]) -> list[Month]:
    """The months from `first` on, with their bars; the highest reaches the top."""
    ends = Counter((day.year, day.month) for day in certificates)
    cards_ = Counter((day.year, day.month) for day in cards)
    keys = [months_on(first, number) for number in range(MONTHS)]
    most = max((ends[k.year, k.month] + cards_[k.year, k.month] for k in keys), default=0)
    most = max(most, LEAST)
    return [_month(k, ends[k.year, k.month], cards_[k.year, k.month], number, most) for number, k in enumerate(keys)]


def _month(first: date, certificates: int, cards: int, number: int, most: int) -> Month:
    height, lower = round(HEIGHT * (certificates + cards) / most), round(HEIGHT * cards / most)
    return Month(first, certificates, cards, number * WIDTH, HEIGHT - height, height - lower, lower)
