"""What stands of the insurance on a person's page."""

from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    return None
