"""All tables by name and day: which edition is in force, what changed between two days, local differences."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tebiki.table import Row, Table, overlay, read

CHAPTERS = (
    "route", "identity", "proxy", "photo", "pin", "insurance", "visit", "schedule", "custody", "expiry", "loss",
    "support_money", "accommodation", "moving",
)  # fmt: skip
_FILE = re.compile(r"(?P<name>[a-z_]+)\.(?P<since>\d{4}-\d{2}-\d{2})\.toml")


class NotInForce(LookupError):
    """No edition of the table is recorded for that day: the page says so instead of guessing."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Somebody's differences from the national default: who, at which level, by which source, last checked when."""

    level: str
    name: str
    changes: tuple[tuple[str, tuple[dict[str, Any], ...]], ...]

    def of(self, table: str) -> tuple[dict[str, Any], ...]:
        """The changes to that table."""
        return next((rows for name, rows in self.changes if name == table), ())


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a 新旧対照表: a row that came, went or reads differently."""

    table: str
    row: str
    old: Row | None
    new: Row | None


@dataclass(frozen=True, slots=True)
class Book:
    """The tables in force on one day, with overlays laid over them."""

    as_of: date
    tables: dict[str, Table]

    def __getitem__(self, name: str) -> Table:
        try:
            return self.tables[name]
        except KeyError:
            raise NotInForce(f"{name}: no edition is recorded for {self.as_of.isoformat()}") from None


@cache
def editions() -> dict[str, tuple[Table, ...]]:
    """Every table with all its editions, oldest first."""
    found: dict[str, list[Table]] = {}
    for chapter in CHAPTERS:
        for entry in (files("tebiki") / chapter).iterdir():
            match = _FILE.fullmatch(entry.name)
            if match:
                name = f"{chapter}.{match['name']}"
                table = read(name, date.fromisoformat(match["since"]), entry.read_text("utf-8"))
                found.setdefault(name, []).append(table)
    return {name: tuple(sorted(found[name], key=lambda t: t.since)) for name in sorted(found)}


@lru_cache(maxsize=256)
def _national(as_of: date) -> Book:
    tables = {}
    for name, every in editions().items():
        current = [table for table in every if table.since <= as_of]
        if current:
            tables[name] = current[-1]
    return Book(as_of, tables)


def book(as_of: date, overlays: Iterable[Overlay] = ()) -> Book:
    """The rules in force on `as_of`, from national to facility: later overlays lie over earlier ones."""
    plain = _national(as_of)
    layers = tuple(overlays)
    if not layers:
        return plain
    tables = dict(plain.tables)
    for layer in layers:
        for name, changes in layer.changes:
            tables[name] = overlay(plain[name] if name not in tables else tables[name], list(changes), layer.level)
    return replace(plain, tables=tables)


def read_overlay(text: str) -> Overlay:
    """Read an overlay from TOML: `level`, `name`, and one [[change]] with `table` and `row` for each difference.

    The same file may hold [answers] of the office (see exchange.py); they are facts of people, not rules.
    """
    raw = tomllib.loads(text)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for change in raw.get("change", ()):
        grouped.setdefault(change["table"], []).append(change)
    return Overlay(raw["level"], raw["name"], tuple((name, tuple(rows)) for name, rows in grouped.items()))


def changes(old: date, new: date) -> list[Change]:
    """The 新旧対照表 of the whole book between two days, table by table, row by row."""
    before, after = _national(old).tables, _national(new).tables
    found = []
    for name in sorted(before.keys() | after.keys()):
        rows_old = {row.name: row for row in before[name].every_row()} if name in before else {}
        rows_new = {row.name: row for row in after[name].every_row()} if name in after else {}
        for row in [*rows_new, *(r for r in rows_old if r not in rows_new)]:
            if rows_old.get(row) != rows_new.get(row):
                found.append(Change(name, row, rows_old.get(row), rows_new.get(row)))
    return found
