"""What stands in the calendar: rooms name their days, each function of settings.FEED_DAYS its own."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils.module_loading import import_string

from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Due:
    """One thing (or `count`) on one day, by its kind alone: never a name, a room, or what a paper says of somebody."""

    day: date
    kind: str
    count: int = 1


def days(viewer: Viewer) -> dict[date, Counter[str]]:
    """How many of which kind, day by day, as far as this viewer may see them."""
    found: dict[date, Counter[str]] = {}
    for path in settings.FEED_DAYS:
        _count(import_string(path)(viewer), found)
    return dict(sorted(found.items()))


def _count(dues: Iterable[Due], found: dict[date, Counter[str]]) -> None:
    for due in dues:
        found.setdefault(due.day, Counter())[due.kind] += due.count
