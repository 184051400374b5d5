"""The gallery in a real browser: axe, widths, keyboard, security policy."""

from typing import Any

import pytest
from django.urls import reverse

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = ["ui:gallery", "ui:resident", "ui:bare", "ui:paper"]
WIDTHS = [1366, 1024, 640, 320]  # 640 is 1280 at 200 %; 320 is 1280 at 400 % (WCAG 1.4.10)
SMALL = """[...document.querySelectorAll('a, button, select, summary, input:not([type=hidden])')]
  .filter(one => !one.closest('.skip') && !one.matches('p a, dd a, td a'))
  .map(one => one.closest('label') || one)
  .filter(one => one.getBoundingClientRect().width && one.getBoundingClientRect().height < 43.5)
  .map(one => one.outerHTML.slice(0, 90))"""


@pytest.fixture(autouse=True)
def _asynchronous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the test


def opened(browser: Any, url: str, width: int, complaints: list[str]) -> Any:
    page = browser.new_page(viewport={"width": width, "height": 768}, locale="ja-JP")
    page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
    page.goto(url)
    return page


@pytest.mark.parametrize("name", PAGES)
def test_every_width(chromium: Any, live_server: Any, home: Any, name: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width in WIDTHS:
        complaints: list[str] = []
        page = opened(chromium, live_server.url + reverse(name), width, complaints)
        assert complaints == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL) == []
        found = axe.run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
        page.close()


def test_header_of_a_signed_in_person(chromium: Any, live_server: Any, signed_in: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    session = {"name": "sessionid", "value": signed_in.cookies["sessionid"].value, "url": live_server.url}
    for width in WIDTHS:
        around = chromium.new_context(viewport={"width": width, "height": 768}, locale="ja-JP")
        around.add_cookies([session])
        page = around.new_page()
        page.goto(live_server.url + reverse("ui:gallery"))
        assert page.inner_text(".who__name").startswith("中村 健太")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.evaluate(SMALL) == []
        assert axe.run(page).response["violations"] == []
        around.close()


def test_grid_by_keyboard(chromium: Any, live_server: Any, home: Any) -> None:
    page = opened(chromium, live_server.url + reverse("ui:gallery"), 1366, [])
    row = page.locator(".matrix tbody tr")
    row.nth(0).locator("button").nth(0).focus()
    for key in ("ArrowDown", "ArrowRight"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.textContent") == "途中"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent") == "不要"
    for key in ("Home", "ArrowDown", "Space"):
        page.keyboard.press(key)
    assert page.inner_text("[data-picked-count]") == "2"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.matrix')") is None


def test_focus_ring_is_black_and_yellow(chromium: Any, live_server: Any, home: Any) -> None:
    page = opened(chromium, live_server.url + reverse("ui:gallery"), 1366, [])
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    style = page.evaluate("(({outline, boxShadow}) => outline + boxShadow)(getComputedStyle(document.activeElement))")
    assert "rgb(0, 0, 0) solid 4px" in style and "rgb(255, 212, 61)" in style
