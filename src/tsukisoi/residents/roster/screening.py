"""Empties every cell that may hold an individual number or a PIN, before anything else looks at it."""

from collections.abc import Iterator

from tsukisoi.guard import numbers, pins
from tsukisoi.residents.roster.workbook import Cell

_WALL = "\x1f"
_BLOCK = 64
_LONG = 10_000_000_000


def drop(rows: list[list[Cell]], dropped: list[int]) -> None:
    """Empty the forbidden columns, unread."""
    for row in rows:
        for index in dropped:
            if index < len(row):
                row[index] = ""


def screen(rows: list[list[Cell]]) -> list[tuple[int, int]]:
    """Empty each cell that looks like an individual number or a PIN; their places as (row, column) from 0."""
    found = []
    for first in range(0, len(rows), _BLOCK):
        block = rows[first : first + _BLOCK]
        if _is_suspect(block):
            for place, row in enumerate(block, first):
                if _is_suspect([row]):
                    for index in _bad_cells(row):
                        row[index] = ""
                        found.append((place, index))
    return found


def _is_suspect(block: list[list[Cell]]) -> bool:
    """A quick look at many rows at once, so that an ordinary list costs next to nothing."""
    text = _WALL.join([cell for row in block for cell in row if cell.__class__ is str])
    if numbers.worth_a_look(text) or pins.worth_a_look(text):
        return True
    numeric = [cell for row in block for cell in row if cell.__class__ is float or cell.__class__ is int]
    return bool(numeric) and max(numeric) >= _LONG


def _bad_cells(row: list[Cell]) -> Iterator[int]:
    for index, cell in enumerate(row):
        if isinstance(cell, str):
            if numbers.find(cell) or pins.find(cell):
                yield index
        elif isinstance(cell, int | float) and numbers.in_number(cell):
            yield index
