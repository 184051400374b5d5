# ruff: noqa: E501
"""Dates in every spelling, and a reason for every date that is none."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsukisoi.residents.roster import dates

FOURTH_OF_MARCH = """昭和15年3月4日|S15.3.4|S15/03/04|Ｓ１５／０３／０４|s15-3-4|㍼15年3月4日|㍼15.3.4|昭和十五年三月四日|昭和一五年三月四日|昭15/3/4|昭１５．３．４
S150304|S 15. 3. 4|S.15.3.4|昭和 15 年 3 月 4 日|昭和　１５年　３月　４日|昭和15年(1940)3月4日|1940年（昭和15年）3月4日|昭和15年3月4日生|昭和15年3月4日（月）
1940/3/4|1940-03-04|1940.3.4|19400304|１９４０／３／４|1940年3月4日|一九四〇年三月四日|1940/3/4 0:00|1940-03-04T00:00:00|3150304|14674|昭和拾五年参月四日|昭和15年3月4日 月曜日
S15・3・4|生年月日：昭和15年3月4日|S15 3 4"""


@pytest.mark.parametrize("text", FOURTH_OF_MARCH.replace("\n", "|").split("|"))
def test_one_day_in_every_spelling(text: str) -> None:
    assert dates.parse(text) == date(1940, 3, 4)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        (datetime(1940, 3, 4, 12), date(1940, 3, 4)),
        (14674.0, date(1940, 3, 4)),
        (19400304.0, date(1940, 3, 4)),
        (1.0, date(1900, 1, 1)),
        (61, date(1900, 3, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("平成31年4月30日", date(2019, 4, 30)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("大正15年12月25日", date(1926, 12, 25)),
        ("昭和元年12月25日", date(1926, 12, 25)),
        ("明治45年7月30日", date(1912, 7, 30)),
        ("昭和二十一年十一月三十日", date(1946, 11, 30)),
        ("昭和3年2月29日", date(1928, 2, 29)),
        ("4010108", date(1989, 1, 8)),
    ],
)
def test_other_days(value: object, day: date) -> None:
    assert dates.parse(value) == day


def test_the_base_of_1904() -> None:
    assert dates.parse(14674.0 - 1462, epoch_1904=True) == date(1940, 3, 4)


REFUSED = {
    "昭和64年1月8日": "昭和64年1月7日まで",
    "昭和65年2月30日": "平成2年",
    "平成31年5月1日": "平成31年4月30日まで",
    "昭和元年1月1日": "昭和元年12月25日から",
    "大正15年12月26日": "大正15年12月25日まで",
    "昭和15年2月30日": "暦にない",
    "1941/2/29": "暦にない",
    "昭和0年1月1日": "暦にない",
    "15.3.4": "元号",
    "40/3/4": "元号",
    "400304": "元号",
    "3/4/1940": "どちらが先",
    "昭和15年3月": "年・月・日のどれか",
    "昭和15年": "年・月・日のどれか",
    "昭和15年(1941)3月4日": "食い違って",
    "2010304": "どちらとも読めます".replace("どちらとも", "西暦とも"),
    "不明": "読めません",
    "": "読めません",
    "85歳": "読めません",
    60: "範囲の外",
    0.5: "範囲の外",
    True: "読めません",
    float("nan"): "読めません",
}


@pytest.mark.parametrize("value", REFUSED)
def test_refused_with_a_reason(value: object) -> None:
    with pytest.raises(dates.UnreadableDate, match=REFUSED[value]):  # type: ignore[index]
        dates.parse(value)


def era_year(day: date) -> tuple[str, str, int]:
    name, _, letter, first, _ = next(era for era in reversed(dates.ERAS) if era[3] <= day)
    return name, letter, day.year - first.year + 1


KANJI = "〇一二三四五六七八九"


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else KANJI[tens] + "十") + (KANJI[ones] if ones else "")


@given(st.dates(date(1868, 1, 25), date(2099, 12, 31)))
def test_every_day_of_every_era_in_every_spelling(day: date) -> None:
    name, letter, year = era_year(day)
    shown = "元" if year == 1 else str(year)
    spellings = [
        f"{name}{shown}年{day.month}月{day.day}日",
        f"{name[0]}{year}.{day.month}.{day.day}",
        f"{letter}{year:02d}/{day.month:02d}/{day.day:02d}",
        f"{letter}{year:02d}{day.month:02d}{day.day:02d}",
        f"{name}{kanji(year)}年{kanji(day.month)}月{kanji(day.day)}日",
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        "".join(chr(ord(c) + 0xFEE0) if c != " " else c for c in f"{letter}{year}.{day.month}.{day.day}"),
    ]
    assert {dates.parse(text) for text in spellings} == {day}


@given(st.integers(61, 79_999))
def test_serials_count_as_excel_does(serial: int) -> None:
    assert (dates.parse(float(serial)) - date(1900, 3, 1)).days == serial - 61


@given(
    st.one_of(st.text(max_size=20), st.text(alphabet="0123456789年月日/.-SHT昭和平成元一十 ", max_size=16), st.floats())
)
def test_anything_is_a_day_or_a_reason(value: object) -> None:
    try:
        assert isinstance(dates.parse(value), date)
    except dates.UnreadableDate as reason:
        assert str(reason).endswith(("。", "）"))
