"""A screened list as bytes and back: kept for a day, so that its columns can be read otherwise without the file."""

import json
import zlib
from collections.abc import Iterator
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from typing import Any

from tsukisoi.residents.roster.heads import Column, Head
from tsukisoi.residents.roster.preview import Screened
from tsukisoi.residents.roster.said import brought_back, kept
from tsukisoi.residents.roster.workbook import Cell, Sheet

_MOMENTS = {"datetime": datetime.fromisoformat, "date": date.fromisoformat, "time": time.fromisoformat}


def packed(given: Screened) -> bytes:
    """The list as compressed JSON; a day or a time in a cell is told with its kind."""
    sheet, head = given.sheet, given.head
    told = {
        "name": sheet.name, "rows": sheet.rows, "merged": sheet.merged,
        "others": [kept(other) for other in given.others],
        "head": [head.row, head.height, [astuple(column) for column in head.columns], head.score],
        "readings": _readings_of(given), "epoch_1904": given.epoch_1904, "screened": given.screened,
    }  # fmt: skip
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":"), default=_moment).encode(), 1)


def unpacked(content: bytes) -> Screened:
    """The list as it was packed."""
    told: dict[str, Any] = json.loads(zlib.decompress(content), object_hook=_cell_or_part)
    row, height, columns, score = told["head"]
    head = Head(row, height, tuple(Column(*column) for column in columns), score)
    sheet = Sheet(told["name"], told["rows"], tuple((a, b, c, d) for a, b, c, d in told["merged"]))
    screened = tuple((row, column) for row, column in told["screened"])
    others = tuple(map(brought_back, told["others"]))
    return Screened(sheet, head, others, told["readings"], told["epoch_1904"], screened)


def _readings_of(given: Screened) -> dict[str, str | None]:
    """The readings of what still stands in the sheet: those of emptied cells go with them."""
    left = set(_texts(given.sheet.rows)) if given.readings else set()
    return {text: reading for text, reading in given.readings.items() if text in left}


def _texts(rows: list[list[Cell]]) -> Iterator[str]:
    return (cell for row in rows for cell in row if isinstance(cell, str))


def _moment(cell: object) -> dict[str, Any]:
    if isinstance(cell, timedelta):
        return {"": "timedelta", "is": cell.total_seconds()}
    if isinstance(cell, date | time):
        return {"": type(cell).__name__, "is": cell.isoformat()}
    raise TypeError(type(cell).__name__)


def _cell_or_part(told: dict[str, Any]) -> Any:
    if set(told) != {"", "is"}:
        return told
    return timedelta(seconds=told["is"]) if told[""] == "timedelta" else _MOMENTS[told[""]](told["is"])
