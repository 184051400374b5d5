"""Scanners as they are: into a note that somebody writes, into an input method, with Shift held, and slow ones."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django_scopes import scope

from journeys.desk import sit
from journeys.keys import composed, held, reach, scan

pytestmark = pytest.mark.browser

SLOW = 140
"""Milliseconds a key of a slow scanner: slower than some people type."""
FORGET = """() => { document.querySelector('[data-scan-told]').remove();
  delete document.documentElement.dataset.heard; }"""
UNEVEN = (90, 210, 60, 300, 120, 70, 260, 150)
"""A hand that copies a label: as quick at times, never as even."""


@pytest.fixture
def house(server: Any, home: Any, worker_in: Any) -> Iterator[Any]:
    """A home that keeps the cards of two people, and its head."""
    from tsukisoi.custody import actions as custody
    from tsukisoi.residents import actions as residents
    from tsukisoi.staff.queries import viewer_of

    type(home).objects.filter(pk=home.pk).update(custody="cards")
    head = viewer_of(worker_in(home, "head", "nakamura"))
    with scope(organisation=home.pk):
        people = [
            residents.enrol(head, name=f"人見 {n}", kana="", birth_date=date(1931, 2, 3 + n), room=f"{101 + n}").pk
            for n in range(2)
        ]
        custody.contract_for(head, people, "card", date(2026, 4, 1))
        custody.take_in_many(head, people, "my_number_card", found=False)
        yield head


def held_down(hands: Any, code: str, delay: int = 4) -> None:
    """A scanner that holds Shift for each capital, as they do."""
    scan(hands, code, delay, shift=True)


def by_tab(hands: Any, code: str) -> None:
    """A scanner that ends with Tab, as some are set up to."""
    scan(hands, code, end="Tab")


def said(hands: Any) -> str:
    """What the page says of the scan; it must be heard too."""
    hands.page.wait_for_selector("[data-scan-told][role=alert]")
    words = str(hands.page.inner_text("[data-scan-told] p"))
    assert hands.page.evaluate("document.documentElement.dataset.heard") == "error"
    hands.page.evaluate(FORGET)
    return words


def test_a_scan_into_a_note_is_no_text(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    code = list(queries.places(house, "pouch"))[1].code
    hands = sit(at_desk, "nakamura")
    hands.page.on("dialog", lambda dialogue: dialogue.accept())  # half-typed text is left on purpose
    hands.open("/notes/")
    note, who = hands.field("申し送ること"), hands.field("だれのことですか")
    reach(hands, "申し送ること")
    hands.page.keyboard.type("9時に薬")
    hands.page.wait_for_timeout(100)
    for typed in (scan, held_down, by_tab, lambda h, c: held_down(h, c, SLOW)):
        typed(hands, code)
        assert f"札 {code} を読み取りました" in said(hands) and note.input_value() == "9時に薬"
    composed(hands, code)
    assert f"札 {code} を読み取りました" in said(hands) and note.input_value() == "9時に薬"
    composed(hands, code, before="あとで")  # somebody is in the middle of a word
    assert f"札 {code} を読み取りました" in said(hands) and note.input_value() == "9時に薬あとで"
    assert held(hands).startswith("申し送ること")

    reach(hands, "だれのことですか")  # here Enter would send the note
    held_down(hands, code)
    assert who.input_value() == "" and "/notes/" in hands.page.url
    hands.press("Tab", "Tab")  # what follows is beside the field: put it in all the same
    assert held(hands) == "欄に入れる"
    hands.press("Enter")
    assert who.input_value() == code and held(hands).startswith("だれのことですか")
    hands.press("ControlOrMeta+a", "Delete")
    scan(hands, code)
    hands.press("Tab")
    assert held(hands) == "この札を開く"
    hands.send()
    assert "人見 1" in hands.heading and hands.clicks == 0
    assert hands.complaints == [] and hands.strangers == set()


def test_what_a_hand_types_stays(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    code = next(iter(queries.places(house, "pouch"))).code
    hands = sit(at_desk, "nakamura")
    hands.open("/notes/")
    note = hands.field("申し送ること")
    reach(hands, "申し送ること")
    for sign, pause in zip(code, UNEVEN, strict=True):  # copied from the pouch by hand
        hands.page.keyboard.press(sign)
        hands.page.wait_for_timeout(pause)
    hands.press("Enter")
    assert note.input_value() == f"{code}\n"
    hands.page.keyboard.type(f"X{code}", delay=4)  # a longer code, as on a box of medicine
    hands.press("Enter")
    wrong = code[:-1] + ("A" if code[-1] != "A" else "B")  # no label: its check sign is wrong
    scan(hands, wrong)
    assert note.input_value() == f"{code}\nX{code}\n{wrong}\n"
    line = hands.page.context.new_cdp_session(hands.page)  # an input method that names no keys: said, and nothing taken
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in code)
    line.send("Input.imeSetComposition", {"text": wide, "selectionStart": 8, "selectionEnd": 8})
    line.send("Input.insertText", {"text": wide})
    if any(sign.isdecimal() for sign in code):
        assert "入ったようです" in said(hands)
    assert note.input_value().endswith(wide)
    assert hands.page.locator("[data-scan-told]").count() == 0 and hands.clicks == 0
    assert hands.complaints == []


def test_slow_scanners_at_the_locker_and_anywhere(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    pouches = list(queries.places(house, "pouch"))
    hands = sit(at_desk, "nakamura")
    hands.open("/custody/")
    scan(hands, pouches[0].code)
    hands.page.wait_for_selector(f".took__name:has-text('{pouches[0].resident.name}')")
    reach(hands, "どこへ・だれに")
    hands.page.keyboard.type("みどり")
    hands.page.wait_for_timeout(100)
    held_down(hands, pouches[1].code, SLOW)
    hands.page.wait_for_selector(f".took__name:has-text('{pouches[1].resident.name}')")
    assert hands.field("どこへ・だれに").input_value() == "みどり" and queries.outs(house) == []
    hands.page.reload()
    scan(hands, pouches[0].code)
    hands.page.wait_for_selector("#scan-heard:has-text('人見 0')")
    reach(hands, "どこへ・だれに")
    composed(hands, pouches[1].code, before="みなみ")
    hands.page.wait_for_selector("#scan-heard:has-text('人見 1')")
    assert hands.field("どこへ・だれに").input_value() == "みなみ" and queries.outs(house) == []

    hands.open("/custody/")
    reach(hands, "だれが、どこに")
    by_tab(hands, pouches[0].code)  # a link is held, and the field for labels is not: it is read there all the same
    hands.page.wait_for_selector("#scan-heard:has-text('人見 0')")
    by_tab(hands, pouches[1].code)
    hands.page.wait_for_selector("#scan-heard:has-text('人見 1')")
    assert held(hands).startswith("札を読み取ってください")
    hands.page.keyboard.type("2", delay=200)
    hands.press("Tab")  # a hand goes on by Tab, as anywhere
    assert not held(hands).startswith("札を読み取ってください")

    hands.open("/custody/emergency/")  # one pouch is on the screen, another is scanned into where they go
    hands.page.keyboard.type("101")
    hands.send()
    reach(hands, "どこへ（わかれば）")
    hands.page.keyboard.type("ERへ")
    hands.page.wait_for_timeout(100)
    held_down(hands, pouches[1].code)
    assert pouches[1].code in said(hands) and queries.outs(house) == []
    assert hands.field("どこへ（わかれば）").input_value() == "ERへ"
    scan(hands, pouches[1].code)
    hands.press("Tab")
    assert held(hands) == "この札を開く"
    hands.send()
    assert "人見 1 さん" in hands.text and "人見 0 さん" not in hands.text and queries.outs(house) == []

    hands.open("/notes/")  # a slow one where nothing is written: a button is held, and it is not pressed
    reach(hands, "A4で印刷する")
    for sign in pouches[1].code:
        hands.page.keyboard.press(sign, delay=SLOW)
        hands.page.wait_for_timeout(SLOW)
    with hands.page.expect_navigation():
        hands.page.keyboard.press("Enter")
    assert "人見 1" in hands.heading and hands.clicks == 0
    assert hands.complaints == [] and hands.strangers == set()
