"""What a list said of people, answered in a browser: a press too many, by mouse or key, answers nobody else."""

from datetime import date
from typing import Any

import pytest
from django_scopes import scope

from journeys.desk import sit

pytestmark = pytest.mark.browser

SETTLED = 4000
"""The moment in which a press is not meant, here in milliseconds that a few presses fit into on a slow machine."""
LONGER = """milliseconds => {
  const sheet = document.styleSheets[0]
  sheet.insertRule(`.settling { animation-duration: ${milliseconds}ms !important; }`, sheet.cssRules.length)
}"""


@pytest.fixture
def asked(server: Any, worker_in: Any) -> Any:
    """A home where a list said the same of three people."""
    from tsukisoi.residents import actions as residents
    from tsukisoi.residents.models import Resident
    from tsukisoi.staff.models import Organisation
    from tsukisoi.staff.queries import viewer_of

    home = Organisation.objects.create(name="つばき苑", kind="facility", municipality="みどり野町", custody="none")
    head = viewer_of(worker_in(home, "head", "nakamura"))
    with scope(organisation=home.pk):
        for number, kana in enumerate("アイウ"):
            residents.enrol(head, name=f"人見 {number}", kana=f"ヒトミ {kana}", birth_date=date(1930, 1, 1))
        Resident.objects.update(proposed=[["accommodation", "wheelchair", None, "車椅子を使っていますか（車椅子）"]])
    return home


def _open(home: Any) -> list[bool]:
    from tsukisoi.residents.models import Resident

    with scope(organisation=home.pk):
        return [bool(one.proposed) for one in Resident.objects.order_by("kana_key")]


def _press(hands: Any, button: Any, times: int) -> None:
    """By mouse, where the button stands now, whatever stands there later."""
    place = button.bounding_box()
    for _time in range(times):
        hands.page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
        hands.page.wait_for_timeout(60)


def test_a_second_press_answers_nobody_else(at_desk: Any, asked: Any) -> None:
    hands = sit(at_desk, "nakamura")
    hands.open("/residents/proposed/")
    rows = hands.page.locator("tbody tr")
    hands.page.evaluate(LONGER, SETTLED)
    _press(hands, rows.nth(0).get_by_role("button", name="はい"), 4)
    rows.nth(0).get_by_text("「はい」と答えました。").wait_for()
    _press(hands, rows.nth(0).get_by_role("button", name="取り消す"), 4)
    assert rows.count() == 3 and _open(asked) == [False, True, True]
    hands.page.wait_for_timeout(SETTLED)
    rows.nth(0).get_by_role("button", name="取り消す").click()
    rows.nth(0).get_by_role("button", name="いいえ").wait_for()
    rows.nth(0).locator("td:focus").wait_for()  # the question is read out once more
    assert _open(asked) == [True, True, True]
    rows.nth(1).get_by_role("button", name="はい").focus()
    for _time in range(4):
        hands.page.keyboard.press("Enter")
        hands.page.wait_for_timeout(120)
    rows.nth(1).get_by_text("「はい」と答えました。").wait_for()
    assert _open(asked) == [True, False, True]
    hands.page.keyboard.press("Tab")
    assert "取り消す" in hands.page.evaluate("document.activeElement.textContent")
    assert hands.complaints == []


def test_without_javascript_it_is_a_page_each(at_desk: Any, asked: Any) -> None:
    hands = sit(at_desk, "nakamura", javascript=False)
    hands.open("/residents/proposed/")
    hands.page.locator("tbody tr").nth(0).get_by_role("button", name="いいえ").click()
    hands.page.wait_for_load_state()
    assert hands.page.locator("tbody tr").count() == 2 and _open(asked) == [False, True, True]
