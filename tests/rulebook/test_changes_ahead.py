"""A change of law before it applies: which tables, when, and whose answer is another from that day."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as people
from tsukisoi.rulebook import law
from tsukisoi.staff.queries import viewer_of

pytestmark = pytest.mark.django_db

_AUGUST = date(2026, 8, 1)


@pytest.fixture
def head(client: Any, home: Any, worker_in: Any, settings: Any) -> Any:
    settings.TSUKISOI_TODAY = date(2026, 7, 1)
    worker = worker_in(home, "head")
    client.force_login(worker)
    with scope(organisation=home.pk):
        yield viewer_of(worker)


def _insured(viewer: Any, name: str, born: date, **facts: Any) -> Any:
    who = residents.enrol(viewer, name=name, kana="", birth_date=born, sex="", room="103")
    known = {"insurance.kind": "late_elderly", "insurance.card_held": True, "insurance.insurance_use_registered": True}
    for key, value in {**known, **facts}.items():
        residents.record_fact(viewer, who, key, value)
    return who


def test_the_days_ahead_with_their_tables(head: Any) -> None:
    ahead = law.coming(date(2026, 7, 1), date(2026, 8, 1))
    assert [one.day for one in ahead] == [_AUGUST]
    assert "insurance.grounds" in dict(ahead[0].tables)
    assert law.coming(date(2050, 1, 1)) == []


def test_only_those_whose_answer_changes(head: Any) -> None:
    old, young = (
        _insured(head, "森 一", date(1945, 5, 5)),
        _insured(head, "林 二", date(1990, 5, 5), **{"insurance.kind": "employer"}),
    )
    moved = law.touched(head, _AUGUST, list(people.everybody(head)))
    assert [line.resident.pk for line in moved] == [old.pk]
    assert any("資格確認書" in text for text in moved[0].now)
    assert young.pk not in [line.resident.pk for line in moved]
    assert law.touched(head, date(2026, 7, 15), list(people.everybody(head))) == []


def test_the_pages_and_today(client: Client, head: Any, settings: Any, home: Any, worker_in: Any) -> None:
    _insured(head, "森 一", date(1945, 5, 5))
    assert reverse("rulebook:touched") in client.get(reverse("rulebook:coming")).content.decode()
    page = client.get(reverse("rulebook:touched") + "?day=2026-08-01").content.decode()
    assert "森 一" in page and "この日からは" in page
    assert "規則が変わります" in client.get(reverse("today:today")).content.decode()


def test_another_house_sees_nobody_of_this_one(head: Any, other_home: Any, worker_in: Any) -> None:
    _insured(head, "森 一", date(1945, 5, 5))
    browser = Client()
    browser.force_login(worker_in(other_home, "head"))
    assert "森 一" not in browser.get(reverse("rulebook:touched") + "?day=2026-08-01").content.decode()
