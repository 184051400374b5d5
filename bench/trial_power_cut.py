"""A thousand power cuts: is every acknowledged entry of the record still there, and the database sound?

A layer under SQLite notes every write, truncation and sync in order. The disk is then rebuilt as it could be after a cut
at a random moment: what was synced is kept; of later writes each is kept, lost or torn at random. Every disk is opened
again and its record counted. The statements are those the program really runs: its own tables, fences and chain, with
the settings of its own connection; NORMAL is run beside FULL to show what the setting is for.

Encryption stands above this layer (SQLCipher encrypts pages, the order of writes and syncs is SQLite's), so the cuts
are made on plain SQLite, through the same statements.
"""

import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import apsw

CUTS, ENTRIES, SEED = 1000, 400, 7
LOG: list[tuple[Any, ...]] = []


class Recorded(apsw.VFSFile):
    """A file whose writes, truncations and syncs are noted."""

    def __init__(self, name: Any, flags: list[int]) -> None:
        shown = name.filename() if hasattr(name, "filename") else name
        self.name = os.path.basename(shown) if shown else "temporary"
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        """Note and write."""
        LOG.append(("write", self.name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        """Note and truncate."""
        LOG.append(("truncate", self.name, size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        """Note and sync."""
        LOG.append(("sync", self.name))
        super().xSync(flags)


class Recorder(apsw.VFS):
    """The layer: the machine's own file system, noted."""

    def __init__(self) -> None:
        super().__init__("recorder", "")

    def xOpen(self, name: Any, flags: list[int]) -> Recorded:
        """Every file is a noted one."""
        return Recorded(name, flags)

    def xDelete(self, name: str, sync: bool) -> None:
        """Note and delete."""
        LOG.append(("delete", os.path.basename(name)))
        super().xDelete(name, sync)


def statements() -> tuple[list[str], list[list[tuple[str, tuple[Any, ...]]]]]:
    """The schema of the program with its fences, and for each of ENTRIES moves of a resident the SQL that it ran."""
    from django.db import connection, transaction
    from django_scopes import scope

    from tsukisoi.config import readiness
    from tsukisoi.journal.actions import Chain, write
    from tsukisoi.staff.models import Organisation
    from tsukisoi.tenancy.ids import new_id
    from tsukisoi.tenancy.viewer import Viewer

    readiness.migrate()
    organisation = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rootpage = 0, type DESC"
        )
        schema = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT * FROM staff_organisation")
        row = cursor.fetchone()
    schema.append((f"INSERT INTO staff_organisation VALUES ({', '.join('?' * len(row))})", tuple(map(_plain, row))))
    viewer = Viewer(new_id(), organisation.pk, "佐藤", "worker", frozenset())
    chains = [Chain("resident", new_id()) for _ in range(40)]
    done: list[list[tuple[str, tuple[Any, ...]]]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            done[-1].append((sql.replace("%s", "?"), tuple(map(_plain, params or ()))))
        return execute(sql, params, many, context)

    with scope(organisation=organisation.pk), connection.execute_wrapper(note):
        for n in range(ENTRIES):
            done.append([])
            with transaction.atomic():
                write(
                    viewer,
                    "residents.move",
                    random.choice(chains),
                    values={"room": str(n), "note": "あ" * random.randrange(200)},
                )
    return schema, done


def _plain(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    return value if isinstance(value, str | int | float | bytes | type(None)) else str(value)


def run(
    folder: Path, synchronous: str, schema: list[Any], done: list[Any]
) -> tuple[list[tuple[Any, ...]], list[tuple[int, int]]]:
    """The log of one life of the database, and at which point of it how many entries were acknowledged."""
    LOG.clear()
    connection = apsw.Connection(str(folder / "d"), vfs="recorder")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("PRAGMA wal_autocheckpoint=100")
    for statement in schema:
        connection.execute(*(statement if isinstance(statement, tuple) else (statement,)))
    acknowledged = []
    for number, entry in enumerate(done, 1):
        connection.execute("BEGIN IMMEDIATE")
        for sql, parameters in entry:
            connection.execute(sql, parameters)
        connection.execute("COMMIT")
        acknowledged.append((len(LOG), number))
    log = list(LOG)
    connection.close()
    return log, acknowledged


def after_cut(log: list[tuple[Any, ...]], cut: int) -> dict[str, bytearray]:
    """The files as they may be found when the power comes back."""
    disk: dict[str, bytearray] = {}
    last_sync = {event[1]: place for place, event in enumerate(log[:cut]) if event[0] == "sync"}
    for place, event in enumerate(log[:cut]):
        content = disk.setdefault(event[1], bytearray())
        safe = place <= last_sync.get(event[1], -1)
        if event[0] == "write":
            _write(content, event[2], event[3], safe)
        elif event[0] == "truncate" and (safe or random.random() < 0.5):
            del content[event[2] :]
        elif event[0] == "delete":
            disk.pop(event[1], None)
    return disk


def _write(content: bytearray, offset: int, data: bytes, safe: bool) -> None:
    if not safe:
        luck = random.random()
        if luck < 0.4:
            return
        if luck < 0.6:
            data = data[: random.randrange(len(data) + 1) // 512 * 512]
    if len(content) < offset + len(data):
        content.extend(bytes(offset + len(data) - len(content)))
    content[offset : offset + len(data)] = data


def found(folder: Path, disk: dict[str, bytearray]) -> int:
    """How many entries are there, each chain whole up to its head; -1 for a database that is damaged."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in disk.items():
        if not name.endswith("-shm"):
            (folder / name).write_bytes(content)
    connection = sqlite3.connect(folder / "d")
    try:
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            return -1
        entries = connection.execute("SELECT count(*) FROM journal_entry").fetchone()[0]
        whole = connection.execute(
            "SELECT count(*) FROM journal_head h WHERE seq <> (SELECT count(*) FROM journal_entry e WHERE e.chain_id = h.chain_id)"
            " OR digest <> (SELECT digest FROM journal_entry e WHERE e.chain_id = h.chain_id AND e.seq = h.seq)"
        ).fetchone()[0]
        return -1 if whole else int(entries)
    except sqlite3.DatabaseError:
        return -1
    finally:
        connection.close()


def trial(synchronous: str, schema: list[Any], done: list[Any], cuts: int) -> dict[str, Any]:
    """Cut so many times; what was lost."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tsukisoi-cut-") as place:
        life = Path(place) / "life"
        life.mkdir()
        log, acknowledged = run(life, synchronous, schema, done)
        lost, damaged = [], 0
        for _ in range(cuts):
            cut = random.randrange(acknowledged[0][0], len(log))
            promised = max((number for at, number in acknowledged if at <= cut), default=0)
            there = found(Path(place) / "after", after_cut(log, cut))
            damaged += there < 0
            lost.append(max(0, promised - there) if there >= 0 else 0)
    return {
        "trial": "power_cut", "synchronous": synchronous, "cuts": cuts, "entries": len(done),
        "events": len(log), "syncs": sum(event[0] == "sync" for event in log), "damaged": damaged,
        "cuts_that_lost_an_acknowledged_entry": sum(n > 0 for n in lost), "most_lost": max(lost),
        "seconds": round(time.monotonic() - began, 1),
    }  # fmt: skip


def main() -> int:
    """0 when FULL lost nothing and damaged nothing."""
    import django

    random.seed(SEED)
    recorder = Recorder()
    with tempfile.TemporaryDirectory(prefix="tsukisoi-trial-") as data:
        os.environ.update(TSUKISOI_DATA=data, DJANGO_SETTINGS_MODULE="tsukisoi.config.settings")
        os.environ.pop("TSUKISOI_DATABASE_URL", None)
        django.setup()
        from django.conf import settings

        schema, done = statements()
        ours = settings.DATABASES["default"]["OPTIONS"]["init_command"]
    full = trial("FULL", schema, done, int(os.environ.get("CUTS", CUTS)))
    print(json.dumps({**full, "is_our_setting": "synchronous=FULL" in ours and "journal_mode=WAL" in ours}), flush=True)
    print(json.dumps(trial("NORMAL", schema, done, 300)), flush=True)
    del recorder
    return int(bool(full["damaged"] or full["cuts_that_lost_an_acknowledged_entry"] or "synchronous=FULL" not in ours))


if __name__ == "__main__":
    sys.exit(main())
