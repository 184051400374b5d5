"""What stands of the insurance on a person's page."""

from django.utils.translation import gettext as _

from tsukisoi.insurance.guidance import standings
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    """By what this person is seen by a doctor today, and what comes next."""
    if not viewer.may(Right.SEE_RESIDENTS):
        return None
    line = standings(viewer, [resident], today())[0]
    return Panel("insurance", _("保険証"), "insurance/panel.html", {"line": line})
