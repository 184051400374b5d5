"""Who holds a card is past the road to it: the page speaks of the card's days until another card is wished for."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils.timezone import make_aware
from django_scopes import scope

from tsukisoi.cards import actions as cards
from tsukisoi.cases import actions, standings
from tsukisoi.cases.rows import Row
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.viewer import Viewer

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client: Any, home: Any, worker_in: Any) -> Any:
    worker = worker_in(home, "head")
    client.force_login(worker)
    with scope(organisation=home.pk):
        yield viewer_of(worker)


@pytest.fixture
def kiyo(head: Viewer) -> UUID:
    """Somebody who wished for a card on 1 October."""
    person = residents.enrol(head, name="髙橋 キヨ", kana="", birth_date=date(1931, 2, 3), sex="", room="103")
    _wish(head, person.pk, 10, 1)
    return UUID(str(person.pk))


def _wish(head: Viewer, person: UUID, month: int, day: int, answer: str = "yes_wants") -> None:
    at = make_aware(datetime(2026, month, day, 10))
    actions.record_attempt(head, person, matter="card", at=at, explained_by="佐藤 美咲", methods=[], answer=answer)


def _row(head: Viewer, person: UUID) -> Row:
    return standings.rows(head, register.persons(head, [person]))[0]


def test_the_card_in_the_hand_ends_the_road(client: Any, head: Viewer, kiyo: UUID) -> None:
    assert _row(head, kiyo).step.code == "facts"
    actions.choose_way(head, kiyo, "visiting_reception")
    cards.receive(head, kiyo, on=date(2026, 11, 20), mode="standard", certificate_expires=date(2031, 2, 3))
    row = _row(head, kiyo)
    assert (row.step.code, row.step.page, row.way_words) == ("card", "cards:card", "")
    page = client.get(reverse("cases:person", args=[kiyo])).content.decode()
    assert 'aria-current="step"' not in page and "いまは要りません" in page and 'name="route"' not in page


def test_a_wish_for_another_card_opens_the_road_again(head: Viewer, kiyo: UUID) -> None:
    cards.receive(head, kiyo, on=date(2026, 11, 2), mode="standard")
    _wish(head, kiyo, 11, 20)
    assert _row(head, kiyo).step.code == "facts"


def test_whose_card_is_lost_holds_none(head: Viewer, kiyo: UUID) -> None:
    cards.receive(head, kiyo, on=date(2026, 11, 2), mode="standard")
    cards.lose(head, kiyo, on=date(2026, 11, 20))
    assert not _row(head, kiyo).guidance.holds_card


@pytest.mark.parametrize(
    ("ends", "title"),
    [
        (date(2026, 12, 20), "電子証明書を更新する（12月20日（日）まで）"),
        (date(2026, 11, 1), "電子証明書が切れています"), (date(2030, 1, 2), "カードは持っている"),
    ],
)  # fmt: skip
def test_the_next_step_of_who_holds_a_card_is_its_days(head: Viewer, kiyo: UUID, ends: date, title: str) -> None:
    cards.receive(head, kiyo, on=date(2026, 10, 2), mode="standard", expires=date(2036, 2, 3), certificate_expires=ends)
    step = _row(head, kiyo).step
    assert step.title == title and step.cites


def test_who_has_applied_waits_and_the_card_collected_is_held(head: Viewer, kiyo: UUID) -> None:
    deliveries.begin(head, kiyo, applied_on=date(2026, 10, 5))
    row = _row(head, kiyo)
    assert (row.step.code, row.step.page, row.groups) == ("delivery", "deliveries:person", {"all"})
    deliveries.end(head, kiyo, "handed_over", date(2026, 11, 20))
    assert _row(head, kiyo).step.code == "card"


@pytest.mark.parametrize("outcome", ["destroyed", "lost", "withdrawn"])
def test_where_no_card_comes_the_road_is_open_again(head: Viewer, kiyo: UUID, outcome: str) -> None:
    deliveries.begin(head, kiyo, applied_on=date(2026, 10, 5))
    deliveries.end(head, kiyo, outcome, date(2026, 11, 20))
    assert _row(head, kiyo).step.code == "facts"


def test_what_was_read_off_the_card_stays_when_the_trip_is_written_down_later(head: Viewer, kiyo: UUID) -> None:
    deliveries.begin(head, kiyo, applied_on=date(2026, 10, 5))
    cards.receive(head, kiyo, on=date(2026, 11, 19), mode="standard", certificate_expires=date(2031, 2, 3))
    deliveries.end(head, kiyo, "handed_over", date(2026, 11, 19))
    assert _row(head, kiyo).guidance.facts["card.certificate_expires"] == "2031-02-03"


def test_a_new_card_takes_the_place_of_the_old(head: Viewer, kiyo: UUID) -> None:
    cards.receive(head, kiyo, on=date(2021, 3, 1), mode="standard", certificate_expires=date(2026, 2, 3))
    deliveries.begin(head, kiyo, applied_on=date(2026, 10, 5))
    assert _row(head, kiyo).step.code == "delivery"
    deliveries.end(head, kiyo, "custody", date(2026, 11, 20))
    facts = _row(head, kiyo).guidance.facts
    assert "card.certificate_expires" not in facts and str(facts["card.issued"]) == "2026-11-20"
