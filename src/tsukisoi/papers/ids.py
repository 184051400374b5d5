"""Short ids of printed sheets: eight capitals and digits that survive a bad hand and a Japanese keyboard.

0, 1, I, L and O are left out. 31 signs remain; as 31 is prime, the weighted sum modulo 31 finds every single wrong
sign and every two neighbours exchanged. The first sign is a letter, so an id is never a run of digits.
"""

import secrets
import unicodedata
from collections.abc import Callable

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LETTERS = ALPHABET[:23]
LENGTH = 8
# The keys as a Japanese keyboard types them when a scanner meets an input method in kana mode: digits, then letters,
# then what some of them become under Shift, which a scanner holds for a capital.
_KEYS = "1234567890" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "EZ34567890"
_KANA = "ぬふあうえおやゆよわ" + "ちこそしいはきくにまのりもみらせたすとかなひてさんつ" + "ぃっぁぅぇぉゃゅょを"
_KATAKANA = "".join(chr(ord(sign) + 0x60) for sign in _KANA)
KANA_KEYS = str.maketrans(_KANA + _KATAKANA, _KEYS * 2)
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
    """What was typed or scanned, as an id: folded, without hyphens; of an address only the last part."""
    folded = unicodedata.normalize("NFKC", typed.translate(KANA_KEYS)).strip().rstrip("/")
    return folded.rsplit("/", maxsplit=1)[-1].translate(NOISE).upper()


def valid(sheet_id: str) -> bool:
    """Whether this is the shape of an id and its check sign agrees."""
    known = len(sheet_id) == LENGTH and sheet_id[0] in LETTERS and all(sign in ALPHABET for sign in sheet_id)
    return known and check_sign(sheet_id[:-1]) == sheet_id[-1]
