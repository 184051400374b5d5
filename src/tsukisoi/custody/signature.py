"""A signature drawn on a tablet: lines in letters, so that no drawing can be taken for a number; encrypted at rest.

A point is four letters (x, then y, each two letters of base 26); lines are parted by a hyphen. The field is 640 by 240.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

WIDTH, HEIGHT = 640, 240
LONGEST = 24_000
FEWEST = 4
_SHAPE = re.compile(r"(?:[a-z]{4})+(?:-(?:[a-z]{4})+)*")

Point = tuple[int, int]


class NotDrawn(ValueError):
    """What was sent is no drawing."""


def read(text: str) -> list[list[Point]]:
    """The lines of a drawing. Raises NotDrawn for anything else, for too little and for too much."""
    if len(text) > LONGEST or not _SHAPE.fullmatch(text):
        raise NotDrawn
    lines = [_line(part) for part in text.split("-")]
    if sum(map(len, lines)) < FEWEST or any(x >= WIDTH or y >= HEIGHT for line in lines for x, y in line):
        raise NotDrawn
    return lines


def write(lines: Sequence[Sequence[Point]]) -> str:
    """The text of a drawing."""
    return "-".join("".join(_letters(x) + _letters(y) for x, y in line) for line in lines)


def _line(part: str) -> list[Point]:
    return [(_number(part[at : at + 2]), _number(part[at + 2 : at + 4])) for at in range(0, len(part), 4)]


def _number(two: str) -> int:
    return (ord(two[0]) - 97) * 26 + ord(two[1]) - 97


def _letters(number: int) -> str:
    return chr(97 + number // 26) + chr(97 + number % 26)


@cache
def _box(secret: str) -> Fernet:
    key = HKDF(SHA256(), 32, None, b"tsukisoi.custody.signature").derive(secret.encode())
    return Fernet(urlsafe_b64encode(key))


def seal(text: str) -> str:
    """A drawing as the database keeps it. Raises NotDrawn."""
    read(text)
    return _box(settings.SECRET_KEY).encrypt(text.encode()).decode()


def unseal(kept: str) -> list[list[Point]]:
    """The lines of a kept drawing; none where nothing was drawn. Raises NotDrawn under another key."""
    try:
        return read(_box(settings.SECRET_KEY).decrypt(kept.encode()).decode()) if kept else []
    except InvalidToken:
        raise NotDrawn from None
