"""How fast people are listed and searched among 1,000, 100,000 and 1,000,000 residents of 200 organisations.

The product's own queries (tsukisoi.residents.queries) with their ORM objects and a template of 50 rows, on the encrypted
database and on PostgreSQL; beside each the very SQL that it sent, run once more without ORM and template: the limit.
Prints JSON lines: job, figure, value, unit, engine, residents, target, limit, ratio, holds. The value is wall time, the
quickest tenth of the rounds, since other programs may be running; the median and the CPU of this process stand beside it.
The organisation that is looked at has 200 people more than its share, so that a page is full at every size. Growth is the
largest against the smallest size, twice: of that organisation, which grows with all the others and shows more people,
and of one that has the same people at every size (`steady`), while only the tables around it grow.

Usage: python bench/lists.py            SIZES=1000,100000 leaves out the million, which takes a minute or more to bring in; TIMES=15 for fewer rounds.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import _house  # noqa: E402

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,100000,1000000").split(",")]
ORGANISATIONS, TIMES, AT_LEAST, AT_ONCE = 200, int(os.environ.get("TIMES", "40")), 200, 20_000
"""AT_ONCE: so many are made one by one; above that the database multiplies whom it has, which is much quicker."""
STEADY = range(9_000_000, 9_000_405)
"""The people of the home that stays as large, by their numbers."""
TARGETS = {
    "page_1": 12.0,
    "deep_page": 12.0,
    "kana_prefix": 12.0,
    "room": 12.0,
    "substring_2": 25.0,
    "substring_3": 25.0,
    "not_there": 25.0,
}
GROWTH = 1.5
TEMPLATE = (
    "<table>{% for p in people %}<tr><td>{{ p.room }}<td><a href='/residents/{{ p.pk }}/'>{{ p.name }}</a><td>{{ p.kana }}"
    "<td>{{ p.unit|default_if_none:'' }}<td>{{ p.birth_date|date:'Y-m-d' }}<td>{{ p.get_status_display }}{% endfor %}</table>"
)


def emit(figure: str, value: float, unit: str = "ms", **more: object) -> None:
    print(
        json.dumps(
            {"job": "lists", "figure": figure, "value": round(value, 3), "unit": unit, **more}, ensure_ascii=False
        ),
        flush=True,
    )


def jobs(viewer: Any) -> dict[str, Any]:
    """What a person at the screen does, as calls that give people."""
    from tsukisoi.residents import queries

    after = None
    for _ in range(40):  # page by page, as far as there are pages
        page = queries.people(viewer, after=after)
        if page.after is None:
            break
        after = page.after
    return {
        "page_1": lambda: queries.people(viewer).people,
        "deep_page": lambda: queries.people(viewer, after=after).people,
        "kana_prefix": lambda: queries.search(viewer, "たかはし"),
        "room": lambda: queries.search(viewer, "305"),
        "substring_2": lambda: queries.search(viewer, "代子"),
        "substring_3": lambda: queries.search(viewer, "川美代"),
        "not_there": lambda: queries.search(viewer, "存在無"),
    }


def limit_of(do: Any) -> float:
    """Median ms of the same SQL without ORM objects and template."""
    from django.db import connection

    sent: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        sent.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        do()

    def again() -> None:
        with connection.cursor() as cursor:
            for sql, params in sent:
                cursor.execute(sql, params)
                cursor.fetchall()

    return _house.quickest(_house.milliseconds(again, TIMES))


def measure(viewer: Any, residents: int, engine: str, **more: object) -> dict[str, float]:
    from django.template import Context, engines
    from django_scopes import scope

    template = engines["django"].from_string(TEMPLATE).template
    found: dict[str, float] = {}
    with scope(organisation=viewer.organisation):
        for name, people in jobs(viewer).items():
            cpu = time.process_time()
            took = _house.milliseconds(lambda p=people: template.render(Context({"people": p()})), TIMES)
            cpu = (time.process_time() - cpu) * 1000 / (TIMES + 1)
            found[name], limit = _house.quickest(took), limit_of(people)
            emit(
                name, found[name], engine=engine, residents=residents, target=TARGETS[name], rows=len(people()),
                median_ms=round(_house.median(took), 3), cpu_ms=round(cpu, 3), limit_ms=round(limit, 3), ratio=round(found[name] / limit, 2), holds=found[name] <= TARGETS[name],
                **more,
            )  # fmt: skip
    return found


def fill(homes: list[Any], looked_at: Any, steady: Any, there: int, size: int) -> None:
    """Bring in people up to that many; the home that is looked at gets its share of them one by one, `steady` none."""
    if there < AT_ONCE:
        _house.seed(homes, there, min(size, AT_ONCE))
    if size > AT_ONCE:
        before = max(there, AT_ONCE)
        _house.multiply(size // before - 1, [looked_at, steady])
        _house.seed([looked_at], size, size + (size - before) // ORGANISATIONS)


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="tsukisoi-lists-") as folder:
        _house.set_up(folder)
        from django.db import connection

        from tsukisoi.staff.queries import viewer_of

        engine = "PostgreSQL" if connection.vendor == "postgresql" else "SQLCipher"
        *homes, steady = _house.make_organisations(ORGANISATIONS + 1)
        viewers = {"": viewer_of(_house.head_of(homes[7])), "_steady": viewer_of(_house.head_of(steady))}
        figures: dict[str, dict[int, dict[str, float]]] = {which: {} for which in viewers}
        _house.seed([homes[7].pk], 0, AT_LEAST)
        _house.seed([steady.pk], STEADY.start, STEADY.stop)
        there = AT_LEAST
        for size in SIZES:
            fill([home.pk for home in homes], homes[7].pk, steady.pk, there, size)
            there = size
            for which, viewer in viewers.items():
                figures[which][size] = measure(viewer, size, engine, **({"of": "steady"} if which else {}))
        small, large = min(SIZES), max(SIZES)
        grows = f"has {AT_LEAST + large // ORGANISATIONS} against {AT_LEAST + small // ORGANISATIONS}"
        for which, own in (("", grows), ("_steady", f"has {len(STEADY)} at both")):
            for name in TARGETS:
                growth = figures[which][large][name] / figures[which][small][name]
                emit(
                    f"{name}_growth{which}", growth, unit="times", engine=engine, residents=large, target=GROWTH, holds=growth <= GROWTH,
                    compared=f"{large} against {small} residents; the organisation {own}",
                )  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        run()
    else:
        here = str(Path(__file__).resolve())
        plain = {k: v for k, v in os.environ.items() if k != "TSUKISOI_DATABASE_URL"}
        done = subprocess.run([sys.executable, here, "sqlite"], env=plain, check=False).returncode
        postgres = [sys.executable, str(HERE.parent / "tests" / "with_postgres.py"), sys.executable, here, "postgresql"]
        sys.exit(subprocess.run(postgres, env=plain, check=False).returncode or done)
