"""What was screened is kept nowhere, not even in a cache; and what is only suspicious has a limit."""

import gc

import pytest
from tests.residents.roster.sheets import book, changed, csv_text, xlsx

from tsukisoi.residents.roster import dates, keeping, screening
from tsukisoi.residents.roster.preview import read_roster, screened_lists
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


def kept(data: bytes) -> str:
    """All that would be kept of a file, and all that would be shown of it."""
    lists = screened_lists(data, "x.xlsx")
    return repr([read_roster(data, "x.xlsx"), *lists, *(keeping.from_bytes(keeping.packed(one)) for one in lists)])


@pytest.mark.parametrize("note", [NUMBER, "４４２３ ２３２２ １８３１", "暗証番号7391"])
def test_the_name_of_a_sheet_is_screened_and_its_list_is_taken(note: str) -> None:
    rows = [["氏名", "生年月日"], ["髙橋 キヨ", "S6.2.3"]]
    data = book({f"名簿{note}": rows, f"別の{note}": rows})
    told = kept(data)
    assert note not in told and "別の" in told and "名簿" in told
    assert len(read_roster(data, "x.xlsx").rows) == 1


@pytest.mark.parametrize("note", [NUMBER, "暗証番号7391"])
def test_what_stands_above_a_name_is_screened(note: str) -> None:
    plain = xlsx([["氏名", "生年月日"], ["髙橋 キヨ", "S6.2.3"], ["山本", "S6.2.4"]])
    run, other = (f'<rPh sb="0" eb="{end}"><t>{text}</t></rPh>' for end, text in ((5, note), (2, "ヤマモト")))

    def with_runs(strings: bytes) -> bytes:
        text = strings.decode().replace("<t>髙橋 キヨ</t>", f"<t>髙橋 キヨ</t>{run}")
        return text.replace("<t>山本</t>", f"<t>山本</t>{other}").encode()

    data = changed(plain, parts={"xl/sharedStrings.xml": with_runs})
    assert note not in kept(data)
    assert [person.kana for person in read_roster(data, "x.xlsx").rows] == ["", "ヤマモト"]


@pytest.mark.parametrize("note", [NUMBER, "暗証番号7391"])
def test_the_names_of_columns_are_screened(note: str) -> None:
    data = xlsx([["氏名", "生年月日", f"備考{note}"], ["髙橋 キヨ", "S6.2.3", "x"]])
    assert note not in kept(data)
