"""Thousands of rows into one table at once, past the ORM: executemany on SQLite, COPY on PostgreSQL.

Values are checked before they come here; constraints, fences and the transaction hold as everywhere.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models


def insert(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows given by column: ids, texts, days, moments (aware), JSON already as text. Within a transaction."""
    if not rows:
        return
    table, names = model._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    if connection.vendor == "sqlite":
        marks = ", ".join(["%s"] * len(columns))
        with connection.cursor() as cursor:
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', _for_sqlite(rows))  # noqa: S608
        return
    with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def keeper(kind: type) -> Callable[[Any], Any]:
    """How this database keeps an id, day or moment: convert what many rows share once, not in each row."""
    return _CONVERTERS[kind] if connection.vendor == "sqlite" else lambda value: value


_CONVERTERS: dict[type, Callable[[Any], Any]] = {
    UUID: lambda value: value and value.hex,
    date: lambda value: value and value.isoformat(),
    datetime: lambda value: value and value.astimezone(UTC).replace(tzinfo=None).isoformat(" "),
}
"""How Django keeps these in SQLite."""


def _for_sqlite(rows: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The rows as SQLite takes them, column by column: what a column holds is known from its first value."""
    found = []
    for column in zip(*rows, strict=True):
        kind = next((type(value) for value in column if value is not None), str)
        converter = _CONVERTERS.get(kind)
        found.append(tuple(map(converter, column)) if converter else column)
    return list(zip(*found, strict=True))
