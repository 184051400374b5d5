"""What stands of custody on a person's page, and whose page a scanned label leads to."""

from uuid import UUID

from django.utils.translation import gettext

from tsukisoi.custody import queries
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    """What is kept of the person and where it is; who keeps what the home does not."""
    if not viewer.may(Right.SEE_RESIDENTS):
        return None
    held = queries.items_of(viewer, resident.pk)
    context = {
        "held": held, "resident": resident,
        "keepings": list(queries.keepings(viewer, resident.pk).values()),
    }  # fmt: skip
    none = not held and queries.keeps_nothing(viewer)
    return Panel("custody", gettext("だれが、どこに") if none else gettext("預かり"), "custody/panel.html", context)


def of_label(viewer: Viewer, typed: str) -> UUID | None:
    """Whose pouch has that label; None for anything that is no label of a pouch in the viewer's reach."""
    try:
        place = queries.scanned(viewer, typed)
    except queries.Unread:
        return None
    mine = place.resident is not None and viewer.in_reach(place.resident.unit_id)
    return place.resident_id if mine else None
