"""The rows of the record as plain text, the same on both engines, streamed: what verifying and exporting read."""

from collections.abc import Iterator
from typing import Any

from tsukisoi.journal.models import Detail, Entry, Head, Ref, Seal

BATCH = 2000
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


def heads(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Every head: organisation, kind, id, seq, digest."""
    statement = f"""
        SELECT {_id(connection, "organisation_id")}, chain_kind, {_id(connection, "chain_id")}, seq, digest
        FROM {Head._meta.db_table} {{where}} ORDER BY organisation_id, chain_kind, chain_id"""
    yield from _stream(connection, statement, organisation)


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


def misnamed(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Every entry (organisation, kind, id, seq) that the index of subjects does not find by each of its ids."""
    dashed = _id(connection, "r.subject")
    count = "jsonb_array_length" if connection.vendor == "postgresql" else "json_array_length"
    statement = f"""
        SELECT {_id(connection, "e.organisation_id")}, e.chain_kind, {_id(connection, "e.chain_id")}, e.seq
        FROM {Entry._meta.db_table} e
        LEFT JOIN (
            SELECT r.entry_id, count(*) AS named, sum(CASE WHEN n.organisation_id = r.organisation_id
                   AND {_text(connection, "n.refs")} LIKE '%%' || {dashed} || '%%' THEN 1 ELSE 0 END) AS right_ones
            FROM {Ref._meta.db_table} r JOIN {Entry._meta.db_table} n ON n.id = r.entry_id GROUP BY r.entry_id
        ) found ON found.entry_id = e.id
        WHERE ({count}(e.refs) <> COALESCE(found.named, 0) OR COALESCE(found.named, 0) <> COALESCE(found.right_ones, 0))
        {{and}}"""
    yield from _stream(connection, statement, organisation, "e.")


def seals(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Every seal: organisation, seq, at, root, previous, changed heads as JSON, digest; in order."""
    statement = f"""
        SELECT {_id(connection, "organisation_id")}, seq, {_instant(connection, "at")}, root, previous,
               {_text(connection, "changed")}, digest
        FROM {Seal._meta.db_table} {{where}} ORDER BY organisation_id, seq"""
    yield from _stream(connection, statement, organisation)


def _stream(connection: Any, statement: str, organisation: str, table: str = "") -> Iterator[Row]:
    owner = organisation.replace("-", "") if connection.vendor == "sqlite" else organisation
    test = f"{table}organisation_id = %s" if organisation else ""
    filled = statement.replace("{where}", f"WHERE {test}" if test else "").replace(
        "{and}", f"AND {test}" if test else ""
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(filled, [owner] if organisation else [])
        while batch := cursor.fetchmany(BATCH):
            yield from batch


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
