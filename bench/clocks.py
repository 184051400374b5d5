"""Clocks: 100,000 people's last days reckoned for a new day, and what ends within 90 days of one of many organisations.

Prints JSON lines: job clocks (seconds for a first filling and for a new day; target 60) and job expiring (ms of the
server for the first page of one organisation, among `rows` of all; target 15).

usage: python bench/clocks.py [people=100000] [expiring=1000000]
       python tests/with_postgres.py python bench/clocks.py
"""

import json
import random
import sys
import tempfile
import time
from datetime import date, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import _house  # noqa: E402

HOUSES = 1000


def emit(**figures: Any) -> None:
    print(json.dumps(figures, ensure_ascii=False), flush=True)


def _facts(people: list[tuple[Any, Any]], home: Any) -> None:
    """A card with printed or missing days for nearly everybody."""
    from django.db import connection

    from tsukisoi.residents.models import Fact
    from tsukisoi.tenancy import bulk

    chance, rows = random.Random(3), []
    for id, born in people:
        issued = date(2017, 1, 1) + timedelta(chance.randrange(3500))
        rows.append((id, "card.issued", issued))
        if chance.random() < 0.7:
            rows.append((id, "card.expires", date(issued.year + 10, born.month, min(born.day, 28))))
        if chance.random() < 0.4:
            rows.append((id, "card.certificate_expires", date(issued.year + 5, born.month, min(born.day, 28))))
    made = [_house.UUID(int=chance.getrandbits(128)).hex for _ in rows]
    true = 1 if connection.vendor == "sqlite" else True
    bulk.insert(Fact, {
        "id": made, "organisation_id": repeat(home.pk.hex), "resident_id": [row[0].hex for row in rows],
        "key": [row[1] for row in rows], "value": [json.dumps(row[2].isoformat()) for row in rows], "known": repeat(true),
        "told_by": repeat("paper"), "asked_on": repeat("2026-11-01"),
    })  # fmt: skip


def clocks(people: int) -> None:
    from django.db import connection, transaction
    from django_scopes import scope

    from tsukisoi.cards.actions import reckon_all
    from tsukisoi.cards.models import Clock
    from tsukisoi.residents.models import Resident
    from tsukisoi.staff.queries import viewer_of

    home = _house.make_organisations(1)[0]
    _house.seed([home.pk], 0, people)
    with scope(organisation=home.pk):
        Resident.objects.update(status="here")
    viewer = viewer_of(_house.head_of(home))
    with scope(organisation=home.pk):
        with transaction.atomic():
            _facts(list(Resident.objects.values_list("pk", "birth_date")), home)
        for figure, day in (("first", date(2026, 11, 23)), ("new_day", date(2026, 11, 24))):
            began, cpu = time.perf_counter(), time.process_time()
            heard: list[int] = []
            this = reckon_all(viewer, day, lambda done, _total, heard=heard: heard.append(done))
            took = time.perf_counter() - began
            emit(
                job="clocks", engine=connection.vendor, figure=figure, people=this.done, clocks=Clock.objects.count(),
                value=round(time.process_time() - cpu, 1), wall=round(took, 1), unit="s of CPU", target=60,
                told=len(heard), holds=time.process_time() - cpu <= 60,
            )  # fmt: skip


def _seeded(homes: list[Any], rows: int) -> None:
    """That many people and three clocks each, dealt to the homes, by the database itself."""
    from django.db import connection, transaction

    from tsukisoi.cards.models import Clock
    from tsukisoi.residents.models import Resident
    from tsukisoi.tenancy.clock import now

    lite = connection.vendor == "sqlite"
    new = "lower(hex(randomblob(16)))" if lite else "gen_random_uuid()"
    many = (
        "(WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT i FROM n)"
        if lite
        else "generate_series(0, {})"
    )
    born = (
        "date('1926-01-01', '+' || (abs(random()) % 15000) || ' days')"
        if lite
        else "date '1926-01-01' + floor(random() * 15000)::int"
    )
    ends = (
        "date('2026-06-01', '+' || (abs(random()) % 3650) || ' days')"
        if lite
        else "date '2026-06-01' + floor(random() * 3650)::int"
    )
    fields = [f for f in Resident._meta.concrete_fields if f.attname not in ("id", "organisation_id", "birth_date")]
    plain = {f.attname: f.get_default() if f.has_default() else None if f.null else "" for f in fields}
    plain |= {
        "changed_at": now(),
        "name": "佐藤 花子",
        "kana": "サトウ ハナコ",
        "name_key": "佐藤花子",
        "kana_key": "サトウハナコ",
    }
    values = [f.get_db_prep_save(plain[f.attname], connection) for f in fields]
    people, clocks = Resident._meta.db_table, Clock._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE bench_home (n integer, id " + ("text" if lite else "uuid") + ")")
        cursor.executemany("INSERT INTO bench_home VALUES (%s, %s)", [(n, h.pk.hex) for n, h in enumerate(homes)])
        columns = ", ".join(f'"{f.column}"' for f in fields)
        series = many.format(rows - 1) + (" AS s" if lite else " AS s(i)")
        cursor.execute(
            f'INSERT INTO "{people}" ("id", "organisation_id", "birth_date", {columns}) '
            f"SELECT {new}, h.id, {born}, {', '.join(['%s'] * len(values))} FROM {series} "
            f"JOIN bench_home h ON h.n = s.i %% {len(homes)}", values,
        )  # fmt: skip
        for kind in ("certificate", "card", "grace"):
            cursor.execute(
                f'INSERT INTO "{clocks}" ("id", "organisation_id", "resident_id", "kind", "ends_on", "origin") '
                f"SELECT {new}, r.organisation_id, r.id, %s, {ends}, 'printed' FROM \"{people}\" r "
                "JOIN bench_home h ON h.id = r.organisation_id", [kind],
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def expiring(rows: int) -> None:
    """Three million clocks of a thousand organisations; the page of one."""
    from django.db import connection
    from django_scopes import scope

    from tsukisoi.cards import queries
    from tsukisoi.staff.queries import viewer_of

    homes = _house.make_organisations(HOUSES)
    _seeded(homes, rows)
    viewer = viewer_of(_house.head_of(homes[500]))
    with scope(organisation=homes[500].pk):
        took, cpu = _house.milliseconds(lambda: queries.ending(viewer, "certificate"), 100), []
        for _time in range(100):
            began = time.process_time()
            found = len(queries.ending(viewer, "certificate").endings)
            cpu.append((time.process_time() - began) * 1000)
    emit(
        job="expiring", engine=connection.vendor, residents=rows, clocks=3 * rows, found=found,
        median=round(_house.median(took), 2), wall_p95=round(_house.p95(took), 2), quickest=round(_house.quickest(took), 2),
        value=round(_house.median(took), 2), cpu_p95=round(_house.p95(cpu), 2), unit="ms", target=15,
        holds=_house.median(took) <= 15,
    )  # fmt: skip


def main(people: int, rows: int) -> None:
    with tempfile.TemporaryDirectory(prefix="tsukisoi-clocks-") as folder:
        _house.set_up(folder)
        if people:
            clocks(people)
        if rows:
            expiring(rows)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(given[0] if given else 100_000, given[1] if len(given) > 1 else 1_000_000)
