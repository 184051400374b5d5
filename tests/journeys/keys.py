"""Hands at the keys alone: Tab, arrows, Enter, what is typed, and a scanner, which types as well."""

import re
import time
from collections.abc import Callable
from typing import Any

FAR = 90
"""Tabs after which what is looked for is said to be out of reach."""
FOCUSED = """() => { const e = document.activeElement; if (!e || e === document.body) return "";
  const label = e.labels && e.labels.length ? e.labels[0].innerText : "";
  return (label || e.innerText || e.getAttribute("aria-label") || "").trim(); }"""
GROUP = """() => { const e = document.activeElement; return e && e.type === "radio" ? e.name : ""; }"""


def scan(
    hands: Any, code: str, delay: int = 4, *, end: str = "Enter", shift: bool = False,
    after_three: Callable[[], None] = lambda: None,
) -> None:  # fmt: skip
    """What a scanner does: types the code with so many milliseconds from key to key, then Enter or Tab.

    The keys bear their own times, so that the pace is the scanner's, however busy this machine is; they are sent when
    the last has come, since no key can be older than the page or than the key before. `shift`: it holds that key for
    each capital. `after_three`: what happens on the page in the middle of it.
    """
    began = time.time()
    hands.page.wait_for_timeout(delay * (len(code) + 1))
    line = hands.page.context.new_cdp_session(hands.page)

    def stroke(key: str, at: float, **more: Any) -> None:
        for kind in ("keyDown" if "text" in more else "rawKeyDown", "keyUp"):
            line.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "timestamp": at, **more})

    for number, sign in enumerate(code):
        if number == 3:
            after_three()
        at, held_down = began + number * delay / 1000, shift and sign.isalpha()
        if held_down:
            stroke("Shift", at, code="ShiftLeft", windowsVirtualKeyCode=16)
        lies = f"Key{sign}" if sign.isalpha() else f"Digit{sign}"
        stroke(sign, at, text=sign, code=lies, modifiers=8 * held_down, windowsVirtualKeyCode=ord(sign))
    last: dict[str, Any] = (
        {"text": "\r", "windowsVirtualKeyCode": 13} if end == "Enter" else {"windowsVirtualKeyCode": 9}
    )
    stroke(end, began + len(code) * delay / 1000, code=end, **last)
    line.detach()


def held(hands: Any) -> str:
    """What the next key is for, in its own words."""
    return str(hands.page.evaluate(FOCUSED))


def reach(hands: Any, words: str, *, holds: str = "") -> int:
    """Tab by Tab to what is called so (`holds` is in its name): how many Tabs. Fails where Tab does not get there."""
    passed: list[str] = []
    for step in range(1, FAR + 1):
        hands.press("Tab")
        found = held(hands)
        if found.startswith(words) and holds in found:
            return step
        passed.append(found[:12])
    raise AssertionError(f"«{words}» is not reached by Tab: {passed}")


def go(hands: Any, words: str, *, holds: str = "") -> int:
    """To what is called so, Enter, and wait for the page that follows."""
    steps = reach(hands, words, holds=holds)
    hands.send()
    return steps


def into(hands: Any) -> None:
    """Past the head of the page, by its first link; after an answer to a form that was reached so, one is there."""
    if hands.page.evaluate("location.hash") == "#main":
        return
    hands.press("Tab")
    assert held(hands) == "本文へ進む", held(hands)
    hands.press("Enter")


def choose(hands: Any, words: str) -> None:
    """The radio of that name, by arrows inside its group: Tab stops at one of them only."""
    passed: list[str] = []
    for _step in range(FAR):
        hands.press("Tab")
        group = hands.page.evaluate(GROUP)
        for _arrow in range(12 if group else 0):
            if held(hands).startswith(words):
                return hands.press("Space")
            passed.append(held(hands)[:12])
            hands.press("ArrowDown")
            if hands.page.evaluate(GROUP) != group:
                break
    raise AssertionError(f"«{words}» is not reached by arrows: {passed}")


def write(hands: Any, label: str, text: str) -> None:
    """Tab to that field, and write over what stands there."""
    reach(hands, label)
    hands.press("ControlOrMeta+a")
    hands.page.keyboard.type(text)
    hands.keys += len(text)


def line(hands: Any, pattern: str) -> str:
    """The first line of the page that fits: what a reader sees of it."""
    found = re.search(pattern, hands.text)
    return found.group(0) if found else ""


def composed(hands: Any, code: str, before: str = "") -> None:
    """The same scanner while a Japanese input method is on: it swallows the keys, and its Enter ends the conversion.

    `before` is being written and not yet decided on when the scan comes.
    """
    line = hands.page.context.new_cdp_session(hands.page)

    def swallow(key: str, at: float) -> None:
        for kind in ("rawKeyDown", "keyUp"):
            pressed = {"type": kind, "key": "Process", "code": key, "windowsVirtualKeyCode": 229, "timestamp": at}
            line.send("Input.dispatchKeyEvent", pressed)

    shown = before
    if before:
        compose = {"text": before, "selectionStart": len(before), "selectionEnd": len(before)}
        line.send("Input.imeSetComposition", compose)
        hands.page.wait_for_timeout(150)
    began = time.time() - 0.05
    for number, sign in enumerate(code):
        swallow(f"Digit{sign}" if sign.isdecimal() else f"Key{sign}", began + number / 250)
        shown += "か"  # whatever it makes of it
        line.send("Input.imeSetComposition", {"text": shown, "selectionStart": len(shown), "selectionEnd": len(shown)})
    swallow("Enter", began + len(code) / 250)
    line.send("Input.insertText", {"text": shown})
    line.detach()
