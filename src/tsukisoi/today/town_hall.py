"""Whether the counter is closed today, why, and when it opens next."""

from dataclasses import dataclass
from datetime import date

import jpholiday
from django.utils.translation import get_language, gettext

from tsukisoi.municipalities.opening import YEAR_END, is_open, next_open
from tsukisoi.ui import wareki


@dataclass(frozen=True, slots=True)
class Closed:
    """Today the counter is closed: why, and the next day it is open."""

    why: str
    opens: date


def closed(day: date) -> Closed | None:
    """Why the counter is closed on that day; None where it is open."""
    return None if is_open(day) else Closed(_why(day), next_open(day))


def _why(day: date) -> str:
    if (day.month, day.day) in YEAR_END:
        return gettext("年末年始")
    holiday = jpholiday.is_holiday_name(day)
    if holiday:
        return gettext("祝日") if (get_language() or "ja").startswith("en") else str(holiday)
    return gettext("土曜日") if day.weekday() == wareki.WEEKDAYS.index("土") else gettext("日曜日")
