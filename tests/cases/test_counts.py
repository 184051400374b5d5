"""How often pages ask the database: as often for many people as for a few; and what a page reads once is the same."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.cases import queries
from tsukisoi.insurance import actions as insurance
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.municipalities import queries as offices
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.residents.models import Fact
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.once import looking

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
TOLD = {"insurance.kind": "late_elderly", "residence": "facility", "care_level": "care_4", "registered_elsewhere": True}


@pytest.fixture
def head(head: Any) -> Any:
    """The head of a house that knows its town."""
    municipalities.open_home(head, "みどり野町")
    return head


def _people(head: Any, number: int) -> list[Any]:
    """So many people of whom everything is to be asked: an insurer, an application, a will."""
    union = insurance_office(head)
    made = []
    for n in range(number):
        who = residents.enrol(
            head, name=f"髙橋 キヨ{n}", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), sex="female", room=f"{n}"
        )
        for key, value in TOLD.items():
            residents.record_fact(head, who, key, value)
        insurance.set_insurer(head, who.pk, scheme="late_elderly", insurer=union.pk)
        for matter in ("card", "certificate"):
            cases.record_attempt(
                head, who.pk, matter=matter, at=now(), explained_by="佐藤 美咲", methods=[], answer="yes_wants",
                answered_by="self",
            )  # fmt: skip
        insurance.apply(head, who.pk, ground="needs_support", asked_by="self", applies="facility_staff")
        made.append(who)
    return made


def insurance_office(head: Any) -> Any:
    name = "みどり野県後期高齢者医療広域連合"
    return offices.called(head, name, "insurer") or municipalities.add_office(head, name, "insurer")


NAMED = ('INSERT INTO "journal_ref"', 'COPY "journal_ref"', 'INSERT INTO "journal_waiting"')
"""Whom a look names, several to a statement."""


def _asked(client: Client, address: str) -> int:
    assert client.get(address).status_code == 200  # what is kept is reckoned by the first look
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum(not any(how in query["sql"] for how in NAMED) for query in asked)


def test_pages_of_many_ask_as_often_for_many_as_for_a_few(client: Client, head: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("tsukisoi.desks.middleware.EVERY", 86_400)  # a slow machine notes a touch between two looks
    first = _people(head, 3)[0]
    town = offices.home(head)
    assert town is not None
    pages = [reverse(name) for name in ("today:today", "cases:questions", "cases:grid", "insurance:house")]
    pages += [reverse("municipalities:office", args=[office.pk]) for office in (town, insurance_office(head))]
    pages += [reverse(name, args=[first.pk]) for name in ("cases:person", "cases:interview")]
    few = {page: _asked(client, page) for page in pages}
    _people(head, 9)
    many = {page: _asked(client, page) for page in pages}
    assert {page: n for page, n in many.items() if n > few[page]} == {}
    assert many[reverse("cases:questions")] <= 50 and many[pages[4]] <= 50 and many[pages[6]] <= 60


def test_the_questions_of_insurance_are_kept_and_fall_when_the_insurer_answers(client: Client, head: Any) -> None:
    _people(head, 2)
    page, union = reverse("cases:questions"), insurance_office(head)
    line = reverse("municipalities:inquiry", args=[union.pk, "answers", "certificate.papers"])
    assert line in client.get(page).text
    municipalities.answer(head, union, "certificate.papers", ["delegation"], "電話", DAY)
    assert line not in client.get(page).text


def test_what_a_page_reads_once_is_what_stands_there(head: Any, other_home: Any, worker_in: Any) -> None:
    who, other = _people(head, 2)
    town = offices.home(head)
    municipalities.answer(head, town, "municipality.visiting_reception", True, "電話", DAY)
    asks: list[Any] = [
        lambda: offices.home(head), lambda: offices.offices(head), lambda: offices.own_rules(head),
        lambda: offices.office_facts(head, town), lambda: offices.particulars(head, town),
        lambda: {key: (row.pk, row.value, row.source, row.checked_on, row.checked_by, row.office_id)
                 for key, row in offices.differences(head, town).items()},
        lambda: offices.changed_rows(head, town), lambda: offices.digest(head),
        lambda: [(one.pk, one.office, one.unit) for one in register.persons(head, [who.pk, other.pk])],
        lambda: register.facts_of(head, [who]), lambda: queries.wills(head, [who.pk, town.pk]),
        lambda: queries.wills(head, [who.pk], "certificate"),
    ]  # fmt: skip
    plain = [ask() for ask in asks]
    with looking():
        assert [ask() for ask in asks] == plain
        register.facts_of(head, [who])[who.pk]["residence"] = "changed by whoever asked"
        Fact.objects.filter(resident=who).delete()
        with CaptureQueriesContext(connection) as asked:
            assert [ask() for ask in asks] == plain
        assert not [query for query in asked if "difference" in query["sql"] or "_fact" in query["sql"]]
        stranger = viewer_of(worker_in(other_home, "head"))
        with scope(organisation=other_home.pk):
            assert not offices.offices(stranger) and not register.persons(stranger, [who.pk])
            assert offices.home(stranger) is None and queries.wills(stranger, [who.pk]) == {}
    assert "residence" not in register.facts_of(head, [who])[who.pk]
