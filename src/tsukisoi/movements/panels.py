"""The movements on a person's page: how they are here, what is planned, and which plans are older than the last one."""

from django.utils.translation import gettext

from tsukisoi.movements import queries
from tsukisoi.movements.models import State
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer

SHOWN = 3


def on_person(viewer: Viewer, person: Person) -> Panel | None:
    """Nothing only where nothing happened and the viewer may not write."""
    rows = queries.of_person(viewer, person.pk)
    if not rows and not viewer.may(Right.MOVE_PEOPLE):
        return None
    context = {
        "resident": person, "stay": queries.stay_of(viewer, person.pk),
        "waiting": [row for row in rows if row.state == State.WAITING],
        "done": [row for row in rows if row.state == State.DONE][:SHOWN],
        "earlier": queries.made_before(viewer, person), "duties": queries.duties(viewer, person.pk),
    }  # fmt: skip
    return Panel("movements", gettext("動き"), "movements/panel.html", context)
