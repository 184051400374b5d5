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

    from tsukisoi.residents import bulk
    from tsukisoi.residents.models import Fact

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
                value=round(took, 1), cpu=round(time.process_time() - cpu, 1), unit="s", target=60, told=len(heard),
                holds=took <= 60,
            )  # fmt: skip


def expiring(rows: int) -> None:
    """A million clocks of a thousand organisations; the page of one."""
    from django.db import connection, transaction
    from django_scopes import scope

    from tsukisoi.cards import queries
    from tsukisoi.cards.models import Clock
    from tsukisoi.residents import bulk
    from tsukisoi.residents.models import Resident
    from tsukisoi.staff.queries import viewer_of

    homes = _house.make_organisations(HOUSES)
    _house.seed([home.pk for home in homes], 10_000_000, 10_000_000 + rows)
    chance = random.Random(9)
    everybody = list(
        Resident._base_manager.filter(organisation_id__in=[h.pk for h in homes]).values_list("pk", "organisation_id")
    )
    for kind in ("certificate", "card", "grace"):
        days = [(date(2026, 6, 1) + timedelta(chance.randrange(3650))).isoformat() for _ in everybody]
        with transaction.atomic():
            bulk.insert(Clock, {
                "id": [_house.UUID(int=chance.getrandbits(128)).hex for _ in everybody],
                "organisation_id": [row[1].hex for row in everybody], "resident_id": [row[0].hex for row in everybody],
                "kind": repeat(kind), "ends_on": days, "origin": repeat("printed"),
            })  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    viewer = viewer_of(_house.head_of(homes[500]))
    with scope(organisation=homes[500].pk):
        took = _house.milliseconds(lambda: queries.ending(viewer, "certificate"), 100)
        found = len(queries.ending(viewer, "certificate").endings)
    emit(
        job="expiring", engine=connection.vendor, residents=len(everybody), clocks=3 * len(everybody), found=found,
        median=round(_house.median(took), 2), p95=round(_house.p95(took), 2), quickest=round(_house.quickest(took), 2),
        value=round(_house.p95(took), 2), unit="ms", target=15, holds=_house.p95(took) <= 15,
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
