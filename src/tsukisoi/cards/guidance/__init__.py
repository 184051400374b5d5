"""What the rules say of a card: its clocks, what it can do, how it is renewed or switched. The only place that asks."""

from tsukisoi.cards.guidance.clocks import (
    AHEAD_DAYS,
    BOOKED,
    DATES,
    KEYS,
    LEAD_DAYS,
    OF_CARD,
    PRESENT,
    WAITS,
    CardNow,
    ClockLine,
    Origin,
    birthdays,
    book_by,
    card_now,
    holds_card,
    is_registered,
    lead_days,
    months_on,
    origin_words,
    reckoned,
    state_of,
    wave_place,
)
from tsukisoi.cards.guidance.errands import Way, renewal_way, switch_way
from tsukisoi.cards.guidance.places import Place
from tsukisoi.cards.guidance.uses import FACE_AUTH, STANDARD, Service, mode_words, services

__all__ = [
    "AHEAD_DAYS", "BOOKED", "DATES", "FACE_AUTH", "KEYS", "LEAD_DAYS", "OF_CARD", "PRESENT", "STANDARD", "WAITS",
    "CardNow", "ClockLine", "Origin", "Place", "Service", "Way", "birthdays", "book_by", "card_now", "holds_card",
    "is_registered", "lead_days", "mode_words", "months_on", "origin_words", "reckoned", "renewal_way", "services",
    "state_of", "switch_way", "wave_place",
]  # fmt: skip
