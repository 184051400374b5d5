"""What stands of custody on a person's page."""

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
    context = {
        "held": queries.items_of(viewer, resident.pk), "resident": resident,
        "keepings": list(queries.keepings(viewer, resident.pk).values()),
    }  # fmt: skip
    return Panel("custody", gettext("預かり"), "custody/panel.html", context)
