"""The only clock of the program. TSUKISOI_TODAY moves it, for demonstrations and tests."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This moment, aware. With a moved clock: that day at the present time of day."""
    moment = datetime.now(timezone.get_current_timezone())
    moved = getattr(settings, "TSUKISOI_TODAY", None)
    return moment if moved is None else datetime.combine(moved, moment.timetz())


def today() -> date:
    """The day rules are asked for, in Japan."""
    moved: date | None = getattr(settings, "TSUKISOI_TODAY", None)
    return moved or timezone.localdate()


def days_until(day: date) -> int:
    """Whole days from today to `day`; negative when past."""
    return (day - today()) // timedelta(days=1)
