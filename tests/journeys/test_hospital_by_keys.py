"""A hospital morning with five people, and a month in a home that keeps no cards: keys and a scanner, no mouse.

No address is typed after the first: every page is reached by what stands on the one before.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django_scopes import scope

from journeys.desk import sit
from journeys.keys import choose, composed, go, held, into, reach, scan, write

pytestmark = pytest.mark.browser

SIX = ("橘 千代", "濵田 清", "髙橋 キヨ", "黒澤 德治", "大塚 久枝", "北村 ハル")
FIVE = SIX[:5]


def made(home: Any, worker_in: Any) -> tuple[Any, list[Any]]:
    """The head of the home, and six people: the first three hold cards, the others certificates."""
    from tsukisoi.outings import actions as outings
    from tsukisoi.residents import actions as residents
    from tsukisoi.staff.queries import viewer_of

    worker_in(home, "worker", "sato", "佐藤 美咲")
    head = viewer_of(worker_in(home, "head", "nakamura"))
    people = []
    with scope(organisation=home.pk):
        clinic = outings.add_provider(head, "みどり野内科医院", "clinic", "00-0000-0000")
        outings.tell(head, clinic.pk, "reader", True, "受付の方", date(2026, 11, 20))
        for number, name in enumerate(SIX):
            person = residents.enrol(head, name=name, kana="", birth_date=date(1931, 2, 3 + number), room=f"10{number}")
            papers = "my_number_card" if number < 3 else "eligibility_certificate"
            residents.record_fact(head, person.pk, "identity_documents", [papers])
            residents.record_fact(head, person.pk, "card.mode", "face_auth" if number == 0 else "standard")
            people.append(person)
    return head, people


@pytest.fixture
def house(server: Any, worker_in: Any) -> Iterator[Any]:
    """A home that keeps cards and certificates: everybody's lies in a pouch with its label."""
    from tsukisoi.custody import actions as custody
    from tsukisoi.staff.models import Organisation

    home = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町", custody="cards")
    head, people = made(home, worker_in)
    with scope(organisation=home.pk):
        for matter, kind, some in (
            ("card", "my_number_card", people[:3]), ("papers", "eligibility_certificate", people[3:])
        ):  # fmt: skip
            ids = [person.pk for person in some]
            custody.contract_for(head, ids, matter, date(2026, 4, 1))
            custody.take_in_many(head, ids, kind, found=False)
        yield head, people


def quiet(hands: Any, told: str, since: int = 0) -> None:
    """No press of the mouse, no complaint of the browser; what it cost is printed."""
    print(f"\n{told}: {hands.clicks} clicks, {hands.keys - since} keystrokes, {hands.pages} pages so far")
    others = [one for one in hands.complaints if "status of 422" not in one]  # refused, and said so on the page
    assert hands.clicks == 0 and others == [] and hands.strangers == set()


def answer(hands: Any, *words: str) -> None:
    """One answer to each question of the reader, in their order; then what is done with them."""
    for word in words:
        choose(hands, word)
    go(hands, "書きとめる")


def told(hands: Any, words: str) -> None:
    """Wait for what the page says after a scan."""
    hands.page.wait_for_selector(f"main :text({words!r})")


def test_a_hospital_morning_with_five_people(at_desk: Any, house: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tsukisoi.custody import queries as locker
    from tsukisoi.outings import actions
    from tsukisoi.outings.models import Going

    head, people = house
    labels = [locker.pouch_of(head, person.pk).code for person in people]
    hands = sit(at_desk, "nakamura", 1366)
    hands.open("/")

    go(hands, "預かり・受診")  # planned: the five are chosen by their labels, the last two by the number of the room
    go(hands, "受診")
    into(hands)
    go(hands, "受診を入れる")
    into(hands)
    write(hands, "出る時刻", "0000")
    write(hands, "戻る予定", "2359")
    reach(hands, "行き先")
    hands.press("ArrowDown")
    for label in labels[:3]:
        scan(hands, label)
        hands.page.wait_for_function("name => document.activeElement.closest('label')?.innerText.includes(name)",
                                     arg=SIX[labels.index(label)])  # fmt: skip
    assert held(hands) == "102　髙橋 キヨ" and hands.field("行き先").evaluate("one => one.selectedIndex") == 1
    for room in ("103", "104"):
        hands.press(*room)
        assert held(hands).startswith(room)
        hands.press("Space")
    hands.send()
    assert "5人が出た" in hands.text and "5人" in hands.text
    quiet(hands, "planned for five")

    before = hands.keys  # the persons' own wishes, one after another
    into(hands)
    go(hands, "今日の希望をうかがう")
    answer(hands, "見せてよい", "見せない")
    assert "見せてよい" in hands.text and "暗証番号はありません" in hands.text
    into(hands)
    go(hands, "つぎに、濵田 清 さんにうかがう")
    answer(hands, "その場で決める")
    into(hands)
    go(hands, "つぎに、髙橋 キヨ さんにうかがう")
    reach(hands, "ご本人の返事を確かめられなかった")
    hands.press("Space")
    hands.send()
    assert "お返事を確かめられませんでした" in hands.text and "つぎに、" not in hands.text
    quiet(hands, "wishes of three", before)

    before = hands.keys  # one of them leaves first: from the slip, in one press
    into(hands)
    reach(hands, "紙で出す")
    assert hands.paper(lambda: hands.press("Enter")).startswith(b"%PDF-")
    into(hands)
    go(hands, "棚から出して、出た")
    assert [out.item.resident_id for out in locker.outs(head)] == [people[2].pk]
    into(hands)
    reach(hands, "車に1枚を出す")
    assert hands.paper(lambda: hands.press("Enter")).startswith(b"%PDF-")
    scan(hands, labels[5])  # somebody who does not go: wherever the keys are, the scan is heard and stopped
    told(hands, "これは 105 北村 ハル さんの袋")
    assert held(hands).startswith("袋の札を読み取ってください") and len(locker.outs(head)) == 1
    for n in (0, 1):
        scan(hands, labels[n])
        told(hands, f"10{n} {SIX[n]} さん")
        hands.page.wait_for_selector("#scan-heard:has-text('出ました')")
    scan(hands, labels[1])  # read twice
    told(hands, "出たところです")
    hands.press("Enter")
    assert held(hands) == "2人が出た"
    hands.send()
    assert len(locker.outs(head)) == 5 and held(hands).startswith("袋の札を読み取ってください")
    quiet(hands, "five out", before)

    before = hands.keys  # all five come back
    monkeypatch.setattr(actions, "TWICE", timedelta(0))
    scan(hands, labels[5])
    told(hands, "ちがう袋です。これは 105 北村 ハル さんの袋")
    for n in (4, 3, 2, 1):
        (composed if n == 3 else scan)(hands, labels[n])
        told(hands, f"10{n} {SIX[n]} さん")
        hands.page.wait_for_selector("#scan-heard:has-text('戻りました')")
    scan(hands, labels[4])
    told(hands, f"104 {SIX[4]} さんは、もう")
    assert len(locker.outs(head)) == 1 and hands.keys == before
    scan(hands, labels[0])
    told(hands, "みな戻りました")
    assert locker.outs(head) == [] and Going.objects.filter(brought_back=True).count() == 5
    quiet(hands, "five back", before)
    quiet(hands, "the whole morning")


@pytest.fixture
def bare(server: Any, worker_in: Any) -> Iterator[Any]:
    """A home that keeps nothing."""
    from tsukisoi.staff.models import Organisation

    home = Organisation.objects.create(name="さざんか荘", kind="facility", municipality="みどり野町", custody="nothing")
    head, people = made(home, worker_in)
    with scope(organisation=home.pk):
        yield head, people


def test_a_month_in_a_home_that_keeps_no_cards(at_desk: Any, bare: Any) -> None:
    from tsukisoi.custody import queries as locker
    from tsukisoi.upkeep.models import Incident

    head, people = bare
    hands = sit(at_desk, "nakamura", 1366)
    hands.open("/")
    assert "緊急で持ち出す" not in hands.text and "点検" not in hands.text

    go(hands, "預かり・受診")  # who keeps what: no locker, no counts, no labels are put before anybody
    assert hands.heading == "だれが、どこに" and "聞いていない" in hands.text
    assert all(word not in hands.page.inner_text("main") for word in ("月の点検", "札", "出し入れ簿", "預かり証"))
    into(hands)
    go(hands, SIX[0])
    assert "預かる" not in [button.inner_text() for button in hands.page.get_by_role("link").all()]
    into(hands)
    go(hands, "だれが保管するかを決める", holds="マイナンバーカード")
    into(hands)
    choose(hands, "ご本人")
    write(hands, "どこに", "居室の鍵つきロッカー")
    reach(hands, "資格確認書などの紙も、同じ")
    hands.press("Space")
    hands.send()
    assert hands.text.count("居室の鍵つきロッカー") == 2
    into(hands)
    reach(hands, "大きな字の紙を出す")
    assert hands.paper(lambda: hands.press("Enter")).startswith(b"%PDF-")
    go(hands, "今日、渡した")
    assert hands.text.count("に渡した") == 2  # one sheet for both
    into(hands)
    go(hands, "だれが、どこに（みんな）")
    into(hands)
    go(hands, SIX[1])  # the family, with the person's consent
    into(hands)
    go(hands, "だれが保管するかを決める", holds="マイナンバーカード")
    into(hands)
    choose(hands, "ご家族")
    write(hands, "どこに", "長男宅")
    hands.send()
    assert "ご本人の同意がいります" in hands.text  # not without it; what was typed stands
    choose(hands, "ご本人の同意")
    write(hands, "同意の日", "2026/11/1")
    hands.send()
    assert "長男宅" in hands.text
    assert {where.keeper for where in (locker.where_is(head, one.pk) for one in people[:2])} == {"self", "family"}
    quiet(hands, "who keeps what, of two")

    before = hands.keys  # who can see a doctor, and a visit
    go(hands, "受診に出せるもの")
    assert hands.heading == "だれが、何で受診できるか" and all(name in hands.text for name in FIVE)
    go(hands, "受診")
    into(hands)
    go(hands, "受診を入れる")
    assert "札" not in hands.page.inner_text("main")
    into(hands)
    write(hands, "出る時刻", "0000")
    write(hands, "戻る予定", "2359")
    reach(hands, "100")
    hands.press("Space", "ArrowDown", "Space")
    hands.send()
    assert "札を読み取って" not in hands.text and "棚" not in hands.page.inner_text("main")
    into(hands)
    go(hands, SIX[1])
    assert "マイナンバーカード：ご家族が保管　長男宅" in hands.text
    into(hands)
    go(hands, "この予定へもどる")
    into(hands)
    go(hands, "2人が出た")
    into(hands)
    go(hands, "2人とも、持って戻った")
    assert "戻った" in hands.text
    quiet(hands, "a visit of two", before)

    before = hands.keys  # the card is not in the locker of the room any more
    reach(hands, "人をさがす")
    hands.press(*"100")
    hands.send()
    into(hands)
    go(hands, SIX[0])
    into(hands)
    go(hands, "困ったときの手順を始める")
    into(hands)
    go(hands, "カードが見あたらない・盗まれた")
    into(hands)
    choose(hands, "外で・盗まれた")
    go(hands, "手順を始める")
    assert "0120-95-0178" in hands.text
    print(f"\nfrom noticing it to the number to call: {hands.keys - before} keys")
    done = 0
    while hands.page.get_by_role("button", name="いま、した").count() and done < 12:
        into(hands)
        go(hands, "いま、した")
        done += 1
    into(hands)
    choose(hands, "カードはやめて")
    go(hands, "終わりにする")
    assert Incident.objects.get().closed_at is not None
    go(hands, "毎日")
    assert all(word not in hands.page.inner_text("main") for word in ("預かり", "点検", "緊急"))
    quiet(hands, "a loss", before)
    quiet(hands, "the whole month")
