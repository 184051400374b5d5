"""How long the server takes for every page, and how heavy the page is.

The demonstration's home of sixty people, and a home of 10,000 residents for the lists; the whole stack with middleware,
session, rights and record, by a signed-in head of the home, on the encrypted database. Thirty requests a page. What was
made while the people were brought in is set aside from the garbage collector first, as the server (config/wsgi.py) sets
aside what lives as long as the process: it is the server that is measured. The value is the CPU of the process (p95),
since other programs may be running; the wall time stands beside it.
Prints JSON lines: job, page, figure, value, unit, target, wall_p95_ms, kb, kb_target, queries, holds.

Usage: python bench/pages.py [part of a page's name] [sixty|many]     (without the second both homes)
"""

import json
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import _house  # noqa: E402

TIMES, MANY, TARGET_MS, TARGET_KB = 30, 10_000, 100.0, 150.0
PLAIN = (
    "today:today", "residents:list", "residents:search", "residents:add", "residents:proposed", "residents:import", "cases:grid",
    "cases:questions", "cases:ask_in_a_row", "rulebook:list", "rulebook:changes", "rulebook:sources", "municipalities:list", "municipalities:add",
    "staff:list", "staff:rights", "staff:add", "staff:units", "staff:organisation", "journal:list", "journal:seals", "papers:ask", "help:glossary",
)  # fmt: skip
OF_ONE = (
    "cases:person", "cases:changes", "cases:will", "cases:interview", "residents:detail", "residents:edit", "residents:documents",
    "residents:care", "residents:merge", "journal:person",
)  # fmt: skip
OF_MANY = (
    "today:today", "cases:grid", "cases:questions", "cases:kits", "residents:list", "residents:search", "journal:list",
)  # fmt: skip


def pages(viewer: Any) -> list[tuple[str, str]]:
    """Name and address of every page."""
    from django.urls import reverse
    from django_scopes import scope

    from tsukisoi.municipalities import queries as municipalities
    from tsukisoi.residents import queries as residents

    with scope(organisation=viewer.organisation):
        people = [person.pk for person in residents.everybody(viewer)]
        office = municipalities.home(viewer)
    found = [(name, reverse(name)) for name in PLAIN]
    found += [("residents:search q", reverse("residents:search") + "?q=たか")]
    found += [(name, reverse(name, args=[people[len(people) // 2]])) for name in OF_ONE]
    found += [("rulebook:table", reverse("rulebook:table", args=["proxy.difficulty"]))]
    return [
        *found,
        *([("municipalities:office", reverse("municipalities:office", args=[office.pk]))] if office else []),
    ]


def measure(client: Any, name: str, address: str, home: str) -> None:
    from django.db import connection

    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    answer = client.get(address, follow=True)
    address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
    with connection.execute_wrapper(note):
        client.get(address)
    cpu, wall = [], []
    for _ in range(TIMES):
        start, began = time.process_time(), time.perf_counter()
        answer = client.get(address)
        cpu.append((time.process_time() - start) * 1000)
        wall.append((time.perf_counter() - began) * 1000)
    kb, value = len(answer.content) / 1024, _house.p95(cpu)
    line = {
        "job": "pages", "page": name, "home": home, "figure": "server_cpu_p95", "value": round(value, 1), "unit": "ms", "target": TARGET_MS,
        "median_ms": round(_house.median(cpu), 1), "wall_p95_ms": round(_house.p95(wall), 1), "kb": round(kb, 1), "kb_target": TARGET_KB,
        "queries": len(asked), "status": answer.status_code, "holds": answer.status_code == 200 and value <= TARGET_MS and kb <= TARGET_KB,
    }  # fmt: skip
    print(json.dumps(line, ensure_ascii=False), flush=True)


def tell_of(organisation: Any) -> None:
    """Of nine in ten of those people something is known, in every mixture: straight into the real tables."""
    import random

    from tsukisoi.cases.models import Attempt, Case
    from tsukisoi.residents.models import Document, Fact, Resident
    from tsukisoi.tenancy.clock import now, today

    chance, known = random.Random(3), []
    for person in Resident.objects.model._base_manager.filter(organisation_id=organisation).values_list(
        "pk", flat=True
    ):
        if chance.random() < 0.9:
            known.append(
                (person, {key: chance.choice(values) for key, values in _SAID.items() if chance.random() < 0.8})
            )
    own: dict[str, Any] = {"organisation_id": organisation}
    put(
        Fact,
        [Fact(**own, resident_id=p, key=k, value=v, asked_on=today()) for p, told in known for k, v in told.items()],
    )
    put(Document, [
        Document(**own, resident_id=p, kind=chance.choice(_PAPERS), checked_on=today(), expires=today() + timedelta(chance.randrange(-30, 900)))
        for p, _told in known
    ])  # fmt: skip
    asked = [person for person, _told in known if chance.random() < 0.7]
    cases = {person: Case(**own, resident_id=person, opened_on=today()) for person in asked}
    put(Case, cases.values())
    put(Attempt, [
        Attempt(**own, case=case, matter="card", at=now(), explained_by="佐藤", answer=chance.choice(_ANSWERS))
        for case in cases.values()
    ])  # fmt: skip


_SAID: dict[str, list[Any]] = {
    "residence": ["facility", "facility", "home", "hospital"], "care_level": ["care_1", "care_3", "care_5", "support_1"],
    "guardian": ["none", "none", "none", "adult_guardian", "curator"], "notification_card": ["held", "lost", "returned"],
    "can_visit_counter": [True, False], "disabilities": [[], ["physical"]], "number_notice": [True, False],
    "card.certificate_expires": ["2026-09-18", "2026-12-20", "2029-05-06", "2030-01-02", "2031-02-03"],
}  # fmt: skip
_PAPERS = ["passport", "driving_licence", "eligibility_certificate", "care_insurance_card"]
_ANSWERS = ["yes_wants", "yes_wants", "yes_wants", "no_does_not", "undecided", "could_not_confirm"]


def put(model: Any, rows: Any) -> None:
    model._base_manager.bulk_create(list(rows), batch_size=2000)


def reckon(viewer: Any) -> None:
    """The first look of the day at a house of thousands: everybody is reckoned, in batches."""
    from django_scopes import scope

    from tsukisoi.cases import standings

    with scope(organisation=viewer.organisation):
        for name, do in (
            ("reckoned_once_a_day", standings.refresh),
            ("sheets_counted_once_a_day", standings.sheets),
        ):
            cpu, wall = time.process_time(), time.perf_counter()
            do(viewer, 600)
            line = {
                "job": "pages", "figure": name, "home": f"{MANY} people", "value": round(time.process_time() - cpu, 2),
                "unit": "s", "wall_s": round(time.perf_counter() - wall, 2),
            }  # fmt: skip
            print(json.dumps(line, ensure_ascii=False), flush=True)


def signed_in(worker: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(worker, backend="tsukisoi.staff.sessions.Backend")
    return client


def of_sixty(part: str) -> None:
    """Every page of the demonstration's home."""
    from tsukisoi.demonstration.load import load
    from tsukisoi.residents.models import Resident
    from tsukisoi.staff.models import Organisation, Worker
    from tsukisoi.staff.queries import viewer_of

    load()
    everybody = Resident.objects.model._base_manager
    home = max(Organisation.objects.all(), key=lambda one: everybody.filter(organisation_id=one.pk).count())
    head = Worker.objects.get(organisation=home, role="head")
    client, people = signed_in(head), everybody.filter(organisation_id=home.pk).count()
    _house.set_aside()
    for name, address in pages(viewer_of(head)):
        if part in name:
            measure(client, name, address, f"{people} people")


def of_many(part: str) -> None:
    """The lists of a home of thousands, and the pages of one of them and of its town."""
    from django.urls import reverse
    from django_scopes import scope

    from tsukisoi.municipalities import actions as municipalities
    from tsukisoi.residents.models import Resident
    from tsukisoi.staff.queries import viewer_of

    large = _house.make_organisations(1)[0]
    _house.seed([large.pk], 0, MANY)
    tell_of(large.pk)
    worker = _house.head_of(large)
    client, viewer = signed_in(worker), viewer_of(worker)
    with scope(organisation=large.pk):
        town = municipalities.open_home(viewer, "みどり野町")
        somebody = Resident.objects.filter(status="here").order_by("kana_key")[MANY // 2]
    reckon(viewer)
    _house.weigh()  # as the server does when it starts
    _house.set_aside()
    found = [(name, reverse(name) + ("?q=たか" if name.endswith("search") else "")) for name in OF_MANY]
    found += [("municipalities:office", reverse("municipalities:office", args=[town.pk]))]
    found += [(name, reverse(name, args=[somebody.pk])) for name in ("cases:person", "residents:detail")]
    for name, address in found:
        if part in name:
            measure(client, name, address, f"{MANY} people")


def main(part: str, which: str) -> None:
    with tempfile.TemporaryDirectory(prefix="tsukisoi-pages-") as folder:
        _house.set_up(folder)
        if which in ("", "sixty"):
            of_sixty(part)
        if which in ("", "many"):
            of_many(part)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "", sys.argv[2] if len(sys.argv) > 2 else "")
