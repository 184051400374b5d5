"""The values beside the entries: are they what the entry promised?"""

import json
import re
from hashlib import sha256
from secrets import token_hex

from tsukisoi.journal.chain import canonical

UNUSUAL = f"!{token_hex(16)}"
"""Stands for whatever is not as this program writes it. Nobody can know it beforehand, so no digest fits, and the exact
reading says what it is."""

_END = "\x1f"
_WORD = re.compile(r':"[^"\\\x00-\x1f]*"')
"""A plain word behind a colon: JSON writes it as it is, whatever it says."""


def as_promised(salts: list[str], values: list[bytes], promised: list[str]) -> list[bool]:
    """Of each entry: do salt and values make the digest that it promised? No salt: there are none, or no longer."""
    known = _END.join(salts).encode().split(_END.encode())
    plain, beside = b"".join(known).isalnum(), map(b'["%b",%b]'.__mod__, zip(known, as_hashed(values), strict=True))
    return [
        sha256(told).hexdigest() == due and (plain or salt.isalnum())
        if salt
        else not due or due.encode().isalnum()  # what was promised may be any digest
        for salt, told, due in zip(known, beside, promised, strict=True)
    ]


def as_hashed(values: list[bytes]) -> list[bytes]:
    """These values as the digest reads them: as they stand there, where they were written so. Otherwise all are read
    and written in one go, which is far quicker than one by one; what comes again, once.
    """
    if _written_so(values):
        return values
    texts = [value for value in dict.fromkeys(values) if value]
    known = dict(zip(texts, _together(texts) or [written(text).encode() for text in texts], strict=True))
    return [known.get(value, value) for value in values]


def _written_so(values: list[bytes]) -> bool:
    """Is this how the digest reads all of them? Without their plain words they are few, and those are tried.

    Where a word was taken for plain that was none, two words touch in what is left, and that is no JSON.
    """
    joined = _END.encode().join(values)
    if b'": ' in joined:  # as the field kept them before
        return False
    try:
        left = set(_WORD.sub(':""', joined.decode()).split(_END)) - {""}
    except ValueError:
        return False
    texts = [text.encode() for text in left]
    return texts == _together(texts)


def _together(texts: list[bytes]) -> list[bytes] | None:
    """Each of these as the digest reads it; None where one of them is not one whole piece of JSON.

    Between them stands a word that nobody can know beforehand: after reading, it must still stand between all.
    """
    word = token_hex(16)
    between = f',"{word}",'.encode()
    try:
        found = json.loads(b"[%b%b0]" % (between.join(texts), between))
        if found[1::2] != [word] * len(texts):
            return None
        return canonical(found)[1:].encode().split(between)[:-1]
    except (TypeError, ValueError):
        return None


def written(text: str | bytes) -> str:
    """JSON as the digest reads it."""
    try:
        return canonical(json.loads(text))
    except (TypeError, ValueError):
        return UNUSUAL
