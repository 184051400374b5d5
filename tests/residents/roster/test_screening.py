"""What was screened is kept nowhere, not even in a cache; and what is only suspicious has a limit."""

import gc

import pytest
from tests.residents.roster.sheets import csv_text, xlsx

from tsukisoi.residents.roster import dates, screening
from tsukisoi.residents.roster.preview import read_roster
from tsukisoi.residents.roster.workbook import Refused

NUMBER = "442323221831"
PEOPLE = [
    ["髙橋 キヨ", "タカハシ キヨ", "S6.2.3", NUMBER],
    ["小笠原 武", "オガサワラ タケシ", "昭和5年5月9日", "0629 0421 4766"],
]


@pytest.mark.parametrize(
    "head", [[], [["氏名", "フリガナ", "生年月日", ""]], [["氏名", "フリガナ", "生年月日", "個人番号"]]]
)
def test_no_number_outlives_the_reading(head: list[list[str]]) -> None:
    dates._read.cache_clear()
    before = dates._read.cache_info().misses
    preview = read_roster(csv_text([*head, *PEOPLE]).encode(), "x.csv")
    assert len(preview.rows) == 2
    assert NUMBER not in repr(preview)
    assert dates._read.cache_info().misses - before == 2
    gc.collect()


def test_dropped_columns_are_emptied_in_place() -> None:
    rows = [["a", NUMBER], ["b"]]
    screening.drop(rows, [1])  # type: ignore[arg-type]
    assert rows == [["a", ""], ["b"]]


def test_places_are_told_and_cells_emptied() -> None:
    rows = [["x", "電話 0866-22-1234"], ["PIN 4827", 62904214766.0, True, 12.5]]
    assert screening.screen(rows) == [(1, 0), (1, 1)]  # type: ignore[arg-type]
    assert rows == [["x", "電話 0866-22-1234"], ["", "", True, 12.5]]


def test_ten_thousand_numbers_are_screened_but_a_flood_is_refused() -> None:
    rows = [["氏名", "生年月日", "番号"], *[[f"山田 {i}", "S6.2.3", NUMBER] for i in range(2000)]]
    assert len(read_roster(xlsx(rows), "x.xlsx").screened_cells) == 2000
    flood = csv_text([["氏名", "生年月日", "備考"], *[["山田", "S6.2.3", "暗証" * 1000] for _ in range(300)]])
    with pytest.raises(Refused, match="多すぎ"):
        read_roster(flood.encode(), "x.csv")
