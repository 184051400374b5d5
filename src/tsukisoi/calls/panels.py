"""The calls on a person's page."""

from django.utils.translation import gettext

from tsukisoi.calls import queries
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, person: Person) -> Panel | None:
    """The newest calls, and what may be told to whom."""
    people, calls = queries.listeners(viewer, person), queries.about(viewer, person.pk)
    if not people and not calls and not viewer.may(Right.RECORD_CALLS):
        return None
    context = {
        "resident": person, "listeners": people, "calls": calls, "dispute": queries.in_dispute(people),
        "may_record": viewer.may(Right.RECORD_CALLS), "may_wish": viewer.may(Right.RECORD_WILL),
    }  # fmt: skip
    return Panel("calls", gettext("電話と、話してよい相手"), "calls/panel.html", context)
