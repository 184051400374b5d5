"""The mail on a person's page."""

from django.utils.translation import gettext

from tsukisoi.mail import queries
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer

SHOWN = 5


def on_person(viewer: Viewer, person: Person) -> Panel | None:
    """The newest letters; nothing where none came."""
    found = queries.of_person(viewer, person.pk, SHOWN)
    return Panel("mail", gettext("郵便"), "mail/panel.html", {"letters": found}) if found else None
