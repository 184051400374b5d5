"""One table: load it, find its faults, decide a person by it, and say what is still to be asked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from types import MappingProxyType
from typing import Any, NamedTuple

from tebiki.sources import sources
from tebiki.words import SPAN, Known, UnknownWord, Vocabulary, Word, vocabulary

HITS = ("first", "any", "all")
_REMEMBERED = 10_000
_MOST_WORDS_TRIED = 14
_ROW_KEYS = {
    "name",
    "when",
    "unless",
    "say",
    "need",
    "waives",
    "confirm",
    "note",
    "note_en",
    "source",
    "place",
    "fact",
    "data",
}
_OF_THE_CHANGE = {"row", "table", "remove", "checked_on"}  # what an overlay says of a change, not of its row


class FaultyTable(ValueError):
    """A table cannot be used; the message names the table, the row and the fault."""


class Cite(NamedTuple):
    """The row that decided: enough to reopen the very rule years later. `confirm`: ask locally whether it holds."""

    table: str
    since: date
    row: str
    source: str
    place: str
    fact: str
    level: str
    confirm: bool = False

    def as_json(self) -> dict[str, Any]:
        """The citation as plain JSON."""
        return self._asdict() | {"since": self.since.isoformat()}


class Reason(NamedTuple):
    """One row that decided, in plain words."""

    cite: Cite
    note: str
    note_en: str


@dataclass(frozen=True, slots=True)
class Row:
    """One condition of a rule: it fits when every word of `when` is true and every word of `unless` is false."""

    name: str
    when: int
    unless: int
    say: str
    need: tuple[str, ...]
    waives: bool
    confirm: bool
    note: str
    note_en: str
    source: str
    place: str
    fact: str
    data: Mapping[str, Any]
    cite: Cite = field(compare=False)
    level: str = "national"
    words: int = field(init=False, compare=False)
    facts: tuple[str, ...] = field(init=False, compare=False)
    reason: Reason = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note every word this row looks at, the facts behind them, and the row as the reason a page shows."""
        words = self.when | self.unless
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "facts", tuple(dict.fromkeys(word.fact for word in vocabulary().names(words))))
        object.__setattr__(self, "reason", Reason(self.cite, self.note, self.note_en))

    def gives(self) -> tuple[Any, ...]:
        """What the row decides, without its source: two rows that give the same need not be told apart."""
        return (self.say, self.need, self.waives, self.confirm, tuple(sorted(self.data.items(), key=str)))


class Decision(NamedTuple):
    """What a table says of one person: the rows that fit, those that still might, and in which edition.

    `row` is the deciding row, or None while it hangs on something not yet known (or nothing fits); `settled`: nothing
    not yet known could change this. `asks`: the words not yet known that still matter, as the rows want them.
    """

    table: Table
    fits: tuple[Row, ...]
    open: tuple[Row, ...]
    unknown: int
    row: Row | None
    settled: bool
    asks: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table in one edition: rows in order, how they decide, and the first day the edition is in force."""

    name: str
    title: str
    title_en: str
    since: date
    hit: str
    rows: tuple[Row, ...]
    otherwise: Row | None
    accepted_gaps: tuple[str, ...] = field(default=())
    words: int = field(init=False, repr=False, compare=False)
    _looks_at: int = field(init=False, repr=False, compare=False)
    _looks: tuple[tuple[int, int, int], ...] = field(init=False, repr=False, compare=False)
    _decided: dict[int, Decision] = field(init=False, repr=False, compare=False)
    _outcomes: dict[tuple[int, int, int], Decision] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = _union(self.rows)
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "_looks_at", words | words << SPAN)
        looks = tuple((1 << at, row.unless | row.when << SPAN, row.words) for at, row in enumerate(self.rows))
        object.__setattr__(self, "_looks", looks)
        object.__setattr__(self, "_decided", {})
        object.__setattr__(self, "_outcomes", {})

    def decide(self, known: Known) -> Decision:
        """Hold the table against what is known. Never guesses: an unknown word leaves its row open.

        A table looks at its own words only, so that people alike in these are decided once.
        """
        said = known.said & self._looks_at
        decision = self._decided.get(said)
        if decision is None:
            if len(self._decided) >= _REMEMBERED:
                self._decided.clear()
                self._outcomes.clear()
            decision = self._decided[said] = self._decide(said)
        return decision

    def _decide(self, said: int) -> Decision:
        """Many persons, few outcomes: what differs only in words that do not matter shares one decision."""
        outcome = self._weigh(said)
        decision = self._outcomes.get(outcome)
        if decision is None:
            decision = self._outcomes[outcome] = self._outcome(*outcome)
        return decision

    def _weigh(self, said: int) -> tuple[int, int, int]:
        """Which rows fit, which still might, each a bit by its place; and the words that are missing."""
        first = self.hit == "first"
        unsettled = self.words & ~(said | said >> SPAN)
        fits = still = unknown = 0
        for place, against, words in self._looks:
            if said & against:
                continue
            missing = words & unsettled
            if missing:
                still |= place
                unknown |= missing
            else:
                fits |= place
                if first:
                    break
        return fits, still, unknown

    def _outcome(self, fitting: int, still: int, unknown: int) -> Decision:
        fits, left = self._rows_at(fitting), self._rows_at(still)
        if not fits and self.otherwise is not None:
            fits = (self.otherwise,)
        if self.hit == "first" and fits and all(row.gives() == fits[0].gives() for row in left):
            left, unknown = (), 0
        row = fits[0] if fits and not left else None
        return Decision(self, fits, left, unknown, row, not left, _asks(left, unknown))

    def _rows_at(self, places: int) -> tuple[Row, ...]:
        return tuple(row for index, row in enumerate(self.rows) if places >> index & 1)

    def row(self, name: str) -> Row:
        """The row of that name. Raises KeyError."""
        for row in self.every_row():
            if row.name == name:
                return row
        raise KeyError(f"{self.name} has no row {name!r}")

    def every_row(self) -> Iterator[Row]:
        """All rows, the last being the one for everybody whom no other row fits."""
        yield from self.rows
        if self.otherwise is not None:
            yield self.otherwise

    def faults(self) -> list[str]:
        """Everything wrong with this table in words: dead rows, gaps, unknown places, rows of the same name."""
        return [*self._doubles(), *self._places(), *self._dead(), *self._gaps()]

    def _doubles(self) -> Iterator[str]:
        seen: set[str] = set()
        for row in self.every_row():
            if row.name in seen:
                yield f"{self.name}: two rows are called {row.name!r}"
            seen.add(row.name)

    def _places(self) -> Iterator[str]:
        for row in self.every_row():
            source = sources().get(row.source)
            if source is None:
                yield f"{self.name}/{row.name}: no source {row.source!r}"
            elif not source.has(row.place):
                yield f"{self.name}/{row.name}: {row.source} has no place {row.place!r}"

    def _dead(self) -> Iterator[str]:
        groups = vocabulary().exclusive
        for index, row in enumerate(self.rows):
            if row.when & row.unless or any((row.when & g).bit_count() > 1 for g in groups):
                yield f"{self.name}/{row.name}: can never fit"
            elif self.hit == "first" and any(_covers(before, row) for before in self.rows[:index]):
                yield f"{self.name}/{row.name}: an earlier row always comes first"

    def _gaps(self) -> Iterator[str]:
        if self.otherwise is not None or self.hit != "first":
            return
        words = list(vocabulary().names(_union(self.rows)))
        if len(words) > _MOST_WORDS_TRIED:
            yield f"{self.name}: too many words to try them all; it needs an otherwise"
            return
        for values in product((True, False), repeat=len(words)):
            yes = sum(w.bit for w, v in zip(words, values, strict=True) if v)
            if any((yes & g).bit_count() > 1 for g in vocabulary().exclusive):
                continue
            known = Known(yes, _union(self.rows) & ~yes)
            if not self.decide(known).fits and not set(self.accepted_gaps) & {w.name for w in vocabulary().names(yes)}:
                said = ", ".join(w.name for w in vocabulary().names(yes))
                yield f"{self.name}: nothing fits when {said or 'all are false'}"
                return


def _asks(rows: tuple[Row, ...], unknown: int) -> tuple[Word, ...]:
    return tuple(dict.fromkeys(word for row in rows for word in vocabulary().names(row.words & unknown)))


def _union(rows: tuple[Row, ...]) -> int:
    mask = 0
    for row in rows:
        mask |= row.words
    return mask


def _covers(before: Row, after: Row) -> bool:
    return before.when & ~after.when == 0 and before.unless & ~after.unless == 0


def _row(table: str, since: date, index: int, raw: dict[str, Any], words: Vocabulary, level: str = "national") -> Row:
    name = raw.get("name") or str(index + 1)
    extra = set(raw) - _ROW_KEYS
    if extra:
        raise FaultyTable(f"{table}/{name}: unknown keys {', '.join(sorted(extra))}")
    try:
        when, unless = words.mask(raw.get("when", ())), words.mask(raw.get("unless", ()))
    except UnknownWord as error:
        raise FaultyTable(f"{table}/{name}: {error}") from None
    for key in ("source", "place"):
        if key not in raw:
            raise FaultyTable(f"{table}/{name}: no {key}")
    return Row(
        name=name, when=when, unless=unless,
        say=raw.get("say", ""), need=tuple(raw.get("need", ())), waives=raw.get("waives", False),
        confirm=raw.get("confirm", False), note=raw.get("note", ""), note_en=raw.get("note_en", ""),
        source=raw["source"], place=raw["place"], fact=raw.get("fact", ""),
        data=MappingProxyType(raw.get("data", {})), level=level,
        cite=Cite(
            table, since, name, raw["source"], raw["place"], raw.get("fact", ""), level, raw.get("confirm", False)
        ),
    )  # fmt: skip


def read(name: str, since: date, text: str) -> Table:
    """Read one edition of a table from TOML. Raises FaultyTable naming what is wrong."""
    raw = tomllib.loads(text)
    words = vocabulary()
    if raw.get("hit") not in HITS:
        raise FaultyTable(f"{name}: hit must be one of {', '.join(HITS)}")
    rows = tuple(_row(name, since, index, entry, words) for index, entry in enumerate(raw.get("row", ())))
    last = {"name": "otherwise", **raw["otherwise"]} if "otherwise" in raw else None
    return Table(
        name=name, title=raw["title"], title_en=raw.get("title_en", raw["title"]), since=since, hit=raw["hit"],
        rows=rows,
        otherwise=_row(name, since, len(rows), last, words) if last else None,
        accepted_gaps=tuple(raw.get("accepted_gaps", ())),
    )  # fmt: skip


def overlay(table: Table, changes: list[dict[str, Any]], level: str) -> Table:
    """The table with a municipality's, insurer's or facility's differences: a row of the same name is replaced in
    its place, a new name is put first, `remove` takes one away. Nothing that is not named changes.
    """
    rows = list(table.rows)
    last = table.otherwise
    for change in changes:
        name = change["row"]
        at = next((i for i, row in enumerate(rows) if row.name == name), None)
        if change.get("remove"):
            if at is None:
                raise FaultyTable(f"{table.name} has no row {name!r} to remove")
            del rows[at]
            continue
        raw = {k: v for k, v in change.items() if k not in _OF_THE_CHANGE} | {"name": name}
        row = _row(table.name, table.since, len(rows), raw, vocabulary(), level)
        if name == "otherwise":
            last = row
        elif at is None:
            rows.insert(0, row)
        else:
            rows[at] = row
    return replace(table, rows=tuple(rows), otherwise=last)
