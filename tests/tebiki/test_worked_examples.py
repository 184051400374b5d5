"""The worked examples of ways and papers hold, and between them use every row of every table of these chapters."""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from tebiki.answer import Answer
from tebiki.book import book, editions
from tebiki.plan import plan

CHAPTERS = ("route", "identity", "proxy", "photo")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items() if entry != "unknown"}
    return None if value == "null" else value


def _examples() -> Iterator[tuple[str, dict[str, Any]]]:
    for chapter in CHAPTERS:
        for entry in sorted((files("tebiki") / chapter).iterdir(), key=lambda e: e.name):
            if entry.name.endswith(".cases.toml"):
                raw = tomllib.loads(entry.read_text("utf-8"))
                for case in raw["case"]:
                    facts = _plain({**raw["person"][case["person"]], **case.get("facts", {})})
                    yield f"{chapter}: {case['title']}", {**case, "facts": facts, "expect": _plain(case["expect"])}


EXAMPLES = dict(_examples())


@cache
def _answer(title: str) -> Answer:
    return plan(EXAMPLES[title]["facts"])


def _same(expected: Any, found: Any) -> bool:
    if isinstance(expected, dict):
        return all(_same(value, found[key]) for key, value in expected.items())
    return bool(sorted(expected) == sorted(found) if isinstance(expected, list) else expected == found)


@pytest.mark.parametrize("title", EXAMPLES)
def test_the_example_holds(title: str) -> None:
    answer, case = _answer(title), EXAMPLES[title]
    said = answer.as_json()
    for key, expected in case["expect"].items():
        assert _same(expected, said[key]), (key, expected, said[key])
    cited = {fact for rows in answer.because.values() for row in rows for fact in (row.fact, row.place)}
    assert set(case["because"]) <= cited


def test_enough_examples_for_ways_and_for_papers() -> None:
    ways = sum("ways" in case["expect"] for case in EXAMPLES.values())
    assert ways >= 40
    assert len(EXAMPLES) - ways >= 40


def test_every_row_of_these_chapters_is_used_by_an_example() -> None:
    used = {
        (row.table, row.since, row.row)
        for title in EXAMPLES
        for rows in _answer(title).because.values()
        for row in rows
    }
    for case in EXAMPLES.values():  # a paper held is classed by its row, whether or not it is chosen
        table = book(case["facts"]["as_of"])["identity.documents"]
        used |= {(table.name, table.since, paper) for paper in case["facts"].get("identity_documents", ())}
    every = {
        (table.name, table.since, row.name)
        for name, several in editions().items()
        if name.split(".")[0] in CHAPTERS
        for table in several
        for row in table.every_row()
    }
    assert not every - used


def test_no_table_of_these_chapters_has_a_fault() -> None:
    tables = [t for name, several in editions().items() if name.split(".")[0] in CHAPTERS for t in several]
    assert len(tables) >= 25
    assert [fault for table in tables for fault in table.faults()] == []
