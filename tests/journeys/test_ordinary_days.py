"""Other ways through the pages: without a script, by keys alone, on a shared computer, in English, and back again."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope

pytestmark = pytest.mark.browser

ROSTER = Path(__file__).parents[1] / "residents" / "roster" / "files" / "support-centre.csv"


@pytest.fixture
def house(server: Any, home: Any, worker_in: Any) -> Any:
    """つばき苑 with its municipality, a head, and nobody living there yet."""
    from tsukisoi.municipalities.actions import open_home
    from tsukisoi.staff.queries import viewer_of

    worker_in(home, "head", "nakamura")
    worker = worker_in(home, "worker", "sato")
    with scope(organisation=home.pk):
        open_home(viewer_of(worker), "みどり野町")
    return home


@pytest.fixture
def people(house: Any) -> Any:
    """Three people who live there."""
    from datetime import date

    from tsukisoi.residents.actions import enrol, record_fact
    from tsukisoi.staff.models import Worker
    from tsukisoi.staff.queries import viewer_of

    with scope(organisation=house.pk):
        viewer = viewer_of(Worker.objects.get(username="sato"))
        for number, name in enumerate(("髙橋 キヨ", "橘 千代", "濵田 清")):
            person = enrol(
                viewer,
                name=name,
                kana=("タカハシ キヨ", "タチバナ チヨ", "ハマダ キヨシ")[number],
                birth_date=date(1931, 2, 3 + number),
                room=f"10{number}",
            )
            record_fact(viewer, person, "residence", "facility")
    return house


def sit_down(at_desk: Any, username: str, **options: Any) -> Any:
    """Signed in already: signing in is walked elsewhere."""
    from tsukisoi.staff.models import Worker

    hands = at_desk(**options)
    client = Client()
    client.force_login(Worker.objects.get(username=username))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
    hands.page.context.add_cookies([cookie])
    return hands


def test_without_a_script_everything_can_be_recorded(at_desk: Any, house: Any) -> None:
    hands = sit_down(at_desk, "sato", javascript=False)
    hands.open("/residents/import/")
    hands.give("名簿のファイル", ROSTER)
    hands.click("button", "読んでみる")
    hands.click("button", "取りこむ")
    assert "加えた" in hands.heading
    hands.click("link", "利用者の一覧へ")
    for number in range(2):
        hands.page.locator("tbody input[name=person]").nth(number).check()
    hands.click("button", "同じことをまとめて入れる")
    hands.choose("まとめて入れること", "法定代理人など")
    hands.click("button", "つぎへ")
    hands.tick("なし")
    hands.click("button", "この人たちに入れる")
    assert "2人に入れました。" in hands.text
    hands.press_on(hands.page.locator("tbody th a").first)
    hands.click("link", "うかがいを始める")
    hands.tick("希望する")
    hands.click("button", "記録する")
    hands.open(hands.page.url.removeprefix(hands.base) + "interview/")
    hands.tick("わからない")
    hands.click("button", "つぎへ")
    assert hands.complaints == [] and hands.strangers == set()


def test_a_refusal_is_an_ordinary_end(at_desk: Any, people: Any) -> None:
    hands = sit_down(at_desk, "sato")
    hands.open("/cases/")
    hands.press_on(hands.page.locator("tbody th a").first)
    hands.click("link", "うかがいを始める")
    hands.tick("希望しない")
    hands.click("button", "記録する")
    assert "資格確認書で受診を続ける" in hands.text
    hands.click("link", "意思確認を記録する")
    hands.click("button", "本人が取り消した")
    assert "意思をうかがう（2回目）" in hands.text


def test_the_grid_by_keyboard_alone(at_desk: Any, people: Any) -> None:
    hands = sit_down(at_desk, "sato")
    hands.open("/cases/")
    hands.page.locator("tbody input[name=people]").first.focus()
    hands.press("Space", "ArrowDown", "Space")
    assert hands.page.inner_text("[data-picked-count]") == "2"
    hands.press("Tab")
    for _step in range(3):
        if hands.page.evaluate("document.activeElement.name") == "task":
            break
        hands.press("Tab")
    assert hands.page.evaluate("document.activeElement.name") == "task"
    hands.press("ArrowDown", "ArrowDown", "Tab", "Tab")
    hands.send()
    assert "2人の「券面用顔写真」を替えました。" in hands.text
    hands.page.locator("tbody th a").first.focus()
    hands.send()
    assert hands.page.locator(".road").is_visible()
    assert hands.clicks == 0


def test_a_shared_computer(at_desk: Any, people: Any) -> None:
    hands = sit_down(at_desk, "sato")
    hands.open("/cases/")
    assert "佐藤 美咲" in hands.text
    hands.click("link", "人を替わる")
    hands.press_on(hands.page.locator("main form[method=post] button").first)
    assert "髙橋" not in hands.text
    hands.type("ユーザー名", "nakamura")
    hands.type("パスワード", "つばき-1234")
    hands.send()
    assert hands.page.url.endswith("/cases/") and "中村 健太" in hands.text and "佐藤 美咲" not in hands.text


def test_an_import_taken_back(at_desk: Any, house: Any) -> None:
    hands = sit_down(at_desk, "sato")
    hands.open("/residents/import/")
    hands.give("名簿のファイル", ROSTER)
    hands.click("button", "読んでみる")
    hands.click("button", "取りこむ")
    hands.click("button", "取り消す")
    assert hands.heading == "名簿を取り消しました"
    hands.click("link", "利用者の一覧へ")
    assert not hands.page.locator("tbody tr").count()


def test_in_english(at_desk: Any, people: Any) -> None:
    hands = sit_down(at_desk, "sato")
    hands.open("/cases/")
    hands.click("button", "English")
    assert hands.page.locator("html").get_attribute("lang") == "en"
    left: dict[str, list[str]] = {}
    for path in ("/", "/residents/", "/cases/", "/cases/questions/", "/municipalities/", "/staff/", "/cases/kits/"):
        hands.open(path)
        titles = hands.page.locator("h1, h2, th[scope=col], label:not(.option), .button").all_inner_texts()
        ours = [text.replace("みどり野町", "") for text in titles]  # the name of a town stays as it is written
        found = [text for text in ours if any("ぁ" <= letter <= "ヿ" for letter in text)]
        if found:
            left[path] = found
    assert left == {}
