"""Whose screens are watched although nobody touches them. Settings point here: desks stands below who knows."""

from django_scopes import scope

from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import queries as venue


def at_reception(viewer: Viewer) -> bool:
    """Does a reception of today stand open, and does the viewer run it?"""
    if not viewer.may(Right.RUN_VENUE):
        return False
    with scope(organisation=viewer.organisation):
        return any(one.on == today() and day and day.closed_at is None for one, day in venue.days(viewer))
