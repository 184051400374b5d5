"""Our own ids: not guessable, ordered by time, and never anything that could be taken for a My Number."""

import re
import secrets
import time
from itertools import count as numbers_from
from threading import Lock
from uuid import UUID, uuid5

# Hyphens do not part digits: «2092-8403-1712» reads as twelve, whether time or chance gave them; and chance alone
# (from the eleventh digit on) may not give eight in a row.
_LIKE_A_NUMBER = re.compile(r"(?<!\d)\d{11,12}(?!\d)|(?<=^.{10}).*\d{8}")
_SHAPE = str.maketrans("123456789abcdef", "0" * 9 + "x" * 6)  # in which digits are sought as plain text
_EIGHT_DIGITS = re.compile("0" * 8)
_ELEVEN_OR_MORE = re.compile("0" * 11 + "0*")
_TO_LETTERS = str.maketrans("0123456789abcdef", "ghijklmnopqrstuv")
_TO_HEX = str.maketrans("ghijklmnopqrstuv", "0123456789abcdef")
_PUT_BACK = 4096 * 60_000
"""A clock that is a minute behind the last id was put back, and is followed."""
_VARIANT = str.maketrans("0123456789abcdef", "89ab" * 4)

_one_at_a_time = Lock()
_last = 0


def new_id() -> UUID:
    """A version 7 UUID whose text nowhere has eleven or twelve digits in a row, hyphens left out.

    Those made one after the other by one process ascend, however coarse its clock.
    """
    while True:
        made = UUID(int=_moment() << 64 | 1 << 63 | secrets.randbits(62))
        if not _LIKE_A_NUMBER.search(made.hex):
            return made


def new_ids(count: int) -> list[UUID]:
    """That many ids of one moment, in ascending order, so that a table takes them in one sweep."""
    return [UUID(text) for text in new_hexes(count)]


def derived_id(form: UUID, about: UUID) -> UUID:
    """The id of what one press of a form does to one of several things: the same press, the same id."""
    tried = (uuid5(form, f"{about} {again}" if again else str(about)) for again in numbers_from())
    return next(made for made in tried if not _EIGHT_DIGITS.search(made.hex.translate(_SHAPE)))


def new_hexes(count: int) -> list[str]:
    """The same as 32 hex digits each: how an id is stored, without the object around it."""
    made: set[str] = set()
    while len(made) < count:  # each round at a moment of its own: some moments read as eleven digits by themselves
        drawn = _drawn(f"{_moment():016x}", count - len(made))
        made.update(set(drawn).difference(_like_numbers(drawn)))
    return sorted(made)


def _like_numbers(drawn: list[str]) -> list[str]:
    """Those that _LIKE_A_NUMBER finds. All are looked at in one text, which is much quicker than each."""
    whole = "\n".join(drawn).translate(_SHAPE)
    ends = "\n".join([text[10:] for text in drawn]).translate(_SHAPE)
    found = {run.start() // 33 for run in _ELEVEN_OR_MORE.finditer(whole) if run.end() - run.start() < 13}
    found.update([run.start() // 23 for run in _EIGHT_DIGITS.finditer(ends)])
    return [drawn[at] for at in found]


def dashed(hex: str) -> str:
    """32 hex digits as an id is written."""
    return f"{hex[:8]}-{hex[8:12]}-{hex[12:16]}-{hex[16:20]}-{hex[20:]}"


def id_from(text: object) -> UUID | None:
    """The id as an address, a tick or a form sends it; None for what is none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None


def letters(hex: str) -> str:
    """Hex digits spelt in letters alone, for names and addresses where a date or more digits stand beside them."""
    return hex.translate(_TO_LETTERS)


def hex_of(spelt: str) -> str:
    """The hex digits out of `letters`."""
    return spelt.translate(_TO_HEX)


def _moment() -> int:
    """The 64 bits an id begins with: milliseconds, the version, and 4096ths of one. Later than any before."""
    global _last
    at = time.time_ns() * 4096 // 1_000_000
    with _one_at_a_time:
        if at <= _last <= at + _PUT_BACK:
            at = _last + 1
        _last = at
    return at >> 12 << 16 | 0x7000 | at & 0xFFF


def _drawn(moment: str, count: int) -> list[str]:
    """One draw of randomness for all: 16 hex digits each, of which the first says the variant."""
    chance = secrets.token_hex(8 * count)
    variants = zip(range(0, 16 * count, 16), chance[::16].translate(_VARIANT), strict=True)
    return [f"{moment}{variant}{chance[at + 1 : at + 16]}" for at, variant in variants]
