"""Our own ids: not guessable, ordered by time, and never anything that could be taken for a My Number."""

import re
import secrets
import time
from uuid import UUID

_LONG_RUN = re.compile(r"\d{8}")


def new_id() -> UUID:
    """A version 7 UUID whose text never has eight digits in a row, so that no id can hold a twelve-digit number."""
    while True:
        raw = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
        raw = raw & ~(0xF000 << 64) | 0x7000 << 64
        made = UUID(int=raw & ~(0xC000 << 48) | 0x8000 << 48)
        if not _LONG_RUN.search(made.hex[10:]):
            return made
