"""What stands of the card on a person's page."""

from django.utils.translation import gettext as _

from tsukisoi.cards import guidance, queries
from tsukisoi.residents.panels import Panel
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def on_person(viewer: Viewer, resident: Person) -> Panel | None:
    """The three clocks and what became of the card."""
    if not viewer.may(Right.SEE_RESIDENTS):
        return None
    facts = queries.facts_of(viewer, [resident])[resident.pk]
    early = resident.pk in queries.renewed_early(viewer, [resident.pk])
    card = guidance.card_now(facts, today(), early)
    return Panel("card", _("カード"), "cards/panel.html", {"card": card, "resident": resident})
