"""How long a card and its certificate live: expiry, renewal window, grace, and when only the card itself can say."""

from typing import Any

from tebiki.answer import Answer, Cite, cite
from tebiki.book import Book
from tebiki.expiry.page import Clocks, clocks, why_read_the_card
from tebiki.expiry.reckon import (
    Clock,
    Origin,
    State,
    card_clock,
    certificate_clock,
    generation,
    grace_clock,
    grace_end,
    renewal_clock,
    state_on,
)
from tebiki.facts import NOT_KNOWN, Facts
from tebiki.said import known, one_of

__all__ = [
    "MODES", "Clock", "Clocks", "Origin", "State", "answer", "card_clock", "certificate_clock", "clocks", "generation",
    "grace_clock", "grace_end", "renewal_clock", "state_on", "tracking", "why_read_the_card",
]  # fmt: skip

MODES = {"standard": "mode_standard", "face_auth": "mode_face_auth"}


def answer(facts: Facts, book: Book, answer: Answer) -> None:
    """Add `card`: every date that can be computed from what is said, each by the rows that decided it."""
    if not facts.knows("card"):
        return
    card = card_clock(facts)
    certificate = certificate_clock(facts, card)
    opens, grace = renewal_clock(certificate), grace_clock(certificate, book)
    said: dict[str, Any] = {
        "expires": card.value,
        "certificate_expires": certificate.value,
        "certificate_renewal_opens": opens.value,
        "insurance_grace_ends": grace.value,
        "certificate_state": state_on(facts.as_of, certificate, opens, grace),
    }
    computed = {key: value for key, value in said.items() if value is not None}
    if computed:
        reasons = [row for clock in (card, certificate, opens, grace) for row in clock.cites]
        answer.say("card", computed, [*reasons, *tracking(facts, book)])


def tracking(facts: Facts, book: Book) -> list[Cite]:
    """Why this card's certificate is watched: every card has one, the face-authentication card too."""
    table, mode = book.tables.get("expiry.tracking"), facts.get("card.mode")
    if table is None:
        return []
    said = known(**one_of(MODES, None if mode is NOT_KNOWN else mode))
    return [cite(table, row) for row in table.decide(said).fits]
