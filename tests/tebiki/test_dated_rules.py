"""The dated chapters: their worked examples, that every row is used by one, and that no table has a fault."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tebiki import expiry, insurance, visit
from tebiki.accommodation import photo, wordings
from tebiki.answer import Answer
from tebiki.book import Book, book, editions
from tebiki.days import last_school_day
from tebiki.facts import read
from tebiki.loss import Contact, consequences, contacts
from tebiki.pin import cited, services, ways
from tebiki.schedule import goods, home_steps, photo_until, steps
from tebiki.sources import sources
from tebiki.support_money import amounts, conditions, refusals
from tebiki.table import Row, Table

CHAPTERS = (
    "expiry", "insurance", "visit", "pin", "schedule", "custody", "loss", "support_money", "accommodation", "moving",
)  # fmt: skip
ANSWERS = {"card": expiry.answer, "insurance": insurance.answer, "visit": visit.answer}


def examples() -> Iterator[tuple[str, dict[str, Any]]]:
    for chapter in CHAPTERS:
        for entry in sorted((files("tebiki") / chapter).iterdir(), key=lambda e: e.name):
            if entry.name.endswith(".cases.toml"):
                for case in tomllib.loads(entry.read_text("utf-8"))["case"]:
                    yield chapter, case


EXAMPLES = list(examples())
PLANNED = json.loads((Path(__file__).parent / "cases" / "dated.json").read_text("utf-8"))
OF_FACTS = [pytest.param(case, id=case["title"]) for _, case in EXAMPLES if "facts" in case]
OF_LISTS = [pytest.param(chapter, case, id=case["title"]) for chapter, case in EXAMPLES if "ask" in case]


def answered(case: dict[str, Any]) -> Answer:
    facts = read(case["facts"])
    answer = Answer(facts.as_of)
    for say in ANSWERS.values():
        say(facts, book(facts.as_of), answer)
    return answer


def asked(chapter: str, case: dict[str, Any]) -> list[str]:
    found = getattr(import_module(f"tebiki.{chapter}"), case["ask"])(book(case["day"]), **_arguments(case))
    return _names(found)


def _arguments(case: dict[str, Any]) -> dict[str, Any]:
    return {key: None if value == "" else value for key, value in case["with"].items()}


def _names(found: Any) -> list[str]:
    if found is None:
        return []
    if isinstance(found, Row):
        return [found.name]
    if isinstance(found, dict):
        return [value.name if isinstance(value, Row) else key for key, value in found.items()]
    return [part.row.name if not isinstance(part, Row) else part.name for part in found]


def same(expected: Any, found: Any) -> bool:
    return sorted(expected) == sorted(found) if isinstance(expected, list) else bool(expected == found)


@pytest.mark.parametrize("case", OF_FACTS)
def test_the_dated_answers_agree_with_the_worked_example(case: dict[str, Any]) -> None:
    answer = answered(case)
    found = answer.as_json()
    for key, expected in case["expect"].items():
        assert answer.because[key], key
        for name, value in expected.items():
            assert name in found[key], name
            assert same(value, found[key][name]), (name, value, found[key][name])
    for name in case.get("absent", ()):
        assert not any(name in found.get(key, {}) for key in ANSWERS), name


@pytest.mark.parametrize(("chapter", "case"), OF_LISTS)
def test_the_rows_that_answer_a_question(chapter: str, case: dict[str, Any]) -> None:
    assert asked(chapter, case) == case["rows"]


def tables() -> Iterator[Table]:
    for name, every in editions().items():
        if name.split(".")[0] in CHAPTERS:
            yield from every


def used_rows() -> set[tuple[str, date, str]]:
    """Every row of an edition that some worked example rests on."""
    used = set()
    for case in [*PLANNED, *(case for _, case in EXAMPLES if "facts" in case)]:
        used |= {(c.table, c.since, c.row) for rows in answered(case).because.values() for c in rows}
    for _, case in EXAMPLES:
        if "ask" in case:
            table = book(case["day"]).tables.get(case["table"])
            used |= {(table.name, table.since, row) for row in case["rows"]} if table else set()
    return used


LOOKED_UP = {("expiry.generation", "pins"), ("expiry.announced", "next_card"), ("expiry.grace", "earliest_warning")}


def decides(table: Table, row: Row) -> str:
    return f"{table.name} {row.name} {row.when} {row.unless} {row.gives}"


def test_every_row_is_used_by_some_worked_example() -> None:
    """A row counts once if later editions carry it on unchanged. The few that are only looked up by name are tested
    by themselves.
    """
    used = used_rows()
    unchanged = {decides(t, row) for t in tables() for row in t.every_row() if (t.name, t.since, row.name) in used}
    unused = [
        f"{t.name} {t.since} {row.name}"
        for t in tables()
        for row in t.every_row()
        if decides(t, row) not in unchanged and (t.name, row.name) not in LOOKED_UP
    ]
    assert not unused


@pytest.mark.parametrize("table", [pytest.param(t, id=f"{t.name} {t.since}") for t in tables()])
def test_no_table_has_a_fault(table: Table) -> None:
    assert table.faults() == []


@pytest.mark.parametrize("table", [pytest.param(t, id=f"{t.name} {t.since}") for t in tables()])
def test_every_row_speaks_to_a_care_worker_in_both_languages(table: Table) -> None:
    for row in table.every_row():
        assert row.note and row.note_en, row.name
        assert len(row.note) <= 120, row.name


def test_a_row_that_was_only_announced_or_read_once_is_to_be_confirmed() -> None:
    weak = {"plan", "read-1"}
    silent = [
        f"{t.name} {t.since} {row.name}"
        for t in tables()
        for row in t.every_row()
        if sources()[row.source].confidence in weak and not row.confirm
    ]
    assert not silent


def today() -> Book:
    return book(date(2026, 11, 23))


def test_the_year_end_closing_of_the_telephone_spares_losses() -> None:
    first: Contact = contacts(today(), "loss")[0]
    assert first.number == "0120-95-0178"
    assert first.open_on(date(2026, 12, 28))
    assert not first.open_on(date(2026, 12, 29))
    assert not first.open_on(date(2027, 1, 3))
    assert first.loss_hours == "24h"
    assert {contact.kind for contact in contacts(today(), "loss")} == {"phone", "fax"}


def test_no_telephone_menu_number_is_printed() -> None:
    assert not any("番を押" in contact.row.note or "→" in contact.row.note for contact in contacts(today()))


def test_the_days_of_a_reception_stand_in_order_around_it() -> None:
    found = steps(today(), date(2026, 12, 18), residents_of_other_towns=True, face_auth_registration=True)
    assert [step.day for step in found if step.row.name in ("notice", "meeting", "day", "card_to_town")] == [
        date(2026, 11, 18), date(2026, 11, 28), date(2026, 12, 18), date(2027, 1, 1),
    ]  # fmt: skip
    assert [step.about for step in found if step.row.name == "day"] == [False]
    assert home_steps(today(), date(2026, 12, 18))[0].day is None


def test_an_online_application_drops_the_things_for_paper() -> None:
    paper = goods(today(), True, False, True, False, True)
    online = goods(today(), True, True, True, False, True)
    assert [good.number for good in paper] == list(range(1, 18))
    assert {good.number for good in paper} - {good.number for good in online} == {4, 5, 11, 12, 14}
    assert {good.by for good in paper if good.number == 3} == {"facility"}


def test_unknown_circumstances_ask_for_no_thing_that_may_not_be_needed() -> None:
    assert [good.number for good in goods(today(), None, None, None)] == [1, 2, 3, 7, 8, 9, 10]


def test_nothing_is_paid_for_work_done_before_the_consultation() -> None:
    rows = conditions(today(), True, False, consulted=False, organisation_account=True, work_under_way=True)
    assert [row.name for row in refusals(rows)] == ["not_consulted"]
    assert amounts(today(), True, False) == {"application_support": 4000}
    assert amounts(book(date(2023, 10, 1)), True, True) == {"application_support": 2000, "proxy_delivery": 2000}


def test_a_photograph_off_the_standard_comes_with_a_wording() -> None:
    found = wordings(photo(today(), "post"))
    assert set(found) == {"medical", "disability", "bedridden", "head_cover"}
    assert "{device}" in found["medical"]


def test_the_reasons_for_a_way_can_be_cited() -> None:
    rows = ways(today(), "held", "free_agent", certificate_too=True)
    assert next((c.table, c.place) for c in cited(today(), "ways", rows)) == ("pin.ways", "第3-3")


def test_the_consequences_are_not_recorded_for_an_early_day() -> None:
    assert consequences(book(date(2024, 1, 10)), True, True) == ()


def test_a_word_that_is_none_of_the_choices_is_refused() -> None:
    with pytest.raises(ValueError, match="is not one of: standard, face_auth"):
        services(today(), "folded")  # type: ignore[arg-type]


def test_a_child_of_the_first_of_april_leaves_school_a_year_earlier() -> None:
    assert last_school_day(date(2010, 4, 1)) == date(2025, 3, 31)
    assert last_school_day(date(2010, 4, 2)) == date(2026, 3, 31)
    assert last_school_day(date(2010, 3, 31)) == date(2025, 3, 31)
    assert last_school_day(date(2010, 12, 31)) == date(2026, 3, 31)


def test_a_photo_may_be_six_months_old() -> None:
    assert photo_until(book(date(2026, 11, 23)), date(2026, 8, 31)) == date(2027, 2, 28)
