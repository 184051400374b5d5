"""The locker with keys and a scanner alone: out and back, the monthly count, a visit, a loss. No press of the mouse."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django_scopes import scope

from journeys.desk import enrolled, sit
from journeys.keys import composed, go, held, reach, scan

pytestmark = pytest.mark.browser

PEOPLE = 4


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


def test_out_and_back_by_scanner_and_keys(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    pouches = list(queries.places(house, "pouch"))
    hands = sit(at_desk, "nakamura")
    hands.open("/custody/")
    for pouch in pouches[:2]:
        scan(hands, pouch.code)
        hands.page.wait_for_selector(f".took__name:has-text('{pouch.resident.name}')")
    go(hands, "持ち出す")
    assert len(queries.outs(house)) == 2 and "持ち出しを記録しました" in hands.text
    go(hands, "いまの持ち出しを取り消す")  # one press took both out
    assert queries.outs(house) == []
    scan(hands, pouches[0].code)
    hands.page.wait_for_selector(f".took__name:has-text('{pouches[0].resident.name}')")
    go(hands, "持ち出す")
    assert len(queries.outs(house)) == 1
    scan(hands, pouches[0].code)
    hands.page.wait_for_selector("text=へ戻す")
    composed(hands, pouches[1].code)  # the input method was left on
    hands.page.wait_for_selector(f".took__name:has-text('{pouches[1].resident.name}')")
    reach(hands, "どこへ・だれに")  # of the one that is still in: a scan here is no text
    hands.page.keyboard.type("みどり")
    hands.page.wait_for_timeout(300)
    scan(hands, pouches[2].code)
    hands.page.wait_for_selector(f".took__name:has-text('{pouches[2].resident.name}')")
    assert len(queries.outs(house)) == 1 and hands.field("どこへ・だれに").input_value() == "みどり"
    hands.press("Enter")
    reach(hands, "袋に戻した")
    hands.send()
    assert queries.outs(house) == [] and hands.clicks == 0
    assert hands.complaints == [] and hands.strangers == set()


def test_the_count_by_scanner_and_keys(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    pouches = list(queries.places(house, "pouch"))
    hands = sit(at_desk, "nakamura")
    hands.open("/custody/counts/")
    go(hands, "点検をはじめる")
    for pouch in pouches[:3]:
        scan(hands, pouch.code)
        hands.page.wait_for_selector(f"h2:has-text('{pouch.resident.name}')")
        hands.page.wait_for_selector("text=1点を「ある」にしました")
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
    hands = sit(at_desk, "nakamura")
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
    reach(hands, "いま、した")
    with hands.page.expect_navigation():  # a label scanned here presses nothing: it finds whose it is
        scan(hands, list(queries.places(house, "pouch"))[3].code)
    assert "人見 3" in hands.heading and Step.objects.count() == 0
    hands.page.go_back()
    go(hands, "いま、した")
    assert Incident.objects.count() == Step.objects.count() == 1 and hands.clicks == 0
    assert hands.complaints == [] and hands.strangers == set()


def test_a_night_by_badge_and_label(at_desk: Any, house: Any) -> None:
    """The scanner reads badge and pouch while the input method is on; nothing is typed but the code."""
    from tsukisoi.custody import queries
    from tsukisoi.staff import actions as staff
    from tsukisoi.staff.models import Worker

    staff.give_badges(house)
    worker = Worker.objects.get(pk=house.worker)
    staff.set_own_code(worker, "2704")
    other, pouch = list(queries.places(house, "pouch"))[:2]
    hands = enrolled(at_desk(1024), house)
    hands.open("/custody/emergency/")
    composed(hands, str(worker.badge))
    hands.page.wait_for_function("() => document.activeElement.name === 'code'")
    hands.page.keyboard.type("2704")
    hands.send()
    with hands.page.expect_navigation():
        composed(hands, other.code)
    assert f"{other.resident.name} さん" in hands.text and held(hands) == "持ち出す"
    with hands.page.expect_navigation():  # it was the wrong one: the next scan takes nothing out
        scan(hands, pouch.code)
    assert f"{pouch.resident.name} さん" in hands.text and held(hands) == "持ち出す"
    hands.send()
    assert "持ち出しを記録しました" in hands.text and held(hands) == "画面を閉じる"
    hands.send()
    assert pouch.resident.name not in hands.text and hands.clicks == 0
    assert [out.item.place_id for out in queries.outs(house)] == [pouch.pk]
    assert hands.complaints == [] and hands.strangers == set()
