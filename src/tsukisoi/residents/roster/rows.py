"""Tells the rows of people from blank rows, group headings, totals, repeated heads and notes."""

import re
import unicodedata

from tsukisoi.residents.roster.workbook import Cell

_TOTAL = re.compile(r"(?:合計|総?計|小計|総合計|総数|人数計?|平均|延べ?|TOTAL)(?:[:\s(]*\d+\s*[名人]?.*)?", re.I)
TOTAL_BEGINS = frozenset("合総小計人平延TtＴｔ")
"""A name with a birth date that begins otherwise, and is no word of the head, is a person's."""

_VACANCY = re.compile(r"[（(]?(?:空き?室|空き?床|空き?|欠番|空欄|入居待ち|ショートステイ用)[)）]?")
_COUNT = re.compile(r"(?:男性?|女性?|合計|計|全)?\d+[名人](?:[、,・ ].*)?")
_GROUP = re.compile(
    r"[【■●◆○◇□▼▽★☆<＜\[［(（].*|.*(?:階|[棟班館組寮]|フロア|ユニット|グループ|チーム|ホーム|エリア|[Ff]|ゾーン|町|丁目|の部|クラス|病棟)[】>＞\]］)）]?(?:\s*[\d]+[名人])?"
)
_NOTE = re.compile(r"[※＊*]|注[)）:：意]|\(注|（注|以上$|以下余白|以下空白|作成[:：者日]|更新日|\d{4}年\d+月\d+日現在")


def texts(row: list[Cell]) -> list[str]:
    """The filled cells of a row as plain text."""
    return [text for cell in row if cell not in ("", None) and (text := str(cell).strip())]


def is_blank(row: list[Cell]) -> bool:
    """Whether nothing stands in the row."""
    # A list, not a generator: this runs for every row, and half the time went into resuming.
    return not any([cell not in ("", None) and (cell.__class__ is not str or str(cell).strip()) for cell in row])  # noqa: C419


def kind_of(row: list[Cell], name: str, has_birth: bool, labels: frozenset[str]) -> tuple[str, str]:
    """("person", "") or what else the row is and the words that show it. `labels` are the head's own words."""
    if _TOTAL.fullmatch(_fold(name)):
        return "total row", name
    if name and has_birth and name not in labels:
        return "person", ""
    filled = texts(row)
    total = next((text for text in filled if _TOTAL.fullmatch(_fold(text))), None)
    if total is not None:
        return "total row", total
    if len(filled) > 1 and len(labels.intersection(filled)) * 2 > len(filled):
        return "repeated head", ""
    if _NOTE.match(_fold(filled[0])):
        return "note", ""
    if not has_birth and len(filled) <= 2 and _is_group(filled, name):
        return "group heading", filled[0]
    if not has_birth and all(_COUNT.fullmatch(_fold(text)) for text in filled):
        return "total row", filled[0]
    return "person", ""


def is_vacancy(name: str) -> bool:
    """空室, 空床, 欠番: a room with nobody in it."""
    return _VACANCY.fullmatch(name) is not None


def _is_group(filled: list[str], name: str) -> bool:
    if not name:
        return len(filled) == 1 or _GROUP.fullmatch(_fold(filled[0])) is not None
    return len(filled) == 1 and _GROUP.fullmatch(_fold(name)) is not None


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
