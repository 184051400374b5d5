"""What follows when somebody moves to another municipality, or dies: by when, and which paper goes back to whom."""

from typing import Literal

from tebiki.book import Book
from tebiki.said import known, one_of
from tebiki.table import Row

__all__ = ["Insured", "death", "town"]

Insured = Literal["late_elderly", "national_health", "employer", "medical_assistance"]
_INSURED = {
    "late_elderly": "insured_late_elderly",
    "national_health": "insured_national_health",
    "employer": "insured_employer",
    "medical_assistance": "insured_medical_assistance",
}


def town(
    book: Book, card: bool | None = None, insured: Insured | None = None, care: bool | None = None
) -> tuple[Row, ...]:
    """What a change of the town of record calls for, in order. `card`: holds one; `care`: certified as needing care.

    What nobody knows yet counts as possible: its rows are there, too. A row with `days` counts them from `of`:
    `moved` (the day of the move), `planned` (the day told to the old town) or `told` (the day the new town was told).
    """
    return _in_order(book, "moving.town", card, insured, care)


def death(
    book: Book, card: bool | None = None, insured: Insured | None = None, care: bool | None = None
) -> tuple[Row, ...]:
    """Which paper goes back to whom after a death, and what ends by itself, in order. `days` count from the death."""
    return _in_order(book, "moving.death", card, insured, care)


def _in_order(
    book: Book, name: str, card: bool | None, insured: Insured | None, care: bool | None
) -> tuple[Row, ...]:  # fmt: skip
    table = book.tables.get(name)
    if table is None:
        return ()
    said = table.decide(known(my_number_card_held=card, care_certified=care, **one_of(_INSURED, insured)))
    return tuple(sorted((*said.fits, *said.open), key=lambda row: int(row.data["order"])))
