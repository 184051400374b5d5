"""What this room adds to a person's page: the last and next visits."""

from django.utils.translation import gettext

from tsukisoi.outings import queries
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    """The visits of this person, where there are any."""
    goings = queries.of_person(viewer, resident.pk)
    return Panel("outings", gettext("受診"), "outings/panel.html", {"goings": goings}) if goings else None
