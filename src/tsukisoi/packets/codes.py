"""The code that locks a file where the other side has no key: five groups of five signs, to print or read out.

The last sign of each group checks the other four, so that a mistyped group is named. 20 free signs of 31: 99 bits.
"""

import secrets
import unicodedata

from tsukisoi.papers.ids import ALPHABET, KANA_DIGITS, NOISE

GROUPS = 5
_FREE = 4


class Mistyped(ValueError):
    """A group that cannot be right. `group` counts from one; 0 where the length is wrong."""

    def __init__(self, group: int) -> None:
        super().__init__(f"group {group} of the code is mistyped")
        self.group = group


def make() -> str:
    """A fresh code, written in groups: K7M2A-…"""
    return "-".join(_group("".join(secrets.choice(ALPHABET) for _ in range(_FREE)), n) for n in range(GROUPS))


def read(typed: str) -> str:
    """The code as it was made, out of what somebody typed. Raises Mistyped."""
    plain = unicodedata.normalize("NFKC", typed.translate(KANA_DIGITS)).translate(NOISE).upper()
    groups = [plain[at : at + _FREE + 1] for at in range(0, len(plain), _FREE + 1)]
    if len(groups) != GROUPS or len(plain) != GROUPS * (_FREE + 1):
        raise Mistyped(0)
    for number, group in enumerate(groups):
        if set(group) - set(ALPHABET) or _group(group[:_FREE], number) != group:
            raise Mistyped(number + 1)
    return "-".join(groups)


def _group(free: str, number: int) -> str:
    total = sum((place + 2) * ALPHABET.index(sign) for place, sign in enumerate(free)) + number
    return free + ALPHABET[total % len(ALPHABET)]
