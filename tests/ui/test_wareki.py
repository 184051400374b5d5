"""Days in the Japanese era and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tebiki.days import age_on
from tsukisoi.ui import wareki

DAYS = st.dates(min_value=date(1873, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 23), "令和8年（2026年）11月23日（月・祝）"),
        (date(2019, 5, 1), "令和元年（2019年）5月1日（水・祝）"),
        (date(2019, 4, 30), "平成31年（2019年）4月30日（火・祝）"),
        (date(1989, 1, 7), "昭和64年（1989年）1月7日（土）"),
        (date(1989, 1, 8), "平成元年（1989年）1月8日（日）"),
        (date(1926, 12, 24), "大正15年（1926年）12月24日（金）"),
        (date(1926, 12, 25), "昭和元年（1926年）12月25日（土）"),
        (date(1912, 7, 29), "明治45年（1912年）7月29日（月）"),
        (date(1912, 7, 30), "大正元年（1912年）7月30日（火）"),
    ],
)
def test_full(day: date, words: str) -> None:
    assert wareki.full(day) == words


@given(DAYS)
def test_what_is_written_is_read_back(day: date) -> None:
    assert wareki.parse(wareki.full(day)) == day
    assert wareki.parse(wareki.plain(day)) == day
    assert wareki.parse(day.isoformat()) == day
    assert wareki.parse(f"{day:%Y%m%d}") == day


@given(DAYS)
def test_eras_follow_each_other(day: date) -> None:
    era, before = wareki.era_of(day), wareki.era_of(day - timedelta(days=1))
    assert era is not None and era.since <= day
    assert before is era or era.since == day


@pytest.mark.parametrize(
    "text",
    [
        "昭和15年3月4日",
        "S15.3.4",
        "s15/3/4",
        "昭15.3.4",
        "昭和十五年三月四日",
        "Ｓ１５．３．４",
        "1940/3/4",
        "1940-03-04",
        "19400304",
        "昭和１５年　３月　４日",
        "1940年3月4日",
        "一九四〇年三月四日",
        "昭和15年（1940年）3月4日（月）",
    ],
)
def test_ways_of_writing_one_day(text: str) -> None:
    assert wareki.parse(text) == date(1940, 3, 4)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和元年5月1日", date(2019, 5, 1)),
        ("平成35年3月1日", date(2023, 3, 1)),
        ("明治四十五年七月二十九日", date(1912, 7, 29)),
        ("R8.11.23", date(2026, 11, 23)),
        ("昭和三十年十二月三十一日", date(1955, 12, 31)),
    ],
)
def test_first_years_and_years_counted_on(text: str, day: date) -> None:
    assert wareki.parse(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "",
        "きのう",
        "15/3/4",
        "昭和15年",
        "昭和15年2月30日",
        "1940/13/1",
        "昭和元年1月1日",
        "令和元年4月30日",
        "昭和0年1月1日",
        "昭和百年1月1日",
        "3/4/1940",
        "二十十年1月1日",
        "昭和十五十年1月1日",
        "194003041",
    ],
)
def test_not_one_certain_day(text: str) -> None:
    with pytest.raises(ValueError, match=r"。$"):
        wareki.parse(text)


@given(st.text(max_size=16))
def test_any_text_is_a_day_or_a_plain_refusal(text: str) -> None:
    try:
        assert isinstance(wareki.parse(text), date)
    except ValueError as error:
        assert str(error).endswith("。")


def test_short_says_another_year() -> None:
    today = date(2026, 11, 23)
    assert wareki.short(date(2026, 11, 25), today) == "11月25日（水）"
    assert wareki.short(date(2027, 1, 8), today) == "2027年1月8日（金）"
    assert wareki.english_short(date(2026, 11, 25), today) == "Wed 25 November"
    assert wareki.english_short(date(2027, 1, 8), today) == "Fri 8 January 2027"


def test_narrow_has_one_year() -> None:
    assert wareki.narrow(date(1939, 4, 18)) == "昭和14年4月18日"
    assert wareki.narrow(date(2019, 5, 1)) == "令和元年5月1日" and wareki.narrow(date(1870, 1, 2)) == "1870年1月2日"


def test_english() -> None:
    assert wareki.english(date(2026, 11, 23)) == "Mon 23 November 2026 (Reiwa 8, holiday)"
    assert wareki.english(date(1931, 2, 3)) == "Tue 3 February 1931 (Showa 6)"


@given(st.dates(date(1900, 1, 1), date(2030, 1, 1)), st.dates(date(1900, 1, 1), date(2099, 1, 1)))
def test_age_on_screen_is_the_age_of_the_rules(born: date, on: date) -> None:
    assert wareki.age(born, on) == age_on(on, born)
