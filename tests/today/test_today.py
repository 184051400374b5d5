"""The first page: what is due, for whom, why; few questions to the database; nothing of anybody else's."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.papers import actions as papers
from tsukisoi.residents import actions as residents
from tsukisoi.staff.queries import viewer_of

pytestmark = pytest.mark.django_db

TOWN = {
    "municipality.visiting_reception": True, "municipality.home_visit_reception": True,
    "municipality.staffed_by": "municipality", "municipality.mail_delivery": True, "municipality.post_office": [],
}  # fmt: skip


@pytest.fixture
def head(client: Any, home: Any, worker_in: Any) -> Any:
    worker = worker_in(home, "head")
    client.force_login(worker)
    with scope(organisation=home.pk):
        return viewer_of(worker)


def _person(viewer: Any, name: str = "髙橋 キヨ", **facts: Any) -> Any:
    """Somebody of the house of whom these facts are recorded (`card_expires` stands for `card.expires`)."""
    documents = facts.pop("documents", None)
    with scope(organisation=viewer.organisation):
        person = residents.enrol(viewer, name=name, kana="", birth_date=date(1931, 2, 3), sex="", room="103")
        for key, value in facts.items():
            residents.record_fact(viewer, person, key.replace("card_", "card.", 1), value)
        if documents:
            residents.record_fact(viewer, person, "identity_documents", documents)
    return person


def _page(client: Any) -> Any:
    page = client.get(reverse("today:today"))
    assert page.status_code == 200
    return page


def _lines(page: Any, part: str) -> list[Any]:
    return [line for entry in page.context["sections"][part].entries for line in entry.inside or (entry.line,)]


def _kinds(page: Any) -> dict[str, str]:
    return {line.kind: part for part in ("now", "week", "month") for line in _lines(page, part)}


def test_who_was_never_asked_stands_there_this_week(client: Any, head: Any) -> None:
    kiyo = _person(head)
    page = _page(client)
    assert _kinds(page)["will"] == "week"
    assert reverse("cases:will", args=[kiyo.pk]) in page.text
    assert "根拠" in page.text
