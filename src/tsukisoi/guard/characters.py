"""Which characters people use for a digit, between digits, and which cannot be seen at all."""

import re
import unicodedata
from collections.abc import Iterable
from itertools import chain

_KANJI_SPELLINGS = ("〇零○◯", "一壱壹弌", "二弐貳弍", "三参參弎", "四肆", "五伍", "六陸", "七漆", "八捌", "九玖")
_KANJI = {character: str(value) for value, spellings in enumerate(_KANJI_SPELLINGS) for character in spellings}

_SPACES = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_DASHES = "-‐‑‒–—―−ー－ｰ─━﹣﹘⁃⸺⸻〜～~∼˗➖⁻₋᠆_＿のノ"
_CLASSES = {
    " ": _SPACES,
    "\t": "\t",
    "\n": "\n\r\x0b\x0c\x85\u2028\u2029",
    "-": _DASHES,
    ".": ".．・･·•∙⋅。｡",
    ",": ",，、､",
    "/": "/／⁄∕\\＼￥|｜",
    ":": ":：;；",
    "?": "?？\ufffd",  # what is left of a dash that an old encoding could not write
    "(": "()（）[]［］{}｛｝「」『』【】〔〕〈〉《》<>＜＞｢｣⦅⦆",
    "'": "'’＇`´\"”“*＊+＋=＝",
}


def _digits_of(character: str) -> str:
    """The ASCII digits a character stands for: １ ① ⑴ ⒈ 𝟏 ¹ 一 壱; empty when it stands for none."""
    if character in _KANJI:
        return _KANJI[character]
    value = unicodedata.digit(character, None)
    if value is not None:
        return str(value)
    folded = unicodedata.normalize("NFKC", character).strip("().")
    return folded if folded.isascii() and folded.isdigit() else ""


def _is_unseen(code: int) -> bool:
    """Zero-width, formatting and combining characters: they leave the reader's digits where they were."""
    return unicodedata.category(chr(code)) in ("Cf", "Mn", "Me") or code == 0x3164


# The planes where digits and unseen characters of living use are found; the rest would only slow the start.
_DIGIT_RANGES = (range(0x30, 0x3400), range(0xA600, 0xAC00), range(0xFF10, 0xFF1A), range(0x1D7CE, 0x1D800))
_MORE_DIGITS = (range(0x1F100, 0x1F10D), range(0x1FBF0, 0x1FBFA), range(0xF900, 0xFB00))
_UNSEEN_RANGES = (range(0x80, 0x3400), range(0xFE00, 0xFE30), range(0xFEFF, 0xFF00), range(0xFFF9, 0xFFFC))
_MORE_UNSEEN = (range(0xE0000, 0xE01F0),)


def _every_digit() -> dict[str, str]:
    codes = chain(*_DIGIT_RANGES, *_MORE_DIGITS, map(ord, _KANJI))
    numeric = (c for c in map(chr, codes) if c in _KANJI or unicodedata.numeric(c, None) is not None)
    return {c: found for c in numeric if (found := _digits_of(c))}


DIGITS: dict[str, str] = _every_digit()
"""Every character that people write for a digit, to the ASCII digits it means."""

SEPARATORS: dict[str, str] = {character: kind for kind, members in _CLASSES.items() for character in members}
"""Every character that people put between groups of digits, to the kind of separator it is."""

UNSEEN: frozenset[str] = frozenset(
    chr(code) for code in chain(*_UNSEEN_RANGES, *_MORE_UNSEEN) if _is_unseen(code) and chr(code) not in DIGITS
)
"""Characters that do not show (zero-width, variation selectors, combining marks)."""


def character_class(characters: Iterable[str]) -> str:
    """A regular expression's class of these characters, as ranges: far quicker than one by one beyond U+FFFF."""
    ranges: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if ranges and code == ranges[-1][1] + 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "[" + "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges) + "]"
