"""The rows of the record as plain text, the same on both engines, streamed: what verifying and exporting read."""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tsukisoi.journal.chain import LINKED
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


def whole(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Everything of every entry in one reading, for verifying a million of them: as `entries` gives it, and behind the
    digest the salt and the values still kept (None), and the ids under which the index finds it, without hyphens,
    joined by commas (None; «!» for one that belongs to another organisation).
    """
    stored = {"organisation": "organisation_id"}
    columns = [f"e.{stored.get(name, name)}" for name in (*LINKED, "digest")] + ["d.salt", 'd."values"']
    read = _read_postgresql if connection.vendor == "postgresql" else _read_sqlite
    told, subject, join = read(columns)
    statement = f"""
        SELECT {told}, (
            SELECT {join % f"CASE WHEN r.organisation_id = e.organisation_id THEN {subject} ELSE '!' END"}
            FROM {Ref._meta.db_table} r WHERE r.entry_id = e.id)
        FROM {Entry._meta.db_table} e LEFT JOIN {Detail._meta.db_table} d ON d.entry_id = e.id {{where}}
        ORDER BY e.organisation_id, e.chain_kind, e.chain_id, e.seq"""
    found = _stream(connection, statement, organisation, "e.")
    return found if connection.vendor == "postgresql" else map(_plain, found)


def _read_postgresql(columns: list[str]) -> tuple[str, str, str]:
    as_text = {3: "e.seq", 4: "", 5: ""}
    told = [as_text.get(n) or f"{name}::text" for n, name in enumerate(columns)]
    for n in (4, 5):
        told[n] = f"to_char({columns[n]} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') || '+00:00'"
    kept = [name if n in (3, 14, 15) else f"COALESCE({name}, '')" for n, name in enumerate(told)]
    return ", ".join(kept), "replace(r.subject::text, '-', '')", "string_agg(%s, ',')"


def _read_sqlite(columns: list[str]) -> tuple[str, str, str]:
    # The sign before a column takes its type away: the driver would make objects of the moments, one by one.
    return ", ".join(f"+{name}" for name in columns), "r.subject", "group_concat(%s)"


def _plain(row: Row) -> Row:
    """A row of SQLite as the text that the chain knows; far cheaper here than put together by the database."""
    owner, kind, id, seq, at, happened, actor, action, fields, refs, corrects, *rest = row
    return (
        _dashed(owner), kind, _dashed(id), seq, _moment(at), _moment(happened), _dashed(actor), action, fields, refs,
        _dashed(corrects), *rest,
    )  # fmt: skip


@lru_cache(4096)
def _dashed(hex: str | None) -> str:
    return f"{hex[:8]}-{hex[8:12]}-{hex[12:16]}-{hex[16:20]}-{hex[20:]}" if hex else ""


def _moment(text: str | None) -> str:
    """As isoformat writes it: SQLite leaves the fraction out where it is nothing."""
    if text is None:
        return ""
    return f"{text if len(text) > 19 else text + '.000000'}+00:00".replace(" ", "T")


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
