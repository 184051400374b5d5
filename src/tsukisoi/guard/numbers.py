"""Finds individual numbers (個人番号) in text, in every spelling that people use.

An individual number has twelve digits; the last is a check digit over the other eleven
(行政手続における特定の個人を識別するための番号の利用等に関する法律の規定による通知カード及び個人番号カード並びに
情報提供ネットワークシステムによる特定個人情報の提供等に関する省令 第5条). One in ten random twelve-digit numbers passes
the check, so a hit says "looks like", never "is".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tsukisoi.guard.characters import DIGITS, SEPARATORS, UNSEEN, character_class

LENGTH = 12
"""Digits of an individual number."""

MASK = "＊"
"""What stands in place of a digit that must not be repeated."""

_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_WIDEST_GAP = 16
_DIGIT = character_class(DIGITS)
_GAP = character_class(SEPARATORS.keys() | UNSEEN)
_TWO_IN_ONE = character_class(character for character, digits in DIGITS.items() if len(digits) > 1)
# A necessary sign only. ⑫ is one character and two digits, so with one of its kind six characters may do.
_TWELVE = re.compile(f"{_DIGIT}(?:{_GAP}*{_DIGIT}){{11}}")
_SIX = re.compile(f"{_DIGIT}(?:{_GAP}*{_DIGIT}){{5}}")
_ANY_TWO_IN_ONE = re.compile(_TWO_IN_ONE)
_CHAIN = re.compile(f"{_DIGIT}(?:{_GAP}*{_DIGIT})*")
_KANJI_ONE_AS_DASH = re.compile(r"(?<=[0-9０-９])一(?=[0-9０-９])")
_NAMED = re.compile(r"(?:マイナンバー|ﾏｲﾅﾝﾊﾞｰ|個人番号|個番|my\s*number)(?!カード)", re.IGNORECASE)
_NAMED_OTHERWISE = re.compile(r"(?:申請書|ID|法人番号|口座|カード番号)", re.IGNORECASE)
_NAME_REACH = 24


@dataclass(frozen=True, slots=True)
class Hit:
    """Where an individual-number-like run stands: `text[start:end]`. It does not carry the digits."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits written without a gap, and the kind of gap in front of them ("" for the first)."""

    digits: str
    start: int
    end: int
    gap: str


def check_digit(first_eleven: str) -> int:
    """The twelfth digit that belongs to eleven ASCII digits."""
    remainder = sum(int(d) * w for d, w in zip(first_eleven, _WEIGHTS, strict=True)) % 11
    return 0 if remainder <= 1 else 11 - remainder


def is_individual_number(digits: str) -> bool:
    """Whether twelve ASCII digits carry a valid check digit. All zeros is a placeholder, never issued."""
    return len(digits) == LENGTH and digits.strip("0") != "" and check_digit(digits[:11]) == int(digits[11])


def worth_a_look(text: str) -> bool:
    """A quick sign without which `find` finds nothing; for many cells at once."""
    return _TWELVE.search(text) is not None or (
        _ANY_TWO_IN_ONE.search(text) is not None and _SIX.search(text) is not None
    )


def find(text: str) -> list[Hit]:
    """Every individual-number-like run in `text`, in order and without overlaps."""
    if len(text) < LENGTH // 2 or not worth_a_look(text):
        return []
    readings = [text]
    if _KANJI_ONE_AS_DASH.search(text):
        readings.append(_KANJI_ONE_AS_DASH.sub("ー", text))
    hits = {hit for reading in readings for chain in _CHAIN.finditer(reading) for hit in _in_chain(reading, chain)}
    return _without_overlaps(sorted(hits, key=lambda hit: (hit.start, hit.end)))


def redact(text: str) -> str:
    """`text` with every individual-number-like run masked; the rest is unchanged."""
    for hit in reversed(find(text)):
        text = text[: hit.start] + MASK * (hit.end - hit.start) + text[hit.end :]
    return text


def in_number(value: float) -> bool:
    """Whether a spreadsheet's numeric cell holds an individual number; a lost leading zero is put back."""
    if not 10_000_000_000 <= value < 1_000_000_000_000 or value != int(value):
        return False
    return is_individual_number(str(int(value)).zfill(LENGTH))


def _in_chain(text: str, chain: re.Match[str]) -> Iterator[Hit]:
    groups = _groups(chain.group(), chain.start())
    if sum(len(group.digits) for group in groups) < LENGTH:
        return
    yield from _hits(run for run in _candidates(groups) if not _is_abroad_phone(text, run))
    if _is_named(text, chain.start(), chain.end()):
        yield from _hits(_windows(groups))


def _groups(written: str, offset: int) -> list[_Group]:
    groups: list[_Group] = []
    digits, start, gap, kinds = "", offset, "", ""
    end = offset
    for position, character in enumerate(written, offset):
        if character in DIGITS:
            if kinds:
                groups.append(_Group(digits, start, end, gap))
                digits, gap, kinds = "", _kind(kinds), ""
            start = start if digits else position
            digits += DIGITS[character]
            end = position + 1
        elif character in SEPARATORS:
            kinds += SEPARATORS[character]
    return [*groups, _Group(digits, start, end, gap)]


def _kind(kinds: str) -> str:
    """One name for a gap: its visible mark if it has one, else line, tab or space; "far" when too wide."""
    if len(kinds) > _WIDEST_GAP:
        return "far"
    marks = [kind for kind in kinds if kind not in " \t\n"]
    if marks:
        return marks[0]
    return "\n" if "\n" in kinds else "\t" if "\t" in kinds else " "


def _hits(runs: Iterator[list[_Group]]) -> Iterator[Hit]:
    for run in runs:
        if is_individual_number("".join(group.digits for group in run)):
            yield Hit(run[0].start, run[-1].end)


def _candidates(groups: list[_Group]) -> Iterator[list[_Group]]:
    """Runs of exactly twelve digits that a reader would take for one number."""
    yield from ([group] for group in groups if len(group.digits) == LENGTH)
    yield from (run for run in _uniform_runs(groups) if _reads_as_one(run))
    for part in _without_known_things(groups):
        if len(part) > 1 and _reads_as_one(part):
            yield part


def _reads_as_one(run: list[_Group]) -> bool:
    """Twelve digits, and not a longer thing with a stray digit or two set apart by blank space only."""
    if len(run) < 2 or sum(len(group.digits) for group in run) != LENGTH or any(g.gap == "far" for g in run[1:]):
        return False
    longest = max(len(group.digits) for group in run)
    return longest <= 8 or all(group.gap not in " \t\n" for group in run[1:])


def _uniform_runs(groups: list[_Group]) -> Iterator[list[_Group]]:
    """The longest stretches that keep to one kind of gap."""
    first = 0
    for index in range(1, len(groups)):
        if index > first + 1 and groups[index].gap != groups[index - 1].gap:
            yield groups[first:index]
            first = index - 1
    yield groups[first:]


def _without_known_things(groups: list[_Group]) -> Iterator[list[_Group]]:
    """The stretches between dates, telephone numbers and postal codes."""
    rest: list[_Group] = []
    index = 0
    while index < len(groups):
        known = _known_length(groups, index)
        if known and (rest or index + known < len(groups)):
            yield rest
            rest = []
        else:
            known = 1
            rest.append(groups[index])
        index += known
    yield rest


def _known_length(groups: list[_Group], at: int) -> int:
    """How many groups from `at` make a date, a telephone number or a postal code; 0 when none."""
    if len(groups[at].digits) in (10, 11) and groups[at].digits.startswith("0"):
        return 1
    for count, test in ((3, _is_date), (3, _is_phone), (2, _is_postal_code)):
        part = groups[at : at + count]
        if len(part) == count and test(part) and _ends_here(groups, at, count):
            return count
    return 0


def _ends_here(groups: list[_Group], at: int, count: int) -> bool:
    """The gaps around a known thing differ from the gaps within it."""
    inner = groups[at + count - 1].gap
    after = groups[at + count].gap if at + count < len(groups) else ""
    before = groups[at].gap
    return inner not in (before, after)


def _is_date(part: list[_Group]) -> bool:
    year, month, day = (int(group.digits) for group in part)
    lengths = [len(group.digits) for group in part]
    written = part[1].gap == part[2].gap and part[1].gap in "-./,"
    return written and lengths[0] in (2, 4) and max(lengths[1:]) <= 2 and 0 < month < 13 and 0 < day < 32 and year > 0


def _is_phone(part: list[_Group]) -> bool:
    total = sum(len(group.digits) for group in part)
    gaps = part[1].gap + part[2].gap
    return part[0].digits.startswith("0") and total in (10, 11) and (gaps[0] == gaps[1] or "(" in gaps)


def _is_postal_code(part: list[_Group]) -> bool:
    return [len(group.digits) for group in part] == [3, 4] and part[1].gap == "-"


def _is_abroad_phone(text: str, run: list[_Group]) -> bool:
    """+81 90 1234 5678 has twelve digits as well."""
    return run[0].digits.startswith("81") and text[: run[0].start].endswith(("+", "＋"))


def _is_named(text: str, start: int, end: int) -> bool:
    """Whether the words beside the digits call them an individual number."""
    before, after = text[max(0, start - _NAME_REACH) : start], text[end : end + _NAME_REACH]
    if _NAMED_OTHERWISE.search(before):
        return False
    return _NAMED.search(before) is not None or _NAMED.search(after) is not None


def _windows(groups: list[_Group]) -> Iterator[list[_Group]]:
    """Every stretch of whole groups with twelve digits in all."""
    for first in range(len(groups)):
        total = 0
        for last in range(first, len(groups)):
            total += len(groups[last].digits)
            if total == LENGTH:
                yield groups[first : last + 1]
            if total >= LENGTH:
                break


def _without_overlaps(hits: list[Hit]) -> list[Hit]:
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.start < kept[-1].end:
            kept[-1] = Hit(kept[-1].start, max(kept[-1].end, hit.end))
        else:
            kept.append(hit)
    return kept
