"""Thousands of rows into one table at once, past the ORM: executemany on SQLite, COPY on PostgreSQL.

Values are checked before they come here; constraints, fences and the transaction hold as everywhere.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models

FEW = 8
"""So many rows go in one plain statement."""


def insert(model: type[models.Model], columns: Mapping[str, Iterable[Any]]) -> None:
    """Insert rows given by column: texts, numbers, ids as 32 hex digits, days and moments as `kept` gives them.

    The columns may be endless (itertools.repeat) but for one. Within a transaction.
    """
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    rows = list(zip(*columns.values(), strict=False))  # as long as the shortest: a repeated value never ends
    marks = ", ".join(["%s"] * len(columns))
    if not rows:
        return
    if len(rows) <= FEW:
        many = ", ".join([f"({marks})"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES {many}', [cell for row in rows for cell in row])  # noqa: S608
        return
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)  # noqa: S608
        return
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def kept(moment: date) -> str:
    """A day, or an aware moment, as text this database reads; SQLite's moments are in UTC, as Django keeps them."""
    if not isinstance(moment, datetime):
        return moment.isoformat()
    if connection.vendor == "sqlite":
        return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    return moment.isoformat()
