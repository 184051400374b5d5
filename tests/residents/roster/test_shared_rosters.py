"""Three rosters as facilities really keep them yield exactly what they must, and nothing they must not."""

import json
from pathlib import Path
from typing import Any

import pytest

from tsukisoi.residents.roster.command import roster_json

FILES = Path(__file__).parent / "files"
ROSTERS = {"nursing-home": "xlsx", "support-centre": "csv", "forbidden-columns": "xlsx"}


def result(name: str) -> tuple[dict[str, Any], dict[str, Any], str]:
    expected = json.loads((FILES / f"{name}.expected.json").read_text("utf-8"))
    printed = roster_json(FILES / f"{name}.{ROSTERS[name]}")
    return expected, json.loads(printed), printed


@pytest.mark.parametrize("name", ROSTERS)
def test_people_are_read_in_order_and_as_written(name: str) -> None:
    expected, got, _ = result(name)
    people = [{key: person[key] for key in ("name", "kana", "birth_date", "sex")} for person in got["residents"]]
    assert people == expected["residents"]
    assert got["duplicates"] == expected.get("duplicates", 0)
    for key in ("skipped_rows", "dropped_columns", "screened_cells"):
        assert got[key] == expected.get(key, [])
    assert [{k: r[k] for k in ("row", "field", "value")} for r in got["rejected"]] == expected.get("rejected", [])
    assert all(r["message"] for r in got["rejected"])
    assert got["sheet"] == expected.get("sheet", got["sheet"])


@pytest.mark.parametrize("name", ROSTERS)
def test_nothing_forbidden_comes_out(name: str) -> None:
    expected, _, printed = result(name)
    for number in expected.get("never_stored", []):
        assert number not in printed
        assert "".join(chr(ord(c) + 0xFEE0) for c in number) not in printed
        assert f"{number[:4]} {number[4:8]} {number[8:]}" not in printed
    for pin in ("4827", "2285", "5668"):
        assert name != "forbidden-columns" or f'"{pin}"' not in printed


def test_facts_and_proposals_of_the_nursing_home() -> None:
    _, got, _ = result("nursing-home")
    first = got["residents"][0]
    assert (first["row"], first["room"], first["care_level"]) == (6, "104", "care_4")
    assert (first["postal_code"], first["address"]) == ("699-0101", "高梁市向町57-16")
    assert [(p["kind"], p["key"]) for p in first["proposals"]] == [("accommodation", "wheelchair")]
    guardians = [p["value"] for r in got["residents"] for p in r["proposals"] if p["key"] == "guardian"]
    assert guardians == ["curator"] * 4
    assert any("699-0101" in question for question in got["questions"])


def test_handbooks_of_the_support_centre() -> None:
    _, got, _ = result("support-centre")
    kinds = [tuple(person["disabilities"]) for person in got["residents"][:4]]
    assert kinds == [("intellectual",), ("physical",), ("mental",), ()]
