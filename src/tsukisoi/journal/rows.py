"""The rows of the record as plain text, the same on both engines, streamed: what verifying and exporting read."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from tsukisoi.journal.chain import LINKED
from tsukisoi.journal.models import Detail, Entry, Head, Ref, Seal, Waiting
from tsukisoi.tenancy import ids

BATCH = 2000
WAITS = "…"
Row = tuple[Any, ...]


def entries(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Every entry as chain.LINKED has it (lists as JSON text), and its digest last; chain by chain, in order."""
    at, happened = _instant(connection, "at"), _instant(connection, "occurred_at")
    statement = f"""
        SELECT {_id(connection, "organisation_id")}, chain_kind, {_id(connection, "chain_id")}, seq, {at}, {happened},
               {_id(connection, "actor_id")}, action, {_text(connection, "fields")}, {_text(connection, "refs")},
               {_id(connection, "corrects")}, detail_digest, previous, digest
        FROM {Entry._meta.db_table} {{where}} ORDER BY organisation_id, chain_kind, chain_id, seq"""
    yield from _stream(connection, statement, organisation)


def waiting(connection: Any, organisation: str = "") -> set[str]:
    """The ids of the entries that the index of people does not have yet, without hyphens."""
    statement = f"SELECT entry_id FROM {Waiting._meta.db_table} {{where}}"
    return {str(row[0]).replace("-", "") for row in _stream(connection, statement, organisation)}


def chain_of(connection: Any, entry: str) -> tuple[str, str, str] | None:
    """The chain of one entry: organisation, kind, id; None where there is no such entry."""
    statement = f"""
        SELECT {_id(connection, "organisation_id")}, chain_kind || '', {_id(connection, "chain_id")}
        FROM {Entry._meta.db_table} WHERE id = %s"""
    found = list(run(connection, statement, [stored(connection, dashed(entry))]))
    return (found[0][0], found[0][1], found[0][2]) if found else None


def of_chain(connection: Any, organisation: str, kind: str, id: str) -> Iterator[Row]:
    """Every entry of one chain, by its numbers, as plain text on both engines, for reading it exactly: the columns of
    LINKED (lists as JSON text), the digest, the salt and the values still kept (None).

    Last stand the ids under which the index finds it, without hyphens, joined by commas (None; «!» for one that belongs
    to another organisation; WAITS where the index does not have the entry yet).
    """
    column = {"organisation": "organisation_id"}
    columns = [f"e.{column.get(name, name)}" for name in (*LINKED, "digest")] + ["d.salt", 'd."values"']
    read = _read_postgresql if connection.vendor == "postgresql" else _read_sqlite
    statement = f"""
        SELECT {read(columns)}, {_subjects(connection)}
        FROM {Entry._meta.db_table} e LEFT JOIN {Detail._meta.db_table} d ON d.entry_id = e.id
        WHERE e.organisation_id = %s AND e.chain_kind = %s AND e.chain_id = %s ORDER BY e.seq"""
    found = run(connection, statement, [stored(connection, organisation), kind, stored(connection, id)])
    return map(_plain, found) if connection.vendor == "sqlite" else found


def _subjects(connection: Any) -> str:
    postgresql = connection.vendor == "postgresql"
    subject = "replace(r.subject::text, '-', '')" if postgresql else "r.subject"
    mine = f"CASE WHEN r.organisation_id = e.organisation_id THEN {subject} ELSE '!' END"
    joined = f"string_agg({mine}, ',')" if postgresql else f"group_concat({mine})"
    found = f"SELECT {joined} FROM {Ref._meta.db_table} r WHERE r.entry_id = e.id"
    waits = f"SELECT '{WAITS}' FROM {Waiting._meta.db_table} w WHERE w.entry_id = e.id"
    return f"COALESCE(({found}), ({waits} AND w.organisation_id = e.organisation_id))"


def _read_postgresql(columns: list[str]) -> str:
    as_text = {3: "e.seq", 4: "", 5: ""}
    told = [as_text.get(n) or f"{name}::text" for n, name in enumerate(columns)]
    for n in (4, 5):
        told[n] = f"to_char({columns[n]} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '+00:00'"
    kept = [name if n in (3, 14, 15) else f"COALESCE({name}, '')" for n, name in enumerate(told)]
    return ", ".join(kept)


def _read_sqlite(columns: list[str]) -> str:
    # The sign before a column takes its type away: the driver would make objects of the moments, one by one.
    return ", ".join(f"+{name}" for name in columns)


def _plain(row: Row) -> Row:
    """A row of SQLite as the text that the chain knows; far cheaper here than put together by the database."""
    owner, kind, id, seq, at, happened, actor, action, fields, refs, corrects, *rest = row
    return (
        dashed(owner), kind, dashed(id), seq, _moment(at), _moment(happened), dashed(actor), action, fields, refs,
        dashed(corrects), *rest,
    )  # fmt: skip


def dashed(id: str | None) -> str:
    """An id as either engine keeps it, with its hyphens; empty where there is none."""
    return ids.dashed(str(id).replace("-", "")) if id else ""  # SQLite keeps whatever was put into a column


def _moment(text: str | None) -> str:
    """As isoformat writes it: SQLite leaves the fraction out where it is nothing."""
    if not text:
        return ""
    text = str(text)
    return f"{text if len(text) > 19 else text + '.000000'}+00:00".replace(" ", "T")


def heads(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Every head: organisation, kind, id, seq, digest."""
    statement = f"""
        SELECT {_id(connection, "organisation_id")}, chain_kind, {_id(connection, "chain_id")}, seq, digest
        FROM {Head._meta.db_table} {{where}} ORDER BY organisation_id, chain_kind, chain_id"""
    yield from _stream(connection, statement, organisation)


def head(connection: Any, organisation: str, kind: str, id: str) -> tuple[int, str] | None:
    """Where one chain ends as its head says: seq and digest; None where it has none."""
    statement = f"""
        SELECT seq, digest FROM {Head._meta.db_table}
        WHERE organisation_id = %s AND chain_kind = %s AND chain_id = %s"""
    found = list(run(connection, statement, [stored(connection, organisation), kind, stored(connection, id)]))
    return (found[0][0], found[0][1]) if found else None


def details(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Every entry that has or had values: organisation, kind, id, seq, its digest of them, salt and values (or None).

    Values without a digest in their entry are here as well: somebody added them later.
    """
    statement = f"""
        SELECT {_id(connection, "e.organisation_id")}, e.chain_kind, {_id(connection, "e.chain_id")}, e.seq,
               e.detail_digest, d.salt, {_text(connection, 'd."values"')}
        FROM {Entry._meta.db_table} e LEFT JOIN {Detail._meta.db_table} d ON d.entry_id = e.id
        WHERE (e.detail_digest <> '' OR d.salt IS NOT NULL) {{and}}"""
    yield from _stream(connection, statement, organisation, "e.")


def seals(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Every seal: organisation, seq, at, root, previous, changed heads as JSON, digest; in order."""
    statement = f"""
        SELECT {_id(connection, "organisation_id")}, seq, {_instant(connection, "at")}, root, previous,
               {_text(connection, "changed")}, digest
        FROM {Seal._meta.db_table} {{where}} ORDER BY organisation_id, seq"""
    yield from _stream(connection, statement, organisation)


def _stream(connection: Any, statement: str, organisation: str, table: str = "") -> Iterator[Row]:
    owner = stored(connection, organisation)
    test = f"{table}organisation_id = %s" if organisation else ""
    filled = statement.replace("{where}", f"WHERE {test}" if test else "").replace(
        "{and}", f"AND {test}" if test else ""
    )
    return run(connection, filled, [owner] if organisation else [])


def stored(connection: Any, id: str) -> str:
    """An id as this engine is asked for it."""
    return id.replace("-", "") if connection.vendor == "sqlite" else id


def run(connection: Any, statement: str, values: list[Any]) -> Iterator[Row]:
    """What the engine answers, row by row."""
    return chain.from_iterable(batches(connection, statement, values))


def batches(connection: Any, statement: str, values: list[Any]) -> Iterator[list[Row]]:
    """The same, many rows at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while batch := cursor.fetchmany(BATCH):
            yield batch


def _id(connection: Any, column: str) -> str:
    """A UUID as text with its dashes; empty where there is none."""
    if connection.vendor == "postgresql":
        return f"COALESCE({column}::text, '')"
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    dashed = " || '-' || ".join(f"substr({column}, {start}, {length})" for start, length in parts)
    return f"COALESCE({dashed}, '')"


def _instant(connection: Any, column: str) -> str:
    """A moment as isoformat(timespec="microseconds") writes it in UTC; empty where there is none."""
    if connection.vendor == "postgresql":
        return f"COALESCE(to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '+00:00', '')"
    return f"COALESCE(replace(substr({column} || '.000000', 1, 26), ' ', 'T') || '+00:00', '')"


def _text(connection: Any, column: str) -> str:
    return f"{column}::text" if connection.vendor == "postgresql" else column
