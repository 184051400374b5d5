"""Empties every cell that may hold an individual number or a PIN, before anything else looks at it."""

from tsukisoi.guard import numbers, pins
from tsukisoi.residents.roster.workbook import Cell, Refused

_WALL = "\x1f"
_BLOCK = 64
_LONG = 10_000_000_000
_MOST_SUSPECT = 400_000
_TOO_SUSPECT = (
    "数字の並びが多すぎて、名簿として読めません。氏名・フリガナ・生年月日の列だけを写して、もう一度選んでください。"
)


def drop(rows: list[list[Cell]], dropped: list[int]) -> None:
    """Empty the forbidden columns, unread."""
    for row in rows:
        for index in dropped:
            if index < len(row):
                row[index] = ""


def screen(rows: list[list[Cell]]) -> list[tuple[int, int]]:
    """Empty each cell that looks like an individual number or a PIN; their places as (row, column) from 0.

    Raises Refused when so much text looks suspicious that no list of people can be meant.
    """
    found = []
    budget = _MOST_SUSPECT
    for first in range(0, len(rows), _BLOCK):
        block = rows[first : first + _BLOCK]
        if not _is_suspect(block):
            continue
        for place, row in enumerate(block, first):
            for index in [index for index, cell in enumerate(row) if _is_worth_a_look(cell)]:
                budget -= len(str(row[index]))
                if budget < 0:
                    raise Refused(_TOO_SUSPECT)
                if _is_bad(row[index]):
                    row[index] = ""
                    found.append((place, index))
    return found


def _is_suspect(block: list[list[Cell]]) -> bool:
    """A quick look at many rows at once, so that an ordinary list costs next to nothing."""
    text = _WALL.join({cell for row in block for cell in row if isinstance(cell, str)})
    if numbers.worth_a_look(text) or pins.worth_a_look(text):
        return True
    numeric = [cell for row in block for cell in row if cell.__class__ is float or cell.__class__ is int]
    return bool(numeric) and max(numeric) >= _LONG


def _is_worth_a_look(cell: Cell) -> bool:
    if isinstance(cell, str):
        return numbers.worth_a_look(cell) or pins.worth_a_look(cell)
    return isinstance(cell, int | float) and cell >= _LONG


def _is_bad(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(numbers.find(cell) or pins.find(cell))
    return isinstance(cell, int | float) and numbers.in_number(cell)
