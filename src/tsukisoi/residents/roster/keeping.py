"""A screened list as bytes and back: kept for a day, so that its columns can be read otherwise without the file."""

import json
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from itertools import chain, zip_longest
from typing import Any

from tsukisoi.residents.roster.heads import Column, Head
from tsukisoi.residents.roster.preview import Screened
from tsukisoi.residents.roster.said import brought_back, kept
from tsukisoi.residents.roster.workbook import Cell, Sheet

_WALL = "\x1f"
_PLAIN = frozenset((str, int, float, bool, type(None)))
_LETTERS: dict[type, str] = {
    str: "s", float: "f", int: "i", bool: "b", datetime: "m", date: "d", time: "t", timedelta: "l",
}  # fmt: skip
_WRITE: dict[type, Callable[[Any], str]] = {
    str: str, float: repr, int: str, bool: "1".__mul__, datetime: datetime.isoformat, date: date.isoformat,
    time: time.isoformat, timedelta: lambda long: repr(long.total_seconds()),
}  # fmt: skip
_READ: dict[str, Callable[[str], Cell]] = {
    "s": str, "f": float, "i": int, "b": bool, "m": datetime.fromisoformat, "d": date.fromisoformat,
    "t": time.fromisoformat, "l": lambda text: timedelta(seconds=float(text)),
}  # fmt: skip


def packed(given: Screened) -> bytes:
    """The list as compressed JSON, column by column."""
    sheet, head = given.sheet, given.head
    told = {
        "name": sheet.name, "columns": [column(cells) for cells in zip_longest(*sheet.rows, fillvalue="")],
        "height": len(sheet.rows), "merged": sheet.merged,
        "hidden_rows": sheet.hidden_rows, "others": [kept(other) for other in given.others],
        "head": [head.row, head.height, [astuple(column) for column in head.columns], head.score],
        "readings": _readings_of(given), "epoch_1904": given.epoch_1904, "screened": given.screened,
    }  # fmt: skip
    return as_bytes(told)


def unpacked(content: bytes) -> Screened:
    """The list as it was packed; shorter rows are filled up with empty cells."""
    told = from_bytes(content)
    row, height, columns, score = told["head"]
    head = Head(row, height, tuple(Column(*column) for column in columns), score)
    cells = [list(row) for row in zip(*map(cells_of, told["columns"]), strict=True)] or [[]] * told["height"]
    merged, hidden = tuple((a, b, c, d) for a, b, c, d in told["merged"]), tuple(told.get("hidden_rows", ()))
    sheet = Sheet(told["name"], cells, merged, hidden_rows=hidden)
    screened = tuple((row, column) for row, column in told["screened"])
    others = tuple(map(brought_back, told["others"]))
    return Screened(sheet, head, others, told["readings"], told["epoch_1904"], screened)


def as_bytes(told: dict[str, Any]) -> bytes:
    """Plain values as compressed JSON."""
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def from_bytes(content: bytes) -> dict[str, Any]:
    """The same back."""
    told: dict[str, Any] = json.loads(zlib.decompress(content))
    return told


def column(cells: Sequence[Any]) -> Any:
    """Cells as plain JSON. Where all are text, one text: by far the quickest to write and to read."""
    kinds = set(map(type, cells))
    if kinds == {str}:
        return _joined(cells)
    if kinds <= _PLAIN:
        return list(cells)
    texts = [_WRITE[cell.__class__](cell) for cell in cells]
    return {"kinds": "".join(map(_LETTERS.__getitem__, map(type, cells))), "texts": _joined(texts)}


def cells_of(told: Any) -> list[Any]:
    """The cells of a column."""
    if isinstance(told, dict):
        return [_READ[kind](text) for kind, text in zip(told["kinds"], cells_of(told["texts"]), strict=True)]
    return told.split(_WALL) if isinstance(told, str) else list(told)


def _joined(texts: Sequence[str]) -> str | list[str]:
    joined = _WALL.join(texts)
    return joined if joined.count(_WALL) == len(texts) - 1 else list(texts)


def _readings_of(given: Screened) -> dict[str, str | None]:
    """The readings of what still stands in the sheet: those of emptied cells go with them."""
    left = set(_texts(given.sheet.rows)) if given.readings else set()
    return {text: reading for text, reading in given.readings.items() if text in left}


def _texts(rows: list[list[Cell]]) -> Iterable[str]:
    return (cell for cell in chain.from_iterable(rows) if isinstance(cell, str))
