"""On which days a town hall is closed: weekends, national holidays, and 29 December to 3 January."""

from dataclasses import dataclass
from datetime import date, timedelta

import jpholiday
from django.utils.translation import get_language, gettext

from tsukisoi.ui import wareki

_YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
"""The closing days of municipal ordinances, made after 地方自治法 第4条の2."""


@dataclass(frozen=True, slots=True)
class Closed:
    """Today the counter is closed: why, and the next day it is open."""

    why: str
    opens: date


def is_open(day: date) -> bool:
    """Is this an ordinary working day of a town hall? Saturday openings of some towns are not known here."""
    return day.weekday() < 5 and not jpholiday.is_holiday(day) and (day.month, day.day) not in _YEAR_END


def next_open(day: date) -> date:
    """The first working day after `day`."""
    found = day + timedelta(days=1)
    while not is_open(found):
        found += timedelta(days=1)
    return found


def closed(day: date) -> Closed | None:
    """Why the counter is closed on that day; None where it is open."""
    return None if is_open(day) else Closed(_why(day), next_open(day))


def _why(day: date) -> str:
    if (day.month, day.day) in _YEAR_END:
        return gettext("年末年始")
    holiday = jpholiday.is_holiday_name(day)
    if holiday:
        return gettext("祝日") if (get_language() or "ja").startswith("en") else str(holiday)
    return gettext("土曜日") if day.weekday() == wareki.WEEKDAYS.index("土") else gettext("日曜日")
