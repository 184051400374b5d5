"""The first evening: from an empty database to everybody's papers, through the pages alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from django_scopes import scope

pytestmark = pytest.mark.browser

ROSTER = Path(__file__).parents[1] / "residents" / "roster" / "files" / "nursing-home.xlsx"
PEOPLE = 42
PASSWORD = "夜空-つきあかり"
TOWN = (
    ("町が施設へ来るか", "はい"),
    ("町が個人宅へ来るか", "いいえ"),
    ("来るのは職員か委託事業者だけか", "市区町村の職員"),
    ("郵送で渡せるか", "はい"),
    ("郵便局の取扱い", "わからない（聞く）"),
)
EVERYBODY = (
    ("手元にある本人確認書類", "資格確認書", "介護保険被保険者証"),
    ("法定代理人など", "なし"),
    ("住民票がほかの市区町村", "いいえ"),
    ("通知カード", "持っている"),
    ("同行する人・代わりに行く人", "施設職員"),
)
ANSWERS = {
    4: "希望しない",
    18: "意思が確認できない",
    25: "まだ決められない",
    33: "希望しない",
}
"""Who, in the order of the list, answers otherwise than that they want a card."""
CLICKS, KEYS = 160, 130
"""What the evening may cost; it is printed at the end, and stands in the tutorial."""


def first_run(hands: Any) -> None:
    """Four questions."""
    hands.open("/")
    hands.type("組織の名前", "特別養護老人ホーム つばき苑")
    hands.tick("福祉施設")
    hands.send()
    hands.type("所在地の市区町村", "みどり野町")
    hands.send()
    hands.type("氏名", "中村 健太")
    hands.type("ユーザー名", "nakamura")
    hands.type("パスワード", PASSWORD)
    hands.type("パスワード（もう一度）", PASSWORD)
    hands.send()
    hands.tick("資格確認書だけ預かる")
    hands.send()


def bring_the_list_in(hands: Any) -> None:
    """The list as the house keeps it: looked at, then confirmed."""
    assert hands.heading == "名簿を取りこむ"
    hands.give("名簿のファイル", ROSTER)
    hands.click("button", "読んでみる")
    assert hands.heading == "取りこむ前に見る"
    assert hands.page.get_by_role("row", name=re.compile("𠮷田 和子 ヨシダ カズコ")).is_visible()
    hands.click("button", "取りこむ")
    assert f"加えた {PEOPLE}人" in hands.heading


def ask_the_town(hands: Any) -> None:
    """What the house's municipality does, asked once for everybody; one question leads to the next."""
    hands.click("link", "整える")
    hands.click("link", "みどり野町")
    hands.click("link", f"答える ：{TOWN[0][0]}")
    for question, answer in TOWN:
        assert hands.heading == question
        hands.tick(answer)
        if not hands.field("出どころ").input_value():
            hands.type("出どころ", "住民課に電話")
        hands.send()
    assert hands.heading == "みどり野町"


def everybody_at_once(hands: Any, key: str, *answers: str) -> None:
    """One fact of the whole house."""
    hands.click("checkbox", "このページの全員を選ぶ")
    hands.click("button", "同じことをまとめて入れる")
    hands.choose("まとめて入れること", key)
    hands.click("button", "つぎへ")
    for answer in answers:
        hands.tick(answer)
    hands.click("button", "この人たちに入れる")
    assert f"{PEOPLE}人に入れました。" in hands.text


def answer_what_the_list_said(hands: Any) -> int:
    """What was read out of the notes, one yes each: how many there were."""
    hands.click("link", "今日")
    hands.click("link", "はい・いいえで答える")
    answers = hands.page.get_by_role("button", name=re.compile("^はい"))
    asked = int(answers.count())
    answered = hands.page.get_by_text("「はい」と答えました。")
    for number in range(asked):
        hands.press_on(answers.first, leads=False)
        answered.nth(number).wait_for()
    assert answers.count() == 0
    return asked


def ask_everybody(hands: Any) -> None:
    """One after the other: each answer is the person's own, and no answer is a wrong one."""
    hands.click("link", "取得")
    hands.click("link", f"意思をうかがう人 {PEOPLE}人")
    hands.click("link", "まだの人から順にうかがう")
    for number in range(PEOPLE):
        assert hands.heading == "意思確認を記録する"
        hands.tick(ANSWERS.get(number, "希望する"))
        hands.send()
    assert hands.heading == "取得の一覧"


def talk_with_one(hands: Any) -> None:
    """What is still open about one person, a question a page; 「わからない」 leads on as well."""
    hands.press_on(hands.page.locator(".matrix tbody th a").first)
    hands.click("link", "聞きとりを始める")
    asked = 0
    while hands.page.locator(".choices").count():
        assert asked < 12, "the questions do not end"
        hands.tick("わからない")
        hands.click("button", "つぎへ")
        asked += 1
    assert asked


def print_everything(hands: Any) -> bytes:
    """Everybody's papers as one PDF."""
    hands.click("link", "取得")
    hands.click("link", "みんなの紙を出す")
    return bytes(hands.paper(lambda: hands.click("button", "PDFを出す", leads=False)))


def decided(hands: Any) -> int:
    """How many people have a way, as the grid counts them."""
    hands.click("link", "取得")
    open_still = re.search(r"まだ道が決まらない人\s*(\d+)人", hands.text)
    assert open_still
    return PEOPLE - int(open_still[1])


def everything_is_on_record() -> None:
    """Each write and each look, by whom, about whom."""
    from tsukisoi.journal.models import Entry
    from tsukisoi.residents.models import Resident
    from tsukisoi.staff.models import Organisation

    with scope(organisation=Organisation.objects.get(name="特別養護老人ホーム つばき苑").pk):
        kinds = list(Entry.objects.values_list("action", flat=True))
        assert Resident.objects.count() == PEOPLE
    assert kinds.count("cases.attempt") == PEOPLE
    assert kinds.count("residents.record_fact") >= PEOPLE * (len(EVERYBODY) - 1)
    assert {"residents.import", "municipalities.answer", "look.cases.grid", "look.print", "look.residents.list"} <= set(
        kinds
    )


def test_first_evening(at_desk: Any, worker_in: Any, capfd: Any) -> None:
    hands = at_desk()
    first_run(hands)
    bring_the_list_in(hands)
    ask_the_town(hands)
    hands.click("link", "毎日")
    hands.click("link", "利用者")
    for key, *answers in EVERYBODY:
        everybody_at_once(hands, key, *answers)
    assert answer_what_the_list_said(hands) > 0
    ask_everybody(hands)
    talk_with_one(hands)
    made = print_everything(hands)
    assert made.startswith(b"%PDF-")
    assert decided(hands) >= 38
    with capfd.disabled():
        print(f"\nthe first evening, {PEOPLE} people: {hands.told()}")
    assert hands.clicks <= CLICKS and hands.keys <= KEYS
    assert hands.complaints == [] and hands.strangers == set()
    everything_is_on_record()
    nobody_else_sees_it(at_desk, worker_in)


def nobody_else_sees_it(at_desk: Any, worker_in: Any) -> None:
    """Another organisation on the same server finds neither the people nor what was done."""
    from tsukisoi.staff.models import Organisation

    other = Organisation.objects.create(name="さくら荘", kind="facility", municipality="川北市")
    worker_in(other, "head", "sakura")
    hands = at_desk()
    hands.open("/")
    hands.type("ユーザー名", "sakura")
    hands.type("パスワード", "つばき-1234")
    hands.send()
    for page in (
        "/",
        "/residents/",
        "/residents/search/?q=髙橋",
        "/cases/",
        "/cases/questions/",
        "/cases/kits/",
        "/journal/",
    ):
        hands.open(page)
        assert "さくら荘" in hands.text
        assert "𠮷田" not in hands.text and "タカハシ" not in hands.text and "つばき苑" not in hands.text
    assert hands.complaints == [] and hands.strangers == set()
