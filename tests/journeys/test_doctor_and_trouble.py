"""A hospital morning with five people, and a loss from the first minute to the new card."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

pytestmark = pytest.mark.browser

FIVE = ("橘 千代", "濵田 清", "髙橋 キヨ", "黒澤 德治", "大塚 久枝")


@pytest.fixture
def house(server: Any, home: Any, worker_in: Any) -> Any:
    """つばき苑 with five people: three hold cards that the house keeps, two only a certificate."""
    from tsukisoi.custody import actions as custody
    from tsukisoi.outings import actions as outings
    from tsukisoi.residents.actions import enrol, record_fact
    from tsukisoi.staff.queries import viewer_of
    from tsukisoi.tenancy.clock import today

    type(home).objects.filter(pk=home.pk).update(custody="cards")
    head = worker_in(home, "head", "nakamura")
    worker_in(home, "worker", "sato")
    with scope(organisation=home.pk):
        viewer = viewer_of(head)
        custody.appoint(viewer, head.pk, today() - timedelta(days=1))
        outings.add_provider(viewer, "みどり野内科医院", "clinic", "00-0000-0000")
        for number, name in enumerate(FIVE):
            person = enrol(viewer, name=name, kana="", birth_date=date(1931, 2, 3 + number), room=f"10{number}")
            held = ["my_number_card"] if number < 3 else ["eligibility_certificate"]
            record_fact(viewer, person, "identity_documents", held)
            record_fact(viewer, person, "card.mode", "face_auth" if number == 0 else "standard")
            if number < 3:
                custody.take_in(viewer, person.pk, "my_number_card", found=True)
    return home


def sit_down(at_desk: Any, username: str, **options: Any) -> Any:
    """Signed in already: signing in is walked elsewhere."""
    from tsukisoi.staff.models import Worker

    hands = at_desk(**options)
    client = Client()
    client.force_login(Worker.objects.get(username=username))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
    hands.page.context.add_cookies([cookie])
    return hands


def _says(hands: Any, words: str) -> bool:
    return words in hands.page.inner_text("main")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_hospital_morning_with_five_people(at_desk: Any, house: Any, javascript: bool) -> None:
    hands = sit_down(at_desk, "nakamura", javascript=javascript)
    hands.open("/outings/plan/")
    hands.page.select_option("select[name=provider]", label="みどり野内科医院")
    hands.type("出る時刻", "00:00")
    hands.type("戻る予定", "23:59")
    for number, name in enumerate(FIVE):
        hands.tick(f"10{number}　{name}")
    hands.click("button", "入れる")
    assert _says(hands, "5人が出た") and _says(hands, "先に電話で聞く")
    hands.click("link", "今日の希望をうかがう", exact=False, nth=0)
    hands.tick("見せてよい", nth=0)
    hands.tick("見せない", nth=2)
    hands.click("button", "書きとめる")
    assert _says(hands, "暗証番号はありません。選びません。") and _says(hands, "見せてよい")
    paper = hands.page.get_by_role("button", name="紙で出す（A4の半分）")
    assert hands.paper(lambda: hands.press_on(paper, leads=False)).startswith(b"%PDF")
    hands.open("/outings/")
    hands.press_on(hands.page.locator("h2 a").first)
    hands.click("button", "5人が出た")
    assert _says(hands, "5人とも、持って戻った") and not _says(hands, "まだ棚にあります")
    hands.click("button", "戻ったが、手元にない", exact=False, nth=0)
    assert _says(hands, "物が戻っていない")
    hands.click("button", "4人とも、持って戻った")
    with scope(organisation=house.pk):
        from tsukisoi.custody.models import HandOut

        assert HandOut.objects.count() == 3
        assert HandOut.objects.filter(back_at=None).count() == 1
    assert not hands.complaints and not hands.strangers


def test_a_loss_from_the_first_minute_to_the_new_card(at_desk: Any, house: Any) -> None:
    hands = sit_down(at_desk, "sato")
    hands.open("/upkeep/")
    hands.click("link", "カードが見あたらない・盗まれた")
    hands.page.select_option("select[name=person]", label="101　濵田 清")
    hands.tick("外で・盗まれた")
    hands.click("button", "手順を始める")
    assert _says(hands, "電話で止める") and _says(hands, "0120-95-0178") and _says(hands, "まだ止めていません")
    assert hands.clicks <= 4
    done = []
    while hands.page.get_by_role("button", name="いま、した").count():
        done.append(hands.page.inner_text(".next__title"))
        hands.click("button", "いま、した")
        assert len(done) < 12
    assert "紛失・廃止届を町に出す" in done and "新しいカードを申請する（再交付）" in done
    hands.tick("新しいカードを受け取った")
    hands.click("button", "終わりにする")
    assert _says(hands, "新しいカードを受け取った")
    hands.open("/upkeep/")
    assert _says(hands, "いま進めているものはありません")
    assert not hands.complaints and not hands.strangers


def test_the_practice_by_keyboard_and_without_a_script(at_desk: Any, house: Any) -> None:
    hands = sit_down(at_desk, "sato", javascript=False, width=1024)
    hands.open("/outings/practice/")
    for word in ("はじめる", "置いた", "番号で"):
        hands.click("link", word)
    for _number in range(4):
        wrong = hands.page.locator("a.practice__key:not(.practice__key--this)").first
        hands.press_on(wrong)
        assert "ちが" in hands.page.inner_text("main") or "違" in hands.page.inner_text("main")
        with hands.page.expect_navigation():
            hands.page.locator("a.practice__key--this").focus()
            hands.page.keyboard.press("Enter")
    for word in ("見せてよい", "見せない", "見せてよい", "取った"):
        hands.click("link", word)
    assert hands.page.get_by_role("link", name="もう一度").count() == 1
    assert not hands.page.locator("button[data-voice]").is_visible()
    assert hands.page.locator("main input").count() == 0
    assert not hands.complaints and not hands.strangers
