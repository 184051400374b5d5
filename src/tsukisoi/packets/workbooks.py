"""A workbook that opens only with its password: the agile encryption that Excel itself writes and reads (AES-256,
SHA-512), so that a town needs nothing but Excel."""

import io
import secrets

from msoffcrypto.format.ooxml import OOXMLFile

from tsukisoi.papers.ids import ALPHABET, LETTERS

GROUPS, SIGNS = 4, 4
_ALIKE = str.maketrans("", "", "QG")
"""Small, on the screen and on paper, one of them passes for an «a» and the other for a «9»."""
_FIRST, _ANY = LETTERS.translate(_ALIKE), ALPHABET.translate(_ALIKE)


def password() -> str:
    """A fresh password to read out: four groups of four small signs with hyphens, told once and kept nowhere.

    Each group begins with a letter, so that no row of digits could be taken for a number. 75 bits.
    """
    return "-".join(_group() for _place in range(GROUPS))


def _group() -> str:
    return (secrets.choice(_FIRST) + "".join(secrets.choice(_ANY) for _sign in range(SIGNS - 1))).lower()


def lock(workbook: bytes, password: str) -> bytes:
    """The same workbook, encrypted."""
    locked = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook)).encrypt(password, locked)
    return locked.getvalue()
