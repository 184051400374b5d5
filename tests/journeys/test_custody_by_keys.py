"""Forty cards with labels, a short stay, somebody who leaves, a loss to the new card: keys and a scanner, no mouse.

No address is typed after the first: every page is reached by what stands on the one before.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django_scopes import scope

from journeys.desk import sit
from journeys.keys import choose, go, held, into, reach, scan, write

pytestmark = pytest.mark.browser

PEOPLE = 40
FOUND = 12
KANA = "アイウエオカキク"


@pytest.fixture
def house(server: Any, worker_in: Any) -> Iterator[Any]:
    """A home that keeps cards, its head and a worker; people are put in by each journey."""
    from tsukisoi.staff.models import Organisation
    from tsukisoi.staff.queries import viewer_of

    home = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町", custody="cards")
    worker_in(home, "worker", "sato", "佐藤 美咲")
    head = viewer_of(worker_in(home, "head", "nakamura"))
    with scope(organisation=home.pk):
        yield head


def people(head: Any, number: int) -> list[Any]:
    """So many people, in the order of their rooms."""
    from tsukisoi.residents import actions as residents

    return [
        residents.enrol(
            head, name=f"人見 {n:02}", kana=f"ヒトミ {KANA[n // 8]}{KANA[n % 8]}", birth_date=date(1930, 1, 1), sex="",
            room=f"{101 + n}",
        )
        for n in range(number)
    ]  # fmt: skip


def quiet(hands: Any, told: str) -> None:
    """No press of the mouse, no complaint of the browser; what it cost is printed."""
    print(f"\n{told}: {hands.told()}")
    assert hands.clicks == 0 and hands.complaints == [] and hands.strangers == set()


def find(hands: Any, room: str, name: str) -> None:
    """From any page to somebody's own: the search at the head of every page."""
    reach(hands, "人をさがす")
    hands.page.keyboard.type(room)
    hands.keys += len(room)
    hands.send()
    into(hands)
    go(hands, name)


def test_forty_cards_with_labels_twelve_found_without_papers(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    people(house, PEOPLE)
    hands = sit(at_desk, "nakamura", 1366)
    hands.open("/")
    go(hands, "預かり・受診")
    go(hands, "まとめて預かる")
    into(hands)
    write(hands, "入所契約に預かりのことが書かれている人なら、契約の日", "2026/4/1")
    reach(hands, "人見 00")
    for _person in range(PEOPLE - FOUND):
        hands.press("Space", "ArrowDown")
    go(hands, "この人たちから預かる")
    assert f"{PEOPLE - FOUND}人分を預かりました" in hands.text
    into(hands)
    reach(hands, "根拠のない人のものも「前からあったもの」として入れる")
    hands.press("Space")
    reach(hands, "このページの全員を選ぶ")
    hands.press("Space")
    go(hands, "この人たちから預かる")
    assert f"{FOUND}人分を預かりました。うち根拠なし {FOUND}人" in hands.text
    into(hands)
    go(hands, "だれが、どこに")
    assert hands.page.locator("#put-right tbody tr").count() == FOUND
    into(hands)
    go(hands, "置き場所と札")
    into(hands)
    reach(hands, "札を出す")
    assert hands.paper(lambda: hands.press("Enter")).startswith(b"%PDF-")
    pouches = {place.number: place for place in queries.places(house, "pouch")}
    assert sorted(pouches) == list(range(1, PEOPLE + 1))
    for _tab in range(20):
        if held(hands) == "棚":
            break
        hands.press("Shift+Tab")
    hands.send()
    for number, place in pouches.items():  # each label is stuck on its pouch; the screen says whose card goes in
        scan(hands, place.code)
        hands.page.locator(".took__name").first.filter(has_text=place.resident.name).wait_for()
        assert hands.page.locator(".took__no").first.inner_text() == f"{number:02}"
        assert hands.page.locator(".took__name").first.is_visible() and held(hands).startswith("札を読み取ってください")
    quiet(hands, "forty cards with labels")


def _kept_by_the_home(hands: Any, *, stay_until: str = "") -> None:
    """From a person's page: the home keeps the card on the contract, and takes it in."""
    into(hands)
    go(hands, "預かりを見る")
    into(hands)
    go(hands, "だれが保管するかを決める", holds="マイナンバーカード")
    into(hands)
    choose(hands, "施設")
    choose(hands, "入所契約")
    write(hands, "契約・同意の日", "2026/11/1")
    hands.send()
    into(hands)
    go(hands, "預かる")
    into(hands)
    choose(hands, "マイナンバーカード")
    if stay_until:
        write(hands, "返す日（ショートステイ）", stay_until)
    hands.send()
    assert "預かりました" in hands.text


def _give_back(hands: Any, name: str) -> bytes:
    """From the page of one thing: who received it, and the paper to sign."""
    into(hands)
    choose(hands, "ご本人に返した")
    write(hands, "受け取った人", name)
    hands.send()
    assert "預かっているものはありません" in hands.text
    into(hands)
    reach(hands, "お返しの記録を印刷する")
    return bytes(hands.paper(lambda: hands.press("Enter")))


def test_a_short_stay_and_a_leaver(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    guest, leaver = people(house, 2)
    hands = sit(at_desk, "nakamura")
    hands.open("/")
    find(hands, guest.room, guest.name)
    _kept_by_the_home(hands, stay_until="2026/11/23")
    find(hands, leaver.room, leaver.name)
    _kept_by_the_home(hands)

    go(hands, "預かり・受診")  # the same day, to the doctor and back: by scanner
    pouches = [queries.pouch_of(house, person.pk) for person in (guest, leaver)]
    assert held(hands).startswith("札を読み取ってください")
    before = hands.keys
    scan(hands, pouches[0].code)
    hands.page.wait_for_selector(f".took__name:has-text('{guest.name}')")
    hands.press("Enter")
    assert held(hands) == "持ち出す"
    hands.send()
    assert len(queries.outs(house)) == 1 and held(hands).startswith("札を読み取ってください")
    scan(hands, pouches[0].code)
    hands.page.wait_for_selector("text=へ戻す")
    hands.press("Enter")
    assert held(hands) == "袋に戻した"
    hands.send()
    assert queries.outs(house) == [] and hands.keys - before == 4

    go(hands, "毎日")
    assert "ショートステイの方に返す" in hands.text
    into(hands)
    go(hands, "開く")
    assert _give_back(hands, guest.name).startswith(b"%PDF-")

    find(hands, leaver.room, leaver.name)
    into(hands)
    go(hands, "動きを見る・書く")
    into(hands)
    go(hands, "退所")
    into(hands)
    go(hands, "つぎへ（まだ記録しない）")
    assert "返" in hands.text
    into(hands)
    go(hands, "これで記録する")
    go(hands, "毎日")
    assert "残っているものを返す" in hands.text
    into(hands)
    go(hands, "開く")
    assert _give_back(hands, leaver.name).startswith(b"%PDF-")
    assert queries.everything(house) == [] and not queries.left_behind(house)
    quiet(hands, "a short stay and a leaver")


def test_a_loss_to_the_new_card(at_desk: Any, house: Any) -> None:
    """It went to the doctor and did not come back: stopped, reported, a bridge, a new card into the same pouch."""
    from tsukisoi.custody import actions, queries
    from tsukisoi.residents import actions as residents
    from tsukisoi.upkeep.models import Incident

    (person,) = people(house, 1)
    residents.record_fact(house, person.pk, "identity_documents", ["my_number_card"])
    residents.record_fact(house, person.pk, "card.mode", "standard")
    actions.contract_for(house, [person.pk], "card", date(2026, 4, 1))
    (card,) = actions.take_in_many(house, [person.pk], "my_number_card", found=False)
    hands = sit(at_desk, "nakamura")
    hands.open("/")
    go(hands, "預かり・受診")
    pouch = queries.pouch_of(house, person.pk)
    scan(hands, pouch.code)
    hands.page.wait_for_selector(f".took__name:has-text('{person.name}')")
    hands.press("Enter")
    hands.send()
    began = hands.keys
    find(hands, person.room, person.name)
    into(hands)
    go(hands, "困ったときの手順を始める")
    into(hands)
    go(hands, "カードが見あたらない・盗まれた")
    into(hands)
    choose(hands, "外で・盗まれた")
    go(hands, "手順を始める")
    assert "0120-95-0178" in hands.text and "まだ止めていません" in hands.text
    print(f"\nfrom noticing it to the number to call: {hands.keys - began} keys")
    done = []
    while hands.page.get_by_role("button", name="いま、した").count() and len(done) < 12:
        done.append(hands.page.inner_text(".next__title"))
        into(hands)
        go(hands, "いま、した")
    assert "資格確認書を保険者に申請する" in done and "新しいカードを申請する（再交付）" in done
    into(hands)
    write(hands, "なぜ起きたか", "受診のあと、受け取りを確かめなかった")
    write(hands, "くり返さないための手だて", "戻ったら、その場で札を読み取る")
    go(hands, "書きとめる")
    into(hands)
    reach(hands, "報告書を出す")
    assert hands.paper(lambda: hands.press("Enter")).startswith(b"%PDF-")
    choose(hands, "新しいカードを受け取った")
    go(hands, "終わりにする")
    assert Incident.objects.get().outcome == "new_card"

    into(hands)  # the lost one leaves the book, the new one lies in the same pouch
    go(hands, "預かりを見る")
    into(hands)
    go(hands, "マイナンバーカード")
    into(hands)
    choose(hands, "紛失した")
    go(hands, "預かりを終える")
    into(hands)
    go(hands, "預かる")
    into(hands)
    choose(hands, "マイナンバーカード")
    hands.send()
    (new,) = queries.everything(house)
    assert new.item.pk != card.pk and new.item.place_id == card.place_id and new.out is None
    quiet(hands, "a loss to the new card")
