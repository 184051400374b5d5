"""Two hands at a real browser: every click and keystroke counted, every complaint of the browser kept."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

SECURITY = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error("security policy: " + event.violatedDirective + " " + event.blockedURI));"""
NEEDED = r"\s*(※必須|任意)?\s*"
IN_SPAN = "document.documentElement.scrollWidth - window.innerWidth"


class Hands:
    """One person at one browser window.

    A character typed is one keystroke, whatever it takes to convert it: reading names and choosing kanji is the same
    work on paper. A click is one press of the mouse; `press` is one key.
    """

    def __init__(self, page: Any, base: str) -> None:
        self.page = page
        self.base = base
        self.clicks = 0
        self.keys = 0
        self.pages = 0
        self.complaints: list[str] = []
        self.strangers: set[str] = set()
        page.add_init_script(SECURITY)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._asked)

    def _heard(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        own = ("data", "blob", "chrome", "chrome-extension")  # the last two: the browser's own viewer of PDFs
        if parts.scheme not in own and not request.url.startswith(self.base):
            self.strangers.add(request.url)
        if request.is_navigation_request() and request.method == "GET":
            self.pages += 1

    def open(self, path: str) -> None:
        """Type or follow an address of this program. Where the page puts the cursor into a field, that is waited for: a
        browser does so a moment after the page is there, and whoever types looks where the cursor is."""
        self.page.goto(self.base + path)
        if self.page.locator("[autofocus]:visible").count():
            self.page.wait_for_function("() => document.activeElement !== document.body")

    def click(self, role: str, name: str, *, exact: bool = True, nth: int = 0, leads: bool | None = None) -> None:
        """Press what is called so; links and buttons lead to a page, and it is waited for."""
        found = self.page.get_by_role(role, name=name, exact=exact).nth(nth)
        self.press_on(found, leads=role in ("link", "button") if leads is None else leads)

    def field(self, label: str, *, within: Any = None, nth: int = 0) -> Any:
        """The field of that label, with or without the word whether it is needed."""
        words = re.compile(f"^\\s*{re.escape(label)}{NEEDED}$")
        return (within or self.page).get_by_label(words).nth(nth)

    def press_on(self, found: Any, *, leads: bool = True) -> None:
        """Press what was found on the page, and wait for the page that follows."""
        if leads:
            with self.page.expect_navigation():
                found.click()
        else:
            found.click(no_wait_after=True)
        self.clicks += 1

    def tick(self, label: str, *, within: Any = None, nth: int = 0) -> None:
        """Choose a radio or a tick by its words, as they stand on the page."""
        field = self.field(label, within=within, nth=nth)
        if field.is_checked():
            return field.focus()
        field.check()
        self.clicks += 1

    def type(self, label: str, text: str, *, nth: int = 0) -> None:
        """Write into a field: one press to go there, then one keystroke a character."""
        field = self.field(label, nth=nth)
        field.click()
        field.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        self.clicks += 1
        self.keys += len(text)

    def press(self, *keys: str) -> None:
        """Keys alone."""
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def choose(self, label: str, words: str) -> None:
        """Choose from a list that drops down: two presses."""
        self.field(label).select_option(words)
        self.clicks += 2

    def send(self) -> None:
        """Enter, and wait for the page that follows."""
        with self.page.expect_navigation():
            self.press("Enter")

    def give(self, label: str, file: Path) -> None:
        """Choose a file: the press, and two in the window of the system."""
        self.field(label).set_input_files(file)
        self.clicks += 3

    def paper(self, press: Callable[[], None]) -> bytes:
        """The file that a press brings: kept here, where a reader's browser would show it."""
        kept: list[bytes] = []

        def keep(route: Any) -> None:
            if route.request.method != "POST":
                return route.continue_()
            answer = route.fetch(timeout=60_000)
            assert answer.ok, answer.status
            kept.append(answer.body())
            return route.fulfill(status=204)

        self.page.route("**/*", keep)
        press()
        for _wait in range(600):
            if kept:
                break
            self.page.wait_for_timeout(100)
        self.page.unroute("**/*")
        return kept[0]

    @property
    def heading(self) -> str:
        """The title a reader sees."""
        return str(self.page.locator("h1").first.inner_text())

    @property
    def text(self) -> str:
        """Everything a reader sees."""
        return str(self.page.locator("body").inner_text())

    def sideways(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate(IN_SPAN))

    def told(self) -> str:
        """What it cost."""
        return f"{self.clicks} clicks, {self.keys} keystrokes, {self.pages} pages"
