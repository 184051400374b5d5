"""Tells whether an unnamed column right of the names (or readings) holds the given names."""

from collections.abc import Sequence
from statistics import median

from tsukisoi.residents.roster import names, proposals

CERTAIN, PERHAPS, NO = "certain", "perhaps", ""

_MARKS = frozenset(["男", "女", "男性", "女性", "様", "殿", "氏", "君", "さん", "さま", "同上", "〃", "々", "仝"])
_LONGEST = 12


def told(pairs: Sequence[tuple[str, str]], read_elsewhere: bool) -> str:
    """Whether the second of each pair is a given name to the first; the first is never empty.

    `read_elsewhere`: the readings have a column of their own, so that kana beside a name are hardly its reading.
    """
    filled = [(left, right) for left, right in pairs if right]
    halves = [(left, right) for left, right in filled if " " not in names.spaced(left) and _is_part(right)]
    if not halves or (not read_elsewhere and _are_readings(halves)):
        return NO
    most = len(halves) * 5 >= len(filled) * 4 and len(filled) * 2 >= len(pairs)
    return CERTAIN if most and _are_short(halves) and _differ([right for _left, right in halves]) else PERHAPS


def _is_part(text: str) -> bool:
    """One word of letters; a blank only where Latin letters are written."""
    text = names.spaced(text)
    if len(text) > _LONGEST or text in _MARKS or proposals.is_no(text) or proposals.is_yes(text):
        return False
    return names.is_name(text) and (" " not in text or text.isascii())


def _are_short(halves: Sequence[tuple[str, str]]) -> bool:
    """Family names have one to three kanji; in kana they are as long as they are."""
    return median(len(left) for left, _right in halves if left) <= 3 or all(map(_is_kana, halves))


def _is_kana(half: tuple[str, str]) -> bool:
    return all(names.is_reading(names.katakana(text)) for text in half)


def _are_readings(halves: Sequence[tuple[str, str]]) -> bool:
    """Nothing but kana, beside names that may be whole or kana that may be long: readings rather than given names."""
    if not all(names.is_reading(names.katakana(right)) for _left, right in halves):
        return False
    lengths = [(len(left), len(right)) for left, right in halves]
    return median(left for left, _ in lengths) > 2 or median(right for _, right in lengths) > 3


def _differ(given: Sequence[str]) -> bool:
    """A word that comes again and again (入院中) is a remark."""
    return len(given) == 1 or len(set(given)) > max(1, len(given) // 4)
