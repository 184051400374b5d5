"""A morning at a shared PC: three workers, a phone call, text half-typed; and somebody asks what is kept of them."""

import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

from journeys.keys import scan

pytestmark = pytest.mark.browser
SWITCH = 5.0
"""Seconds that changing places may take, hands and machine together."""
CODES = {"nakamura": "2704", "sato": "8391", "ito": "6052"}


@pytest.fixture
def house(server: Any, home: Any, worker_in: Any) -> Any:
    """つばき苑 with a head, two workers with badge and code, and one person."""
    from tsukisoi.residents.actions import enrol
    from tsukisoi.staff import actions as staff
    from tsukisoi.staff.queries import viewer_of

    people = [worker_in(home, "head", "nakamura"), worker_in(home, "worker", "sato", "佐藤 美咲")]
    people.append(worker_in(home, "worker", "ito", "伊藤 大輔"))
    with scope(organisation=home.pk):
        viewer = viewer_of(people[0])
        staff.give_badges(viewer)
        for worker in people:
            worker.refresh_from_db()
            staff.set_own_code(worker, CODES[worker.username])
        enrol(viewer, name="髙橋 キヨ", kana="", birth_date=date(1931, 2, 3), room="103")
    return home


def _signed_in(at_desk: Callable[..., Any], username: str, **options: Any) -> Any:
    from tsukisoi.staff.models import Worker

    hands = at_desk(**options)
    client = Client()
    client.force_login(Worker.objects.get(username=username))
    value = client.cookies["sessionid"].value
    hands.page.context.add_cookies([{"name": "sessionid", "value": value, "url": hands.base}])
    return hands


def _enrolled(at_desk: Callable[..., Any], **options: Any) -> Any:
    hands = _signed_in(at_desk, "nakamura", **options)
    hands.open("/desks/")
    hands.click("link", "このパソコンを登録する")
    hands.type("この機械の名前", "1階 介護ステーション")
    hands.click("button", "登録する")
    assert "このパソコン" in hands.text
    return hands


def _sit(hands: Any, username: str, script: bool = True) -> float:
    """Change places as hands do: the badge under the scanner, the code, Enter. How long it took, in seconds."""
    from tsukisoi.staff.models import Worker

    worker = Worker.objects.get(username=username)
    began = time.monotonic()
    hands.click("button", "鍵をかける・人を替わる")
    hands.page.keyboard.type(worker.badge)  # a scanner types the badge and ends with Enter
    hands.page.keyboard.press("Enter")
    if not script:  # the page comes back with the badge in it and asks for the code
        hands.page.locator("#id_who[value]").wait_for()
    hands.page.keyboard.type(CODES[username])
    hands.send()
    assert worker.name in hands.page.locator(".who__name").inner_text()
    return time.monotonic() - began


def _named(hands: Any) -> bool:
    return any(name in hands.text for name in ("中村", "佐藤", "伊藤", "髙橋"))


def test_a_morning_at_a_shared_pc(at_desk: Any, house: Any) -> None:
    hands = _enrolled(at_desk)
    took = [_sit(hands, "sato")]
    hands.open("/notes/")
    hands.type("申し送ること", "朝食を半分残された。昼に様子を見る")
    took.append(_sit(hands, "ito"))  # the phone rings, 伊藤 takes the PC
    assert "朝食" not in hands.text and hands.heading.startswith("今日")
    hands.open("/notes/")
    assert "朝食" not in hands.page.content() and hands.page.get_by_label("申し送ること").first.input_value() == ""
    hands.open("/calls/add/")
    hands.page.locator("[name=caller]").fill("髙橋 和子")
    hands.page.locator("[name=said]").fill("来週の面会のこと")
    for name in ("speaker", "checked"):
        hands.page.locator(f"[name={name}]").first.check()
    hands.click("button", "書きとめる")
    assert hands.page.url.endswith("/calls/"), hands.text
    took.append(_sit(hands, "sato"))
    assert hands.page.url.endswith("/notes/")
    hands.page.locator("[data-restored]").wait_for(state="visible")
    assert hands.page.get_by_label("申し送ること").first.input_value() == "朝食を半分残された。昼に様子を見る"
    hands.click("button", "申し送る")
    hands.open("/notes/")
    assert "朝食を半分残された" in hands.text and "書きかけの文があります" not in hands.text
    print("switch", [f"{seconds:.1f}" for seconds in took])
    assert min(took) < SWITCH
    assert not hands.complaints and not hands.strangers, hands.complaints


def test_a_badge_that_begins_before_the_field_is_ready(at_desk: Any, house: Any) -> None:
    """The lock has just come up: the browser puts the cursor into the field in the middle of the scan."""
    from tsukisoi.staff.models import Worker

    worker = Worker.objects.get(username="sato")
    hands = _enrolled(at_desk)
    hands.click("button", "鍵をかける・人を替わる")
    hands.page.evaluate("document.activeElement.blur()")
    scan(hands, worker.badge, after_three=hands.page.locator("#id_who").focus)
    hands.page.keyboard.type(CODES["sato"])
    hands.send()
    assert worker.name in hands.page.locator(".who__name").inner_text()


def test_the_screen_locks_by_itself_and_keeps_what_was_typed(at_desk: Any, house: Any) -> None:
    hands = _enrolled(at_desk)
    _sit(hands, "sato")
    hands.page.clock.install()
    hands.open("/notes/")
    hands.type("申し送ること", "夜間に2回、起きられた")
    hands.page.clock.fast_forward("06:00")
    hands.page.wait_for_url("**/desks/locked/")
    assert not _named(hands) and "起きられた" not in hands.text
    assert hands.page.get_by_role("link", name="緊急で持ち出す").count() == 1
    hands.page.go_back()
    hands.page.wait_for_load_state()
    assert "起きられた" not in hands.page.content() and not _named(hands)
    hands.open("/")
    hands.page.keyboard.type("sato")
    hands.page.keyboard.press("Enter")
    hands.page.keyboard.type(CODES["sato"])
    hands.send()
    hands.open("/notes/")
    hands.page.locator("[data-restored]").wait_for(state="visible")
    assert hands.page.get_by_label("申し送ること").first.input_value() == "夜間に2回、起きられた"


def test_without_a_script_there_is_a_plain_lock(at_desk: Any, house: Any) -> None:
    hands = _enrolled(at_desk, javascript=False)
    _sit(hands, "sato", script=False)
    hands.click("button", "鍵をかける・人を替わる")
    assert hands.page.url.endswith("/desks/locked/") and not _named(hands)


def test_somebody_asks_what_is_kept_of_them(at_desk: Any, house: Any) -> None:
    from tsukisoi.residents.models import Resident

    person = Resident.objects.model._base_manager.get()
    hands = _signed_in(at_desk, "nakamura")
    hands.open(f"/keeping/{person.pk}/")
    hands.tick("開示（何を持っているか見せる）")
    hands.tick("本人")
    hands.page.locator("[name=checked]").fill("本人と面談し、顔を知っている職員が確かめた")
    hands.page.locator("main form", has=hands.page.locator("[name=wanted]")).get_by_role("button").first.click()
    hands.page.wait_for_load_state()
    hands.open("/")
    assert "開示" in hands.text
    hands.open(f"/keeping/{person.pk}/")
    paper = hands.paper(lambda: hands.page.locator("form[action$='/disclosure/'] button").click())
    assert paper.startswith(b"%PDF")
    hands.open("/keeping/")
    hands.click("link", "答えを書く", exact=False)
    hands.page.locator("[name=answer]").fill("印刷して手渡した")
    hands.click("button", "答えた")
    hands.open("/keeping/")
    assert "答えていない求め" not in hands.text
    hands.open(f"/journal/resident/{person.pk}/")
    assert "開示" in hands.text and not hands.complaints
