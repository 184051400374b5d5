"""One table: load it, find its faults, decide a person by it, and say what is still to be asked."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import product
from typing import Any, TypeVar

from tebiki.row import Cite, FaultyTable, Reason, Row, read_row, union
from tebiki.sources import sources
from tebiki.words import SPAN, Known, Word, vocabulary

__all__ = ["HITS", "Cite", "Decision", "FaultyTable", "Reason", "Row", "Table", "overlay", "read"]

HITS = ("first", "any", "all")
_REMEMBERED = 10_000
_MOST_WORDS_TRIED = 14
_MOST_WAYS = 729  # what can be said of six words that are each yes, no or not known
_PARTS_TO_REMEMBER = 2  # a table of more parts is put together anew each time: hardly two people are alike in it
_Said = TypeVar("_Said")
_OF_THE_CHANGE = {"row", "table", "remove", "checked_on"}  # what an overlay says of a change, not of its row


@dataclass(frozen=True, slots=True)
class Decision:
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


class _Part(dict[int, int]):
    """Some words of one table: by what is said of them, the rows this rules out and, above these, those it leaves open.

    Each row is a bit by its place. Worked out when first asked for, so that a table of many words stays small.
    """

    __slots__ = ("looks_at", "rows", "words")

    def __init__(self, words: int, rows: tuple[Row, ...]) -> None:
        super().__init__()
        self.words = words
        self.looks_at = words | words << SPAN
        places = ((1 << at, 1 << at + len(rows), row) for at, row in enumerate(rows))
        self.rows = tuple((out, left, row.against, row.words) for out, left, row in places if row.words & words)

    def __missing__(self, said: int) -> int:
        unsettled = self.words & ~(said | said >> SPAN)
        seen = 0
        for out, left, against, words in self.rows:
            if said & against:
                seen |= out
            elif words & unsettled:
                seen |= left
        self[said] = seen
        return seen


class _Outcome(dict[int, Decision]):
    """What a table says where certain rows fit and others still might: by what is said of the words of the latter."""

    __slots__ = ("fits", "left", "looks", "looks_at", "row", "table", "words")

    def __init__(self, table: Table, fits: tuple[Row, ...], left: tuple[Row, ...]) -> None:
        super().__init__()
        if not fits and table.otherwise is not None:
            fits = (table.otherwise,)
        if left and fits and table.hit == "first" and all(row.gives == fits[0].gives for row in left):
            left = ()
        self.table, self.fits, self.left, self.words = table, fits, left, union(left)
        self.looks_at = self.words | self.words << SPAN
        self.looks = tuple({word.bit: word for row in left for word in row.looks}.values())
        self.row = fits[0] if fits and not left else None

    def __missing__(self, said: int) -> Decision:
        unknown = self.words & ~(said | said >> SPAN)
        asks = tuple([word for word in self.looks if word.bit & unknown])
        decision = Decision(self.table, self.fits, self.left, unknown, self.row, not self.left, asks)
        if len(self) < _REMEMBERED:
            self[said] = decision
        return decision


class _Outcomes(dict[int, _Outcome]):
    """The outcomes of one table, by the places of the rows that fit and, above these, of those that still might."""

    __slots__ = ("table",)

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.table = table

    def __missing__(self, places: int) -> _Outcome:
        if len(self) >= _REMEMBERED:
            self.clear()
        rows = self.table.rows
        left = places >> len(rows)
        outcome = _Outcome(self.table, _rows_at(places ^ left << len(rows), rows), _rows_at(left, rows))
        self[places] = outcome
        return outcome


class _Memory(dict[int, _Said]):
    """What was decided, by what was said; whatever is not there is decided when first asked for."""

    __slots__ = ("decide",)

    def __init__(self, decide: Callable[[int], _Said]) -> None:
        super().__init__()
        self.decide = decide

    def __missing__(self, said: int) -> _Said:
        if len(self) >= _REMEMBERED:
            self.clear()
        self[said] = decision = self.decide(said)
        return decision


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
    _starts_at: int = field(init=False, repr=False, compare=False)
    _leading: int = field(init=False, repr=False, compare=False)
    _is_wide: bool = field(init=False, repr=False, compare=False)
    _count: int = field(init=False, repr=False, compare=False)
    _every: int = field(init=False, repr=False, compare=False)
    _start: _Memory[Decision | None] = field(init=False, repr=False, compare=False)
    _decided: _Memory[Decision] = field(init=False, repr=False, compare=False)
    _parts: tuple[tuple[int, _Part], ...] = field(init=False, repr=False, compare=False)
    _outcomes: _Outcomes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        words = union(self.rows)
        parts = tuple(_Part(some, self.rows) for some in _some_at_a_time(words))
        is_wide = len(parts) > _PARTS_TO_REMEMBER
        leading = _leading(self.rows) if self.hit == "first" else 0 if is_wide else len(self.rows)
        start = union(self.rows[:leading])
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "_looks_at", words | words << SPAN)
        object.__setattr__(self, "_leading", leading)
        object.__setattr__(self, "_is_wide", is_wide)
        object.__setattr__(self, "_count", len(self.rows))
        object.__setattr__(self, "_every", (1 << len(self.rows)) - 1)
        object.__setattr__(self, "_starts_at", start | start << SPAN)
        object.__setattr__(self, "_start", _Memory(self._begin))
        object.__setattr__(self, "_decided", _Memory(self._weigh))
        object.__setattr__(self, "_parts", tuple((part.looks_at, part) for part in parts))
        object.__setattr__(self, "_outcomes", _Outcomes(self))

    def decide(self, known: Known) -> Decision:
        """Hold the table against what is known. Never guesses: an unknown word leaves its row open.

        A table looks at its own words only, so that people alike in these are decided once; where the first row that
        fits decides, the words of the leading rows are often enough. In a wide table hardly two people are alike.
        """
        said = known.said
        decision = self._start[said & self._starts_at]
        return self._go_on(said) if decision is None else decision

    def forget(self) -> None:
        """Forget whom was decided how: what a table remembers changes, never what it says."""
        self._start.clear()
        self._decided.clear()
        self._outcomes.clear()
        for _looks_at, part in self._parts:
            part.clear()

    def _begin(self, said: int) -> Decision | None:
        """Decide by the words first looked at; None where these leave it to the others."""
        decision = self._weigh(said)
        if self._starts_at == self._looks_at:
            return decision
        return decision if any(row is fits for fits in decision.fits for row in self.rows[: self._leading]) else None

    def _go_on(self, said: int) -> Decision:
        return self._weigh(said) if self._is_wide else self._decided[said & self._looks_at]

    def _weigh(self, said: int) -> Decision:
        """Decide some words at a time, each part remembered. Many persons, but few outcomes."""
        seen, count = 0, self._count
        for looks_at, part in self._parts:
            seen |= part[said & looks_at]
        left = seen >> count
        still = left & ~seen
        fits = self._every & ~(seen | left)
        if fits and self.hit == "first":
            fits &= -fits
            still &= fits - 1
        outcome = self._outcomes[fits | still << count]
        return outcome[said & outcome.looks_at]

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
        words = list(vocabulary().names(union(self.rows)))
        if len(words) > _MOST_WORDS_TRIED:
            yield f"{self.name}: too many words to try them all; it needs an otherwise"
            return
        for values in product((True, False), repeat=len(words)):
            yes = sum(w.bit for w, v in zip(words, values, strict=True) if v)
            if any((yes & g).bit_count() > 1 for g in vocabulary().exclusive):
                continue
            known = Known(yes, union(self.rows) & ~yes)
            if not self.decide(known).fits and not set(self.accepted_gaps) & {w.name for w in vocabulary().names(yes)}:
                said = ", ".join(w.name for w in vocabulary().names(yes))
                yield f"{self.name}: nothing fits when {said or 'all are false'}"
                return


def _rows_at(places: int, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    found = []
    while places:
        found.append(rows[(places & -places).bit_length() - 1])
        places &= places - 1
    return tuple(found)


def _leading(rows: tuple[Row, ...]) -> int:
    """How many of the first rows look at so few words that everything that can be said of them is a short list."""
    count = 0
    while count < len(rows) and len(_some_at_a_time(union(rows[: count + 1]))) == 1:
        count += 1
    return count


def _some_at_a_time(words: int) -> list[int]:
    """The words in parts, each so small that everything that can be said of its words is a short list.

    Each word is yes, no or not known; of those that exclude each other one is yes, or none, or nothing is known.
    """
    parts, ways = [0], 1
    while words:
        low = words & -words
        unit = words & next((group for group in vocabulary().exclusive if group & low), low)
        words &= ~unit
        ways *= unit.bit_count() + 2
        if ways > _MOST_WAYS:
            parts, ways = [*parts, 0], unit.bit_count() + 2
        parts[-1] |= unit
    return parts


def _covers(before: Row, after: Row) -> bool:
    return before.when & ~after.when == 0 and before.unless & ~after.unless == 0


def read(name: str, since: date, text: str) -> Table:
    """Read one edition of a table from TOML. Raises FaultyTable naming what is wrong."""
    raw = tomllib.loads(text)
    words = vocabulary()
    if raw.get("hit") not in HITS:
        raise FaultyTable(f"{name}: hit must be one of {', '.join(HITS)}")
    rows = tuple(read_row(name, since, index, entry, words) for index, entry in enumerate(raw.get("row", ())))
    last = {"name": "otherwise", **raw["otherwise"]} if "otherwise" in raw else None
    return Table(
        name=name, title=raw["title"], title_en=raw.get("title_en", raw["title"]), since=since, hit=raw["hit"],
        rows=rows,
        otherwise=read_row(name, since, len(rows), last, words) if last else None,
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
        row = read_row(table.name, table.since, len(rows), raw, vocabulary(), level)
        if name == "otherwise":
            last = row
        elif at is None:
            rows.insert(0, row)
        else:
            rows[at] = row
    return replace(table, rows=tuple(rows), otherwise=last)
