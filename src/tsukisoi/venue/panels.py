"""What this room adds to a person's page: the receptions on whose list they stand, the day, and the card after it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tsukisoi.receptions import queries as receptions
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import queries, tickets
from tsukisoi.venue.desks import Desk, desks
from tsukisoi.venue.models import Seat


@dataclass(frozen=True, slots=True)
class Standing:
    """One reception of one person. `seat` is None before its day is opened."""

    listed: receptions.Person
    seat: Seat | None
    desks: tuple[Desk, ...]
    progress: object | None

    @property
    def ticket(self) -> str:
        """The number on their ticket."""
        return tickets.shown(self.listed.number)


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    """The receptions that are not over yet, the newest first; nothing where there is none."""
    lists = [one for one in receptions.of_resident(viewer, resident.pk) if one.listed and one.reception.open]
    if not lists:
        return None
    seats = queries.seats_of(viewer, [one.pk for one in lists])
    rows = [_standing(viewer, one, seats.get(one.pk)) for one in lists]
    return Panel("reception", _("出張申請受付"), "venue/panel.html", {"rows": rows})


def _standing(viewer: Viewer, one: receptions.Person, seat: Seat | None) -> Standing:
    told = [desk for desk in desks(seat, one.reception) if desk.state in ("done", "later", "missing")] if seat else []
    return Standing(one, seat, tuple(told), receptions.progress_one(viewer, one))
