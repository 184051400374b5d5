"""One row of a table: its condition, what it decides, and where that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

from tebiki.words import SPAN, UnknownWord, Vocabulary, Word, vocabulary

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
    against: int = field(init=False, repr=False, compare=False)
    looks: tuple[Word, ...] = field(init=False, repr=False, compare=False)
    facts: tuple[str, ...] = field(init=False, compare=False)
    gives: tuple[Any, ...] = field(init=False, repr=False, compare=False)
    reason: Reason = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note once what is asked of a row again and again.

        `words`, `looks`: every word it looks at. `against`: what, as `Known.said`, rules it out. `facts`: what answers
        these words. `gives`: what it decides, without its source: rows that give the same need not be told apart.
        `reason`: the row as a page shows it.
        """
        words = self.when | self.unless
        looks = tuple(vocabulary().names(words))
        gives = (self.say, self.need, self.waives, self.confirm, tuple(sorted(self.data.items(), key=str)))
        object.__setattr__(self, "words", words)
        object.__setattr__(self, "against", self.unless | self.when << SPAN)
        object.__setattr__(self, "looks", looks)
        object.__setattr__(self, "facts", tuple(dict.fromkeys(word.fact for word in looks)))
        object.__setattr__(self, "gives", gives)
        object.__setattr__(self, "reason", Reason(self.cite, self.note, self.note_en))


def read_row(
    table: str, since: date, index: int, raw: dict[str, Any], words: Vocabulary, level: str = "national"
) -> Row:
    """Read one row of a table. Raises FaultyTable naming what is wrong with it."""
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


def union(rows: tuple[Row, ...]) -> int:
    """Every word that any of these rows looks at."""
    mask = 0
    for row in rows:
        mask |= row.words
    return mask
