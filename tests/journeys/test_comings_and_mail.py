"""A week with a short stay, a hospital stay, a room change and a death; and an evening with fifteen envelopes."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

pytestmark = pytest.mark.browser

MONDAY = date(2026, 11, 23)
NAMES = (
    ("髙橋 キヨ", "タカハシ キヨ"), ("橘 千代", "タチバナ チヨ"), ("濵田 清", "ハマダ キヨシ"),
    ("森 ウメ", "モリ ウメ"), ("西 正", "ニシ タダシ"),
)  # fmt: skip


@pytest.fixture
def people(server: Any, home: Any, worker_in: Any) -> Any:
    """Five people of a home; the first has a visit, a reception and a card ahead, the home keeps her certificate."""
    from tsukisoi.custody import actions as custody
    from tsukisoi.deliveries import actions as deliveries
    from tsukisoi.municipalities.actions import open_home
    from tsukisoi.outings import actions as outings
    from tsukisoi.receptions import actions as receptions
    from tsukisoi.residents.actions import enrol, record_fact
    from tsukisoi.staff.queries import viewer_of
    from tsukisoi.tenancy.clock import now
    from tsukisoi.tenancy.ids import new_id

    worker = worker_in(home, "worker", "sato")
    worker_in(home, "head", "nakamura")
    with scope(organisation=home.pk):
        viewer = viewer_of(worker)
        open_home(viewer, "みどり野町")
        made = []
        for number, (name, kana) in enumerate(NAMES, start=1):
            one = enrol(viewer, name=name, kana=kana, birth_date=date(1931, 2, number), room=f"10{number}")
            record_fact(viewer, one, "residence", "facility")
            record_fact(viewer, one, "insurance.kind", "late_elderly")
            made.append(one)
        first = made[0].pk
        leaves = now() + timedelta(days=3)
        outings.plan(viewer, leaves_at=leaves, back_by=leaves + timedelta(hours=2), care="outpatient", people=[first])
        reception = receptions.open_reception(
            viewer, on=MONDAY + timedelta(days=14), begins=time(13), ends=time(16), mail="restricted"
        )
        receptions.put_on(viewer, reception, resident=first, name=made[0].name, room="101")
        deliveries.notice_came(viewer, first, on=MONDAY)
        deliveries.plan_trip(viewer, new_id(), [first], on=MONDAY + timedelta(days=4))
        custody.take_in(viewer, first, "eligibility_certificate", found=True)
    return made


def sit_down(at_desk: Any, **options: Any) -> Any:
    """Signed in already: signing in is walked elsewhere."""
    from tsukisoi.staff.models import Worker

    hands = at_desk(**options)
    client = Client()
    client.force_login(Worker.objects.get(username="sato"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
    hands.page.context.add_cookies([cookie])
    return hands


def write(hands: Any, person: Any, kind: str, **said: str) -> str:
    """From a person's page: what happens, the list of what it brings, and yes. What the list said."""
    hands.open(f"/cases/{person.pk}/")
    hands.click("link", "動きを見る・書く")
    hands.click("link", kind)
    for label, text in said.items():
        hands.type(label, text)
    hands.click("button", "つぎへ（まだ記録しない）")
    told = str(hands.text)
    hands.page.locator("button[name=confirm]").click()
    hands.page.wait_for_url("**/movements/people/*/")
    return told


def test_a_week_of_comings_and_goings(at_desk: Any, people: Any, settings: Any) -> None:
    hands = sit_down(at_desk, javascript=False)
    kiyo, chiyo, _kiyoshi, ume, tadashi = people
    told = write(hands, chiyo, "短期入所をはじめる", **{"帰られる日（予定）": "R8.11.26"})
    assert "「退所・帰宅」の予定を入れます" in told
    told = write(hands, kiyo, "入院", **{"どの病院に": "みどり野病院"})
    for part in ("受診（外来）をやめます", "名簿から外します", "受取の外出から外します", "病院長", "持ち出しを書く"):
        assert part in told
    hands.open("/residents/?unit=&stay=hospital")
    assert "髙橋 キヨ" in hands.text and "橘 千代" not in hands.text
    told = write(hands, ume, "部屋がえ", **{"いつ": "R8.11.25", "居室": "205"})
    assert "予定として書きます" in told
    hands.open("/movements/")
    assert "森 ウメ" in hands.text and "入院中　1人" in hands.text

    settings.TSUKISOI_TODAY = MONDAY + timedelta(days=2)
    hands.open("/")
    hands.open(f"/cases/{ume.pk}/")
    assert "205号室" in hands.text
    told = write(hands, kiyo, "もどられた（退院など）")
    assert "施設長" in told and "同じ番号でもどします" in told
    hands.open(f"/cases/{kiyo.pk}/")
    assert "12月7日" in hands.text, "back on the list of the reception"

    settings.TSUKISOI_TODAY = MONDAY + timedelta(days=3)
    hands.open("/movements/")
    assert "橘 千代" in hands.page.locator("section", has=hands.page.locator("#lately")).inner_text()
    hands.open("/residents/?status=left")
    assert "橘 千代" in hands.text

    settings.TSUKISOI_TODAY = MONDAY + timedelta(days=5)
    told = write(hands, tadashi, "亡くなられた")
    assert "後期高齢者医療の資格確認書は、町の窓口に返します" in told
    hands.click("link", "まちがいなので取り消す")
    hands.type("わけ", "別の方でした")
    hands.click("button", "取り消す")
    told = write(hands, kiyo, "亡くなられた")
    assert "資格確認書をご家族に返し" in told and "カードの受取を終えます" in told
    hands.click("link", "資格確認書をご家族に返し、受け取りの名前をもらう")
    assert "髙橋 キヨ" in hands.text
    hands.open("/")
    assert "受け取りに行かないことを町に伝える" in hands.text
    paper = hands.paper(
        lambda: (hands.open("/movements/"), hands.page.locator("form[action$='/paper/'] button").click())
    )
    assert paper.startswith(b"%PDF")
    assert hands.complaints == [] and hands.strangers == set()


@pytest.fixture
def moving(people: Any, home: Any) -> Any:
    """The first of them holds a card and a certificate of the old union; the new town is known through somebody."""
    from tsukisoi.insurance import actions as insurance
    from tsukisoi.municipalities import actions as municipalities
    from tsukisoi.residents.actions import enrol, record_fact
    from tsukisoi.staff.models import Worker
    from tsukisoi.staff.queries import viewer_of

    with scope(organisation=home.pk):
        viewer = viewer_of(Worker.objects.get(username="nakamura"))
        city = municipalities.add_office(viewer, "川北市", section="市民課", phone="0000-00-0000")
        old, new = (
            municipalities.add_office(viewer, f"{name}県後期高齢者医療広域連合", "insurer") for name in ("緑", "川北")
        )
        insurance.set_insurer(viewer, people[0].pk, scheme="late_elderly", insurer=old.pk)
        insurance.paper_arrived(viewer, people[0].pk, kind="eligibility_certificate", arrived_on=date(2026, 7, 20),
                                expires=date(2027, 7, 31), place="金庫")  # fmt: skip
        for key, value in {"insurance.card_held": True, "insurance.insurance_use_registered": False,
                           "card.expires": "2031-02-01", "card.certificate_expires": "2029-02-01"}.items():  # fmt: skip
            record_fact(viewer, people[0], key, value)
        there = enrol(viewer, name="松原 実", kana="", birth_date=date(1940, 2, 3), room="109", office_id=city.pk)
        insurance.set_insurer(viewer, there.pk, scheme="late_elderly", insurer=new.pk)
    return city


def test_moving_to_another_town(at_desk: Any, people: Any, moving: Any) -> None:
    """What ends, whom to ask, what may still be shown, and the new insurer by one press and its paper."""
    hands = sit_down(at_desk, javascript=False)
    kiyo, line = people[0], "tr:has-text('髙橋 キヨ')"
    hands.open("/insurance/")
    assert "出せる" in hands.page.locator(line).inner_text()
    hands.open(f"/cases/{kiyo.pk}/")
    hands.click("link", "動きを見る・書く")
    hands.click("link", "住所をほかの市区町村へ移す")
    hands.choose("移る先の市区町村", "川北市")
    hands.click("button", "つぎへ（まだ記録しない）")
    for part in (
        "「緑県後期高齢者医療広域連合」は前の日までにします", "いまの保険者は「川北県後期高齢者医療広域連合」かを",
        "新しい町のちがいで考えなおします", "転入届は、移った日から14日以内", "継続利用の手続き",
        "署名用電子証明書は使えなくなります", "受取の外出から外します", "両方の町に聞く",
    ):  # fmt: skip
        assert part in hands.text, part
    hands.page.locator("button[name=confirm]").click()
    hands.page.wait_for_url("**/movements/people/*/")

    hands.open("/insurance/")
    assert "確かめる" in hands.page.locator(line).inner_text() and "町を移った" in hands.page.locator(line).inner_text()
    hands.open("/")
    assert "髙橋 キヨ" in hands.text and "町を移った：いまの保険者を聞いて書きとめる" in hands.text
    hands.open("/movements/")
    assert "転入届は、移った日から14日以内" in hands.text and "いまの保険者は「川北県" in hands.text
    hands.open(f"/insurance/{kiyo.pk}/")
    assert "いまの保険者を聞きます" in hands.text and "前のまま「緑県後期高齢者医療広域連合」" in hands.text
    hands.click("button", "「川北県後期高齢者医療広域連合」にする")
    assert "出せるものがない" in hands.text and "いまの保険者を聞きます" not in hands.text
    hands.open("/insurance/")
    told = hands.page.locator(line).inner_text()
    assert "保険者に電話する" in told and "川北県後期高齢者医療広域連合" in told
    hands.open(f"/insurance/{kiyo.pk}/arrived/")
    hands.tick("資格確認書")
    hands.type("書いてある有効期限", "R9.7.31")
    hands.page.locator("main form button").first.click()
    assert "出せる" in hands.text and "出せるものがない" not in hands.text
    assert not hands.complaints and not hands.strangers


def test_a_mail_day(at_desk: Any, people: Any) -> None:
    hands = sit_down(at_desk)
    hands.open("/mail/")
    before = hands.clicks
    for number in range(15):
        hands.page.keyboard.type(f"10{number % 5 + 1}")
        hands.press("Tab")
        hands.page.keyboard.type("890"[number // 5])
        hands.keys += 4
        hands.send()
        assert "入れました" in hands.text
    assert hands.clicks == before, "the keyboard alone"
    assert hands.keys <= 15 * 6, hands.told()
    hands.page.keyboard.type("101")
    hands.press("Tab")
    hands.page.keyboard.type("8")
    hands.send()
    assert "7日以内に入っています" in hands.text
    hands.click("link", "やめる")
    hands.page.keyboard.type("102")
    hands.press("Tab")
    hands.page.keyboard.type("1")
    hands.press("Tab")
    hands.page.keyboard.type("R9.1.20")
    hands.send()
    hands.open(f"/deliveries/{people[1].pk}/")
    assert "1月20日" in hands.text, "the term runs where it belongs"
    hands.open("/mail/")
    assert "渡していないもの 16通" in hands.text
    assert hands.sideways() <= 0
    paper = hands.paper(lambda: hands.page.get_by_role("button", name="渡す表を紙で出す").click())
    assert paper.startswith(b"%PDF")
    hands.open("/mail/")
    for tick in range(3):
        hands.page.locator("input[name=letter]").nth(tick).check()
    hands.click("button", "今日、ご本人に渡した")
    assert "3通をご本人に渡した" in hands.text
    hands.page.locator("th[scope=row] a").filter(has_text="西 正").first.click()
    hands.page.wait_for_url("**/mail/*-*/")
    hands.click("button", "開けたことを記録する")
    assert hands.page.locator(".errors").count() == 1
    hands.tick("ご本人")
    hands.type("言った人の名前", "西 正")
    hands.type("言われたこと（そのままのことばで）", "開けて読んでください")
    hands.click("button", "開けたことを記録する")
    assert "「開けて読んでください」" in hands.text
    refused = [told for told in hands.complaints if "422" not in told]  # two forms were sent as they must not be
    assert refused == [] and hands.strangers == set()
