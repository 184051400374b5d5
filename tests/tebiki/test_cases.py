"""The worked cases that the rules must agree with: every key of `expect`, the reasons for each, and `confirm`."""

import json
from pathlib import Path
from typing import Any

import pytest

from tebiki.plan import plan

CASES = Path(__file__).parent / "cases"


def worked(*names: str) -> list[Any]:
    """The cases of these files, each under its own id."""
    return [
        pytest.param(case, id=case["id"])
        for name in names
        if (CASES / f"{name}.json").exists()
        for case in json.loads((CASES / f"{name}.json").read_text("utf-8"))
    ]


def agrees(expected: Any, found: Any) -> bool:
    """Equal; objects key by key, lists of codes regardless of order."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(k in found and agrees(v, found[k]) for k, v in expected.items())
    if isinstance(expected, list) and isinstance(found, list) and all(isinstance(e, str) for e in expected):
        return sorted(expected) == sorted(found)
    return bool(expected == found)


@pytest.mark.parametrize("case", worked("documents", "ways", "dated"))
def test_the_plan_agrees_with_the_worked_case(case: dict[str, Any]) -> None:
    answer = json.loads(json.dumps(plan(case["facts"]).as_json()))
    for key, expected in case["expect"].items():
        assert key in answer, key
        assert agrees(expected, answer[key]), (key, expected, answer[key])
        assert answer["because"][key], key
    if "confirm_with_municipality" in case:
        assert answer["confirm"] is case["confirm_with_municipality"]
