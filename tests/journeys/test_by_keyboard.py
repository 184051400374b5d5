"""The locker with keys and a scanner alone: out and back, the monthly count, a visit, a loss. No press of the mouse."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

pytestmark = pytest.mark.browser

PEOPLE = 4
FAR = 90
"""Tabs after which what is looked for is said to be out of reach."""
FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return "";
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  return (label || e.innerText || e.getAttribute("aria-label") || "").trim(); }"""


@pytest.fixture
def house(server: Any, home: Any, worker_in: Any) -> Iterator[Any]:
    """A home that keeps the cards of four people, and its head."""
    from tsukisoi.custody import actions as custody
    from tsukisoi.outings import actions as outings
    from tsukisoi.residents import actions as residents
    from tsukisoi.staff.queries import viewer_of

    type(home).objects.filter(pk=home.pk).update(custody="cards")
    head = viewer_of(worker_in(home, "head", "nakamura"))
    with scope(organisation=home.pk):
        made = []
        for n in range(PEOPLE):
            person = residents.enrol(
                head, name=f"人見 {n}", kana="", birth_date=date(1931, 2, 3 + n), room=f"{101 + n}"
            )
            residents.record_fact(head, person.pk, "identity_documents", ["my_number_card"])
            residents.record_fact(head, person.pk, "card.mode", "standard")
            made.append(person.pk)
        custody.contract_for(head, made, "card", date(2026, 4, 1))
        custody.take_in_many(head, made, "my_number_card", found=False)
        outings.add_provider(head, "みどり野内科医院", "clinic", "00-0000-0000")
        yield head


def sit_down(at_desk: Any) -> Any:
    """Signed in already, at a tablet with a keyboard."""
    from tsukisoi.staff.models import Worker

    hands = at_desk(1024)
    client = Client()
    client.force_login(Worker.objects.get(username="nakamura"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
    hands.page.context.add_cookies([cookie])
    return hands


def scan(hands: Any, code: str) -> None:
    """What a scanner does: types the code within a few milliseconds, then Enter."""
    hands.page.keyboard.type(code, delay=4)
    hands.page.keyboard.press("Enter")


def reach(hands: Any, words: str) -> None:
    """Tab by Tab to what is called so. Fails where the keyboard does not get there."""
    passed = []
    for _step in range(FAR):
        hands.press("Tab")
        found = str(hands.page.evaluate(FOCUSED))
        if found.startswith(words):
            return
        passed.append(found[:12])
    raise AssertionError(f"«{words}» is not reached by Tab: {passed}")


def go(hands: Any, words: str) -> None:
    """To what is called so, Enter, and wait for the page that follows."""
    reach(hands, words)
    hands.send()


def test_out_and_back_by_scanner_and_keys(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    pouches = list(queries.places(house, "pouch"))
    hands = sit_down(at_desk)
    hands.open("/custody/")
    for pouch in pouches[:2]:
        scan(hands, pouch.code)
        hands.page.wait_for_selector(f".took__name:has-text('{pouch.resident.name}')")
    go(hands, "持ち出す")
    assert len(queries.outs(house)) == 2 and "持ち出しを記録しました" in hands.text
    go(hands, "いまの持ち出しを取り消す")
    assert len(queries.outs(house)) == 1
    scan(hands, pouches[0].code)
    scan(hands, pouches[1].code)
    hands.page.wait_for_selector(f".took__name:has-text('{pouches[1].resident.name}')")
    go(hands, "袋に戻した")
    assert queries.outs(house) == [] and hands.clicks == 0
    assert hands.complaints == [] and hands.strangers == set()


def test_the_count_by_scanner_and_keys(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    pouches = list(queries.places(house, "pouch"))
    hands = sit_down(at_desk)
    hands.open("/custody/counts/")
    go(hands, "点検をはじめる")
    for pouch in pouches[:3]:
        scan(hands, pouch.code)
        hands.page.wait_for_selector(f"h2:has-text('{pouch.resident.name}')")
        go(hands, "ある")
    reach(hands, "ほかの人のものが入っていた")
    hands.press("Enter")
    go(hands, "ちがう袋にあった")
    reach(hands, "わけと処置")
    hands.page.keyboard.type("受診のあと、となりの袋に入れた")
    hands.send()
    go(hands, "自分の袋に戻した")
    go(hands, "点検を締める")
    go(hands, "施設長として確かめた")
    sums = queries.sums_of(house, queries.counts(house))
    assert "施設長が確かめた" in hands.text and next(iter(sums.values())).differ == 1 and hands.clicks == 0
    assert hands.complaints == [] and hands.strangers == set()


def test_a_visit_and_a_loss_by_keys(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries
    from tsukisoi.outings import actions as outings
    from tsukisoi.residents import queries as residents
    from tsukisoi.tenancy.clock import now
    from tsukisoi.upkeep.models import Incident, Step

    two = [person.pk for person in list(residents.everybody(house))[:2]]
    outing = outings.plan(
        house, leaves_at=now(), back_by=now() + timedelta(hours=2), care="outpatient", people=two, provider=None
    )
    hands = sit_down(at_desk)
    hands.open(f"/outings/{outing.pk}/")
    go(hands, "2人が出た")
    assert len(queries.outs(house)) == 2
    go(hands, "2人とも、持って戻った")
    assert queries.outs(house) == []
    hands.open(f"/upkeep/?resident={two[0]}")
    go(hands, "カードが見あたらない・盗まれた")
    reach(hands, "外で・盗まれた")
    hands.press("Space")
    go(hands, "手順を始める")
    go(hands, "いま、した")
    assert Incident.objects.count() == Step.objects.count() == 1 and hands.clicks == 0
    assert hands.complaints == [] and hands.strangers == set()
