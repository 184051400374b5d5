"""The locker through the pages alone: forty cards, a night, a month's count, a home without cards, a stay, a leaver."""

import re
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django_scopes import scope

from journeys.desk import enrolled

pytestmark = pytest.mark.browser

FOUND = 12
KANA = "アイウエオカキク"
SCAN_APART = 300  # milliseconds between two scans


@pytest.fixture
def house(server: Any, worker_in: Any) -> Iterator[Any]:
    """A home that keeps cards: its head, a worker for the night, and forty people."""
    from tsukisoi.residents import actions as residents
    from tsukisoi.staff import actions as staff
    from tsukisoi.staff.models import Organisation
    from tsukisoi.staff.queries import viewer_of

    home = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町", custody="cards")
    head = viewer_of(worker_in(home, "head", "nakamura"))
    night = worker_in(home, "worker", "watanabe", "渡部 由美")
    with scope(organisation=home.pk):
        staff.set_own_code(night, "2704")
        for n in range(40):
            residents.enrol(
                head,
                name=f"人見 {n:02}",
                kana=f"ヒトミ {KANA[n // 8]}{KANA[n % 8]}",
                birth_date=date(1930, 1, 1),
                sex="",
                room=f"{101 + n}",
            )
        yield head


def sign_in(hands: Any, name: str = "nakamura") -> None:
    hands.page.context.set_default_timeout(120_000)  # a slow computer is no fault of the pages
    hands.open("/")
    hands.type("ユーザー名", name)
    hands.type("パスワード", "つばき-1234")
    hands.send()


def scan(hands: Any, code: str) -> None:
    """What a scanner does: types the code within a few milliseconds, then Enter."""
    hands.page.keyboard.type(code, delay=4)
    hands.page.keyboard.press("Enter")


def fill(viewer: Any, contract: int) -> None:
    """Everybody's card in a pouch; so many people have a contract that says so."""
    from tsukisoi.custody import actions
    from tsukisoi.residents import queries as residents

    people = [p.pk for p in residents.everybody(viewer)]
    actions.contract_for(viewer, people[:contract], "card", date(2026, 4, 1))
    actions.take_in_many(viewer, people, "my_number_card", found=True)


def quiet(hands: Any) -> None:
    """The browser complained of nothing but the refusals that were asked for."""
    complaints = [text for text in hands.complaints if "422" not in text]
    assert complaints == [] and hands.strangers == set()


def test_forty_cards_twelve_of_them_found_without_papers(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    hands = at_desk()
    sign_in(hands)
    hands.open("/custody/many/")
    for n in range(40 - FOUND):
        hands.page.get_by_role("checkbox", name=f"人見 {n:02}").press("Space")  # by the keyboard
    hands.type("入所契約に預かりのことが書かれている人なら、契約の日", "2026/4/1")
    hands.click("button", "この人たちから預かる")
    assert "28人分を預かりました" in hands.text
    hands.click("checkbox", "このページの全員を選ぶ")
    hands.tick("根拠のない人のものも「前からあったもの」として入れる")
    hands.click("button", "この人たちから預かる")
    assert "12人分を預かりました。うち根拠なし 12人" in hands.text
    hands.click("link", "だれが、どこに")
    assert hands.page.locator("#put-right tbody tr").count() == FOUND
    hands.click("link", "置き場所と札")
    labels = hands.paper(lambda: hands.click("button", "札を出す", leads=False))
    assert labels.startswith(b"%PDF-")
    assert queries.places(house, "pouch").count() == 40
    hands.click("link", "毎日")
    assert "預かる根拠を整える" in hands.page.content()  # a month away, so it stands in the fold
    quiet(hands)


def test_out_and_back_with_a_scanner(at_desk: Any, house: Any) -> None:
    """Four taps at most; a scan in kana, two scans at once, a wrong pouch, a scan during a question."""
    from tsukisoi.custody import actions, queries

    fill(house, 40)
    pouches = list(queries.places(house, "pouch"))
    hands = at_desk(1024)
    sign_in(hands)
    hands.open("/custody/")
    before = hands.clicks
    hands.press_on(hands.page.locator(".pouch--done").first)
    hands.click("button", "持ち出す")
    assert hands.clicks - before <= 4 and "持ち出しを記録しました" in hands.text
    kana = str.maketrans("1234567890", "ぬふあうえおやゆよわ")
    hands.page.locator("#scan").focus()
    hands.page.keyboard.insert_text(pouches[2].code.translate(kana))
    hands.page.keyboard.press("Enter")
    hands.page.wait_for_selector("text=人見 02 さん")
    scan(hands, pouches[3].code)
    hands.page.wait_for_timeout(SCAN_APART)
    scan(hands, pouches[4].code)
    for n in (2, 3, 4):
        hands.page.wait_for_selector(f".took__name:has-text('人見 {n:02}')")
    hands.click("button", "持ち出す")
    assert len(queries.outs(house)) == 4
    hands.open(f"/custody/?pouch={pouches[2].pk}&for={pouches[2].resident_id}")
    hands.page.locator("#scan").focus()
    scan(hands, pouches[7].code)
    hands.page.wait_for_selector("text=ちがう袋です")
    assert "108 人見 07" in hands.text and hands.page.evaluate("document.documentElement.dataset.heard") == "error"
    hands.open(f"/custody/?pouch={pouches[2].pk}")
    hands.click("button", "袋に戻した")
    assert len(queries.outs(house)) == 3
    count = actions.begin_count(house)
    hands.open(f"/custody/counts/{count.pk}/?scan={pouches[5].code}")
    hands.page.locator("details[data-dialogue] summary").click()
    scan(hands, pouches[6].code)
    hands.page.wait_for_selector("text=ほかの確認が開いています")
    quiet(hands)


def test_a_night_alone_and_the_morning_after(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import actions, queries

    fill(house, 40)
    actions.appoint(house, house.worker, date(2026, 11, 1))
    screen = enrolled(at_desk(), house)
    screen.open("/custody/emergency/")
    assert "人見" not in screen.text
    began, taps = time.monotonic(), screen.clicks
    screen.page.keyboard.type("watanabe")
    screen.press("Tab")
    screen.page.keyboard.type("2704")
    screen.send()
    screen.page.keyboard.type("105")
    screen.send()
    assert "人見 04 さん" in screen.text
    screen.send()
    assert "持ち出しを記録しました" in screen.text
    assert time.monotonic() - began < 30 and screen.clicks == taps
    screen.send()
    assert "人見" not in screen.text
    assert [out.emergency for out in queries.outs(house)] == [True]
    head = at_desk()
    sign_in(head)
    assert "緊急の持ち出しを確かめる" in head.text
    head.press_on(head.page.locator("a", has_text="確かめる").last)
    head.click("button", "見ました")
    assert queries.to_approve(house) == []
    head.open("/custody/")
    head.press_on(head.page.get_by_role("link", name=re.compile("^戻った")).first)
    head.click("button", "袋に戻した")
    assert queries.outs(house) == []
    quiet(screen)
    quiet(head)


def test_the_count_with_one_card_in_a_wrong_pouch(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import actions, queries

    fill(house, 40)
    pouches = list(queries.places(house, "pouch"))
    hands = at_desk(1024)
    sign_in(hands)
    hands.open("/custody/counts/")
    hands.click("button", "点検をはじめる")
    count = queries.counts(house)[0]
    for line in queries.lines_of(house, count)[:38]:
        actions.see(house, count.pk, line.item_id, "there")
    scan(hands, pouches[38].code)
    hands.page.wait_for_selector("text=袋 39")
    hands.page.wait_for_selector("text=1点を「ある」にしました")
    hands.page.locator("details[data-dialogue] summary").click()
    hands.page.locator("#whose").select_option(index=0)
    hands.press_on(hands.page.get_by_role("button", name="ちがう袋にあった"))
    assert "合わないもの" in hands.text and "袋 39 にあった" in hands.text
    hands.click("button", "点検を締める")
    assert "わけと処置を書いてください" in hands.text
    hands.type("わけと処置", "受診のあと、となりの袋に入れた")
    hands.click("button", "わけを書いた")
    hands.click("button", "自分の袋に戻した")
    hands.click("button", "点検を締める")
    hands.click("button", "施設長として確かめた")
    assert "施設長が確かめた" in hands.text
    assert hands.paper(lambda: hands.click("button", "点検の紙を印刷する", leads=False)).startswith(b"%PDF-")
    quiet(hands)


def _settle(hands: Any, person: Any, *ticks: str, where: str) -> None:
    """Say who keeps the card."""
    hands.open(f"/custody/people/{person.pk}/keep/card/")
    assert hands.page.get_by_role("radio", name="施設").count() == 0
    for words in ticks:
        hands.tick(words)
    if len(ticks) > 1:
        hands.type("同意の日", "2026/11/1")
    hands.type("どこに", where)
    hands.click("button", "決める")


def test_the_same_month_in_a_home_that_holds_no_cards(at_desk: Any, house: Any) -> None:
    """Who keeps what; a visit with the person's own card; a loss and the paper that bridges it; nothing to count."""
    from tsukisoi.custody.models import HandOut, Item
    from tsukisoi.outings import actions as outings
    from tsukisoi.residents import actions as people
    from tsukisoi.residents import queries as residents
    from tsukisoi.staff.models import Organisation

    Organisation.objects.update(custody="nothing")
    own, family = list(residents.everybody(house))[:2]
    outings.add_provider(house, "みどり野内科医院", "clinic", "00-0000-0000")
    for person in (own, family):  # the interview is played elsewhere
        people.record_fact(house, person.pk, "identity_documents", ["my_number_card"])
        people.record_fact(house, person.pk, "card.mode", "standard")
    people.add_contact(house, own.pk, name="人見 太郎", relation="長男", capacity="family")
    hands = at_desk()
    sign_in(hands)
    hands.open("/custody/")
    assert "何も預からない方針" in hands.text
    _settle(hands, own, "ご本人", where="居室の鍵つきロッカー")
    assert hands.paper(lambda: hands.click("button", "大きな字の紙を出す", leads=False)).startswith(b"%PDF-")
    hands.click("button", "今日、渡した")
    assert "に渡した" in hands.text
    _settle(hands, family, "ご家族", "ご本人の同意", where="長男宅")
    hands.open(f"/custody/people/{own.pk}/take-in/")
    assert "この施設の方針では、これを預かりません" in hands.text

    hands.open("/outings/plan/")
    hands.page.select_option("select[name=provider]", label="みどり野内科医院")
    hands.type("出る時刻", "00:00")
    hands.type("戻る予定", "23:59")
    for person in (own, family):
        hands.tick(f"{person.room}　{person.name}")
    hands.click("button", "入れる")
    trip = hands.page.url
    hands.click("link", own.name)
    assert "ご本人が保管　居室の鍵つきロッカー" in hands.text and "機械から取り出します" in hands.text
    paper = hands.page.get_by_role("button", name="紙で出す（A4の半分）")
    assert hands.paper(lambda: hands.press_on(paper, leads=False)).startswith(b"%PDF-")
    hands.page.goto(trip)
    hands.click("button", "2人が出た")
    hands.click("button", "2人とも、持って戻った")
    assert HandOut.objects.count() == Item.objects.count() == 0

    hands.open(f"/upkeep/?resident={own.pk}")
    hands.click("link", "カードが見あたらない・盗まれた")
    hands.tick("外で・盗まれた")
    hands.click("button", "手順を始める")
    done = []
    while hands.page.get_by_role("button", name="いま、した").count() and len(done) < 12:
        done.append(hands.page.inner_text(".next__title"))
        hands.click("button", "いま、した")
    assert "資格確認書を保険者に申請する" in done
    hands.tick("新しいカードを受け取った")
    hands.click("button", "終わりにする")

    hands.open("/")
    assert "月の点検" not in hands.page.inner_text("main")
    hands.open("/custody/counts/")
    assert "点検はいりません" in hands.text and hands.page.get_by_role("button", name="点検をはじめる").count() == 0
    hands.open(f"/custody/people/{own.pk}/")
    hands.page.locator("details.fold summary").last.click()
    hands.click("button", "この人に送る")
    assert hands.paper(lambda: hands.click("button", "お知らせを印刷する", leads=False)).startswith(b"%PDF-")
    assert "預かっているものはありません" in hands.text
    hands.open("/custody/register/")
    assert "居室の鍵つきロッカー" in hands.text and "長男宅" in hands.text
    assert "まだ聞いていない人 38人" in hands.text
    quiet(hands)


def test_a_short_stay_and_a_leaver_without_javascript(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries
    from tsukisoi.residents import actions as people
    from tsukisoi.residents import queries as residents
    from tsukisoi.tenancy.clock import today

    guest, leaver = list(residents.everybody(house))[:2]
    hands = at_desk(javascript=False)
    sign_in(hands)
    for person in (guest, leaver):
        hands.open(f"/custody/people/{person.pk}/keep/card/")
        hands.tick("施設")
        hands.tick("入所契約")
        hands.type("契約・同意の日", "2026/11/1")
        hands.click("button", "決める")
        hands.click("link", "預かる")
        if person is guest:
            hands.type("返す日（ショートステイ）", "2026/11/23")
        hands.click("button", "預かる")
    hands.open("/")
    assert "ショートステイの方に返す" in hands.text
    people.leave(house, leaver.pk, today())
    hands.open("/")
    assert "残っているものを返す" in hands.text
    for person in (guest, leaver):
        hands.open(f"/custody/people/{person.pk}/")
        hands.click("link", "マイナンバーカード", nth=0)
        hands.tick("ご本人に返した")
        hands.type("受け取った人", person.name)
        hands.click("button", "預かりを終える")
        assert "預かっているものはありません" in hands.text
    assert hands.paper(lambda: hands.click("button", "お返しの記録を印刷する", leads=False)).startswith(b"%PDF-")
    assert queries.everything(house) == [] and not queries.left_behind(house)
    quiet(hands)
