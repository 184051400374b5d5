"""What this room adds to a person's page."""

from django.utils.translation import gettext as _

from tsukisoi.deliveries import queries
from tsukisoi.deliveries.watch import matters_of, standing
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    """How far the card is on its way, or the button to begin waiting for it."""
    waiting = queries.open_of(viewer, resident.pk)
    may = viewer.may(Right.RUN_CASES) and viewer.in_reach(resident.unit_id)
    if waiting is None and (not may or resident.status != "here"):
        return None
    now = standing(viewer, waiting) if waiting else None
    context = {"resident": resident, "standing": now, "may": may, "matters": list(matters_of(now)) if now else []}
    return Panel("delivery", _("受取"), "deliveries/panel.html", context)
