"""On which days a town hall is open: not on weekends, national holidays, and from 29 December to 3 January."""

from datetime import date, timedelta
from functools import lru_cache

import jpholiday

YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
"""The closing days of municipal ordinances, made after 地方自治法 第4条の2."""


def is_open(day: date) -> bool:
    """Is this an ordinary working day of a town hall? Saturday openings of some towns are not known here."""
    return day.weekday() < 5 and not jpholiday.is_holiday(day) and (day.month, day.day) not in YEAR_END


@lru_cache(64)
def next_open(day: date) -> date:
    """The first working day after `day`."""
    found = day + timedelta(days=1)
    while not is_open(found):
        found += timedelta(days=1)
    return found


def open_before(day: date) -> date:
    """`day` itself where it is a working day, else the last one before it."""
    while not is_open(day):
        day -= timedelta(days=1)
    return day
