"""Thousands of rows into one table at once, past the ORM: several to a statement on SQLite, COPY on PostgreSQL.

Values are checked before they come here; constraints, fences and the transaction hold as everywhere.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import chain
from typing import Any

from django.db import connection, models

FEW = 8
"""So many rows go in one plain statement."""
_AT_ONCE = 250
"""Rows to one statement of SQLite: each is a small transaction within ours, and costs as much as a row."""


def insert(model: type[models.Model], columns: Mapping[str, Iterable[Any]]) -> None:
    """Insert rows given by column: texts, numbers, ids as 32 hex digits, days and moments as `kept` gives them.

    The columns may be endless (itertools.repeat) but for one. Within a transaction.
    """
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    rows = list(zip(*columns.values(), strict=False))  # as long as the shortest: a repeated value never ends
    if len(rows) <= FEW or connection.vendor == "sqlite":
        _insert_plainly(f'INSERT INTO "{table}" ({names}) VALUES ', rows)  # noqa: S608
        return
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _insert_plainly(statement: str, rows: list[tuple[Any, ...]]) -> None:
    width, cells = len(rows[0]) if rows else 0, list(chain.from_iterable(rows))
    whole = len(rows) // _AT_ONCE * _AT_ONCE * width
    with connection.cursor() as cursor:
        if whole:
            together = [cells[at : at + _AT_ONCE * width] for at in range(0, whole, _AT_ONCE * width)]
            cursor.executemany(statement + _marks(_AT_ONCE, width), together)
        if rest := cells[whole:]:
            cursor.execute(statement + _marks(len(rest) // width, width), rest)


def _marks(rows: int, width: int) -> str:
    """(%s, %s), (%s, %s): a place for every cell."""
    return ", ".join([f"({', '.join(['%s'] * width)})"] * rows)


def kept(moment: date) -> str:
    """A day, or an aware moment, as text this database reads; SQLite's moments are in UTC, as Django keeps them."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if connection.vendor == "sqlite":
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return moment.isoformat()
