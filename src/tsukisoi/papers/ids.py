"""Short ids of printed sheets: eight capitals and digits that survive a bad hand and a Japanese keyboard.

0, 1, I, L and O are left out. 31 signs remain; as 31 is prime, the weighted sum modulo 31 finds every single wrong
sign and every two neighbours exchanged. The first sign is a letter, so an id is never a run of digits.
"""

import secrets
import unicodedata
from collections.abc import Callable

from tsukisoi.papers.romaji import spellings

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LETTERS = ALPHABET[:23]
LENGTH = 8
# The keys as a Japanese keyboard types them when a scanner meets an input method in kana mode: digits, then letters,
# then what some of them become under Shift, which a scanner holds for a capital.
_KEYS = "1234567890" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "EZ34567890"
_KANA = "ぬふあうえおやゆよわ" + "ちこそしいはきくにまのりもみらせたすとかなひてさんつ" + "ぃっぁぅぇぉゃゅょを"
_KATAKANA = "".join(chr(ord(sign) + 0x60) for sign in _KANA)
_KANA_KEYS = str.maketrans(_KANA + _KATAKANA + "めメ", _KEYS * 2 + "//")  # め: between the parts of an address
KANA_DIGITS = str.maketrans("ぬふあうえおやゆよわヌフアウエオヤユヨワ", "1234567890" * 2)
"""Of these the digits alone: for codes without letters."""
NOISE = str.maketrans("", "", "- \t\r\n‐－ー―")

Choose = Callable[[str], str]


def make(choose: Choose = secrets.choice) -> str:
    """A fresh id. Uniqueness is the caller's: 23 x 31^6 (about 20 thousand million) ids exist."""
    body = choose(LETTERS) + "".join(choose(ALPHABET) for _ in range(LENGTH - 2))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """The last sign, which makes the weighted sum (weights 1 to 8) divisible by 31."""
    total = sum(weight * ALPHABET.index(sign) for weight, sign in enumerate(body, start=1))
    inverse = pow(LENGTH, -1, len(ALPHABET))
    return ALPHABET[(-total * inverse) % len(ALPHABET)]


def tidy(typed: str) -> str:
    """What was typed or scanned, as an id, or folded where it is none: without hyphens, of an address the last part."""
    return next(iter(readings(typed)), _last(_folded(typed).translate(_KANA_KEYS)))


def readings(typed: str) -> list[str]:
    """Every id that may have been typed or scanned: as its signs stand, or what an input method made of them.

    In kana mode each key is one sign (1 is ぬ), in romaji mode the letters become kana (KA is か). Seldom more than
    one: the check sign leaves one in thirty-one of the others.
    """
    folded = _folded(typed)
    meant = [_last(folded.translate(_KANA_KEYS)), *spellings(_last(folded.replace("・", "/")), LENGTH)]
    return [one for one in dict.fromkeys(meant) if valid(one)]


def _folded(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()


def _last(text: str) -> str:
    return text.rstrip("/").rsplit("/", maxsplit=1)[-1].translate(NOISE).upper()


def valid(sheet_id: str) -> bool:
    """Whether this is the shape of an id and its check sign agrees."""
    known = len(sheet_id) == LENGTH and sheet_id[0] in LETTERS and all(sign in ALPHABET for sign in sheet_id)
    return known and check_sign(sheet_id[:-1]) == sheet_id[-1]
