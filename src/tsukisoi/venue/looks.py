"""Who looked at whom on the day."""

from collections.abc import Iterable

from tsukisoi.journal.actions import looked
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue.models import Seat


def saw(viewer: Viewer, what: str, seats: Iterable[Seat]) -> None:
    """Record that the viewer saw these people: as who they are on the list, and as the resident where that is known."""
    ids = [id for seat in seats for id in (seat.listed_id, seat.listed.resident_id) if id]
    looked(viewer, f"venue.{what}", ids)
