"""Our own ids: not guessable, ordered by time, and never anything that could be taken for a My Number."""

import re
import secrets
import time
from uuid import UUID

_LONG_RUN = re.compile(r"\d{8}")
_VARIANT = dict(zip("0123456789abcdef", "89ab" * 4, strict=True))


def new_id() -> UUID:
    """A version 7 UUID whose text never has eight digits in a row, so that no id can hold a twelve-digit number."""
    while True:
        raw = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
        raw = raw & ~(0xF000 << 64) | 0x7000 << 64
        made = UUID(int=raw & ~(0xC000 << 48) | 0x8000 << 48)
        if not _LONG_RUN.search(made.hex[10:]):
            return made


def new_ids(count: int) -> list[UUID]:
    """That many ids of one moment, in ascending order, so that a table takes them in one sweep."""
    return [UUID(text) for text in new_hexes(count)]


def new_hexes(count: int) -> list[str]:
    """The same as 32 hex digits each: how an id is stored, without the object around it."""
    moment = f"{time.time_ns() // 1_000_000:012x}7"
    made: set[str] = set()
    while len(made) < count:
        made.update(text for text in _drawn(moment, count - len(made)) if not _LONG_RUN.search(text, 10))
    return sorted(made)


def _drawn(moment: str, count: int) -> list[str]:
    """One draw of randomness for all: 19 hex digits each; the first of the four in the middle says the variant."""
    chance = secrets.token_hex(10 * count)
    pieces = [chance[at : at + 20] for at in range(0, 20 * count, 20)]
    return [f"{moment}{piece[:3]}{_VARIANT[piece[3]]}{piece[4:19]}" for piece in pieces]
