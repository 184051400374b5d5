"""Six cards fetched in one trip, and a card set to need no PIN by an agent: every step on the pages, with papers."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

pytestmark = pytest.mark.browser

SIX = ("橘 千代", "濵田 清", "髙橋 キヨ", "黒澤 德治", "大塚 久枝", "松原 文")
KNOWN = {
    "residence": "facility", "care_level": "care_4", "notification_card": "lost", "guardian": "none",
    "disabilities": [], "circumstances": ["facility_resident"], "wants_pin": True,
    "identity_documents": ["eligibility_certificate", "care_insurance_card"],
}  # fmt: skip


@pytest.fixture
def house(server: Any, home: Any, worker_in: Any) -> Any:
    """つばき苑, its town, 川北市 where six of its people are registered, and one whose card is ordinary."""
    from tsukisoi.municipalities import actions as municipalities
    from tsukisoi.residents import actions as residents
    from tsukisoi.staff.queries import viewer_of

    head = worker_in(home, "head", "nakamura")
    with scope(organisation=home.pk):
        viewer = viewer_of(head)
        municipalities.open_home(viewer, "みどり野町")
        city = municipalities.add_office(viewer, "川北市", section="市民課", phone="0000-00-0000")
        for number, name in enumerate(SIX):
            person = residents.enrol(
                viewer, name=name, kana="", birth_date=date(1931, 2, 3 + number), sex="", room=f"10{number}",
                office_id=city.pk,
            )  # fmt: skip
            for key, value in KNOWN.items():
                residents.record_fact(viewer, person, key, value)
        kiyo = residents.enrol(viewer, name="備中 キヨ", kana="", birth_date=date(1940, 5, 5), sex="", room="201")
        for key, value in {
            "insurance.card_held": True, "card.mode": "standard", "card.expires": "2031-05-05",
            "card.certificate_expires": "2029-05-05", "insurance.kind": "late_elderly",
        }.items():  # fmt: skip
            residents.record_fact(viewer, kiyo, key, value)
    return home


def sit_down(at_desk: Any, **options: Any) -> Any:
    """Signed in already: signing in is walked elsewhere."""
    from tsukisoi.staff.models import Worker

    hands = at_desk(**options)
    client = Client()
    client.force_login(Worker.objects.get(username="nakamura"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
    hands.page.context.add_cookies([cookie])
    return hands


def _person(house: Any, name: str) -> Any:
    from tsukisoi.residents.models import Resident

    with scope(organisation=house.pk):
        return Resident.objects.get(name=name)


def _begins(hands: Any, house: Any, name: str) -> None:
    """The application is in: somebody will fetch the card."""
    id = _person(house, name).pk
    hands.open(f"/deliveries/{id}/")
    hands.click("link", "カードの受取をはじめる")
    hands.tick("代理人が受け取る（代理交付）")
    hands.type("申請した日", "2026/9/20")
    hands.page.locator("form[data-unsaved] button").first.click()
    hands.page.wait_for_url(f"**/deliveries/{id}/")


def _a_folder(hands: Any, house: Any, name: str, *, full: bool) -> None:
    """The notice comes, who goes is written down, and what lies in the folder is ticked."""
    id = _person(house, name).pk
    hands.open(f"/deliveries/{id}/notice/")
    hands.tick("初めの交付通知書")
    hands.type("届いた日", "2026/11/2")
    hands.type("受取期限", "2027/1/31")
    hands.page.locator("form[data-unsaved] button").first.click()
    hands.page.wait_for_url(f"**/deliveries/{id}/")
    hands.open(f"/deliveries/{id}/folder/")
    hands.choose("代理人", "施設職員")
    hands.type("代理人の氏名", "佐藤 美咲")
    hands.press_on(hands.page.locator("form[data-unsaved] button").first)
    if "行く人が決まったので" not in hands.text:  # a folder that is filled for the second time
        hands.open(f"/deliveries/{id}/folder/")
    for box in hands.page.locator("input[name=ready]").all() if full else []:
        box.check()
    hands.tick("本人が書いて、封をした")
    if full:
        hands.type("証明書の写真をとった日", "2026/11/10")
        hands.type("証明書に署名した日", "2026/11/10")
    hands.page.locator("form[data-unsaved] button").first.click()
    hands.page.wait_for_url(f"**/deliveries/{id}/")


def test_one_worker_fetches_six_cards(at_desk: Any, house: Any, settings: Any) -> None:
    from tsukisoi.tenancy.clock import today

    settings.TSUKISOI_TODAY = date(2026, 11, 24)
    hands = sit_down(at_desk)
    for name in SIX:
        _begins(hands, house, name)
        _a_folder(hands, house, name, full=name != SIX[5])
    hands.open("/deliveries/")
    for name in SIX:
        hands.page.get_by_label(name).check()
    hands.click("button", "いっしょに行く日を決める")
    assert "6人" in hands.text and "川北市" in hands.text
    hands.type("行く日", (today() + timedelta(days=3)).strftime("%Y/%m/%d"))
    hands.type("町に予約した日", "2026/11/24")
    hands.type("予約の相手・番号", "市民課 係の方")
    hands.click("button", "この日に決める")
    assert "まだ入っていないもの" in hands.text and hands.text.count("そろった") >= 5
    trip = hands.page.url
    papers = hands.page.get_by_role("button", name="車の一覧とみんなの表紙を出す")
    pdf = hands.paper(lambda: hands.press_on(papers, leads=False))
    assert pdf.startswith(b"%PDF") and len(pdf) > 20_000
    hands.open("/")
    assert "受取の外出" in hands.text and "受取のファイルをそろえる" in hands.text
    _a_folder(hands, house, SIX[5], full=True)
    settings.TSUKISOI_TODAY = today() + timedelta(days=3)
    hands.page.goto(trip)
    hands.click("link", "けっかを書く")
    panels = hands.page.locator("section.panel")
    assert panels.count() == 6
    for number in range(5):
        panels.nth(number).get_by_label("受け取った", exact=True).check()
        panels.nth(number).get_by_label("本人に渡した", exact=True).check()
    panels.nth(5).get_by_label("受け取れなかった", exact=True).check()
    panels.nth(5).locator("summary").click()
    panels.nth(5).locator("input[type=checkbox]").first.check()
    panels.nth(5).locator("input[name$=told]").fill("委任状の日付がない")
    hands.click("button", "けっかを残す")
    assert hands.text.count("カードを本人に渡した") == 5 and "委任状の日付がない" in hands.text
    hands.open("/deliveries/")
    assert "もう一度行く日を決める" in hands.text
    hands.page.locator("input[name=people]").first.check()
    hands.click("button", "いっしょに行く日を決める")
    hands.type("行く日", (today() + timedelta(days=7)).strftime("%Y/%m/%d"))
    hands.click("button", "この日に決める")
    assert "1人のカード" in hands.text
    assert not hands.complaints and not hands.strangers


def test_an_agent_has_a_card_set_to_need_no_pin(at_desk: Any, house: Any) -> None:
    hands, id = sit_down(at_desk), _person(house, "備中 キヨ").pk
    hands.open(f"/cards/{id}/")
    hands.click("link", "暗証番号なし（顔認証）にする")
    assert "できなくなる" in hands.text and "先に登録する" in hands.text and "まだうかがっていない" in hands.text
    hands.click("link", "本人の返事を記録する")
    hands.page.locator("input[value=yes_wants]").first.check()
    hands.click("button", "記録する")
    hands.open(f"/cards/{id}/switch/")
    hands.page.select_option("select[name=who]", value="free_agent")
    hands.click("button", "要るものを見る")
    assert "その日に終わる" in hands.text and "委任状（町の様式）" in hands.text
    both = hands.page.get_by_role("button", name="本人への紙と、窓口の紙を出す")
    assert hands.paper(lambda: hands.press_on(both, leads=False)).startswith(b"%PDF")
    hands.type("委任状の用紙をもらったところ", "みどり野町 住民課の窓口")
    hands.type("用紙をもらった日", "2026/11/20")
    hands.type("本人が署名（記名押印）した日", "2026/11/21")
    hands.click("button", "準備を書きとめる")
    hands.click("link", "切替えがすんだ")
    hands.tick("代理人（職員・家族など）")
    hands.click("button", "書きとめる")
    assert "健康保険証の利用登録が先です" in hands.text
    hands.choose("健康保険証の利用登録", "代理人が手続をした（あとで本人が病院のリーダーでする）")
    hands.click("button", "書きとめる")
    assert "みどり野町 住民課の窓口" in hands.text and "利用登録はあとで" in hands.text
    assert hands.page.get_by_role("link", name="通常のカードに戻す").count() == 1
    hands.open(f"/insurance/{id}/")
    assert "わからない" in hands.text or "登録していない" in hands.text
    hands.complaints = [line for line in hands.complaints if "422" not in line]  # what was refused is answered so
    assert not hands.complaints and not hands.strangers
