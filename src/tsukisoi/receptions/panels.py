"""What this room adds to a person's page."""

from django.utils.translation import gettext as _

from tsukisoi.receptions import queries
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    """The receptions on whose list the person stands, the newest first; nothing where there is none."""
    lists = [one for one in queries.of_resident(viewer, resident.pk) if one.listed and one.reception.open]
    if not lists:
        return None
    return Panel("reception", _("出張申請受付"), "receptions/panel.html", {"lists": lists})
