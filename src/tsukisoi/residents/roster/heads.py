"""Finds the head of a list and what each column holds, by its name and, where there is no name, by its content."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tsukisoi.guard import columns, refusal
from tsukisoi.residents.roster import dates, given_names, names
from tsukisoi.residents.roster.workbook import Cell, Sheet

FIELDS: dict[str, list[str]] = {
    field: table["names"]
    for field, table in tomllib.loads(Path(__file__).with_name("heads.toml").read_text("utf-8")).items()
}
"""What a column may hold, and the names people give it (compared by `columns.fold`, long-vowel signs gone)."""


def _fold(label: str) -> str:
    """A column name for comparison: ふりがな, フリガナ and ﾌﾘｶﾞﾅ are one."""
    return names.katakana(columns.fold(label))


_OF_NAME = {_fold(name): field for field, spellings in FIELDS.items() for name in spellings}
_SOMEBODY_ELSE = re.compile(
    "家族|緊急|連絡先|保護者|身元|キパソン|主治医|担当|ケアマネ|病院|医院|施設|事業所|契約者|支援者|請求|相談員|職員|世帯主|代表|続柄|送付先|勤務|学校|入所日|入所年月日|入居日|入居年月日|利用開始|退所(?!日|年月日|$)|認定日|交付日|更新日"
)
_BROAD = frozenset(_fold(label) for label in ("利用者情報", "基本情報", "本人情報", "ご本人", "個人情報", "入居者情報"))
_BESIDE = re.compile(
    "年齢|[歳才]|^満|電話|TEL|FAX|携帯|メル|MAIL|NO$|番号|ID|コド|区分|曜日|干支|確認|備考|有無|[印旧前]|続柄|本籍|性別|通称|愛称|呼ビ名|ロマ字|英字|署名"
)
"""Under a name, but something else than it says."""
_PARTS = {
    "name": ("family", "given"),
    "kana": ("family_kana", "given_kana"),
    "birth_date": ("birth_year", "birth_month", "birth_day"),
    "address": ("street", "municipality"),
}
_ONLY_BELOW = frozenset(("年", "月", "日", "年齢"))
_REGISTERED = re.compile("住民票|住民登録")
_HAS_NAME = frozenset({"name", "family"})
_LAST_HEAD_ROW = 40
_LOOKED_AT = 60
_WEIGHTS = {
    "name": 5,
    "family": 4,
    "given": 3,
    "birth_date": 4,
    "kana": 3,
    "family_kana": 2,
    "given_kana": 2,
    "birth_year": 3,
}
_POSTAL = re.compile(r"〒?\s*[0-9０-９]{3}[-‐－ー−―][0-9０-９]{4}")
_KANJI_NAME = re.compile(r"[一-鿿㐀-䶿豈-﫿々〆ヶ\U00020000-\U0003ffff][^0-9０-９]{0,14}")
_KANA_NAME = re.compile(r"[ァ-ヺｦ-ﾟぁ-ゖー][ァ-ヺｦ-ﾟぁ-ゖー・\s]{1,25}")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet: its place (from 0), its name as written, its field or None; dropped: never read.

    `hint`: what else is to be asked about it, one of those below.
    """

    index: int
    label: str
    field: str | None
    dropped: bool = False
    guessed: bool = False
    hint: str = ""


BY_PARENT = "by parent"
"""A column whose own name nobody knows, read by the name above it."""
OTHER_ADDRESS = "other address"
"""A column of addresses, not read because another one is."""
MAY_BE_GIVEN = "may be given"
"""A column without a name, not read, in which given names may stand."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the people begin and what the columns are. `row` is the first head row from 0; None when there is none."""

    row: int | None
    height: int
    columns: tuple[Column, ...]
    score: int

    @property
    def first_person(self) -> int:
        """The first row below the head, from 0."""
        return 0 if self.row is None else self.row + self.height


def find_head(sheet: Sheet) -> Head:
    """The best head of the sheet: one row or two, under whatever titles; or none, and columns by content."""
    best = Head(None, 0, (), 0)
    for row in range(min(len(sheet.rows), _LAST_HEAD_ROW)):
        for height in (1, 2):
            found = _head_at(sheet, row, height)
            # Two rows as good as the first of them alone: the second is no person, or it were no head.
            more = best.score + (0 if height == 1 or best.row != row else -1)
            if found is not None and found.score > more:
                best = found
    if best.score < 5 or not any(column.field in _HAS_NAME for column in best.columns):
        best = best if best.score >= 4 else _headless(sheet)
    return _with_guesses(sheet, best)


def remap(head: Head, mapping: dict[str, str | None]) -> Head:
    """The head with a person's corrections: column name (or letter) → field; None or "" lets a column go.

    A dropped column stays dropped whatever the correction says. Of several columns with one name it is the first.
    """

    first = {column.label: column.index for column in reversed(head.columns)}

    def corrected(column: Column) -> Column:
        named = [column.label] if first[column.label] == column.index else []
        for key in (*named, letter(column.index)):
            if key in mapping and not column.dropped:
                field = mapping[key] or None
                return Column(column.index, column.label, field if field in FIELDS else None)
        return column

    changed = [corrected(column) for column in head.columns]
    at = {column.field: column.index for column in reversed(changed)}
    at |= {new.field: new.index for new, old in reversed([*zip(changed, head.columns, strict=True)]) if new != old}
    once = tuple(
        c if c.field is None or at[c.field] == c.index else Column(c.index, c.label, None, c.dropped) for c in changed
    )
    return Head(head.row, head.height, once, head.score)


def letter(index: int) -> str:
    """A column's letter as the sheet shows it: 0 → A, 26 → AA."""
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(65 + rest) + text
    return text


def field_of(label: str, parent: str = "") -> str | None:
    """The field a column name stands for; with the name of the merged head above it, if there is one."""
    own, above = _fold(label), _fold(parent)
    if _SOMEBODY_ELSE.search(own) or _SOMEBODY_ELSE.search(above):
        return None
    both = _OF_NAME.get(above + own) if above and own else None
    return both or _OF_NAME.get(own) or (_OF_NAME.get(above) if not own else None)


def _head_at(sheet: Sheet, row: int, height: int) -> Head | None:
    if row + height > len(sheet.rows):
        return None
    labels = _labels(sheet, row, height)
    if labels is None:
        return None
    found = _columns(labels)
    fields = {column.field for column in found if column.field}
    score = sum(_WEIGHTS.get(field, 1) for field in fields)
    return Head(row, height, found, score)


def _labels(sheet: Sheet, row: int, height: int) -> list[tuple[str, str]] | None:
    """For each column the name above and the name itself; None when the second row is no head."""
    top = [_text(cell) for cell in sheet.rows[row]]
    if not any(top):
        return None
    if height == 1:
        return [("", label) for label in _with_forbidden_spread(top, sheet.merged, row)]
    below = [_text(cell) for cell in sheet.rows[row + 1]]
    width = max(len(top), len(below))
    top, below = _padded(top, width), _padded(below, width)
    above = _spread(top, below, sheet.merged, row)
    if not _is_first_head(top) or not _is_second_head(top, above, below):
        return None
    return [(above[i], below[i]) if below[i] else ("", top[i]) for i in range(width)]


def _with_forbidden_spread(top: list[str], merged: Iterable[tuple[int, int, int, int]], row: int) -> list[str]:
    """What must not be read is not read under the whole width of its name."""
    spread = list(top)
    for first, left, last, right in merged:
        if first <= row <= last and left < right < len(top) and columns.is_forbidden(top[left]):
            spread[left : right + 1] = [top[left]] * (right + 1 - left)
    return spread


def _is_first_head(top: list[str]) -> bool:
    """A title above the head is no part of it: two names at least, and one of them of the kind that heads have."""
    filled = [_fold(label) for label in top if label]
    known = any(label in _OF_NAME or label in _BROAD or _SOMEBODY_ELSE.search(label) for label in filled)
    return len(filled) > 1 and known


def _is_second_head(top: list[str], above: list[str], below: list[str]) -> bool:
    filled = [label for label in below if label]
    if not filled or any(re.search(r"\d{3,}", _fold(label)) or len(label) > 20 for label in filled):
        return False
    if any(dates.looks_like_date(label) for label in filled):
        return False
    names_below = [(_fold(upper), _fold(label)) for upper, label in zip(above, below, strict=True) if label]
    known = sum(own in _OF_NAME or upper + own in _OF_NAME or own in _ONLY_BELOW for upper, own in names_below)
    return known > 0 and (known * 2 >= len(filled) or len(filled) * 2 <= sum(1 for label in top if label))


def _spread(top: list[str], below: list[str], merged: Iterable[tuple[int, int, int, int]], row: int) -> list[str]:
    """The upper names, carried over the columns they stand above."""
    above = list(top)
    for first, left, last, right in merged:
        if first <= row <= last and right < len(above):
            above[left : right + 1] = [top[left]] * (right + 1 - left)
    for index in range(1, len(above)):
        if not above[index] and below[index]:
            above[index] = above[index - 1]
    return above


def _columns(labels: Sequence[tuple[str, str]]) -> tuple[Column, ...]:
    """What the names alone say: each field once, and what a sub-heading nobody knows inherits from the name above."""
    dropped = [any(map(columns.is_forbidden, {own, above, above + own} - {""})) for above, own in labels]
    named = [None if gone else field_of(own, above) for gone, (above, own) in zip(dropped, labels, strict=True)]
    held = _held(named, [above + own for above, own in labels])
    inherited = _inherited(labels, named, held)
    found = []
    for index, (above, own) in enumerate(labels):
        label = own if not above or own == above else f"{above} {own}"
        shown = (above if columns.is_forbidden(above) else own) if dropped[index] else label
        field = named[index] if held.get(named[index]) == index else inherited.get(index)
        hint = BY_PARENT if index in inherited else OTHER_ADDRESS if named[index] == "address" and not field else ""
        found.append(Column(index, refusal.redact(names.spaced(shown)), field, dropped[index], hint=hint))
    return tuple(found)


def _held(named: Sequence[str | None], labels: Sequence[str]) -> dict[str | None, int]:
    """Which column has each field: the first. But of addresses the one where somebody is registered, and its code."""
    held: dict[str | None, int] = {field: index for index, field in reversed([*enumerate(named)]) if field}
    for field in filter(held.__contains__, ("address", "postal_code")):
        places = [index for index, one in enumerate(named) if one == field]
        registered = [index for index in places if _REGISTERED.search(labels[index])]
        before = [index for index in places if field == "postal_code" and index < held.get("address", 0)]
        held[field] = (*registered, *reversed(before), *places)[0]
    return held


def _inherited(
    labels: Sequence[tuple[str, str]], named: Sequence[str | None], held: Mapping[str | None, int]
) -> dict[int, str]:
    """The first sub-heading nobody knows (生年月日 over お誕生) has the field of the name above, if none other has."""
    found: dict[int, str] = {}
    for index, (above, own) in enumerate(labels):
        field = _OF_NAME.get(_fold(above))
        if not field or not own or named[index] or any(map(_is_another, (own, above))):
            continue
        if not {field, *_PARTS.get(field, ())} & held.keys() and field not in found.values():
            found[index] = field
    return found


def _is_another(label: str) -> bool:
    folded = _fold(label)
    return _SOMEBODY_ELSE.search(folded) is not None or _BESIDE.search(folded) is not None


def _headless(sheet: Sheet) -> Head:
    width = max((len(row) for row in sheet.rows), default=0)
    return Head(None, 0, tuple(Column(index, "", None) for index in range(width)), 0)


def _with_guesses(sheet: Sheet, head: Head) -> Head:
    """Columns with no name of their own, told by what stands in them; each guess is asked about."""
    head = _halved(sheet, _as_wide_as_the_sheet(sheet, head), "name", "family", "given")
    have = {column.field for column in head.columns}
    guessed: list[Column] = []
    for column in head.columns:
        free = column.field is None and not column.dropped and (not column.label or not have & _HAS_NAME)
        field = _guess(sheet, head, column) if free and not _SOMEBODY_ELSE.search(_fold(column.label)) else None
        if field and field not in have and not (field == "name" and have & _HAS_NAME):
            have.add(field)
            column = Column(column.index, column.label, field, guessed=True)
        guessed.append(column)
    return _halved(sheet, replace(head, columns=tuple(guessed)), "kana", "family_kana", "given_kana")


def _as_wide_as_the_sheet(sheet: Sheet, head: Head) -> Head:
    """In a CSV rows may be longer than the head."""
    width = max(map(len, sheet.rows), default=0)
    more = tuple(Column(index, "", None) for index in range(len(head.columns), width))
    return replace(head, columns=head.columns + more)


def _halved(sheet: Sheet, head: Head, whole: str, family: str, given: str) -> Head:
    """氏名 over two columns, the right one without a name: family and given name, as where the head says 姓 and 名."""
    have = {column.field for column in head.columns}
    left = next((column for column in head.columns[:-1] if column.field == whole), None)
    right = head.columns[left.index + 1] if left else None
    if not left or not right or right.label or right.field or right.dropped or have & {family, given}:
        return head
    told = given_names.told(_pairs(sheet, head, left.index), bool(have & {"kana", "family_kana"}))
    columns = list(head.columns)
    if told == given_names.CERTAIN:
        columns[left.index] = replace(left, field=family)
        columns[right.index] = replace(right, field=given, guessed=True)
    elif told == given_names.PERHAPS:
        columns[right.index] = replace(right, hint=MAY_BE_GIVEN)
    return replace(head, columns=tuple(columns))


def _pairs(sheet: Sheet, head: Head, index: int) -> list[tuple[str, str]]:
    """What stands in a column and right of it, where the column is filled."""
    rows = sheet.rows[head.first_person : head.first_person + _LOOKED_AT]
    pairs = [(_text(row[index]), _text(row[index + 1])) for row in rows if index + 1 < len(row)]
    return [pair for pair in pairs if pair[0]]


_CONTENTS = (
    ("birth_date", lambda text: dates.looks_like_date(text)),
    ("postal_code", lambda text: _POSTAL.fullmatch(text) is not None),
    ("sex", lambda text: text in ("男", "女", "男性", "女性")),
    ("kana", lambda text: _KANA_NAME.fullmatch(text) is not None),
    ("name", lambda text: _KANJI_NAME.fullmatch(text) is not None and len(text) >= 3),
)


def _guess(sheet: Sheet, head: Head, column: Column) -> str | None:
    rows = sheet.rows[head.first_person : head.first_person + _LOOKED_AT]
    cells = [text for row in rows if column.index < len(row) and (text := _text(row[column.index]))]
    if not cells:
        return None
    for field, test in _CONTENTS:
        if sum(map(test, cells)) >= max(1, 0.8 * len(cells)):
            return field
    return None


def _padded(labels: list[str], width: int) -> list[str]:
    return labels + [""] * (width - len(labels))


def _text(cell: Cell) -> str:
    return cell.strip() if isinstance(cell, str) else str(cell) if cell is not None else ""
