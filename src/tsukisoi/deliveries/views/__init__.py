"""Pages of the cards that wait: one person's, and those of trips."""

from tsukisoi.deliveries.views.people import (
    begin,
    end,
    folder,
    index,
    keep,
    lost,
    notice,
    person,
    person_papers,
)
from tsukisoi.deliveries.views.trips import call_off, change, plan, results, trip, trip_papers

__all__ = [
    "begin",
    "call_off",
    "change",
    "end",
    "folder",
    "index",
    "keep",
    "lost",
    "notice",
    "person",
    "person_papers",
    "plan",
    "results",
    "trip",
    "trip_papers",
]
