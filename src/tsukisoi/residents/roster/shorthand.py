"""What stands in a cell instead of its value: ditto marks, room numbers that Excel made days of, 施設と同じ.

It is written out where that can be done, and always asked about.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from tsukisoi.residents.roster.said import said
from tsukisoi.residents.roster.workbook import Cell

T = TypeVar("T")
Note = Callable[[str, int], None]
"""Takes a sentence and the number of the row it is about."""

_DITTO = frozenset(
    (
        "〃",
        "〻",
        "〃〃",
        "″",
        "゛",
        '"',
        "“",
        "”",
        "''",
        "同上",
        "（同上）",
        "(同上)",
        "同",
        "仝",
        "々",
        "上に同じ",
        "上と同じ",
    )
)
DITTO_ENDS = frozenset(mark[end] for mark in _DITTO for end in (0, -1))
"""How a ditto mark begins or ends."""
_OF_ONE_PERSON = frozenset(
    [
        "name", "family", "given", "kana", "family_kana", "given_kana",
        "birth_date", "birth_era", "birth_year", "birth_month", "birth_day", "left_on",
    ]
)  # fmt: skip
"""Two people do not share these: a ditto mark stays, and is no name and no day."""
_NUMBERED = ("room", "unit", "street", "building", "address")
_STREETS = frozenset(_NUMBERED[2:])
_DAY = re.compile(r"^(?:(\d{4})[-/年])?(\d{1,2})[-/月](\d{1,2})日?$", re.M | re.A)
_LIKE_A_DAY = re.compile(r"^(?:\d{4}[-/年]\d{1,2}[-/月]|\d{1,2}月)\d{1,2}日?$", re.M | re.A)
LONG = 20
"""An address longer than this is one."""
_ONLY_A_CODE = re.compile(r"〒?\s*[0-9０-９]{3}[-‐－ー−―]?[0-9０-９]{4}")
_NO_PLACE = re.compile(
    "同上|同左|同じ|[〃〻″仝]|^(?:当?施設|当?事業所|当?ホーム|当?[園苑寮]|自宅|実家|同居|不明|不定|住所不定)$"
)


def is_ditto_in(name: str) -> bool:
    """Whether a part of the name is nothing but a ditto mark. One that neither begins nor ends with one has none."""
    return not _DITTO.isdisjoint(name.split())


def is_ditto(text: str) -> bool:
    """〃, 同上, 々 alone …"""
    return text in _DITTO


def written_out(
    numbers: Sequence[int],
    cells: Mapping[str, Sequence[Cell]],
    texts: Mapping[str, Sequence[str]],
    labels: Mapping[str, str],
    note: Note,
) -> tuple[dict[str, Sequence[Cell]], dict[str, Sequence[str]]]:
    """The cells and texts of people's rows, by field: days read as numbers, ditto marks as what stands above."""
    written, plain = dict(cells), dict(texts)
    for field in filter(plain.__contains__, _NUMBERED):
        days = _numbers(field, written[field], plain[field])
        plain[field] = _changed(plain[field], days)
        for index in days:
            note(said(_WAS_A_NUMBER, column=labels[field]), numbers[index])
    for field in plain:
        if field not in _OF_ONE_PERSON and not _DITTO.isdisjoint(plain[field]):
            above = _above(plain[field])
            plain[field] = _from_above(plain[field], above)
            written[field] = _from_above(written[field], above)
            for at in above:
                note(said(_AS_ABOVE if plain[field][at] else _NOTHING_ABOVE, column=labels[field]), numbers[at])
    return written, plain


def about_address(address: str) -> str:
    """What is to be asked where a short address is none; empty where nothing is."""
    if _ONLY_A_CODE.fullmatch(address):
        return _NOTHING_BUT_A_CODE
    return _NOT_AN_ADDRESS if _NO_PLACE.search(address) else ""


def _numbers(field: str, cells: Sequence[Cell], texts: Sequence[str]) -> dict[int, str]:
    """The numbers that became days, by their place in the column."""
    written = field != "address" and _LIKE_A_DAY.search("\n".join(texts)) is not None
    if not written and not any(issubclass(kind, date) for kind in set(map(type, cells))):
        return {}
    found = {}
    for index, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        day = text.partition(" ")[0]  # of a date and time the date
        if (isinstance(cell, date) or _LIKE_A_DAY.match(text)) and (parts := _DAY.match(day)):
            found[index] = _as_number(field, *parts.groups())
    return found


def _as_number(field: str, year: str | None, month: str, day: str) -> str:
    """1-1; of a street 1-2-3, which Excel takes for a day of 2001."""
    short = [int(year) - 2000] if year and field in _STREETS and 2001 <= int(year) <= 2012 else []
    return "-".join(map(str, (*short, int(month), int(day))))


def _above(texts: Sequence[str]) -> dict[int, int]:
    """For each place with a ditto mark the place it stands for; -1 where there is none."""
    found: dict[int, int] = {}
    for index, text in enumerate(texts):
        if text in _DITTO:
            found[index] = found.get(index - 1, index - 1)
    return found


def _from_above(column: Sequence[Any], above: Mapping[int, int]) -> Sequence[Any]:
    return _changed(column, {at: column[up] if up >= 0 else "" for at, up in above.items()})


def _changed(column: Sequence[T], changes: Mapping[int, T]) -> Sequence[T]:
    return [changes.get(index, one) for index, one in enumerate(column)] if changes else column


NAME_IS_DITTO = said("氏名が「〃」「同上」のような印です。氏名を書いてから、もう一度読み込んでください。")
BIRTH_IS_DITTO = said("生年月日が「〃」「同上」のような印です。生年月日を書いてから、もう一度読み込んでください。")
_WAS_A_NUMBER = (
    "「%(column)s」の欄の日付は、Excelが「1-1」のような番号を日付に変えたものとみて、番号に戻して読みました。"
    "正しいか確かめてください。"
)
_AS_ABOVE = "「%(column)s」の欄の「〃」「同上」のような印を、上の人と同じとして読みました。よろしいですか。"
_NOTHING_ABOVE = "「%(column)s」の欄の「〃」「同上」のような印は、上の人の欄に何もないため読みません。"
_NOTHING_BUT_A_CODE = said("住所が郵便番号だけです。住所の列が正しく選ばれているか確かめてください。")
_NOT_AN_ADDRESS = said("住所の欄に、住所でないことば（「施設と同じ」など）があります。住民票の住所に直してください。")
