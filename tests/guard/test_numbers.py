# ruff: noqa: E501
"""Individual numbers are found in every spelling, and other numbers are let through."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsukisoi.guard import numbers

KANJI = "〇一二三四五六七八九"
FULL = "０１２３４５６７８９"
CIRCLED = "⓪①②③④⑤⑥⑦⑧⑨"
BRACKETED = ["(0)", *"⑴⑵⑶⑷⑸⑹⑺⑻⑼"]
DASHES = "-‐‑‒–—―−ー－ｰ─━〜～~_"
BLANKS = " \u3000\u00a0\u2009\t\n"


def spelled(digits: str, script: str) -> str:
    return "".join(script[int(d)] for d in digits)


def in_fours(digits: str, gap: str) -> str:
    return gap.join((digits[:4], digits[4:8], digits[8:]))


numbers_with_check = st.text("0123456789", min_size=11, max_size=11).map(lambda d: d + str(numbers.check_digit(d)))
valid = numbers_with_check.filter(lambda d: d.strip("0") != "")


def test_check_digit_of_the_published_example() -> None:
    assert numbers.check_digit("12345678901") == 8
    assert numbers.is_individual_number("123456789018")
    assert not numbers.is_individual_number("123456789017")


@given(
    valid,
    st.sampled_from(
        [*DASHES, *BLANKS, ".", "．", ",", "，", "、", "/", "／", "・", " - ", "の", "\r\n", "\u200b", ") ("]
    ),
)
def test_fours_with_any_gap(digits: str, gap: str) -> None:
    text = f"備考 番号は{in_fours(digits, gap)}です。"
    assert len(numbers.find(text)) == 1
    assert not any(part in numbers.redact(text) for part in (digits[:4] + gap + digits[4:8],))


@given(
    valid,
    st.sampled_from(["0123456789", FULL, KANJI, CIRCLED, BRACKETED, "٠١٢٣٤٥٦٧٨٩", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗"]),
    st.sampled_from(["", " ", "　", "\u200b", "-"]),
)
def test_every_script_run_together_or_spaced(digits: str, script: str, gap: str) -> None:
    text = "前" + gap.join(script[int(d)] for d in digits) + "後"
    assert numbers.find(text)


@given(valid, st.data())
def test_scripts_mixed_within_one_number(digits: str, data: st.DataObject) -> None:
    script = data.draw(st.lists(st.sampled_from(["0123456789", FULL, KANJI, CIRCLED]), min_size=12, max_size=12))
    text = "".join(s[int(d)] for s, d in zip(script, digits, strict=True))
    assert numbers.find(text) == [numbers.Hit(0, 12)]


@pytest.mark.parametrize(
    "text",
    [
        "No.3 4423-2322-1831",
        "4423 2322 1831 2026/11/23",
        "442323221831 0866-00-0000",
        "4423 2322 1831 0866-22-1234",
        "4423-2322 1831",
        "4423一2322一1831",
        "4️⃣4️⃣2️⃣3️⃣2️⃣3️⃣2️⃣2️⃣1️⃣8️⃣3️⃣1️⃣",
        "442,323,221,831",
        "442323221831.0",
        "1\t山田\t4423 2322 1831\t1940/3/4",
        "マイナンバー 1 4423 2322 1831 4827",
        "44-23-23-22-18-31",
        "４４２３　２３２２　１８３１",
        "(4)(4)(2)(3)(2)(3)(2)(2)(1)(8)(3)(1)",
        "442323\n221831",
        "http://x/?n=442323221831",
    ],
)
def test_found(text: str) -> None:
    hits = numbers.find(text)
    assert hits
    assert not numbers.find(numbers.redact(text))


def test_hits_tell_where_and_nothing_else() -> None:
    text = "番号は４５３７８９６５６５１１です"
    assert numbers.find(text) == [numbers.Hit(3, 15)]
    assert numbers.redact(text) == "番号は＊＊＊＊＊＊＊＊＊＊＊＊です"


def test_two_numbers_in_one_text() -> None:
    assert len(numbers.find("442323221831 と 062904214766")) == 2


RANDOM = random.Random(20261123)


def digits(count: int) -> str:
    return "".join(RANDOM.choice("0123456789") for _ in range(count))


def grouped(text: str, size: int, gap: str) -> str:
    return gap.join(text[i : i + size] for i in range(0, len(text), size))


OTHERS = {
    "mobile": lambda: f"090-{digits(4)}-{digits(4)}",
    "mobile with name": lambda: f"090{digits(8)} 一郎",
    "mobile abroad": lambda: f"+81 90 {digits(4)} {digits(4)}",
    "landline": lambda: f"0866-{digits(2)}-{digits(4)}",
    "landline and a number": lambda: f"0866-{digits(2)}-{digits(4)} 12",
    "two phones": lambda: f"0866-{digits(2)}-{digits(4)} 0866-{digits(2)}-{digits(4)}",
    "care insurance": lambda: digits(10),
    "care insurance twice": lambda: f"{digits(10)} {digits(10)}",
    "application id": lambda: digits(23),
    "application id in fours": lambda: grouped(digits(23), 4, " "),
    "application id in fours, dashes": lambda: grouped(digits(23), 4, "-"),
    "corporate number": lambda: digits(13),
    "corporate number grouped": lambda: f"{digits(1)}-{digits(4)}-{digits(4)}-{digits(4)}",
    "card number": lambda: grouped(digits(16), 4, " "),
    "bank account": lambda: f"{digits(4)}-{digits(3)}-{digits(7)}",
    "late elderly and insurer": lambda: f"{digits(8)} {digits(8)}",
    "date": lambda: f"2026-{RANDOM.randint(1, 12):02d}-{RANDOM.randint(1, 28):02d}",
    "date and time": lambda: (
        f"2026-{RANDOM.randint(1, 12):02d}-{RANDOM.randint(1, 28):02d} {RANDOM.randint(10, 23)}:{RANDOM.randint(10, 59)}"
    ),
    "date and time, slashes": lambda: (
        f"2026/{RANDOM.randint(10, 12)}/{RANDOM.randint(10, 28)} {RANDOM.randint(1000, 2359)}"
    ),
    "two dates": lambda: f"1940/{RANDOM.randint(1, 12)}/{RANDOM.randint(1, 28)} 2026/11/{RANDOM.randint(1, 28)}",
    "postal code and phone": lambda: f"716-{digits(4)} 0866-{digits(2)}-{digits(4)}",
    "postal code and house": lambda: f"716-{digits(4)} {digits(2)}-{digits(3)}",
    "no digits": lambda: "車椅子、右まひ。食事はきざみ。",
    "placeholder": lambda: "0000-0000-0000",
}


@pytest.mark.parametrize("kind", OTHERS)
def test_other_numbers_are_let_through(kind: str) -> None:
    alarms = [text for text in (f"メモ {OTHERS[kind]()} 済" for _ in range(1500)) if numbers.find(text)]
    assert alarms == []


@given(st.text(max_size=200))
def test_never_fails_and_redaction_leaves_nothing(text: str) -> None:
    assert numbers.find(numbers.redact(text)) == []
    assert len(numbers.redact(text)) == len(text)


@given(st.text(alphabet="0123456789 -/.\n　０一①\u200b年", max_size=60))
def test_redaction_of_digit_soup_leaves_nothing(text: str) -> None:
    assert numbers.find(numbers.redact(text)) == []


def test_numeric_cells_with_a_lost_zero() -> None:
    assert numbers.in_number(62904214766.0)
    assert numbers.in_number(442323221831.0)
    assert not numbers.in_number(19400304.0)
    assert not numbers.in_number(442323221830.0)
    assert not numbers.in_number(float("inf"))
