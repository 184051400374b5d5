"""Turns one row of the list into one person, or says which cell stands in the way."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from tsukisoi.residents.roster import dates, names, proposals
from tsukisoi.residents.roster.proposals import Proposal
from tsukisoi.residents.roster.workbook import Cell


@dataclass(frozen=True, slots=True)
class Person:
    """One person as the list has them. Nothing of the row that is not named here is kept."""

    row: int
    name: str
    kana: str
    kana_from: str | None
    birth_date: date
    sex: str
    room: str
    unit: str
    care_level: str | None
    disabilities: tuple[str, ...]
    address: str
    postal_code: str
    proposals: tuple[Proposal, ...]


class Unfit(ValueError):
    """A cell without which the row cannot be taken: its field, and a sentence."""

    def __init__(self, field: str, value: str, message: str) -> None:
        super().__init__(message)
        self.field, self.value, self.message = field, value, message


@dataclass(slots=True)
class Doubts:
    """Rows (from 1) with something to look at, by the sentence that says what."""

    rows: dict[str, list[int]] = field(default_factory=dict)

    def note(self, sentence: str, row: int) -> None:
        """Remember that `sentence` holds for the row."""
        self.rows.setdefault(sentence, []).append(row)

    def sentences(self) -> list[str]:
        """Each sentence once, with the rows it is about."""
        return [f"{sentence}（{_some(rows)}）" for sentence, rows in self.rows.items()]


@dataclass(slots=True)
class Reader:
    """Knows the columns of one list and reads its rows. `places` is field → column index, `labels` its name."""

    places: dict[str, int]
    labels: dict[str, str]
    readings: dict[str, str | None]
    epoch_1904: bool
    as_of: date | None
    doubts: Doubts

    def name(self, row: list[Cell]) -> str:
        """The name as it stands, family and given joined; empty when there is none."""
        if "name" in self.places:
            return names.spaced(self.text(row, "name"))
        return names.joined(self.text(row, "family"), self.text(row, "given"))

    def has_birth(self, row: list[Cell]) -> bool:
        """Whether something stands where the birth date belongs."""
        return any(self.text(row, key) for key in ("birth_date", "birth_year"))

    def text(self, row: list[Cell], key: str) -> str:
        """The cell of a field as text; a whole number without its .0."""
        cell = self.cell(row, key)
        if cell.__class__ is str:
            return cell.strip()
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return str(cell)

    def cell(self, row: list[Cell], key: str) -> Cell:
        """The cell of a field; "" when the list has no such column or the row ends before it."""
        index = self.places.get(key)
        return row[index] if index is not None and index < len(row) else ""

    def person(self, number: int, row: list[Cell], hidden: frozenset[str]) -> Person:
        """The person of a row. `hidden` are the fields whose cell was screened. Raises Unfit."""
        name, inner_kana = self._name_and_reading(number, row, hidden)
        born = self._birth(number, row, hidden)
        kana, kana_from = self._kana(number, row, name, inner_kana)
        kinds, papers = self._disabilities(row)
        return Person(
            row=number,
            name=name,
            kana=kana,
            kana_from=kana_from,
            birth_date=born,
            sex=self._sex(number, row),
            room=self.text(row, "room"),
            unit=self.text(row, "unit"),
            care_level=self._care_level(number, row),
            disabilities=kinds,
            address=self._address(row),
            postal_code=self._postal_code(number, row),
            proposals=(*self._proposals(number, row), *papers),
        )

    def _name_and_reading(self, number: int, row: list[Cell], hidden: frozenset[str]) -> tuple[str, str]:
        if hidden & {"name", "family", "given"}:
            raise Unfit(
                "name",
                HIDDEN,
                "氏名の欄に、マイナンバーか暗証番号のような記載があります。消してから、もう一度読み込んでください。",
            )
        whole = self.text(row, "name")
        split = names.with_reading(whole) if whole else None
        name = names.spaced(split[0]) if split else self.name(row)
        if not name:
            raise Unfit("name", "", "氏名がありません。氏名を書いてから、もう一度読み込んでください。")
        if len(name) > 80:
            raise Unfit(
                "name",
                name[:20] + "…",
                "氏名が長すぎます（80字まで）。氏名の欄に氏名だけが書かれているか確かめてください。",
            )
        if name[-1] in "様殿ま" and (plain := names.without_honorific(name)) != name:
            self.doubts.note("敬称（様・殿）を外して読みました。よろしいですか。", number)
            name = plain
        return name, split[1] if split else ""

    def _birth(self, number: int, row: list[Cell], hidden: frozenset[str]) -> date:
        if hidden & {"birth_date", "birth_year", "birth_month", "birth_day"}:
            raise Unfit(
                "birth_date",
                HIDDEN,
                "生年月日の欄に、マイナンバーか暗証番号のような記載があります。生年月日に直してください。",
            )
        cell = self._birth_cell(row)
        if cell == "":
            raise Unfit("birth_date", "", "生年月日がありません。生年月日を書いてから、もう一度読み込んでください。")
        try:
            born = dates.parse(cell, self.epoch_1904)
        except dates.UnreadableDate as reason:
            raise Unfit("birth_date", _shown(cell), str(reason)) from None
        self._check_age(born, cell)
        if not isinstance(cell, str | date) or dates.is_serial(cell):
            self._ask_about_serial(number, cell)
        return born

    def _ask_about_serial(self, number: int, cell: Cell) -> None:
        if dates.is_serial(cell):
            self.doubts.note(
                "生年月日がExcelの日付の番号で入っています。読み取った日付で正しいか確かめてください。", number
            )

    def _birth_cell(self, row: list[Cell]) -> Cell:
        cell = self.cell(row, "birth_date")
        if "birth_month" in self.places and "birth_day" in self.places:
            year = self.text(row, "birth_year") or self.text(row, "birth_date")
            month, day = self.text(row, "birth_month"), self.text(row, "birth_day")
            return f"{self.text(row, 'birth_era')}{year}年{month}月{day}日" if year or month or day else ""
        if "birth_era" in self.places and isinstance(cell, str) and cell[:1].isdigit():
            return self.text(row, "birth_era") + cell.strip()
        return cell.strip() if isinstance(cell, str) else cell

    def _check_age(self, born: date, cell: Cell) -> None:
        if self.as_of is None:
            return
        if born > self.as_of:
            raise Unfit("birth_date", _shown(cell), "まだ来ていない日付です。生年月日を確かめてください。")
        if self.as_of.year - born.year > 125:
            raise Unfit("birth_date", _shown(cell), "125年より前の日付です。元号と年を確かめてください。")

    def _kana(self, number: int, row: list[Cell], name: str, inner: str) -> tuple[str, str | None]:
        written = (
            inner or self.text(row, "kana") or names.joined(self.text(row, "family_kana"), self.text(row, "given_kana"))
        )
        kana = names.katakana(written)
        if kana and names.is_reading(kana):
            return kana, "column"
        if kana:
            self.doubts.note("フリガナの欄に、カナでない文字があるため読みません。", number)
            return "", None
        guess = self._excel_reading(row)
        if guess:
            self.doubts.note("フリガナは、Excelが覚えていた読みです。推定なので確かめてください。", number)
            return guess, "excel"
        return "", None

    def _excel_reading(self, row: list[Cell]) -> str:
        if not self.readings:
            return ""
        keys = ["name"] if "name" in self.places else ["family", "given"]
        found = [self.readings.get(str(self.cell(row, key))) for key in keys]
        kana = names.katakana(" ".join(reading for reading in found if reading)) if all(found) else ""
        return kana if names.is_reading(kana) else ""

    def _sex(self, number: int, row: list[Cell]) -> str:
        written = self.text(row, "sex")
        if not written:
            return ""
        known = _SEXES.get(unicodedata.normalize("NFKC", written).strip().upper())
        if known is None:
            self.doubts.note("性別を読めません。", number)
        return known or ""

    def _care_level(self, number: int, row: list[Cell]) -> str | None:
        try:
            return proposals.care_level(self.text(row, "care_level"))
        except ValueError:
            self.doubts.note("要介護度を読めません。", number)
            return None

    def _disabilities(self, row: list[Cell]) -> tuple[tuple[str, ...], list[Proposal]]:
        kinds: list[str] = []
        papers: list[Proposal] = []
        for key in ("disability", "handbook_physical", "handbook_intellectual", "handbook_mental"):
            written = self.text(row, key) if key in self.places else ""
            found = proposals.disabilities(written, key) if written else ()
            kinds += [kind for kind in found if kind not in kinds]
            papers += proposals.documents(found, written, key, self.labels[key]) if found else []
        return tuple(kinds), papers

    def _address(self, row: list[Cell]) -> str:
        parts = [self.text(row, key) for key in ("prefecture", "municipality", "street", "building")]
        whole = self.text(row, "address")
        if "municipality" in self.places or "street" in self.places:
            whole = "".join(parts[:2]) + whole + "".join(parts[2:])
        return names.spaced(whole)[:200]

    def _postal_code(self, number: int, row: list[Cell]) -> str:
        written = self.text(row, "postal_code")
        if not written:
            return ""
        digits = re.sub(r"[\s〒\-‐‑–—―−ーｰ]", "", unicodedata.normalize("NFKC", written))
        if re.fullmatch(r"\d{6}", digits):
            self.doubts.note("郵便番号の先頭の0が落ちているようなので、0を補って読みました。", number)
            digits = "0" + digits
        if not re.fullmatch(r"\d{7}", digits):
            self.doubts.note("郵便番号を読めません。", number)
            return ""
        return f"{digits[:3]}-{digits[3:]}"

    def _proposals(self, number: int, row: list[Cell]) -> list[Proposal]:
        found: list[Proposal] = []
        for key, read in _PROPOSERS:
            if key in self.places and (written := self.text(row, key)):
                found += read(written, self.labels[key])
        if "card_expires" in self.places and (expires := self._card_expires(number, row)):
            words = f"マイナンバーカードの有効期限は{expires.isoformat()}ですか（{self.labels['card_expires']}）"
            found.append(Proposal("fact", "card.expires", expires.isoformat(), words))
        return found

    def _card_expires(self, number: int, row: list[Cell]) -> date | None:
        cell = self.cell(row, "card_expires")
        if cell == "" or (isinstance(cell, str) and proposals.is_no(cell.strip())):
            return None
        try:
            return dates.parse(cell, self.epoch_1904)
        except dates.UnreadableDate:
            self.doubts.note("カードの有効期限を読めません。", number)
            return None


HIDDEN = "（表示しません）"
"""Stands for a value that must not be repeated."""

_SEXES = {
    "男": "male", "男性": "male", "おとこ": "male", "オトコ": "male", "M": "male", "MALE": "male", "1": "male", "♂": "male",
    "女": "female", "女性": "female", "おんな": "female", "オンナ": "female", "F": "female", "FEMALE": "female", "2": "female", "♀": "female",
    "1:男": "male", "2:女": "female", "1.男": "male", "2.女": "female", "男子": "male", "女子": "female", "不明": "", "-": "",
}  # fmt: skip
_PROPOSERS: tuple[tuple[str, Callable[[str, str], list[Proposal]]], ...] = (
    ("notes", proposals.from_note),
    ("guardian", proposals.from_guardian),
    ("insurance_kind", proposals.from_insurance),
    ("card_held", proposals.from_card),
)


def _shown(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _some(rows: list[int]) -> str:
    shown = "・".join(str(row) for row in rows[:5])
    return f"{shown}行目" if len(rows) <= 5 else f"{shown}行目ほか{len(rows) - 5}行"
