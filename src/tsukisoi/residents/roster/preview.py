"""What a list would bring in, shown before anything is kept: `read_roster`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import reduce
from itertools import compress

from tsukisoi.guard import refusal
from tsukisoi.residents.roster import heads, hints, mismatch, names, rows, screening
from tsukisoi.residents.roster.heads import Head
from tsukisoi.residents.roster.hints import WORDS
from tsukisoi.residents.roster.people import Person, Reader, Rows, Unfit, unfit_where_hidden
from tsukisoi.residents.roster.said import said
from tsukisoi.residents.roster.workbook import Cell, Refused, Sheet, Workbook, open_workbook

__all__ = [
    "Duplicate", "Person", "Preview", "Refused", "Rejected", "Screened", "ScreenedCell", "SkippedRow", "read_roster",
    "read_screened", "screened_lists",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that cannot be taken as it stands: what to mend, where. The value is screened."""

    row: int
    field: str
    value: str
    message: str


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A row with the same name and birth date as an earlier one of the same list, and whom it says."""

    row: int
    first_row: int
    person: Person


@dataclass(frozen=True, slots=True)
class ScreenedCell:
    """A cell that looked like an individual number or a PIN, and was not read any further."""

    row: int
    column: str


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row that is no person: a group heading, a total, a repeated head, a note."""

    row: int
    kind: str
    text: str

    def __str__(self) -> str:
        return f"{self.kind} 「{self.text}」" if self.text else self.kind


@dataclass(frozen=True, slots=True)
class Preview:
    """All that one list says, and all that is to be asked about it. Row numbers are the sheet's own, from 1."""

    sheet: str
    rows: tuple[Person, ...]
    duplicates: tuple[Duplicate, ...]
    rejected: tuple[Rejected, ...]
    dropped_columns: tuple[str, ...]
    screened_cells: tuple[ScreenedCell, ...]
    skipped_rows: tuple[SkippedRow, ...]
    questions: tuple[str, ...]
    mapping: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Screened:
    """A list with its numbers and PINs taken out: what reading its columns otherwise needs. `others`: what to ask."""

    sheet: Sheet
    head: Head
    others: tuple[str, ...]
    readings: Mapping[str, str | None]
    epoch_1904: bool
    screened: tuple[tuple[int, int], ...]


def read_roster(
    data: bytes, filename: str, mapping: Mapping[str, str | None] | None = None, as_of: date | None = None
) -> Preview:
    """Read a list (xlsx, CSV or pasted text) without keeping or changing anything.

    `mapping` corrects what columns hold: column name (or letter, if it has none) → field of `heads.FIELDS`, or None.
    `as_of` is the day by which a birth date must have come. Raises Refused for a file that is not taken.
    """
    return read_screened(screened_lists(data, filename)[0], mapping, as_of)


def screened_lists(data: bytes, filename: str) -> list[Screened]:
    """The sheet of the list with everything taken out that may not be kept, and every other one that looks like a list
    of people, as where each floor has its own. Raises Refused.
    """
    book = open_workbook(data, filename)
    readings = screening.readings(book.readings or {})
    book = replace(book, sheets=tuple(map(_well_named, book.sheets)), readings=readings)
    found = _roster_sheets(book)
    return [
        _screened(book, sheet, head, [other.name for other, _ in found if other is not sheet]) for sheet, head in found
    ]


def _well_named(sheet: Sheet) -> Sheet:
    """The sheet under a name that may be shown and kept: whoever made the file could write anything there."""
    return replace(sheet, name=refusal.redact(sheet.name[: refusal.LONGEST])[:_LONGEST_NAME])


_LONGEST_NAME = 100
"""Excel itself takes 31 signs for the name of a sheet."""


def _screened(book: Workbook, sheet: Sheet, head: Head, others: list[str]) -> Screened:
    screening.drop(sheet.rows, [column.index for column in head.columns if column.dropped])
    screened = screening.screen(sheet.rows)
    told = tuple(said(_ANOTHER_SHEET, other=other, sheet=sheet.name) for other in others)
    return Screened(sheet, head, told, book.readings or {}, book.epoch_1904, tuple(screened))


_ANOTHER_SHEET = "ほかのシート「%(other)s」にも名簿のような表があります。読み込むのは「%(sheet)s」だけです。"


def read_screened(
    given: Screened, mapping: Mapping[str, str | None] | None = None, as_of: date | None = None
) -> Preview:
    """Read a list as `read_roster` does, from its screened sheet, which stays as it is."""
    sheet, screened = replace(given.sheet, rows=list(given.sheet.rows)), given.screened
    head = heads.remap(given.head, dict(mapping)) if mapping else given.head
    _fill_merged(sheet, head)
    reader = _reader(given, head, as_of)
    reading = _Reading(sheet, head, reader, frozenset(screened))
    people, duplicates, twins = _without_duplicates(reading.run())
    hidden = _about_hidden_rows(sheet, reading)
    asked = [
        *_about_columns(head),
        *given.others,
        *hidden,
        *reader.doubts.sentences(),
        *twins,
        *_about_addresses(people),
    ]
    return Preview(
        sheet=sheet.name,
        rows=tuple(people),
        duplicates=tuple(duplicates),
        rejected=tuple(reading.rejected),
        dropped_columns=tuple(dict.fromkeys(column.label for column in head.columns if column.dropped)),
        screened_cells=tuple(ScreenedCell(row + 1, _column_name(head, index)) for row, index in screened),
        skipped_rows=tuple(reading.skipped),
        questions=tuple(asked),
        mapping=_mapping(sheet, head),
    )


class _Reading:
    """One look at the rows below the head."""

    def __init__(self, sheet: Sheet, head: Head, reader: Reader, screened: frozenset[tuple[int, int]]) -> None:
        self.sheet, self.head, self.reader = sheet, head, reader
        self.rejected: list[Rejected] = []
        self.skipped: list[SkippedRow] = []
        self.labels = frozenset(names.spaced(str(cell)) for cell in _head_cells(sheet, head) if cell != "")
        field_at = {index: field for field, index in reader.places.items()}
        self.taken: set[int] = set()
        self.hidden: dict[int, set[str]] = {}
        for row, index in screened:
            self.hidden.setdefault(row + 1, set()).add(field_at.get(index, ""))

    def run(self) -> list[Person]:
        """Sort every row into people, rejected and skipped."""
        below = self.reader.rows(self.sheet.rows[self.head.first_person :], self.head.first_person + 1)
        called = self.reader.names(below)
        chosen = self._chosen(below, called)
        people = self.reader.people(below.only(chosen), list(compress(called, chosen)))
        self.taken = {person.row for person in people} if self.sheet.hidden_rows else set()
        for number, why in self.reader.unfit:
            self._reject(number, why)
        self.rejected.sort(key=lambda one: one.row)
        return people

    def _chosen(self, below: Rows, called: list[str]) -> list[bool]:
        """Which rows are those of people. A name and a birth date say so of nearly every one at the first look."""
        hidden, labels, totals = self.hidden, self.labels, rows.TOTAL_BEGINS
        return [
            bool(name and born and name[0] not in totals and name not in labels and number not in hidden)
            or self._is_person(number, name, born)
            for number, name, born in zip(below.numbers, called, self.reader.births(below), strict=True)
        ]

    def _is_person(self, number: int, name: str, born: str) -> bool:
        hidden = self.hidden.get(number, set())
        row = self.sheet.rows[number - 1]
        if not hidden and rows.is_blank(row):
            return False
        if not hidden and self._is_other(number, rows.kind_of(row, name, bool(born), self.labels)):
            return False
        if not born and "birth_date" not in hidden and rows.is_vacancy(name):
            return not self._is_other(number, ("vacant room", ""))
        why = unfit_where_hidden(hidden)
        if why:
            self._reject(number, why)
        return why is None

    def _is_other(self, number: int, told: tuple[str, str]) -> bool:
        kind, text = told
        if kind != "person":
            self.skipped.append(SkippedRow(number, kind, refusal.redact(text[:20])))
        return kind != "person"

    def _reject(self, number: int, why: Unfit) -> None:
        self.rejected.append(Rejected(number, why.field, refusal.redact(why.value[:40]), why.message))


def _roster_sheets(book: Workbook) -> list[tuple[Sheet, Head]]:
    """The sheet with the best head first, then the others that look like a list of people as well."""
    shown = [sheet for sheet in book.sheets if not sheet.hidden and sheet.rows] or [s for s in book.sheets if s.rows]
    if not shown:
        raise Refused(said("表が見つかりません。名簿のシートがあるか確かめてください。"))
    found = [(sheet, heads.find_head(sheet)) for sheet in shown]
    best = max(found, key=lambda pair: pair[1].score)
    if not any(column.field for column in best[1].columns):
        raise Refused(said("氏名や生年月日の見出しが見つかりません。見出しの行がある名簿かどうか確かめてください。"))
    return [best, *(pair for pair in found if pair is not best and pair[1].score >= _LIKE_A_LIST)]


_LIKE_A_LIST = 9
"""What the columns of a head weigh together where it can hardly be anything but a list of people."""


def _reader(given: Screened, head: Head, as_of: date | None) -> Reader:
    return Reader(
        places={column.field: column.index for column in head.columns if column.field},
        labels={column.field: _column_name(head, column.index) for column in head.columns if column.field},
        readings=given.readings,
        epoch_1904=given.epoch_1904,
        as_of=as_of,
    )


def _head_cells(sheet: Sheet, head: Head) -> Iterator[Cell]:
    for index in range(head.row or 0, head.first_person):
        yield from sheet.rows[index]


def _fill_merged(sheet: Sheet, head: Head) -> None:
    """A room or unit written once over several merged rows belongs to each of them."""
    wanted = {column.index for column in head.columns if column.field in ("room", "unit")}
    for top, left, bottom, right in sheet.merged:
        if left == right and left in wanted and top >= head.first_person:
            for index in range(top + 1, min(bottom + 1, len(sheet.rows))):
                if not rows.is_blank(sheet.rows[index]):
                    filled = list(sheet.rows[index])
                    filled[left] = sheet.rows[top][left]
                    sheet.rows[index] = filled


def _column_name(head: Head, index: int) -> str:
    label = head.columns[index].label if index < len(head.columns) else ""
    return label or heads.letter(index)


def _mapping(sheet: Sheet, head: Head) -> dict[str, str | None]:
    """What each column holds, by its name; of several with one name, the one that is read; one without, by its letter,
    where anything stands in it.
    """
    told: dict[str, str | None] = {}
    for column in head.columns:
        if not column.dropped and (column.label or column.field or _is_filled(sheet, head, column.index)):
            name = _column_name(head, column.index)
            told[name] = told.get(name) or column.field
    return told


def _is_filled(sheet: Sheet, head: Head, index: int) -> bool:
    return any(index < len(row) and not rows.is_blank([row[index]]) for row in sheet.rows[head.first_person :])


def _about_columns(head: Head) -> Iterator[str]:
    have = {column.field for column in head.columns}
    if not have & {"birth_date", "birth_year"}:
        yield said("生年月日の列が見つかりません。どの列か選んでください。")
    if not have & {"name", "family"}:
        yield said("氏名の列が見つかりません。どの列か選んでください。")
    read, left = ({c.label for c in head.columns if c.label and bool(c.field) is has} for has in (True, False))
    if {"name", "birth_date"} <= {column.field for column in head.columns if column.label in read & left}:
        yield said(_SIDE_BY_SIDE)
    for column in head.columns:
        if column.guessed and column.field:
            what = WORDS.get(column.field, column.field)
            yield said(
                "「%(column)s」の列を、中身から「%(what)s」として読みました。よろしいですか。",
                column=_column_name(head, column.index), what=what,
            )  # fmt: skip
    yield from hints.questions(head)


def _about_hidden_rows(sheet: Sheet, reading: _Reading) -> Iterator[str]:
    """People in rows that whoever made the list may not see."""
    hidden = {row + 1 for row in sheet.hidden_rows} & reading.taken if sheet.hidden_rows else set()
    if hidden:
        yield said(_HIDDEN_ROWS, rows=mismatch.rows_in_words(sorted(hidden)))


_HIDDEN_ROWS = (
    "表計算ソフトで隠れている行も読みました（%(rows)s）。"
    "いまもいる人か確かめ、ちがえば名簿から消して読み込みなおしてください。"
)
_SIDE_BY_SIDE = (
    "同じ見出しの表が横に並んでいます。左の表だけを読みました。右の表は、左の表の下に移してから読み込んでください。"
)


def _without_duplicates(people: list[Person]) -> tuple[list[Person], list[Duplicate], list[str]]:
    """Each person once: the same name (variants folded) and the same birth date is the same person."""
    by_name: dict[tuple[date, str], Person] = {}
    by_reading: dict[tuple[date, str], Person] = {}
    kept: list[Person] = []
    duplicates: list[Duplicate] = []
    asked: list[str] = []
    keys = zip(names.search_keys([p.name for p in people]), names.search_keys([p.kana for p in people]), strict=True)
    for person, (name, reading) in zip(people, keys, strict=True):
        same = by_name.setdefault((person.birth_date, name), person)
        if same is not person:
            duplicates.append(Duplicate(person.row, same.row, person))
            asked += _differences(same, person)
            continue
        kept.append(person)
        twin = by_reading.setdefault((person.birth_date, reading), person) if reading else person
        if twin is not person:
            asked.append(said(_TWINS, first=str(twin.row), second=str(person.row)))
    return kept, duplicates, asked


_TWINS = "%(first)s行目と%(second)s行目は、フリガナと生年月日が同じです。同じ人ではありませんか。"


def _differences(kept: Person, again: Person) -> Iterator[str]:
    fields = ("kana", "sex", "room", "care_level", "address")
    different = [WORDS[key] for key in fields if getattr(again, key) and getattr(again, key) != getattr(kept, key)]
    if different:
        what = reduce(lambda before, after: said("%(before)s・%(after)s", before=before, after=after), different)
        yield said(_OTHERWISE, first=str(kept.row), second=str(again.row), what=what)


_OTHERWISE = "%(first)s行目と%(second)s行目は同じ人のようですが、%(what)sが違います。%(first)s行目を読みました。"


def _about_addresses(people: list[Person]) -> list[str]:
    return mismatch.questions([(p.row, p.postal_code, p.address) for p in people])
