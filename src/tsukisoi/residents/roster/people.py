"""Turns the rows of the list into people, or says which cell stands in the way."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from itertools import compress, zip_longest
from typing import Any, NamedTuple

from tsukisoi.residents.roster import dates, names, proposals, shorthand
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


def by_column(columns: Iterable[Iterable[Any]]) -> list[Person]:
    """The people whose fields are given column by column."""
    return list(map(partial(tuple.__new__, Person), zip(*columns, strict=True)))


class Unfit(NamedTuple):
    """Why a row cannot be taken: the field, what stands in its cell, and a sentence."""

    field: str
    value: str
    message: str


class _Doubtful(NamedTuple):
    """What a cell was read as, and the sentences that ask whether that is right."""

    value: Any
    sentences: tuple[str, ...]


@dataclass(slots=True)
class Doubts:
    """Rows (from 1) with something to look at, by the sentence that says what."""

    rows: dict[str, list[int]] = field(default_factory=dict)

    def note(self, sentence: str, row: int) -> None:
        """Remember that `sentence` holds for the row."""
        self.rows.setdefault(sentence, []).append(row)

    def sentences(self) -> list[str]:
        """Each sentence once, with the rows it is about, from the top of the list down."""
        return [
            said("%(sentence)s（%(rows)s）", sentence=sentence, rows=rows_in_words(rows))
            for sentence, rows in sorted(self.rows.items(), key=lambda one: one[1][0])
        ]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of a list, column by column in one order: their numbers (from 1), and by field the cells and their text."""

    numbers: Sequence[int]
    cells: Mapping[str, Sequence[Cell]]
    texts: Mapping[str, Sequence[str]]

    def of(self, field: str) -> Sequence[str]:
        """The texts of a field; empty ones where it has no column."""
        return self.texts[field] if field in self.texts else [""] * len(self.numbers)

    def only(self, wanted: Sequence[bool]) -> "Rows":
        """Those rows alone."""
        if all(wanted):
            return self
        cells = {field: list(compress(column, wanted)) for field, column in self.cells.items()}
        texts = {field: list(compress(column, wanted)) for field, column in self.texts.items()}
        return Rows(list(compress(self.numbers, wanted)), cells, texts)


class Reader:
    """Knows the columns of one list and reads its rows. `places` is field → column index, `labels` its name.

    Whole columns at a time, and what stands in a column again and again only once: a list repeats itself.
    """

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
        self.unfit: list[tuple[int, Unfit]] = []
        self._proposers = [cache(partial(read, column=labels[key])) for key, read in _PROPOSERS if key in places]
        self._asked = [key for key, _read in _PROPOSERS if key in places]
        self._handbooks = [key for key in _HANDBOOKS if key in places]
        self._parts = [key for key in ("prefecture", "municipality") if key in places]
        self._ends = [key for key in ("street", "building") if key in places]

    def rows(self, rows: Sequence[list[Cell]], first: int) -> Rows:
        """The mapped cells of rows that begin at number `first`, each also as text; a whole number without its .0."""
        columns = dict(enumerate(zip_longest(*rows, fillvalue="")))  # much quicker than a cell of each row at a time
        cells = {field: columns.get(index, ("",) * len(rows)) for field, index in self.places.items()}
        texts = {field: _texts(column) for field, column in cells.items()}
        return Rows(range(first, first + len(rows)), cells, texts)

    def names(self, rows: Rows) -> list[str]:
        """The names as they stand, family and given joined; empty where there is none."""
        if "name" in self.places:
            return names.all_spaced(rows.of("name"))
        return list(map(names.joined, rows.of("family"), rows.of("given")))

    def births(self, rows: Rows) -> list[str]:
        """Whatever stands where the birth date belongs."""
        return [date or year for date, year in zip(rows.of("birth_date"), rows.of("birth_year"), strict=True)]

    def people(self, rows: Rows, names: Sequence[str]) -> list[Person]:
        """The people of these rows with those names. Rows that cannot be taken are told in `unfit`."""
        rows = self._written_out(rows)
        called = self._each(rows, self._called, self._names_and_cells(rows, names))
        rows, called = self._taken(rows, called)
        born = self._each(rows, self._birth, [(cell.__class__, cell) for cell in self._birth_cells(rows)])
        rows, born, called = self._taken(rows, born, called)
        kana = self._each(rows, self._kana, self._kana_cells(rows, [inner for _name, inner in called]))
        leaving = zip(rows.of("notes"), rows.of("left_on"), rows.of("enrolment"), strict=True)
        self._each(rows, self._leaving, list(leaving))
        sexes = self._each(rows, self._sex, rows.of("sex"))
        levels = self._each(rows, self._care_level, rows.of("care_level"))
        postal_codes = self._each(rows, self._postal_code, rows.of("postal_code"))
        told = self._each(rows, self._told, self._told_cells(rows))
        columns = (
            rows.numbers, [name for name, _inner in called], [reading for reading, _from in kana],
            [source for _reading, source in kana], born, sexes, rows.of("room"), rows.of("unit"), levels,
            [kinds for kinds, _proposals in told], self._addresses(rows), postal_codes,
            [proposals for _kinds, proposals in told],
        )  # fmt: skip
        return by_column(columns)

    def _written_out(self, rows: Rows) -> Rows:
        cells, texts = shorthand.written_out(rows.numbers, rows.cells, rows.texts, self.labels, self.doubts.note)
        return Rows(rows.numbers, cells, texts)

    def _each(self, rows: Rows, read: Callable[[Any], Any], keys: Sequence[Any]) -> list[Any]:
        """What `read` makes of each key, asked once for those that are the same; what it doubts is noted."""
        known = {key: read(key) for key in set(keys)}
        doubtful = {key: told for key, told in known.items() if told.__class__ is _Doubtful}
        if doubtful:
            for number, key in zip(rows.numbers, keys, strict=True):
                for sentence in doubtful[key].sentences if key in doubtful else ():
                    self.doubts.note(sentence, number)
            known |= {key: told.value for key, told in doubtful.items()}
        return [known[key] for key in keys]

    def _taken(self, rows: Rows, found: list[Any], *beside: list[Any]) -> tuple[Any, ...]:
        """The rows for which something was found, and all these columns of them; the others are unfit."""
        fit = [one.__class__ is not Unfit for one in found]
        if all(fit):
            return rows, found, *beside
        self.unfit += [(number, one) for number, one in zip(rows.numbers, found, strict=True) if isinstance(one, Unfit)]
        return rows.only(fit), *(list(compress(column, fit)) for column in (found, *beside))

    def _names_and_cells(self, rows: Rows, called: Sequence[str]) -> list[tuple[str, str]]:
        """Each name, and its cell where a reading may stand in it: where there is none in a column of its own."""
        stands = zip(rows.of("kana"), rows.of("family_kana"), rows.of("name"), strict=True)
        wholes = ["" if kana or family else whole for kana, family, whole in stands]
        return list(zip(called, wholes, strict=True))

    def _called(self, key: tuple[str, str]) -> Any:
        """The name, and the reading that stands in the same cell."""
        name, whole = key
        split = names.with_reading(whole) if whole else None
        if split:
            name = names.spaced(split[0])
        if not name:
            return Unfit("name", "", said("氏名がありません。氏名を書いてから、もう一度読み込んでください。"))
        if len(name) > 80:
            return Unfit("name", name[:20] + "…", _NAME_TOO_LONG)
        if (name[0] in shorthand.DITTO_ENDS or name[-1] in shorthand.DITTO_ENDS) and shorthand.is_ditto_in(name):
            return Unfit("name", name, shorthand.NAME_IS_DITTO)
        doubts = []
        if name[-1] in "様殿まん" and (plain := names.without_honorific(name)) != name:
            doubts.append(said("敬称（様・殿・さん）を外して読みました。よろしいですか。"))
            name = plain
        if not names.is_name(name):
            doubts.append(_NOT_ONLY_A_NAME)
        told = name, split[1] if split else ""
        return _Doubtful(told, tuple(doubts)) if doubts else told

    def _birth_cells(self, rows: Rows) -> list[Cell]:
        written = rows.of("birth_date")
        if {"birth_month", "birth_day"} <= self.places.keys():
            years = [year or date for year, date in zip(rows.of("birth_year"), written, strict=True)]
            parts = zip(rows.of("birth_era"), years, rows.of("birth_month"), rows.of("birth_day"), strict=True)
            return [f"{era}{y}年{m}月{d}日" if y or m or d else "" for era, y, m, d in parts]
        cells = [
            text if cell.__class__ is str else cell
            for text, cell in zip(written, rows.cells.get("birth_date", written), strict=True)
        ]
        if "birth_era" in self.places:
            eras = zip(rows.of("birth_era"), written, cells, strict=True)
            return [era + text if text[:1].isdigit() else cell for era, text, cell in eras]
        return cells

    def _birth(self, key: tuple[type, Cell]) -> Any:
        _kind, cell = key
        if cell == "":
            return Unfit("birth_date", "", _NO_BIRTH)
        if isinstance(cell, str) and shorthand.is_ditto(cell):
            return Unfit("birth_date", cell, shorthand.BIRTH_IS_DITTO)
        try:
            born = dates.parse(cell, self.epoch_1904)
        except dates.UnreadableDate as reason:
            return Unfit("birth_date", _shown(cell), reason.args[0])
        if self.as_of is not None and born > self.as_of:
            return Unfit("birth_date", _shown(cell), said("まだ来ていない日付です。生年月日を確かめてください。"))
        if self.as_of is not None and self.as_of.year - born.year > 125:
            return Unfit("birth_date", _shown(cell), said("125年より前の日付です。元号と年を確かめてください。"))
        if not isinstance(cell, date) and dates.is_serial(cell):
            return _Doubtful(born, (_A_SERIAL,))
        return born

    def _kana_cells(self, rows: Rows, inner: Sequence[str]) -> list[tuple[str, ...]]:
        """Each reading as written, and the texts of the name where Excel may remember how they are read."""
        stands = zip(inner, rows.of("kana"), rows.of("family_kana"), rows.of("given_kana"), strict=True)
        written = [here or kana or f"{family} {given}" for here, kana, family, given in stands]
        heard = [key for key in (["name"] if "name" in self.places else ["family", "given"]) if self.readings]
        return list(zip(written, *map(rows.of, heard), strict=True))

    def _kana(self, key: tuple[str, ...]) -> Any:
        written, *heard = key
        kana = names.katakana(written)
        if kana and names.is_reading(kana):
            return kana, "column"
        if kana:
            return _Doubtful(("", None), (said("フリガナの欄に、カナでない文字があるため読みません。"),))
        guess = self._excel_reading(heard)
        if guess:
            told = said("フリガナは、Excelが覚えていた読みです。推定なので確かめてください。")
            return _Doubtful((guess, "excel"), (told,))
        return "", None

    def _excel_reading(self, texts: Sequence[str]) -> str:
        found = [self.readings.get(text) for text in texts]
        kana = names.katakana(" ".join(reading for reading in found if reading)) if all(found) else ""
        return kana if names.is_reading(kana) else ""

    def _leaving(self, key: tuple[str, str, str]) -> Any:
        notes, left_on, enrolment = key
        left = proposals.tells_of_leaving(notes) or bool(left_on and not proposals.is_no(left_on))
        left = left or proposals.is_gone(enrolment)
        return _Doubtful(None, (_MAY_HAVE_LEFT,)) if left else None

    def _sex(self, written: str) -> Any:
        if not written:
            return ""
        known = _SEXES.get(written) or _SEXES.get(unicodedata.normalize("NFKC", written).strip().upper())
        return known or ("" if known == "" else _Doubtful("", (said("性別を読めません。"),)))

    def _care_level(self, written: str) -> Any:
        try:
            return proposals.care_level(written)
        except ValueError:
            return _Doubtful(None, (said("要介護度を読めません。"),))

    def _addresses(self, rows: Rows) -> list[str]:
        wholes: Sequence[str] = rows.of("address")
        if self._parts or self._ends:
            parts = map(rows.of, (*self._parts, "address", *self._ends))
            wholes = list(map("".join, zip(*parts, strict=True)))
        addresses = [whole[:200] for whole in names.all_spaced(wholes)]
        short = {one for one in set(addresses) if 0 < len(one) <= shorthand.LONG}
        odd = {one: told for one in short if (told := shorthand.about_address(one))}
        for number, address in zip(rows.numbers, addresses, strict=True) if odd else ():
            if address in odd:
                self.doubts.note(odd[address], number)
        return addresses

    def _postal_code(self, written: str) -> Any:
        if not written or _POSTAL.fullmatch(written):
            return written
        digits = re.sub(r"[\s〒\-‐‑–—―−ーｰ]", "", unicodedata.normalize("NFKC", written))
        if re.fullmatch(r"\d{6}", digits):
            told = said("郵便番号の先頭の0が落ちているようなので、0を補って読みました。")
            return _Doubtful(f"0{digits[:2]}-{digits[2:]}", (told,))
        if not re.fullmatch(r"\d{7}", digits):
            return _Doubtful("", (said("郵便番号を読めません。"),))
        return f"{digits[:3]}-{digits[3:]}"

    def _told_cells(self, rows: Rows) -> list[tuple[Any, ...]]:
        """What may say more of a person: the columns that propose something, the handbooks, and the card's last day."""
        texts = map(rows.of, (*self._asked, *self._handbooks, "card_expires"))
        days = rows.cells.get("card_expires", rows.of("card_expires"))
        return list(zip(*texts, map(type, days), days, strict=True))

    def _told(self, key: tuple[Any, ...]) -> Any:
        """The kinds of disability, and the proposals."""
        asking, handbooks = key[: len(self._asked)], key[len(self._asked) : -3]
        read = zip(self._proposers, asking, strict=True)
        found = [one for proposed, written in read if written for one in proposed(written)]
        expires = self._card_expires(key[-1], key[-3])
        if isinstance(expires, date):
            words = f"マイナンバーカードの有効期限は{expires.isoformat()}ですか（{self.labels['card_expires']}）"
            found.append(Proposal("fact", "card.expires", expires.isoformat(), words))
        kinds, papers = self._disabilities(handbooks)
        told = kinds, (*found, *papers)
        return _Doubtful(told, (expires,)) if isinstance(expires, str) else told

    def _card_expires(self, cell: Cell, written: str) -> date | str | None:
        """The day, or a sentence where it cannot be read."""
        if not written or proposals.is_no(written):
            return None
        try:
            return dates.parse(cell, self.epoch_1904)
        except dates.UnreadableDate:
            return said("カードの有効期限を読めません。")

    def _disabilities(self, handbooks: Sequence[str]) -> tuple[tuple[str, ...], list[Proposal]]:
        kinds: list[str] = []
        papers: list[Proposal] = []
        for key, written in zip(self._handbooks, handbooks, strict=True):
            found = proposals.disabilities(written, key) if written else ()
            kinds += [kind for kind in found if kind not in kinds]
            papers += proposals.documents(found, written, key, self.labels[key])
        return tuple(kinds), papers


def unfit_where_hidden(hidden: Collection[str]) -> Unfit | None:
    """Why a row cannot be taken whose cells of these fields were screened away: without name or birth date."""
    if not {"name", "family", "given"}.isdisjoint(hidden):
        return Unfit("name", HIDDEN, _IN_NAME)
    if not {"birth_date", "birth_year", "birth_month", "birth_day"}.isdisjoint(hidden):
        return Unfit("birth_date", HIDDEN, _IN_BIRTH)
    return None


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
_PROPOSERS: tuple[tuple[str, Callable[..., list[Proposal]]], ...] = (
    ("notes", proposals.from_note),
    ("guardian", proposals.from_guardian),
    ("insurance_kind", proposals.from_insurance),
    ("card_held", proposals.from_card),
)


def _texts(cells: Sequence[Cell]) -> list[str]:
    try:
        return list(map(str.strip, cells))  # type: ignore[arg-type]  # most columns are text throughout
    except TypeError:
        return [cell.strip() if cell.__class__ is str else _shown(cell) for cell in cells]


def _shown(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
