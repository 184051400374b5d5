"""The worked cases with days in them, on the pages people use: the card, the insurance, the visit to the doctor."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

pytestmark = pytest.mark.browser

CASES = json.loads((Path(__file__).parents[1] / "tebiki" / "cases" / "dated.json").read_text("utf-8"))
CARE = {
    "outpatient": "外来", "home_medical": "訪問診療・訪問看護", "online": "オンライン診療",
    "pharmacy_by_proxy": "薬局（本人は行かない）",
}  # fmt: skip
VERDICT = {"yes": "これで受診できる", "no": "これではできない", "ask_provider": "先に聞く"}
METHODS = {"face": "顔を枠に入れます", "pin": "ご本人だけが押します", "visual": "写真と顔を見比べます"}
COMES = {"automatic": "申請しなくても", "on_application": "申請"}
STATES = {"expired": "保険の資格は確かめられない", "renewable": "更新できる"}


@pytest.fixture
def hands(at_desk: Any, server: Any, home: Any, worker_in: Any) -> Any:
    """A head of the home, signed in already."""
    head, hands = worker_in(home, "head", "nakamura"), at_desk()
    client = Client()
    client.force_login(head)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
    hands.page.context.add_cookies([cookie])
    return hands


@pytest.fixture
def enrolled(home: Any, hands: Any) -> Any:
    """enrolled(case): the person of a case lives here, with everything the case says of them."""
    from tsukisoi.residents import actions as residents
    from tsukisoi.staff.models import Worker
    from tsukisoi.staff.queries import viewer_of

    def make(case: dict[str, Any]) -> Any:
        facts = case["facts"]
        with scope(organisation=home.pk):
            viewer = viewer_of(Worker.objects.get(username="nakamura"))
            born = date.fromisoformat(facts["birth_date"])
            who = residents.enrol(viewer, name=f"例 {case['id']}", kana="", birth_date=born, sex="", room=case["id"])
            said = {key: facts[key] for key in ("residence", "care_level", "guardian") if key in facts}
            for group in ("card", "insurance"):
                said |= {f"{group}.{key}": value for key, value in facts.get(group, {}).items()}
            if "visit" in facts:
                said |= {"card.mode": facts["visit"]["mode"], "insurance.card_held": True}
            for key, value in said.items():
                residents.record_fact(viewer, who, key, value)
        return who

    return make


def _days(hands: Any) -> set[str]:
    return {one.get_attribute("datetime") for one in hands.page.locator("main time").all()}


def test_every_dated_case_on_its_page(hands: Any, enrolled: Any, settings: Any) -> None:
    for case in CASES:
        settings.TSUKISOI_TODAY = date.fromisoformat(case["facts"]["as_of"])
        who, expect = enrolled(case), case["expect"]
        if "card" in expect:
            _card(hands, who, expect["card"], case["id"])
        if "insurance" in expect:
            _insurance(hands, who, expect["insurance"], case["id"])
        if "visit" in expect:
            _visit(hands, who, case["facts"]["visit"], expect["visit"], case["id"])
    assert not hands.complaints and not hands.strangers


def _card(hands: Any, who: Any, expect: dict[str, Any], id: str) -> None:
    """The three clocks; the day from which one may renew stands on the page of the renewal."""
    hands.open(f"/cards/{who.pk}/")
    shown, text = _days(hands), hands.text
    for key in ("expires", "certificate_expires", "insurance_grace_ends"):
        assert expect.get(key) in (None, *shown), (id, key, shown)
    if state := expect.get("certificate_state"):
        assert STATES[state] in text, id
    if opens := expect.get("certificate_renewal_opens"):
        hands.open(f"/cards/{who.pk}/renewal/")
        day = date.fromisoformat(opens)
        assert f"{day.month}月{day.day}日" in hands.page.locator("section.panel--main").inner_text(), id


def _insurance(hands: Any, who: Any, expect: dict[str, Any], id: str) -> None:
    from tebiki.terms import terms

    hands.open(f"/insurance/{who.pk}/")
    if said := expect.get("eligibility_certificate"):
        claim = hands.page.locator("section[aria-labelledby=claim]").inner_text()
        assert COMES[said] in claim, id
        assert terms("eligibility_certificate_grounds", "ja")[expect["ground"]] in claim, id
        assert not expect.get("confirm") or "保険者に確認" in claim or "◇" in claim, id
    if until := expect.get("health_insurance_card_usable_until"):
        day = date.fromisoformat(until)
        now = hands.page.locator("section[aria-labelledby=now]").inner_text()
        assert "健康保険証（以前のもの）" in now and f"{day.month}月{day.day}日" in now, id
        assert not expect.get("health_insurance_card_usable") or "出せるものがない" not in now, id


def _visit(hands: Any, who: Any, visit: dict[str, str], expect: dict[str, Any], id: str) -> None:
    """The slip of the visit: can it be used, how, and what goes along."""
    hands.open("/outings/plan/")
    hands.page.select_option("select[name=care]", label=CARE[visit["kind"]])
    hands.type("出る時刻", "00:00")
    hands.type("戻る予定", "23:59")
    hands.tick(f"{who.room}　{who.name}")
    hands.click("button", "入れる")
    hands.press_on(hands.page.get_by_role("link", name=who.name).first)
    if hands.page.locator("select[name=credential]").count():
        hands.page.select_option("select[name=credential]", value=visit["credential"])
        hands.click("button", "かえる")
    text = hands.text
    if said := expect.get("usable"):
        assert VERDICT[said] in text, (id, text)
    for method in expect.get("methods", ()):
        assert METHODS[method] in text, (id, method)
    for paper, words in (("prescription", "処方"), ("eligibility_certificate", "資格確認書")):
        assert paper not in expect.get("present", ()) or words in text, (id, paper)
    assert not expect.get("shares_past_records") or "先生に伝わりません" not in text, id
    assert expect.get("card_needed") is not False or "カードを機械から取り出します" not in text, id
