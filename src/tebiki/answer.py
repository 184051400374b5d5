"""What was decided, by which rows, from which sources, as of which day, and what must be confirmed locally."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tebiki.table import Cite, Decision, Row, Table
from tebiki.words import Word

__all__ = ["Answer", "Cite", "cite", "cites"]


def cite(_table: Table, row: Row) -> Cite:
    """Cite one row of one edition of a table."""
    return row.cite


def cites(*decisions: Decision) -> list[Cite]:
    """Cite every row that fits in these decisions, and where none does, those that still might."""
    return [row.cite for d in decisions for row in (d.fits or d.open)]


@dataclass(slots=True)
class Answer:
    """Answers by key, each with the rows that decided it. What cannot be computed at all is left out."""

    as_of: date
    values: dict[str, Any] = field(default_factory=dict)
    because: dict[str, list[Cite]] = field(default_factory=dict)
    confirm: bool = False
    asks: list[Word] = field(default_factory=list)

    def say(self, key: str, value: Any, because: Iterable[Cite]) -> None:
        """Give one answer and its reasons."""
        self.values[key] = value
        self.because[key] = list({id(row): row for row in because}.values())  # one row, one citation

    def ask(self, words: Iterable[Word]) -> None:
        """Add what is not yet known and would matter, each once, in order."""
        self.asks += [word for word in words if word not in self.asks]

    def as_json(self) -> dict[str, Any]:
        """The answer as `tsukisoi plan` prints it."""
        return {
            **{key: _plain(value) for key, value in self.values.items()},
            "because": {key: [c.as_json() for c in rows] for key, rows in self.because.items()},
            "confirm": self.confirm,
            "asks": list(dict.fromkeys(word.fact for word in self.asks)),
            "as_of": self.as_of.isoformat(),
        }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(entry) for entry in value]
    return value
