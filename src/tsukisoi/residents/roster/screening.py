"""Empties every cell that may hold an individual number or a PIN, before anything else looks at it."""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from tsukisoi.guard import numbers, pins
from tsukisoi.residents.roster.said import said
from tsukisoi.residents.roster.workbook import Cell, Refused

_WALL = "\x1f"
_BLOCK = 2_000
_LONG = 10_000_000_000
_MOST_SUSPECT = 400_000
_TOO_SUSPECT = said(
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
    cells = set(chain.from_iterable(rows))  # a list says most things many times
    others = [cell for cell in cells if cell.__class__ is not str]
    suspects = {*_suspect_texts([cell for cell in cells if cell.__class__ is str]), *filter(_is_long, others)}
    if not suspects:
        return []
    places = [(place, index) for place, row in enumerate(rows) for index, cell in enumerate(row) if cell in suspects]
    if sum(len(str(rows[place][index])) for place, index in places) > _MOST_SUSPECT:
        raise Refused(_TOO_SUSPECT)
    bad = {cell for cell in suspects if _is_bad(cell)}
    found = [(place, index) for place, index in places if rows[place][index] in bad]
    for place, index in found:
        rows[place][index] = ""
    return found


def readings(told: Mapping[str, str | None]) -> dict[str, str | None]:
    """Excel's readings without those that hold an individual number or a PIN, in the text or above it."""
    texts = {text for pair in told.items() for text in pair if text}
    bad = {text for text in _suspect_texts(list(texts)) if _is_bad(text)}
    return {text: reading for text, reading in told.items() if text not in bad and reading not in bad}


def _suspect_texts(texts: list[Any]) -> Iterator[str]:
    """A quick look at many texts at once, so that an ordinary list costs next to nothing."""
    for first in range(0, len(texts), _BLOCK):
        block = texts[first : first + _BLOCK]
        if _is_suspect(_WALL.join(block)):
            yield from filter(_is_suspect, block)


def _is_suspect(text: str) -> bool:
    return numbers.worth_a_look(text) or pins.worth_a_look(text)


def _is_long(cell: Cell) -> bool:
    return (cell.__class__ is float or cell.__class__ is int) and cell >= _LONG


def _is_bad(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(numbers.find(cell) or pins.find(cell))
    return isinstance(cell, int | float) and numbers.in_number(cell)
