"""Turns one row of the list into one person, or says which cell stands in the way."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from tsukisoi.residents.roster import dates, names, proposals
from tsukisoi.residents.roster.mismatch import rows_in_words
from tsukisoi.residents.roster.proposals import Proposal
from tsukisoi.residents.roster.said import said
from tsukisoi.residents.roster.workbook import Cell


class Person(NamedTuple):
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
        return [
            said("%(sentence)s（%(rows)s）", sentence=sentence, rows=rows_in_words(rows))
            for sentence, rows in self.rows.items()
        ]


Texts = dict[str, str]
"""One row by field, as text; a field without a column is missing."""


class Reader:
    """Knows the columns of one list and reads its rows. `places` is field → column index, `labels` its name."""

    def __init__(
        self,
        places: dict[str, int],
        labels: dict[str, str],
        readings: Mapping[str, str | None],
        epoch_1904: bool = False,
        as_of: date | None = None,
    ) -> None:
        self.places, self.labels, self.readings = places, labels, readings
        self.epoch_1904, self.as_of = epoch_1904, as_of
        self.doubts = Doubts()
        self._name_in_one = "name" in places
        self._birth_in_one = not {"birth_month", "birth_day", "birth_era"} & places.keys()
        self._birth_at = places.get("birth_date", -1)
        # A list says the same few things many times; forgotten when the list has been read.
        self._proposed: dict[tuple[str, str], tuple[Proposal, ...]] = {}
        self._expiries: dict[date, Proposal] = {}
        self._levels: dict[str, str | None] = {"": None}
        self._kinds: dict[tuple[str, str], tuple[tuple[str, ...], tuple[Proposal, ...]]] = {}
        self._proposers = [(key, read) for key, read in _PROPOSERS if key in places]
        self._handbooks = [key for key in _HANDBOOKS if key in places]
        self._tell_of_leaving = [(key, tells) for key, tells in _LEAVING if key in places]
        self._parts = [key for key in ("prefecture", "municipality", "street", "building") if key in places]

    def texts(self, rows: Sequence[list[Cell]]) -> list[Texts]:
        """Every mapped cell of each row as text; a whole number without its .0. Column by column, which is quicker."""
        columns = [_column_texts(rows, index) for index in self.places.values()]
        if not columns:
            return [{} for _row in rows]
        keys = tuple(self.places)
        return [dict(zip(keys, values, strict=True)) for values in zip(*columns, strict=True)]

    def name(self, got: Texts) -> str:
        """The name as it stands, family and given joined; empty when there is none."""
        if self._name_in_one:
            return names.spaced(got["name"])
        return names.joined(got.get("family", ""), got.get("given", ""))

    def has_birth(self, got: Texts) -> bool:
        """Whether something stands where the birth date belongs."""
        return bool(got.get("birth_date") or got.get("birth_year"))

    def person(self, number: int, row: list[Cell], got: Texts, name: str, hidden: frozenset[str]) -> Person:
        """The person of a row with that name. `hidden` are the fields whose cell was screened. Raises Unfit."""
        if hidden:
            _refuse_hidden(hidden)
        name, inner_kana = self._name_and_reading(number, got, name)
        born = self._birth(number, row, got)
        kana, kana_from = self._kana(number, got, inner_kana)
        kinds, papers = self._disabilities(got)
        if self._tell_of_leaving and any(read(got.get(key, "")) for key, read in self._tell_of_leaving):
            self.doubts.note(_MAY_HAVE_LEFT, number)
        return Person(
            row=number,
            name=name,
            kana=kana,
            kana_from=kana_from,
            birth_date=born,
            sex=self._sex(number, got.get("sex", "")),
            room=got.get("room", ""),
            unit=got.get("unit", ""),
            care_level=self._care_level(number, got.get("care_level", "")),
            disabilities=kinds,
            address=self._address(got),
            postal_code=self._postal_code(number, got.get("postal_code", "")),
            proposals=(*self._proposals(number, row, got), *papers),
        )

    def _name_and_reading(self, number: int, got: Texts, name: str) -> tuple[str, str]:
        whole = got.get("name", "")
        split = None if got.get("kana") or got.get("family_kana") else names.with_reading(whole)
        if split:
            name = names.spaced(split[0])
        if not name:
            raise Unfit("name", "", said("氏名がありません。氏名を書いてから、もう一度読み込んでください。"))
        if len(name) > 80:
            raise Unfit("name", name[:20] + "…", _NAME_TOO_LONG)
        if name[-1] in "様殿まん" and (plain := names.without_honorific(name)) != name:
            self.doubts.note(said("敬称（様・殿・さん）を外して読みました。よろしいですか。"), number)
            name = plain
        if not names.is_name(name):
            self.doubts.note(_NOT_ONLY_A_NAME, number)
        return name, split[1] if split else ""

    def _birth(self, number: int, row: list[Cell], got: Texts) -> date:
        cell = self._birth_cell(row, got)
        if cell == "":
            raise Unfit("birth_date", "", _NO_BIRTH)
        try:
            born = dates.parse(cell, self.epoch_1904)
        except dates.UnreadableDate as reason:
            raise Unfit("birth_date", _shown(cell), reason.args[0]) from None
        self._check_age(born, cell)
        if not isinstance(cell, date) and dates.is_serial(cell):
            self.doubts.note(_A_SERIAL, number)
        return born

    def _birth_cell(self, row: list[Cell], got: Texts) -> Cell:
        if self._birth_in_one and 0 <= self._birth_at < len(row) and isinstance(row[self._birth_at], date):
            return row[self._birth_at]
        if "birth_month" in got and "birth_day" in got:
            year = got.get("birth_year") or got.get("birth_date", "")
            month, day = got["birth_month"], got["birth_day"]
            return f"{got.get('birth_era', '')}{year}年{month}月{day}日" if year or month or day else ""
        written = got.get("birth_date", "")
        if "birth_era" in got and written[:1].isdigit():
            return got["birth_era"] + written
        index = self.places.get("birth_date", len(row))
        cell = row[index] if index < len(row) else ""
        return written if isinstance(cell, str) else cell

    def _check_age(self, born: date, cell: Cell) -> None:
        if self.as_of is None:
            return
        if born > self.as_of:
            raise Unfit("birth_date", _shown(cell), said("まだ来ていない日付です。生年月日を確かめてください。"))
        if self.as_of.year - born.year > 125:
            raise Unfit("birth_date", _shown(cell), said("125年より前の日付です。元号と年を確かめてください。"))

    def _kana(self, number: int, got: Texts, inner: str) -> tuple[str, str | None]:
        written = inner or got.get("kana") or f"{got.get('family_kana', '')} {got.get('given_kana', '')}"
        kana = names.katakana(written)
        if kana and names.is_reading(kana):
            return kana, "column"
        if kana:
            self.doubts.note(said("フリガナの欄に、カナでない文字があるため読みません。"), number)
            return "", None
        guess = self._excel_reading(got) if self.readings else ""
        if guess:
            self.doubts.note(said("フリガナは、Excelが覚えていた読みです。推定なので確かめてください。"), number)
            return guess, "excel"
        return "", None

    def _excel_reading(self, got: Texts) -> str:
        keys = ["name"] if "name" in got else ["family", "given"]
        found = [self.readings.get(got.get(key, "")) for key in keys]
        kana = names.katakana(" ".join(reading for reading in found if reading)) if all(found) else ""
        return kana if names.is_reading(kana) else ""

    def _sex(self, number: int, written: str) -> str:
        if not written:
            return ""
        known = _SEXES.get(written) or _SEXES.get(unicodedata.normalize("NFKC", written).strip().upper())
        if known is None:
            self.doubts.note(said("性別を読めません。"), number)
        return known or ""

    def _care_level(self, number: int, written: str) -> str | None:
        if written in self._levels:
            return self._levels[written]
        try:
            self._levels[written] = proposals.care_level(written)
        except ValueError:
            self.doubts.note(said("要介護度を読めません。"), number)
            return None
        return self._levels[written]

    def _disabilities(self, got: Texts) -> tuple[tuple[str, ...], list[Proposal]]:
        kinds: list[str] = []
        papers: list[Proposal] = []
        for key in self._handbooks:
            written = got[key]
            if not written:
                continue
            if (key, written) not in self._kinds:
                found = proposals.disabilities(written, key)
                seen = proposals.documents(found, written, key, self.labels[key])
                self._kinds[key, written] = found, tuple(seen)
            found, papers_of = self._kinds[key, written]
            kinds += [kind for kind in found if kind not in kinds]
            papers += papers_of
        return tuple(kinds), papers

    def _address(self, got: Texts) -> str:
        whole = got.get("address", "")
        if self._parts:
            parts = {key: got[key] for key in self._parts}
            tail = parts.pop("street", "") + parts.pop("building", "")
            whole = "".join(parts.values()) + whole + tail
        return names.spaced(whole)[:200]

    def _postal_code(self, number: int, written: str) -> str:
        if not written or _POSTAL.fullmatch(written):
            return written
        digits = re.sub(r"[\s〒\-‐‑–—―−ーｰ]", "", unicodedata.normalize("NFKC", written))
        if re.fullmatch(r"\d{6}", digits):
            self.doubts.note(said("郵便番号の先頭の0が落ちているようなので、0を補って読みました。"), number)
            digits = "0" + digits
        if not re.fullmatch(r"\d{7}", digits):
            self.doubts.note(said("郵便番号を読めません。"), number)
            return ""
        return f"{digits[:3]}-{digits[3:]}"

    def _proposals(self, number: int, row: list[Cell], got: Texts) -> list[Proposal]:
        found: list[Proposal] = []
        for key, read in self._proposers:
            written = got[key]
            if written:
                if (key, written) not in self._proposed:
                    self._proposed[key, written] = tuple(read(written, self.labels[key]))
                found += self._proposed[key, written]
        if got.get("card_expires") and (expires := self._card_expires(number, row, got["card_expires"])):
            if expires not in self._expiries:
                words = f"マイナンバーカードの有効期限は{expires.isoformat()}ですか（{self.labels['card_expires']}）"
                self._expiries[expires] = Proposal("fact", "card.expires", expires.isoformat(), words)
            found.append(self._expiries[expires])
        return found

    def _card_expires(self, number: int, row: list[Cell], written: str) -> date | None:
        if proposals.is_no(written):
            return None
        try:
            return dates.parse(row[self.places["card_expires"]], self.epoch_1904)
        except dates.UnreadableDate:
            self.doubts.note(said("カードの有効期限を読めません。"), number)
            return None


def _refuse_hidden(hidden: frozenset[str]) -> None:
    """A row whose name or birth date was screened away cannot be taken."""
    if hidden & {"name", "family", "given"}:
        raise Unfit("name", HIDDEN, _IN_NAME)
    if hidden & {"birth_date", "birth_year", "birth_month", "birth_day"}:
        raise Unfit("birth_date", HIDDEN, _IN_BIRTH)


HIDDEN = "（表示しません）"
"""Stands for a value that must not be repeated."""

_IN_NAME = said("氏名の欄に、マイナンバーか暗証番号のような記載があります。消してから、もう一度読み込んでください。")
_IN_BIRTH = said("生年月日の欄に、マイナンバーか暗証番号のような記載があります。生年月日に直してください。")
_NO_BIRTH = said("生年月日がありません。生年月日を書いてから、もう一度読み込んでください。")
_A_SERIAL = said("生年月日がExcelの日付の番号で入っています。読んだ日付で正しいか確かめてください。")
_NAME_TOO_LONG = said("氏名が長すぎます（80字まで）。氏名の欄に氏名だけが書かれているか確かめてください。")
_NOT_ONLY_A_NAME = said(
    "氏名の欄に、名前でない書きこみがあるようです。このまま取りこむと、紙にも出ます。名簿を直すか、取りこんだあと、その人のページで直してください。"
)
_MAY_HAVE_LEFT = said(
    "退所した人か、亡くなった人のようです。いまもいる人か確かめてください。いなければ、名簿から消してもう一度読み込むか、取りこんだあと、その人のページで退所などにしてください。"
)
_POSTAL = re.compile(r"\d{3}-\d{4}", re.ASCII)
_HANDBOOKS = ("disability", "handbook_physical", "handbook_intellectual", "handbook_mental")
_MALE = "男 男性 男子 おとこ オトコ M MALE 1 ♂ 1:男 1.男"
_FEMALE = "女 女性 女子 おんな オンナ F FEMALE 2 ♀ 2:女 2.女"
_SEXES = dict.fromkeys(_MALE.split(), "male") | dict.fromkeys(_FEMALE.split(), "female") | {"不明": "", "-": ""}
_LEAVING: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("notes", proposals.tells_of_leaving),
    ("left_on", lambda written: bool(written) and not proposals.is_no(written)),
)
_PROPOSERS: tuple[tuple[str, Callable[[str, str], list[Proposal]]], ...] = (
    ("notes", proposals.from_note),
    ("guardian", proposals.from_guardian),
    ("insurance_kind", proposals.from_insurance),
    ("card_held", proposals.from_card),
)


def _column_texts(rows: Sequence[list[Cell]], index: int) -> list[str]:
    cells = [row[index] if index < len(row) else "" for row in rows]
    try:
        return list(map(str.strip, cells))  # type: ignore[arg-type]  # most columns are text throughout
    except TypeError:
        return [cell.strip() if isinstance(cell, str) else _shown(cell) for cell in cells]


def _shown(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
