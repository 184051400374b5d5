"""A house of invented people in a data folder of its own, for measuring what the server does."""

import gc
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

FAMILY = [
    ("佐藤", "サトウ"), ("鈴木", "スズキ"), ("髙橋", "タカハシ"), ("田中", "タナカ"), ("渡邉", "ワタナベ"), ("伊藤", "イトウ"),
    ("山本", "ヤマモト"), ("中村", "ナカムラ"), ("小林", "コバヤシ"), ("加藤", "カトウ"), ("長谷川", "ハセガワ"), ("五十嵐", "イガラシ"),
    ("吉備", "キビ"), ("松原", "マツバラ"), ("備中", "ビッチュウ"), ("山﨑", "ヤマザキ"),
]  # fmt: skip
GIVEN = [
    ("花子", "ハナコ"), ("太郎", "タロウ"), ("幸子", "サチコ"), ("一郎", "イチロウ"), ("和子", "カズコ"), ("清", "キヨシ"), ("節子", "セツコ"),
    ("茂", "シゲル"), ("美代子", "ミヨコ"), ("正", "タダシ"), ("千代", "チヨ"), ("実", "ミノル"), ("久子", "ヒサコ"), ("昭二", "ショウジ"),
    ("文", "フミ"), ("弥生", "ヤヨイ"),
]  # fmt: skip


def set_up(folder: str) -> None:
    """Django with the product's own settings and a fresh database in `folder`."""
    os.environ["TSUKISOI_DATA"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "tsukisoi.config.settings"
    os.environ.setdefault("TSUKISOI_TODAY", "2026-11-23")
    home = Path(__file__).resolve().parent.parent
    sys.path[:0] = [str(home), str(home / "src")]
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from tsukisoi.config import wsgi  # noqa: F401  # as the server does: what lives as long as the process is set aside


def set_aside() -> None:
    """What was made so far stays for good, as on a server that has just started: the collector does not walk through
    the traces of bringing people in, which no server has made in the process that serves pages."""
    gc.collect()
    gc.freeze()


def make_organisations(number: int) -> list[Any]:
    """That many homes, each with one unit."""
    from tsukisoi.staff.models import Organisation, Unit

    made = [
        Organisation.objects.create(
            name=f"つばき苑 {n}", kind="facility", municipality="みどり野町", custody="certificates"
        )
        for n in range(number)
    ]
    Unit.objects.model._base_manager.bulk_create([Unit(organisation_id=home.pk, name="1階") for home in made])
    return made


def somebody(number: int, chance: random.Random, keys: dict[str, str]) -> dict[str, Any]:
    """One invented person as the columns that a list looks at."""
    (family, family_kana), (given, given_kana) = chance.choice(FAMILY), chance.choice(GIVEN)
    room = f"{chance.randrange(1, 9)}{chance.randrange(100):02d}"
    return {
        "name": f"{family} {given}", "name_key": keys[family] + keys[given], "kana": f"{family_kana} {given_kana}",
        "kana_key": keys[family_kana] + keys[given_kana], "kana_state": "confirmed", "sex": "female", "room": room, "room_key": room,
        "birth_date": date(1926, 1, 1) + timedelta(chance.randrange(15_000)), "status": "here" if chance.random() < 0.9 else "left",
    }  # fmt: skip


def seed(organisations: list[UUID], start: int, stop: int) -> None:
    """People number `start` to `stop`, dealt to the organisations in turn; straight into the real table."""
    from django.db import connection, transaction

    from tsukisoi.residents.models import Resident
    from tsukisoi.residents.roster.names import search_key
    from tsukisoi.tenancy.clock import now

    keys = {word: search_key(word) for pair in (*FAMILY, *GIVEN) for word in pair}
    fields = list(Resident._meta.concrete_fields)
    blank = {
        f.attname: f.get_default() if f.has_default() else None if f.null else "" for f in fields if f.attname != "id"
    }
    blank |= {"changed_at": now(), "proposed": []}
    sql = connection.vendor == "sqlite"

    def rows() -> Iterator[list[Any]]:
        chance = random.Random(start + 5)
        for number in range(start, stop):
            values = blank | somebody(number, chance, keys)
            values |= {
                "id": UUID(int=chance.getrandbits(128)),
                "organisation_id": organisations[number % len(organisations)],
            }
            yield (
                [f.get_db_prep_save(values[f.attname], connection) for f in fields]
                if sql
                else [_copied(values[f.attname]) for f in fields]
            )

    columns = ", ".join(f'"{f.column}"' for f in fields)
    table = Resident._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        if sql:
            cursor.cursor.executemany(
                f'INSERT INTO "{table}" ({columns}) VALUES ({", ".join("?" * len(fields))})', rows()
            )
        else:
            with cursor.cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for row in rows():
                    copy.write_row(row)
    weigh(table)


def multiply(times: int, but: list[UUID]) -> None:
    """Of everybody outside those homes, that many more with ids of their own, in their homes: by the database itself."""
    from django.db import connection, transaction

    from tsukisoi.residents.models import Resident

    table, lite = Resident._meta.db_table, connection.vendor == "sqlite"
    others = ", ".join(f'"{f.column}"' for f in Resident._meta.concrete_fields if f.attname != "id")
    made = "lower(hex(randomblob(16)))" if lite else "gen_random_uuid()"
    counted = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %s)"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ("id", {others}) {counted} SELECT {made}, {others} FROM "{table}" CROSS JOIN c '
            f'WHERE "organisation_id" NOT IN ({", ".join(["%s"] * len(but))})',
            [times, *(one.hex if lite else one for one in but)],
        )
    weigh(table)


def weigh(table: str = "") -> None:
    """What the planner knows of the tables, as where the program serves: PostgreSQL's own watch reads them by itself."""
    from django.db import connection

    from tsukisoi.config import readiness

    readiness.weigh()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'VACUUM ANALYZE "{table}"' if table else "ANALYZE")


def _copied(value: Any) -> Any:
    return "[]" if value == [] else value


def head_of(organisation: Any, name: str = "head") -> Any:
    """The head of that home, who may do everything there."""
    from tsukisoi.staff.models import Worker

    worker = Worker(
        organisation=organisation, role="head", username=f"{name}-{organisation.pk.hex[-6:]}", name="中村 健太"
    )
    worker.set_unusable_password()
    worker.save()
    return worker


def milliseconds(do: Callable[[], object], times: int) -> list[float]:
    """How long each time took, after one that is not counted; wall time."""
    do()
    took = []
    for _ in range(times):
        start = time.perf_counter()
        do()
        took.append((time.perf_counter() - start) * 1000)
    return took


def quickest(took: list[float]) -> float:
    """The quickest tenth: what it takes where nothing else is running."""
    return sorted(took)[len(took) // 10]


def median(took: list[float]) -> float:
    return statistics.median(took)


def p95(took: list[float]) -> float:
    return sorted(took)[min(len(took) - 1, int(len(took) * 0.95))]
