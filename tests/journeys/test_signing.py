"""The custody receipt signed three ways: drawn, typed by the keyboard alone, on paper with a masked copy."""

import io
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django_scopes import scope
from PIL import Image

pytestmark = pytest.mark.browser

NAMES = ("橘 千代", "濵田 清", "髙橋 キヨ")


@pytest.fixture
def house(server: Any, worker_in: Any) -> Iterator[Any]:
    """A home that keeps cards, its head, and three people."""
    from tsukisoi.residents.actions import enrol
    from tsukisoi.staff.models import Organisation
    from tsukisoi.staff.queries import viewer_of

    home = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町", custody="cards")
    head = viewer_of(worker_in(home, "head", "nakamura"))
    with scope(organisation=home.pk):
        for number, name in enumerate(NAMES):
            enrol(head, name=name, kana="", birth_date=date(1931, 2, 3 + number), sex="", room=f"10{number}")
        yield head


def sit_down(at_desk: Any, **options: Any) -> Any:
    """Signed in already: signing in is walked elsewhere."""
    from tsukisoi.staff.models import Worker

    hands = at_desk(**options)
    client = Client()
    client.force_login(Worker.objects.get(username="nakamura"))
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": hands.base}
    hands.page.context.add_cookies([cookie])
    return hands


def person(viewer: Any, name: str) -> Any:
    from tsukisoi.residents import queries as residents

    return next(one for one in residents.everybody(viewer) if one.name == name)


def draw(hands: Any) -> None:
    """Two strokes of a finger on the pad."""
    pad = hands.page.locator("svg.sign")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    mouse = hands.page.mouse
    for start, end in (((0.2, 0.3), (0.4, 0.7)), ((0.5, 0.2), (0.5, 0.8))):
        mouse.move(box["x"] + box["width"] * start[0], box["y"] + box["height"] * start[1])
        mouse.down()
        mouse.move(box["x"] + box["width"] * end[0], box["y"] + box["height"] * end[1], steps=6)
        mouse.up()


LIMIT = 60.0
"""Seconds in which a worker and a resident sign the receipt."""
TAP, READ = 1.2, 5.0
"""Seconds that hands need: to find and touch what is next on a tablet, and to look at a page that opens."""


def _within_a_minute(hands: Any, who: Any) -> None:
    """From the person's page to the signature that is kept: the taps counted, the machine's own time beside them.

    The reading aloud takes as long as the person likes; what is measured is what the program asks of the hands.
    """
    hands.open(f"/custody/people/{who.pk}/take-in/")
    assert "預かり証の署名がいります" in hands.text
    before, began = (hands.clicks, hands.keys), time.monotonic()
    hands.click("link", "預かり証に署名をもらう")
    draw(hands)
    hands.click("button", "署名といっしょに残す")
    machine = time.monotonic() - began
    assert "画面に署名" in hands.text
    taps, keys = hands.clicks - before[0], hands.keys - before[1]
    strokes, pages = 2, 3
    reckoned = machine + (taps + strokes) * TAP + keys * 0.3 + pages * READ
    print(
        f"signing: {taps} taps, {strokes} strokes, {keys} keys, {pages} pages; machine {machine:.1f} s, "
        f"with hands about {reckoned:.0f} s (limit {LIMIT:.0f} s)"
    )
    assert taps <= 3 and keys == 0 and reckoned < LIMIT


def test_drawn_on_the_tablet_and_then_taken_in(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries, signature

    who = person(house, "橘 千代")
    hands = sit_down(at_desk, width=1024)
    _within_a_minute(hands, person(house, "濵田 清"))
    hands.open(f"/custody/people/{who.pk}/take-in/")
    hands.click("link", "預かり証に署名をもらう")
    hands.click("button", "署名といっしょに残す")
    assert "署名がありません" in hands.text
    draw(hands)
    hands.click("button", "書きなおす", leads=False)
    assert hands.page.input_value("input[name=drawn]") == ""
    draw(hands)
    hands.click("button", "署名といっしょに残す")
    assert "画面に署名" in hands.text
    kept = queries.agreements(house, who.pk)[0]
    assert len(signature.unseal(kept.signature)) == 2 and kept.text["name"] == "橘 千代"
    assert hands.paper(lambda: hands.click("button", "控えを印刷する", leads=False)).startswith(b"%PDF-")
    hands.click("link", "預かる")
    hands.click("button", "預かる")
    assert "預かりました" in hands.text and len(queries.items_of(house, who.pk)) == 1
    assert [text for text in hands.complaints if "422" not in text] == [] and hands.strangers == set()


def test_typed_by_the_keyboard_alone(at_desk: Any, house: Any) -> None:
    from tsukisoi.custody import queries

    who = person(house, "濵田 清")
    hands = sit_down(at_desk)
    hands.open(f"/custody/people/{who.pk}/agree/")
    hands.page.locator("input[name=how]").first.focus()
    hands.press("ArrowDown")
    assert hands.page.locator("input[name=how][value=typed]").is_checked()
    for _step in range(9):
        hands.press("Tab")
        if hands.page.evaluate("document.activeElement.name") == "confirmed":
            break
    hands.page.keyboard.insert_text("濵田 清")
    hands.send()
    assert "名前を入れて確かめた" in hands.text
    assert [one.how for one in queries.agreements(house, who.pk)] == ["typed"]
    assert hands.clicks == 0 and not hands.complaints


def test_on_paper_with_a_masked_copy_and_no_script(at_desk: Any, house: Any, tmp_path: Path) -> None:
    from tsukisoi.custody import queries

    who = person(house, "髙橋 キヨ")
    page = Image.new("RGB", (900, 1270), "white")
    page.paste((180, 0, 0), (100, 100, 500, 300))
    page.save(tmp_path / "receipt.jpg")
    hands = sit_down(at_desk, javascript=False)
    hands.open(f"/custody/people/{who.pk}/agree/")
    hands.tick("紙に署名（紙は施設で保管）")
    hands.type("署名した紙の置き場所", "事務室の契約書棚")
    hands.click("button", "署名といっしょに残す")
    hands.click("link", "署名した紙の写しを残す（黒くぬってから）")
    hands.give("写真・写しのファイル", tmp_path / "receipt.jpg")
    hands.click("button", "つぎへ")
    picture = hands.page.locator("input[type=image]")
    for place in ({"x": 50, "y": 50}, {"x": 320, "y": 200}):
        with hands.page.expect_navigation():
            picture.click(position=place)
    hands.click("button", "黒くぬったものだけを残す")
    assert "番号が見えないことを確かめて" in hands.text and queries.pictures_of(house, who.pk) == []
    hands.tick("この絵のとおりでよく、番号（12けた）も暗証番号も見えない")
    hands.click("button", "黒くぬったものだけを残す")
    assert "もとの写真は残っていません" in hands.text
    kept = queries.pictures_of(house, who.pk)[0]
    shown = Image.open(io.BytesIO(queries.picture_content(house, kept.pk)[1]))
    assert max(shown.getpixel((200, 200))) < 12 and min(shown.getpixel((700, 900))) > 240
    hands.press_on(hands.page.get_by_role("button", name=re.compile("^いま消す")))
    assert queries.pictures_of(house, who.pk) == []
    assert [text for text in hands.complaints if "422" not in text] == []
