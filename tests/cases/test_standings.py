"""What is kept of people is what the rules say now, whatever was written since; and pages read only what is kept."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from django_scopes import scope
from tests.cases.kept import hold

from tsukisoi.cases import actions as cases
from tsukisoi.cases import standings
from tsukisoi.cases.guidance import answer_of, guide_many, tell
from tsukisoi.cases.kit import kinds_for
from tsukisoi.cases.models import Due, Finding, Standing, TaskState
from tsukisoi.cases.rows import Cell
from tsukisoi.cases.standings import Page, holding, reckoning
from tsukisoi.cases.templatetags.grid import rows_of
from tsukisoi.insurance import actions as insured
from tsukisoi.insurance import guidance as insurance
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.municipalities import queries as offices
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.residents.actions import importing
from tsukisoi.staff.models import Unit
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db

READ = {
    "residents_resident", "residents_fact", "residents_document", "residents_accommodation", "municipalities_office",
    "municipalities_difference", "cases_case", "cases_attempt", "cases_task", "staff_unit", "insurance_paper",
    "insurance_membership", "insurance_registration", "insurance_application", "insurance_letter", "cards_event",
}  # fmt: skip
"""The tables that count for what is kept. Whoever adds one makes its actions end in `residents.actions.touch`."""


def enrol(viewer: Any, number: int) -> Any:
    born = date(1926 + number * 7 % 90, 1 + number % 12, 1 + number % 28)
    return residents.enrol(viewer, name=f"試 太郎{chr(0x4E00 + number)}", kana="", birth_date=born, sex="", room="1")


CHANGES: list[Callable[[random.Random, Any, Any, Any], object]] = [
    lambda r, v, p, o: residents.record_fact(v, p, "residence", r.choice(["home", "facility", "hospital", None])),
    lambda r, v, p, o: residents.record_fact(v, p, "care_level", r.choice(["care_1", "care_4", "support_1", "none"])),
    lambda r, v, p, o: residents.record_fact(v, p, "guardian", r.choice(["none", "adult_guardian", "curator"])),
    lambda r, v, p, o: residents.record_fact(v, p, "notification_card", r.choice(["held", "lost", "returned"])),
    lambda r, v, p, o: residents.record_fact(v, p, "wants_pin", r.choice(["yes", "no"])),
    lambda r, v, p, o: residents.record_fact(v, p, "card.expires", r.choice(["2030-02-03", "2026-11-24", "2026-10-1"])),
    lambda r, v, p, o: residents.record_fact(
        v, p, "card.certificate_expires", r.choice(["2026-09-18", "2026-07-30", "2026-12-01", "2029-05-06"])
    ),
    lambda r, v, p, o: residents.forget_fact(v, p, r.choice(["residence", "card.expires", "guardian"])),
    lambda r, v, p, o: residents.record_fact(
        v, p, "identity_documents", r.sample(["passport", "driving_licence", "eligibility_certificate"], r.randrange(2))
    ),
    lambda r, v, p, o: residents.hold_document(
        v, p, r.choice(["passport", "driving_licence"]), expires=today() + timedelta(r.randrange(-40, 90))
    ),
    lambda r, v, p, o: residents.drop_document(v, p, "passport"),
    lambda r, v, p, o: residents.accommodate(v, p, r.choice(["blind", "bedridden", "deaf"]), "左から"),
    lambda r, v, p, o: residents.change(v, p, birth_date=date(r.choice([1931, 2012, 2009, 1950]), 2, 3)),
    lambda r, v, p, o: residents.change(v, p, kana=r.choice(["タカハシ キヨ", "アオキ", "ワタナベ"])),
    lambda r, v, p, o: residents.change(v, p, office_id=r.choice([o, None])),
    lambda r, v, p, o: residents.leave(v, p),
    lambda r, v, p, o: residents.return_(v, p),
    lambda r, v, p, o: cases.record_attempt(
        v, p, matter="card", at=now() - timedelta(seconds=r.randrange(10_000)), explained_by="佐藤", methods=[],
        answer=r.choice(["yes_wants", "yes_wants", "no_does_not", "undecided", "could_not_confirm"]),
        answered_by=r.choice(["self", "self", "family", "representative"]),
    ),
    lambda r, v, p, o: cases.set_task(
        v, p, r.choice(["identity", "face_photo", "photo_certificate"]), r.choice(["done", "doing", "missing"]),
        due=r.choice([None, today() + timedelta(r.randrange(-5, 40))]),
    ),
    lambda r, v, p, o: cases.choose_way(v, p, r.choice(["", "proxy_delivery", "visiting_reception"])),
    lambda r, v, p, o: cases.keep_answer(v, p, answer_of(v, guide_many(v, [register.person(v, p)])[0])),
    lambda r, v, p, o: insured.set_insurer(
        v, p, scheme=r.choice(["late_elderly", "national_health", "employer"]), insurer=r.choice([o, None]),
        since=r.choice([None, today() - timedelta(400)]),
    ),
    lambda r, v, p, o: insured.paper_arrived(
        v, p, kind=r.choice(["eligibility_certificate", "eligibility_notice", "medical_voucher"]),
        arrived_on=today() - timedelta(r.randrange(200)),
        expires=r.choice([None, today() + timedelta(r.randrange(300))]),
    ),
    lambda r, v, p, o: insured.end_paper(v, p, "eligibility_certificate", on=today(), why="gone"),
    lambda r, v, p, o: insured.register(
        v, p, step=r.choice(["registered", "cancelled", "cancel_asked", "not_registered"]), how="told", on=today()
    ),
    lambda r, v, p, o: insured.letter_returned(v, p, date(2026, 8, 1), today()),
    lambda r, v, p, o: municipalities.answer(
        v, r.choice([_home(v), offices.office(v, o)]), "municipality.visiting_reception",
        r.choice(["yes", "no", None]), "電話", checked_on=today() - timedelta(r.randrange(9)),
    ),
]  # fmt: skip


def _home(viewer: Any) -> Any:
    return municipalities.open_home(viewer, "みどり野町")


@pytest.mark.parametrize("seed", range(2))
def test_after_any_change_what_is_kept_is_what_the_rules_say(viewer: Any, seed: int) -> None:
    chance = random.Random(seed)
    _home(viewer)
    other = municipalities.add_office(viewer, "川北市")
    people = [enrol(viewer, number).pk for number in range(9)]
    hold(viewer)
    for _ in range(8):
        for _ in range(chance.randrange(1, 9)):
            chance.choice(CHANGES)(chance, viewer, chance.choice(people), other.pk)
        hold(viewer)


@pytest.mark.parametrize("change", CHANGES)
def test_no_kind_of_change_is_missed(viewer: Any, change: Any) -> None:
    _home(viewer)
    other = municipalities.add_office(viewer, "川北市")
    people = [enrol(viewer, number).pk for number in range(3)]
    hold(viewer)
    for seed in range(3):
        change(random.Random(seed), viewer, people[0], other.pk)
        hold(viewer)


def test_everything_that_is_told_is_in_a_table_whose_actions_say_so(viewer: Any) -> None:
    _home(viewer)
    people = [enrol(viewer, number) for number in range(3)]
    with CaptureQueriesContext(connection) as asked:
        tell(viewer, people)
        insurance.insured(viewer, people, today())
    tables = {table for table in connection.introspection.table_names() if any(f'"{table}"' in q["sql"] for q in asked)}
    assert tables <= READ, "actions that write these must end in residents.actions.touch; then name the table here"


def test_a_new_day_is_reckoned_anew(viewer: Any, settings: Any) -> None:
    _home(viewer)
    person = enrol(viewer, 1)
    residents.record_fact(viewer, person, "card.certificate_expires", "2026-12-01")
    for day in (date(2026, 11, 23), date(2026, 12, 2), date(2027, 3, 2), date(2027, 4, 2)):
        settings.TSUKISOI_TODAY = day
        hold(viewer)
    assert Finding.objects.count() == Standing.objects.count() == 1, "what held yesterday is forgotten"


def test_an_upgrade_of_the_rules_is_reckoned_anew(viewer: Any, monkeypatch: Any) -> None:
    enrol(viewer, 1)
    hold(viewer)
    before = Standing.objects.get().house
    for part in (holding, reckoning):
        monkeypatch.setattr(part, "day_mark", lambda: "another edition")
    assert standings.refresh(viewer) == 0
    assert Standing.objects.get().house != before


def test_many_of_the_same_are_reckoned_once(viewer: Any) -> None:
    for number in range(5):
        residents.enrol(viewer, name=f"試 花{chr(0x4E00 + number)}", kana="", birth_date=date(1930, 1, 1 + number))
    hold(viewer)
    assert Finding.objects.count() == 1


def test_who_is_not_here_is_counted_nowhere(viewer: Any) -> None:
    gone, here = enrol(viewer, 1), enrol(viewer, 2)
    hold(viewer)
    residents.leave(viewer, gone.pk)
    hold(viewer)
    assert {due.resident_id for due in Due.objects.all()} == {here.pk}


def test_too_many_at_once_are_said_to_be_missing(viewer: Any, monkeypatch: Any, client: Any) -> None:
    monkeypatch.setattr(holding, "SLICE", 2)
    for number in range(7):
        enrol(viewer, number)
    assert standings.refresh(viewer, patience=0) == 5
    assert sum(pile.count for pile in standings.piles(viewer, Page.GRID) if pile.kind == "all") == 2
    assert standings.refresh(viewer, patience=60) == 0
    hold(viewer)


def test_what_was_kept_for_yesterday_is_never_counted_for_today(viewer: Any, monkeypatch: Any, settings: Any) -> None:
    _home(viewer)
    people = [enrol(viewer, number).pk for number in range(5)]
    for pk in people:
        residents.record_fact(viewer, pk, "card.certificate_expires", "2026-12-01")
    hold(viewer)
    settings.TSUKISOI_TODAY = date(2026, 12, 2)
    monkeypatch.setattr(holding, "SLICE", 2)
    assert standings.refresh(viewer, patience=0) == 3
    kinds = {pile.kind: pile.count for pile in standings.piles(viewer, Page.TODAY)}
    assert kinds.get("grace") == 2 and "certificate" not in kinds, "yesterday's answers stand beside today's"
    assert len(standings.people_of(viewer, Page.GRID, "all")) == 2
    assert standings.sheets(viewer, patience=0) == standings.Run(5, 0, 5), "nothing of today is counted yet"
    call_command("reckon", stdout=StringIO())
    assert standings.refresh(viewer, patience=0) == 0
    hold(viewer)


def test_who_changes_while_being_reckoned_is_reckoned_again(viewer: Any, monkeypatch: Any) -> None:
    person = enrol(viewer, 1)
    reckoned = reckoning.tell

    def meanwhile(*told: Any) -> Any:
        found = reckoned(*told)
        residents.record_fact(viewer, person.pk, "residence", "facility")
        return found

    monkeypatch.setattr(reckoning, "tell", meanwhile)
    assert standings.refresh(viewer, patience=0) == 1, "what was told is older than what is there"
    monkeypatch.setattr(reckoning, "tell", reckoned)
    hold(viewer)
    assert standings.rows(viewer, [register.person(viewer, person.pk)])[0].guidance.facts["residence"] == "facility"


def test_a_worker_of_one_unit_counts_only_its_people(viewer: Any, home: Any, worker_in: Any) -> None:
    east, west = (Unit.objects.create(organisation=home, name=name) for name in ("東", "西"))
    for number in range(5):
        residents.change(viewer, enrol(viewer, number), unit_id=east.pk if number < 2 else west.pk)
    hold(viewer)
    limited = replace(viewer_of(worker_in(home)), units=frozenset({east.pk}))
    assert {pile.kind: pile.count for pile in standings.piles(limited, Page.GRID)}["all"] == 2
    assert len(standings.people_of(limited, Page.GRID, "all")) == 2
    assert {p.kind: p.count for p in standings.piles(viewer, Page.GRID, west.pk)}["all"] == 3


def test_nothing_kept_holds_back_an_undo_or_a_merge(viewer: Any) -> None:
    text = "氏名,生年月日\n山田 太郎,昭和5年1月1日\n川村 文,昭和6年1月1日\n"
    draft = importing.read_list(viewer, text.encode(), "list.csv")
    made = importing.bring_in(viewer, draft.pk)
    keep, drop = enrol(viewer, 1), enrol(viewer, 2)
    hold(viewer)
    residents.merge(viewer, keep, drop)
    hold(viewer)
    assert importing.undo(viewer, made.pk).removed == 2
    hold(viewer)


def test_sheets_are_counted_as_they_would_be_printed(viewer: Any) -> None:
    _home(viewer)
    chance = random.Random(4)
    for number in range(8):
        person = enrol(viewer, number)
        for _ in range(6):
            chance.choice(CHANGES[:10])(chance, viewer, person.pk, None)
        CHANGES[17](chance, viewer, person.pk, None)
    people = list(register.everybody(viewer))
    with override("ja"):
        wanted = sum(len(kinds_for(guidance)) for guidance in guide_many(viewer, people, thorough=True))
    assert standings.sheets(viewer) == standings.Run(len(people), wanted, 0)
    with CaptureQueriesContext(connection) as asked:
        assert standings.sheets(viewer).sheets == wanted
    assert not [query for query in asked if '"residents_fact"' in query["sql"]]


def test_the_moment_is_kept_to_the_microsecond(viewer: Any) -> None:
    person = enrol(viewer, 1)
    hold(viewer)
    kept: datetime = Standing.objects.get(resident=person.pk).stamp
    assert kept == register.person(viewer, person.pk).changed_at


def test_another_house_is_not_touched(viewer: Any, other_home: Any, worker_in: Any) -> None:
    enrol(viewer, 1)
    hold(viewer)
    with scope(organisation=other_home.pk):
        stranger = viewer_of(worker_in(other_home, "head"))
        assert standings.refresh(stranger) == 0
        assert not standings.piles(stranger, Page.GRID) and not Standing.objects.exists()


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the plan in the words of SQLite")
def test_a_whole_house_is_held_against_its_people_in_one_pass_of_two_indexes(viewer: Any) -> None:
    with scope(organisation=viewer.organisation):
        enrol(viewer, 1)
        standings.refresh(viewer)
        with CaptureQueriesContext(connection) as sent:
            assert not holding.behind(viewer) and not holding.is_left_over(viewer)
        held, left = [one["sql"] for one in sent if "EXCEPT" in one["sql"]]
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {held}")
            plan = " ".join(row[3] for row in cursor.fetchall())
    assert "MERGE (EXCEPT)" in plan and "COVERING INDEX standing_of_house" in plan, plan
    assert "COVERING INDEX resident_as_they_are" in plan and left


def test_who_left_or_changed_is_seen_by_whoever_looks_next(viewer: Any) -> None:
    with scope(organisation=viewer.organisation):
        people = [enrol(viewer, number) for number in range(3)]
        standings.refresh(viewer)
        assert not holding.behind(viewer)
        residents.record_fact(viewer, people[0].pk, "residence", "home")
        assert holding.behind(viewer) and not holding.is_left_over(viewer)
        standings.refresh(viewer)
        residents.leave(viewer, people[1].pk, on=today())
        assert not holding.behind(viewer) and holding.is_left_over(viewer)
        standings.refresh(viewer)
        assert not holding.is_left_over(viewer) and Standing.objects.count() == 2


def test_the_grid_writes_names_as_text_and_says_who_does_what_by_when() -> None:
    cells = [Cell("identity", TaskState.DOING, True, "<佐藤>", date(2026, 12, 1)), Cell("identity", TaskState.DONE)]
    person = SimpleNamespace(pk=new_id(), name='山<"', room="1&2")
    will, step = Cell("will", TaskState.MISSING), SimpleNamespace(title="次")
    told: Any = SimpleNamespace(resident=person, will=will, cells=cells, way_words="<道>", step=step)
    with override("ja"):
        row = rows_of([told])
    assert (
        '<small class="matrix__said">12/1まで &lt;佐藤&gt;</small></td><td><span class="cell state state--done">' in row
    )
    assert "山&lt;&quot;</a>" in row and "<td>1&amp;2</td>" in row and "&lt;道&gt;" in row and ">まだ</a>" in row
    told.cells = cells[1:]
    assert "matrix__said" not in rows_of([told])
