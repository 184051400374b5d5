"""The notes on a person's page."""

from django.utils.translation import gettext

from tsukisoi.notes import queries
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.staff.queries import names
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, person: Person) -> Panel | None:
    """What stands about this person today; nothing where nothing does."""
    found = queries.about(viewer, person.pk)
    if not found:
        return None
    told = {"notes": found, "names": names(viewer, {note.by for note in found})}
    return Panel("notes", gettext("申し送り"), "notes/panel.html", told)
