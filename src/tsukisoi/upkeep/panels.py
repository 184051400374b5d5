"""What this room adds to a person's page: what went wrong, and where to begin when something does."""

from django.utils.translation import gettext

from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.upkeep import queries


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    """The troubles of this person with a button to begin; nothing for who may not begin and where there is none."""
    cases, may = queries.of_person(viewer, resident.pk), viewer.may(Right.RUN_INCIDENTS)
    if not cases and not may:
        return None
    context = {"cases": cases, "may": may, "resident": resident}
    return Panel("upkeep", gettext("なくした・忘れた・こわれた"), "upkeep/panel.html", context)
