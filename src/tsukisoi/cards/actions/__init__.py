"""Everything a person does about a card: one function each, in one transaction, with its entry in the record."""

from tsukisoi.cards.actions.card import (
    ChangedMeanwhile,
    damage,
    find,
    give_back,
    lose,
    read_dates,
    receive,
    receive_back,
    renew_certificate,
    switch,
)
from tsukisoi.cards.actions.clocks import facts_changed, reckon_all, reckon_if_due
from tsukisoi.cards.actions.errands import drop_errand, plan_errand

__all__ = [
    "ChangedMeanwhile",
    "damage",
    "drop_errand",
    "facts_changed",
    "find",
    "give_back",
    "lose",
    "plan_errand",
    "read_dates",
    "receive",
    "receive_back",
    "reckon_all",
    "reckon_if_due",
    "renew_certificate",
    "switch",
]
