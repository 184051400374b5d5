"""Files of facts in, files of answers out: what the command `tsukisoi plan` reads and prints, as text."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any

from tebiki.book import NotInForce, Overlay, read_overlay
from tebiki.facts import BadFact
from tebiki.plan import plan
from tebiki.table import FaultyTable


class BadFile(ValueError):
    """A file cannot be read; the message is a sentence that says where and why."""


def plan_file(text: str, as_of: str | None = None, overlay_text: str | None = None) -> str:
    """Answer a JSON list of {"id", "facts"} with a JSON list of {"id", "answer"} in the same order.

    `as_of`: a day (YYYY-MM-DD) that stands for whatever day the facts name. `overlay_text`: the differences of one
    municipality, in TOML. Raises BadFile with a sentence that names the case and what is wrong with it.
    """
    day = _day(as_of)
    overlays = (_overlay(overlay_text),) if overlay_text is not None else ()
    answers = [{"id": case["id"], "answer": _answer(case, day, overlays)} for case in _cases(text)]
    return json.dumps(answers, ensure_ascii=False, indent=1)


def _day(as_of: str | None) -> str | None:
    try:
        return None if as_of is None else date.fromisoformat(as_of).isoformat()
    except ValueError:
        raise BadFile(f"--as-of: {as_of!r} is not a day written YYYY-MM-DD") from None


def _overlay(text: str) -> Overlay:
    try:
        return read_overlay(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile(f"the municipality file is not TOML: {error}") from None
    except KeyError as error:
        raise BadFile(f"the municipality file has no {error}") from None


def _cases(text: str) -> list[Mapping[str, Any]]:
    try:
        cases = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadFile(f"the file is not JSON: {error}") from None
    if not isinstance(cases, list):
        raise BadFile("the file must hold a JSON list")
    for number, case in enumerate(cases, 1):
        if not isinstance(case, dict) or "id" not in case or not isinstance(case.get("facts"), dict):
            raise BadFile(f"entry {number} of the list has no id or no facts")
    return cases


def _answer(case: Mapping[str, Any], day: str | None, overlays: tuple[Overlay, ...]) -> dict[str, Any]:
    facts = case["facts"] if day is None else {**case["facts"], "as_of": day}
    try:
        return plan(facts, overlays).as_json()
    except (BadFact, NotInForce, FaultyTable) as error:
        raise BadFile(f"{case['id']}: {error}") from None
