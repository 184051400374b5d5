"""A copy of the database as it is at one moment, taken while people work, with the inventory of that very moment."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, transaction
from sqlcipher3 import dbapi2 as sqlcipher

from tsukisoi.config.backup import inventory

NAMES = {"sqlite": "tsukisoi.db", "postgresql": "database.pgdump"}


def take(folder: Path) -> tuple[Path, dict[str, Any]]:
    """The file of the copy, in `folder`, and what it holds."""
    path = folder / NAMES[connection.vendor]
    return path, _embedded(path) if connection.vendor == "sqlite" else _postgresql(path)


def _embedded(path: Path) -> dict[str, Any]:
    """SQLite's own online copy, one step under one read transaction: writers go on. It stays encrypted."""
    source, copy = _open(Path(connection.settings_dict["NAME"])), _open(path)
    try:
        source.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode = DELETE")
        return inventory.of_database(copy.cursor(), "sqlite")
    finally:
        copy.close()
        source.close()


def _open(path: Path) -> Any:
    opened = sqlcipher.connect(str(path), isolation_level=None, timeout=20)
    opened.execute(f"""PRAGMA key = "x'{connection.settings_dict["OPTIONS"]["key"]}'" """)
    opened.execute("SELECT count(*) FROM sqlite_master")
    return opened


def _postgresql(path: Path) -> dict[str, Any]:
    """pg_dump inside a snapshot that this process holds, so that dump and inventory are of one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        name = cursor.fetchone()[0]
        found = inventory.of_database(cursor, "postgresql")
        _run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={name}", f"--file={path}")
        return found


def _run(program: str, *arguments: str) -> None:
    """Raises OSError with a sentence where the program is missing or fails."""
    if not shutil.which(program):
        raise OSError(f"{program} がありません（apt install postgresql-client）。 {program} is not installed.")
    done = subprocess.run(  # noqa: S603  # a fixed program, no shell
        [program, *arguments], env={**os.environ, **environment()}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise OSError(f"{program}: {done.stderr.strip()[:600]}")


def environment(database: str = "") -> dict[str, str]:
    """How PostgreSQL's own programs reach our database, or another on the same server: nothing on a command line."""
    ours = connection.settings_dict
    named = {"PGHOST": ours["HOST"], "PGPORT": ours["PORT"], "PGUSER": ours["USER"], "PGPASSWORD": ours["PASSWORD"]}
    return {name: str(value) for name, value in {**named, "PGDATABASE": database or ours["NAME"]}.items() if value}


@contextmanager
def scratch_database(like: str = "template0") -> Iterator[str]:
    """A PostgreSQL database beside ours (empty, or a copy of another), dropped afterwards; its name. Needs CREATEDB."""
    name = f"tsukisoi_check_{secrets.token_hex(4)}"
    _on_server(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    try:
        yield name
    finally:
        _on_server(f'DROP DATABASE "{name}"')


def _on_server(statement: str) -> None:
    parameters = connection.get_connection_params()
    wanted = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if parameters.get(key)}
    with psycopg.connect(**wanted, autocommit=True) as server:
        server.execute(statement)
