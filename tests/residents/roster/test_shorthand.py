"""Ditto marks, numbers that Excel made days of, and words instead of an address: written out or kept, always asked."""

from datetime import date, datetime

import pytest
from tests.residents.roster.sheets import csv_text, xlsx

from tsukisoi.residents.roster.preview import Preview, read_roster

HEAD = ["居室", "棟", "氏名", "生年月日", "郵便番号", "住所", "医療保険"]
NAMES = ["冬木 一", "冬木 二", "冬木 三"]


def read(rows: list[list[object]]) -> Preview:
    return read_roster(xlsx(rows), "list.xlsx")


def asked(preview: Preview, *words: str) -> list[str]:
    return [question for question in preview.questions if all(word in question for word in words)]


def three(field: str, *cells: object) -> Preview:
    rows = [[name, f"S{n}.1.1", cell] for n, (name, cell) in enumerate(zip(NAMES, cells, strict=True), 5)]
    return read([["氏名", "生年月日", field], *rows])


@pytest.mark.parametrize("mark", ["〃", "同上", "々", "″", "〃 ", "仝"])
def test_a_ditto_mark_is_what_stands_above_and_is_asked_about(mark: str) -> None:
    rows: list[list[object]] = [
        HEAD,
        ["101", "A棟", "冬木 一", "S10.1.1", "716-0011", "高梁市南町1", "国保"],
        ["1階"],
        [mark, mark, "冬木 二", "S10.1.2", mark, mark, mark],
        [mark, "B棟", "冬木 三", "S10.1.3", mark, mark, ""],
    ]
    got = read(rows)
    assert [(p.room, p.unit, p.postal_code, p.address) for p in got.rows] == [
        ("101", "A棟", "716-0011", "高梁市南町1"),
        ("101", "A棟", "716-0011", "高梁市南町1"),
        ("101", "B棟", "716-0011", "高梁市南町1"),
    ]
    assert [[one.value for one in p.proposals] for p in got.rows] == [["national_health"], ["national_health"], []]
    assert asked(got, "「居室」", "同じとして読みました", "（4・5行目）") and asked(got, "「棟」", "（4行目）")
    assert asked(got, "「住所」", "（4・5行目）") and asked(got, "「郵便番号」", "（4・5行目）")


def test_a_ditto_mark_with_nothing_above_is_left_out_and_told() -> None:
    got = three("居室", "〃", "", "〃")
    assert [p.room for p in got.rows] == ["", "", ""]
    assert asked(got, "「居室」", "読みません", "（2・4行目）")


def test_a_ditto_mark_is_no_name_and_no_birth_date() -> None:
    rows: list[list[object]] = [["姓", "名", "生年月日"], ["冬木", "一", "S10.1.1"], ["〃", "二", "S10.1.2"]]
    got = read([*rows, ["冬木", "三", "同上"], ["佐々木", "奈々", "S10.1.4"]])
    assert [p.name for p in got.rows] == ["冬木 一", "佐々木 奈々"]
    assert [(one.row, one.field, one.value) for one in got.rejected] == [
        (3, "name", "〃 二"),
        (4, "birth_date", "同上"),
    ]
    assert all("「〃」" in one.message for one in got.rejected)


def test_a_card_that_ends_on_the_same_day() -> None:
    got = three("カード有効期限", date(2028, 3, 3), "〃", "")
    assert [[one.value for one in p.proposals] for p in got.rows] == [["2028-03-03"], ["2028-03-03"], []]


def test_a_room_that_excel_made_a_day_of_is_read_as_a_number_and_asked_about() -> None:
    got = three("居室", date(2026, 1, 1), datetime(2026, 12, 3), "2-3")
    assert [p.room for p in got.rows] == ["1-1", "12-3", "2-3"]
    assert asked(got, "「居室」", "日付", "（2・3行目）")
    again = read_roster(csv_text([["氏名", "生年月日", "居室"], [NAMES[0], "S10.1.1", "1月2日"]]).encode(), "x.csv")
    assert again.rows[0].room == "1-2" and asked(again, "「居室」", "日付")


def test_a_street_number_that_excel_made_a_day_of() -> None:
    rows: list[list[object]] = [
        ["氏名", "生年月日", "住所", "番地", "方書"],
        ["冬木 一", "S10.1.1", "高梁市南町", date(2026, 3, 2), ""],
        ["冬木 二", "S10.1.2", "高梁市南町", date(2001, 2, 3), "A棟"],
        ["冬木 三", "S10.1.3", "〃", "〃", ""],
    ]
    got = read(rows)
    assert [p.address for p in got.rows] == ["高梁市南町3-2", "高梁市南町1-2-3A棟", "高梁市南町1-2-3"]
    assert asked(got, "「番地」", "日付", "（2・3行目）")


@pytest.mark.parametrize("written", ["施設と同じ", "自宅", "本人住所に同じ", "〃の2号"])
def test_words_instead_of_an_address_are_kept_and_asked_about(written: str) -> None:
    got = three("住所", "高梁市南町1", written, "高梁市実家町自宅前1")
    assert [p.address for p in got.rows] == ["高梁市南町1", written, "高梁市実家町自宅前1"]
    assert asked(got, "住所でないことば", "（3行目）")


@pytest.mark.parametrize("code", ["716-0011", "〒716-0011", "7160011", 7160011])
def test_an_address_that_is_only_a_postal_code_is_asked_about(code: object) -> None:
    got = three("住所", code, "高梁市南町1", "")
    assert asked(got, "郵便番号だけ", "（2行目）")
