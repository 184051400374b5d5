"""Clocks: 100,000 people's last days reckoned for a new day, and what ends within 90 days of one of many organisations.

Prints JSON lines: job clocks (seconds for a first filling and for a new day; target 60) and job expiring (ms of the
server for the first page of one organisation, among `rows` of all; target 15). `value` of the second is the quickest
tenth by the clock on the wall: what it takes where nothing else is running; the median stands beside it.

usage: python bench/clocks.py [people=100000] [expiring=1000000]
       python tests/with_postgres.py python bench/clocks.py
"""

import json
import os
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


def _cards(many: int, on: date) -> list[tuple[date, dict[str, str], list[Any]]]:
    """That many invented cards: the birth, what is written on the card, and its clocks as the program reckons them."""
    from tsukisoi.cards.actions.clocks import rows_of

    chance, made = random.Random(7), []
    for _number in range(many):
        born = date(1926, 1, 1) + timedelta(chance.randrange(15_000))
        issued = date(2017, 1, 1) + timedelta(chance.randrange(3500))
        facts = {"card.issued": issued.isoformat()}
        for key, years, known in (("expires", 10, 0.7), ("certificate_expires", 5, 0.6)):
            if chance.random() < known:
                facts[f"card.{key}"] = date(issued.year + years, born.month, min(born.day, 28)).isoformat()
        made.append((born, facts, rows_of(facts, born, on)))
    return made


def _columns(model: Any) -> dict[str, Any]:
    """The columns of a table with what an empty row has in each, to be repeated for many rows."""
    from django.db import connection

    from tsukisoi.tenancy.clock import now

    plain = {
        f.attname: f.get_default() if f.has_default() else None if f.null else "" for f in model._meta.concrete_fields
    } | {"changed_at": now(), "status": "here", "birth_date": date(1930, 1, 1)}
    lite = connection.vendor == "sqlite"
    return {
        f.column: repeat(
            f.get_db_prep_save(plain[f.attname], connection) if lite else _house._copied(plain[f.attname])
        )
        for f in model._meta.concrete_fields
    }  # fmt: skip


BLOCK = 100_000


def _seeded(homes: list[Any], rows: int, on: date) -> None:
    """That many people in turn of the homes, and three clocks each, in big transactions straight into the tables."""
    from django.db import connection, transaction

    from tsukisoi.cards.models import Clock
    from tsukisoi.residents.models import Fact, Resident
    from tsukisoi.tenancy import bulk
    from tsukisoi.tenancy.ids import new_hexes

    lite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if lite:
            cursor.execute(
                "PRAGMA cache_size=-3000000"
            )  # while seeding only: pages are enciphered once, not every time
    cards, chance = _cards(5000, on), random.Random(11)
    asked = homes[SAMPLE].pk.hex
    plain, true = _columns(Resident), 1 if lite else True
    for start in range(0, rows, BLOCK):
        many = min(BLOCK, rows - start)
        ids, dealt = new_hexes(many), [chance.choice(cards) for _ in range(many)]
        homed = [homes[(start + n) % len(homes)].pk.hex for n in range(many)]
        keys = [f"サトウハナコ{chance.randrange(10**6)}" for _ in range(many)]
        with transaction.atomic():
            bulk.insert(Resident, plain | {
                "id": ids, "organisation_id": homed, "birth_date": [card[0].isoformat() for card in dealt],
                "name": repeat("佐藤 花子"), "kana": repeat("サトウ ハナコ"), "name_key": repeat("佐藤花子"), "kana_key": keys,
            })  # fmt: skip
            said = [(i, key, day) for i, h, card in zip(ids, homed, dealt, strict=True) if h == asked
                    for key, day in card[1].items()]  # fmt: skip
            if said:
                bulk.insert(Fact, {
                    "id": new_hexes(len(said)), "organisation_id": repeat(asked), "resident_id": [one[0] for one in said],
                    "key": [one[1] for one in said], "value": [json.dumps(one[2]) for one in said], "known": repeat(true),
                    "told_by": repeat("paper"), "asked_on": repeat("2026-11-01"),
                })  # fmt: skip
            flat = [(i, h, *row) for i, h, card in zip(ids, homed, dealt, strict=True) for row in card[2]]
            people, houses, kinds, ends, opens, origins = zip(*flat, strict=True)
            bulk.insert(Clock, {
                "id": new_hexes(len(flat)), "organisation_id": houses, "resident_id": people, "kind": kinds,
                "ends_on": [day and day.isoformat() for day in ends],
                "opens_on": [day and day.isoformat() for day in opens], "origin": origins,
            })  # fmt: skip
        print(f"seeded {start + many}", file=sys.stderr, flush=True)
    _house.weigh()
    connection.close()  # the next one has the cache that the product gives it


SAMPLE = 500
"""Which of the homes is looked at; its people have their facts, too."""


def _agree(viewer: Any, on: date) -> tuple[int, int]:
    """Reckon that home by the product's own code: how many clocks it left as they had been seeded, and how many not."""
    from tsukisoi.cards.actions import reckon_all
    from tsukisoi.cards.models import Clock

    before = set(Clock.objects.values_list("pk", flat=True))
    reckon_all(viewer, on)
    after = set(Clock.objects.values_list("pk", flat=True))
    return len(before & after), len(before ^ after)


def expiring(rows: int) -> None:
    """Three million clocks of a thousand organisations; the page of one: the scan, and everything that page reads."""
    from django.db import connection, transaction
    from django.test import Client
    from django_scopes import scope

    from tsukisoi.cards import queries
    from tsukisoi.staff.queries import viewer_of
    from tsukisoi.tenancy.clock import today

    began = time.perf_counter()
    with transaction.atomic():
        homes = _house.make_organisations(HOUSES)
    _seeded(homes, rows, today())
    seeded, head = time.perf_counter() - began, _house.head_of(homes[SAMPLE])
    viewer, client = viewer_of(head), Client()
    client.force_login(head)

    def scan() -> int:
        return len(queries.ending(viewer, "certificate").endings)

    def reads() -> int:
        found = queries.ending(viewer, "certificate").endings
        return len(queries.errands(viewer, queries.people_of(viewer, found)))

    def page() -> int:
        answer = client.get("/cards/")
        assert answer.status_code == 200, answer.status_code
        return len(answer.content)

    with scope(organisation=homes[SAMPLE].pk):
        same, other = _agree(viewer, today())
        found = scan()
        for figure, do, target in (("scan", scan, 15), ("reads", reads, 15), ("page", page, None)):
            took, cpu = _house.milliseconds(do, 100), []
            for _time in range(100):
                start = time.process_time()
                do()
                cpu.append((time.process_time() - start) * 1000)
            emit(
                job="expiring", engine=connection.vendor, figure=figure, residents=rows, clocks=3 * rows, found=found,
                value=round(_house.quickest(took), 2), wall_median=round(_house.median(took), 2),
                wall_p95=round(_house.p95(took), 2), cpu_median=round(_house.median(cpu), 2),
                cpu_p95=round(_house.p95(cpu), 2), unit="ms", target=target, load=round(os.getloadavg()[0], 1),
                seeded=round(seeded), reckoned_the_same=same, reckoned_otherwise=other,
                holds=not other and (target is None or _house.quickest(took) <= target),
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
