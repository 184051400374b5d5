"""What there is: rows of every table, the heads of the record, a digest of every file. Two equal ones are a proof."""

import hashlib
from pathlib import Path
from typing import Any

LEFT_OUT = ("static", "keys", "tsukisoi.db", "tsukisoi.db-wal", "tsukisoi.db-shm")
"""Of the data folder: made anew, or kept in the backup in another way."""
PASSING = ("django_session", "shared_cache", "usersessions_usersession")
"""Tables that change with every page looked at: backed up, but not counted."""


def of_database(cursor: Any, vendor: str) -> dict[str, Any]:
    """Rows of each table and one digest over all heads and seals. Reads only, through any cursor."""
    tables = [name for name in _tables(cursor, vendor) if name not in PASSING]
    return {
        "rows": {name: _count(cursor, name) for name in tables},
        "record": _record(cursor) if "journal_head" in tables else "",
    }


def _tables(cursor: Any, vendor: str) -> list[str]:
    cursor.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
        if vendor == "sqlite"
        else "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"
    )
    return [row[0] for row in cursor.fetchall()]


def _count(cursor: Any, table: str) -> int:
    cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  # a name out of the database's own list
    return int(cursor.fetchone()[0])


def _record(cursor: Any) -> str:
    """One digest over all heads and seals."""
    digest = hashlib.sha256()
    for statement in (
        "SELECT chain_kind, seq, digest FROM journal_head ORDER BY digest, chain_kind, seq",
        "SELECT seq, digest FROM journal_seal ORDER BY digest, seq",
    ):
        cursor.execute(statement)
        for row in cursor.fetchall():
            digest.update("\x1f".join(map(str, row)).encode() + b"\n")
    return digest.hexdigest()


def of_files(folder: Path) -> dict[str, str]:
    """A SHA-256 of every file of a data folder that is kept as a file, by its path inside."""
    return {str(path.relative_to(folder)): digest_of(path) for path in files(folder)}


def files(folder: Path) -> list[Path]:
    """Those files, in order. Folders beginning with a dot are somebody's work in progress."""
    return [
        path
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and _is_kept(path.relative_to(folder))
    ]


def _is_kept(inside: Path) -> bool:
    return inside.parts[0] not in LEFT_OUT and not inside.parts[0].startswith(".")


def digest_of(path: Path) -> str:
    """The SHA-256 of one file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest_of_bytes(content: bytes) -> str:
    """The SHA-256 of bytes at hand."""
    return hashlib.sha256(content).hexdigest()
