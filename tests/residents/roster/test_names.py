"""Names stay as they are written; readings and keys are folded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsukisoi.residents.roster import names


@pytest.mark.parametrize(
    "name", ["髙橋 キヨ", "山﨑 節", "𠮷田 正雄", "葛󠄀城 花子", "齋藤 ハナ", "辻󠄁 一", "濵田 ひろ子"]
)
def test_kanji_are_kept_character_for_character(name: str) -> None:
    assert names.spaced(name.replace(" ", "\u3000")) == name
    assert names.spaced(f" {name}\n") == name


@pytest.mark.parametrize("kana", ["ﾀｶﾊｼ ｷﾖ", "たかはし　きよ", "タカハシ  キヨ", "タカハシ\u3000キヨ\n", "ﾀｶﾊｼ　きよ"])
def test_readings_become_full_width_katakana(kana: str) -> None:
    assert names.katakana(kana) == "タカハシ キヨ"


def test_voiced_half_width_kana_join() -> None:
    assert names.katakana("ﾊｾｶﾞﾜ ｼﾞｭﾝ") == "ハセガワ ジュン"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋 清", "高橋清"),
        ("山﨑", "山崎"),
        ("𠮷田", "吉田"),
        ("齋藤", "斎藤"),
        ("渡邊", "渡辺"),
        ("渡邉", "渡辺"),
        ("濵田", "浜田"),
        ("ﾀｶﾊｼ", "たかはし"),
        ("キョウ", "キヨウ"),
        ("葛󠄀", "葛"),
    ],
)
def test_keys_find_variants(one: str, other: str) -> None:
    assert names.search_key(one) == names.search_key(other)


@pytest.mark.parametrize("code", [0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFE00, 0xFE0F, 0xFEFF, 0xE0100, 0xE01EF])
def test_what_nobody_sees_is_not_in_a_key(code: int) -> None:
    assert names.search_key(f"葛{chr(code)}飾") == "葛飾"


def test_keys_keep_different_people_apart() -> None:
    assert names.search_key("山田 花子") != names.search_key("山本 花子")


def test_a_reading_in_the_same_cell() -> None:
    assert names.with_reading("山田 花子（ヤマダ ハナコ）") == ("山田 花子", "ヤマダ ハナコ")
    assert names.with_reading("山田 花子\nやまだ はなこ") == ("山田 花子", "やまだ はなこ")
    assert names.with_reading("山田 花子（旧姓 佐藤）") is None


@given(st.text(max_size=40))
def test_folding_is_stable(text: str) -> None:
    assert names.spaced(names.spaced(text)) == names.spaced(text)
    assert names.katakana(names.katakana(text)) == names.katakana(text)


@pytest.mark.parametrize("texts", [[], ["髙橋 花子", "ｻｲﾄｳ・ﾏｻ", "", "か\u3099", "İ"], ["a\0b", "c"], ["ﾞ", "カ", "ﾞ"]])
def test_many_keys_at_once_are_the_keys_of_each(texts: list[str]) -> None:
    assert names.search_keys(texts) == [names.search_key(text) for text in texts]
