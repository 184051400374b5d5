"""Somebody of the house who holds a card."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django_scopes import scope

from tsukisoi.insurance.guidance import standings
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.staff.queries import viewer_of


@pytest.fixture
def head(client: Any, home: Any, worker_in: Any) -> Iterator[Any]:
    worker = worker_in(home, "head")
    client.force_login(worker)
    with scope(organisation=home.pk):
        yield viewer_of(worker)


@pytest.fixture
def kiyo(head: Any) -> Any:
    """Born 1931-02-03; nothing is known of a card yet."""
    return residents.enrol(
        head, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), sex="female", room="103"
    )


@pytest.fixture
def held(head: Any, kiyo: Any) -> Any:
    """The same person with an ordinary card and its printed days."""
    for key, value in {
        "card.mode": "standard", "card.issued": "2022-03-01", "card.expires": "2032-02-03",
        "card.certificate_issued": "2022-03-01", "card.certificate_expires": "2027-02-03", "insurance.card_held": True,
    }.items():  # fmt: skip
        residents.record_fact(head, kiyo, key, value)
    return kiyo


@pytest.fixture
def union(head: Any) -> Any:
    """The wide-area union of the prefecture."""
    return municipalities.add_office(head, "みどり県後期高齢者医療広域連合", "insurer")


@pytest.fixture
def line(head: Any) -> Any:
    """The line of one person on a day."""

    def of(who: Any, on: date) -> Any:
        person = register.person(head, who.pk)
        return standings(head, [person], on)[0]

    return of
