"""What one office does otherwise, passed on between houses: read back as it was written, or refused by its place."""

from datetime import date
from typing import Any

import pytest

from tebiki.exchange import LEVELS, Told, Unreadable, read_exchange, write_exchange

OFFICE = 'level = "municipality"\nname = "みどり野町"\n'
CHANGE = {
    "table": "route.handover", "row": "reception", "remove": False, "when": ["route_reception"], "unless": [],
    "say": "mail", "need": ["previous_card"], "waives": False,
    "data": {"days": 14, "by": "本人限定受取", "odd key": [1, 2], "計": True},
    "confirm": True, "note": "引用符\"と\\と\n改行と\x7f", "note_en": "", "source": "local", "place": "電話",
    "checked_on": date(2026, 11, 20),
}  # fmt: skip


def test_what_is_written_is_read_back_as_it_was() -> None:
    told = (
        Told("municipality.visiting_reception", True, "窓口", date(2026, 11, 20)),
        Told("municipality.staffed_by", "contractor", "", None),
    )
    text = write_exchange("municipality", "みどり野町", [CHANGE], told)
    found = read_exchange(text)
    assert (found.overlay.level, found.overlay.name) == ("municipality", "みどり野町")
    assert found.overlay.of("route.handover") == (CHANGE,)
    assert found.overlay.of("route.will") == ()
    assert found.answers == told


def test_a_file_reads_the_same_whoever_wrote_it() -> None:
    turned = dict(reversed(CHANGE.items()))
    assert write_exchange("insurer", "組合", [CHANGE]) == write_exchange("insurer", "組合", [turned])
    lines = write_exchange("insurer", "組合", [{**CHANGE, "zz": 1, "aa": 2}]).splitlines()
    keys = [line.partition(" = ")[0] for line in lines[4:]]
    assert keys[:3] == ["table", "row", "remove"]
    assert keys[-3:] == ["checked_on", "aa", "zz"]
    assert lines[3] == "[[change]]"


def test_an_office_without_differences_is_a_file_too() -> None:
    assert write_exchange("facility", "つばき苑", []) == 'level = "facility"\nname = "つばき苑"\n'
    assert read_exchange('level = "facility"\nname = "つばき苑"\n').answers == ()
    assert LEVELS == ("municipality", "insurer", "facility")


@pytest.mark.parametrize(
    ("text", "why", "where"),
    [
        ("level = ", "not_toml", "Invalid value"),
        ("a = " + "[" * 5_000, "not_toml", ""),
        ('level = "nation"\nname = "国"\n', "no_office", ""),
        ('level = "municipality"\n', "no_office", ""),
        ('level = "municipality"\nname = "  "\n', "no_office", ""),
        ('level = "municipality"\nname = 5\n', "no_office", ""),
        (OFFICE + "change = 5\n", "bad_row", "change"),
        (OFFICE + 'change = ["a"]\n', "bad_row", "change 1"),
        (OFFICE + 'answers = "yes"\n', "bad_answer", "answers"),
        (OFFICE + "[answers]\nk = 5\n", "bad_answer", "k"),
        (OFFICE + '[answers.k]\nsource = "a"\n', "bad_answer", "k"),
        (OFFICE + "[answers.k]\nvalue = 1\nsource = 5\n", "bad_answer", "k"),
        (OFFICE + '[answers.k]\nvalue = 1\nchecked_on = "2026-11-20"\n', "bad_answer", "k"),
    ],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_by_its_place(text: str, why: str, where: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_exchange(text)
    assert refused.value.why == why
    assert where in refused.value.where
    assert str(refused.value).startswith(why)
    assert (": " in str(refused.value)) == bool(refused.value.where)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("table", ""), ("row", ""), ("say", 1), ("note", 1), ("note_en", 1), ("source", 1), ("place", 1), ("fact", 1),
        ("when", "a"), ("unless", [1]), ("need", {"a": 1}), ("remove", "yes"), ("confirm", 1), ("waives", 0),
        ("data", [1]), ("checked_on", "2026-11-20"),
    ],
)  # fmt: skip
def test_a_row_that_holds_something_else_is_refused_by_its_number(key: str, value: Any) -> None:
    text = write_exchange("municipality", "みどり野町", [CHANGE, {**CHANGE, key: value}])
    with pytest.raises(Unreadable, match="bad_row: change 2"):
        read_exchange(text)


def test_a_row_needs_its_table_and_its_name_only() -> None:
    found = read_exchange(OFFICE + '[[change]]\ntable = "route.will"\nrow = "closed"\n')
    assert found.overlay.of("route.will") == ({"table": "route.will", "row": "closed"},)
