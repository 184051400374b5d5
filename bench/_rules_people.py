"""Invented people for the rules: every fact said or left open by a seeded die."""

import random
from datetime import date, timedelta

from tebiki.facts import Facts, kinds
from tebiki.interview import ORDER

DAY = date(2026, 11, 23)


def person(chance: random.Random, unknown: float) -> Facts:
    """One person; each fact is not known with the probability `unknown`."""
    said = {fact: _value(fact, chance) for fact in ORDER if chance.random() >= unknown}
    return Facts(DAY, date(1928, 1, 1) + timedelta(chance.randrange(35_000)), said)


def _value(fact: str, chance: random.Random) -> object:
    kind = kinds()[fact]
    if kind.holds == "yes_no":
        return chance.random() < 0.5
    if kind.holds == "codes":
        return tuple(code for code in kind.codes if chance.random() < 2 / len(kind.codes))
    return chance.choice([*kind.codes, *([None] if kind.nullable else [])])
