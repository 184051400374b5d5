"""After people were erased: is a single text of theirs left in the database, its log, the files or a new backup?

The demonstration's home; some of its people leave and are erased. Every text that names them, and nobody
else, is then looked for: in every page of the decrypted file (free pages too), in the write-ahead log, in every file of
the data folder as it lies on the disk, and in a backup made afterwards and restored. The record must verify.
Prints JSON lines (job, figure, value, target, holds) and exits with 1 where anything does not hold.

Usage: python bench/trial_erase.py [people]
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import _house  # noqa: E402

PEOPLE = int(sys.argv[1]) if len(sys.argv) > 1 else 12


def main() -> int:
    """Erase, then look everywhere."""
    with tempfile.TemporaryDirectory(prefix="tsukisoi-erase-") as place:
        data = Path(place) / "data"
        data.mkdir(mode=0o700)
        _house.set_up(str(data))
        wanted, erased = _erase()
        found = {where: _found(wanted, pages) for where, pages in _places(data, Path(place))}
        for text in sorted(set().union(*found.values())):
            print(f"left: {text.decode()}", file=sys.stderr)
    told = [
        ("people_erased", erased, PEOPLE, erased == PEOPLE),
        ("texts_looked_for", len(wanted), 24, len(wanted) >= 24),
    ]
    told += [(f"left_in_{where}", len(texts), 0, not texts) for where, texts in found.items()]
    told.append(("faults_of_the_record", _faults(), 0, _faults() == 0))
    for figure, value, target, holds in told:
        print(json.dumps({"job": "erase", "figure": figure, "value": value, "target": target, "holds": holds}))
    return 0 if all(holds for *_, holds in told) else 1


def _erase() -> tuple[set[bytes], int]:
    """Take some people in, let them leave, erase them; the texts that were theirs alone."""
    from django.core.management import call_command
    from django_scopes import scope

    from tsukisoi.custody import queries as custody
    from tsukisoi.keeping import actions
    from tsukisoi.residents import actions as residents
    from tsukisoi.residents import queries
    from tsukisoi.staff.models import Organisation, Worker
    from tsukisoi.staff.queries import viewer_of

    call_command("demonstrate", verbosity=0)
    home = Organisation.objects.filter(kind="facility").order_by("created_at").first()
    head = Worker.objects.get(organisation=home, role="head")
    with scope(organisation=home.pk):
        viewer = viewer_of(head)
        everybody = list(queries.everybody(viewer))
        free = [person for person in everybody if not custody.items_of(viewer, person.pk)][:PEOPLE]
        theirs = set().union(*(_texts(viewer, person) for person in free))
        others = set().union(*(_texts(viewer, person) for person in everybody if person not in free))
        for person in free:
            residents.leave(viewer, person)
            actions.erase(viewer, person.pk)
    alone = {text for text in theirs if not any(text in other for other in others)}
    _house_of["id"] = home.pk
    return {text.encode() for text in alone}, len(free)


_house_of: dict[str, Any] = {}
"""Whose rows are looked at: another organisation's copy of a list is that organisation's own record."""


def _texts(viewer: Any, person: Any) -> set[str]:
    """What names one person: name, reading, address, their people with their telephones."""
    from tsukisoi.residents import queries

    people = queries.contacts(viewer, person)
    said = {person.name, person.kana, person.address, *(c.name for c in people), *(c.phone for c in people)}
    return {text for text in said if len(text) > 3}


def _places(data: Path, place: Path) -> Iterator[tuple[str, Iterator[bytes]]]:
    from django.core.management import call_command
    from django.db import connection

    yield "database", _pages(connection.settings_dict["NAME"])
    yield "files", (path.read_bytes() for path in data.rglob("*") if path.is_file())
    call_command("backup", place / "after.tsukisoi")
    key = {"TSUKISOI_BACKUP_KEY": (data / "keys" / "backup.key").read_text().strip()}
    subprocess.run(
        [sys.executable, "-m", "tsukisoi", "restore", place / "after.tsukisoi", "--into", place / "restored"],
        env={**os.environ, **key, "PYTHONPATH": str(HERE.parent / "src")}, check=True, capture_output=True,
    )  # fmt: skip
    yield "new_backup", _pages(place / "restored" / "tsukisoi.db")


def _pages(path: Any) -> Iterator[bytes]:
    """Every page of an encrypted file as it reads when it is open, free pages too; and the texts of every row."""
    from django.db import connection
    from sqlcipher3 import dbapi2 as sqlcipher

    opened = sqlcipher.connect(str(path))
    opened.execute(f"""PRAGMA key = "x'{connection.settings_dict["OPTIONS"]["key"]}'" """)
    try:
        yield from (row[0] for row in opened.execute("SELECT data FROM sqlite_dbpage"))
    except sqlcipher.OperationalError:  # this build cannot show its pages: an unencrypted copy, without the free ones
        print(json.dumps({"job": "erase", "figure": "free_pages", "why": "sqlite_dbpage is not in this build"}))
    for (table,) in opened.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        heads = [row[1] for row in opened.execute(f'PRAGMA table_info("{table}")')]
        ours = f"WHERE organisation_id = '{_house_of['id'].hex}'" if "organisation_id" in heads else ""
        yield from (repr(row).encode() for row in opened.execute(f'SELECT * FROM "{table}" {ours}'))


def _found(wanted: set[bytes], pieces: Iterator[bytes]) -> set[bytes]:
    return {
        text
        for piece in pieces
        for text in wanted
        if text in piece or json.dumps(text.decode())[1:-1].encode() in piece
    }


def _faults() -> int:
    from tsukisoi.journal.verify import verify

    return len(verify().faults)


if __name__ == "__main__":
    sys.exit(main())
