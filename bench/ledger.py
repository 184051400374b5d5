"""The ledger of what is kept, at 10,000 things and a million entries: its pages, and verifying all of it.

The whole stack with middleware, session, rights and record, by a signed-in head, on the encrypted database: the page of
one thing (200 things), the locker and the month's count; what was brought in is set aside from the garbage collector
first, as by the server. The value is the CPU of the process (p95), since other programs
may be running; the wall time stands beside it. Verifying is the program's own `verify`: every entry, every value, every
head, every seal and the index of people. Its limit is hand-written: the bare SELECTs of the same columns of entries,
values and index from the same encrypted file, in the order of the tables, and SHA-256 over entry and values.
Prints JSON lines: job, figure, value, unit, target, and limit, ratio, holds.

Usage: python bench/ledger.py      ITEMS=10000 ENTRIES=1000000; some minutes, most of it for bringing them in
       SPELLING=before python bench/ledger.py      values as they were kept before: with spaces, Japanese escaped
"""

import hashlib
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import _house  # noqa: E402
import _ledger  # noqa: E402

ITEMS, ENTRIES = int(os.environ.get("ITEMS", 10_000)), int(os.environ.get("ENTRIES", 1_000_000))
SPELLING = "before" if _ledger.BEFORE else "as hashed"
PAGES, TIMES, HANDS = 200, 30, 2
PAGE_MS, LIST_MS, PER_SECOND = 50.0, 100.0, 100_000


def emit(figure: str, value: float, unit: str, **more: object) -> None:
    line = {"job": "ledger", "figure": figure, "value": round(value, 1), "unit": unit, "engine": "SQLCipher"}
    print(
        json.dumps({**line, "items": ITEMS, "entries": ENTRIES, "spelling": SPELLING, **more}, ensure_ascii=False),
        flush=True,
    )


def page(figure: str, target: float, ask: list[Callable[[], Any]]) -> None:
    """The p95 of these requests."""
    ask[0]()
    cpu, wall, weight = [], [], 0.0
    for do in ask:
        start, began = time.process_time(), time.perf_counter()
        answer = do()
        cpu.append((time.process_time() - start) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.status_code
        weight = max(weight, len(answer.content) / 1024)
    value = _house.p95(cpu)
    emit(
        figure, value, "ms CPU", target=target, median_ms=round(_house.median(cpu), 1), requests=len(ask),
        wall_p95_ms=round(_house.p95(wall), 1), kb=round(weight, 1), holds=value <= target,
    )  # fmt: skip


def bare() -> float:
    """CPU seconds to read and hash the same million entries by hand."""
    from django.db import connection

    from tsukisoi.journal.models import Detail, Entry, Ref

    start, ends = time.process_time(), dict[str, bytes]()
    names = "organisation_id, chain_kind, chain_id, at, actor_id, action, fields, refs, detail_digest, previous, digest"
    columns = ", ".join(f"+e.{name}" for name in names.split(", "))
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {columns}, +d.salt, +d."values" FROM {Entry._meta.db_table} e '
            f"LEFT JOIN {Detail._meta.db_table} d ON d.entry_id = e.id ORDER BY e.rowid"
        )
        while rows := cursor.fetchmany(2000):
            for row in rows:
                ends[row[2]] = hashlib.sha256("".join(row[:11]).encode()).digest()
                hashlib.sha256(f"{row[11]}{row[12]}".encode()).digest()
        cursor.execute(f"SELECT entry_id || organisation_id || subject FROM {Ref._meta.db_table} ORDER BY rowid")
        while cursor.fetchmany(2000):
            pass
    return time.process_time() - start


def verifying() -> None:
    """Two processes share the reading, as the command does on two cores. Where others use the machine as well, the wall
    clock tells of them: then the CPU of the busier of the two says how long it takes where nothing else runs."""
    from tsukisoi.journal.verify import verify

    before, start, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time(), time.perf_counter()
    report = verify(hands=HANDS)
    own, wall = time.process_time() - start, time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    other = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert report.sound and report.entries >= ENTRIES and report.details >= ENTRIES, report
    limit, rate = bare(), report.entries / max(own, other)
    emit(
        "verify", rate, "entries/s", target=PER_SECOND, reckoned_on="CPU of the busier process", hands=HANDS,
        cpu_per_s=round(report.entries / (own + other)), wall_per_s=round(report.entries / wall), values=report.details,
        seals=report.seals, limit="bare SELECT and SHA-256", limit_per_s=round(ENTRIES / limit),
        ratio=round((own + other) / limit, 2), load=round(os.getloadavg()[0], 1), holds=rate >= PER_SECOND,
    )  # fmt: skip


def run(folder: str) -> None:
    _house.set_up(folder)
    from django.test import Client
    from django_scopes import scope

    from tsukisoi.custody import actions
    from tsukisoi.journal.actions import seal
    from tsukisoi.staff.models import Organisation
    from tsukisoi.staff.queries import viewer_of

    home = _house.make_organisations(1)[0]
    Organisation.objects.filter(pk=home.pk).update(custody="cards")
    head = _house.head_of(home)
    began = time.perf_counter()
    things = _ledger.everything(home, head, ITEMS, ENTRIES)
    print(f"brought in: {time.perf_counter() - began:.0f} s", file=sys.stderr, flush=True)
    viewer = viewer_of(head)
    with scope(organisation=home.pk):
        seal(viewer)
        count = actions.begin_count(viewer)
    client = Client()
    client.force_login(head, backend="tsukisoi.staff.sessions.Backend")
    chosen = _ledger.some(things, PAGES)
    _house.set_aside()
    page("item_page", PAGE_MS, [lambda pk=pk: client.get(f"/custody/items/{pk}/") for pk in chosen])
    page("locker", LIST_MS, [lambda: client.get("/custody/")] * TIMES)
    page("count", LIST_MS, [lambda: client.get(f"/custody/counts/{count.pk}/")] * TIMES)
    page("counts", LIST_MS, [lambda: client.get("/custody/counts/")] * TIMES)
    page("register", LIST_MS, [lambda: client.get("/custody/register/")] * TIMES)
    page("many", LIST_MS, [lambda: client.get("/custody/many/")] * TIMES)
    verifying()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="tsukisoi-ledger-") as folder:
        run(folder)
