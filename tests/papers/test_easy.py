"""Papers that residents read keep the rules of easy Japanese."""

from collections.abc import Iterator
from typing import Any

from tsukisoi.cases import sheets
from tsukisoi.papers import easy

SPOKEN = ("title", "lead", "after_table", "way", "use", "answer")


def sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from () if key == "picture" else sentences(inner)
    else:
        for inner in value:
            yield from sentences(inner)


def test_the_explanation_is_easy_to_read() -> None:
    text = sheets.explanation()
    assert set(text) == {*SPOKEN, "source"}
    spoken = [line for key in SPOKEN for line in sentences(text[key])]
    assert len(spoken) > 40
    assert {line: easy.faults(line) for line in spoken if easy.faults(line)} == {}


def test_the_explanation_says_nothing_that_ended() -> None:
    whole = easy.without_readings(" ".join(sentences(sheets.explanation())))
    for gone in ("安く", "ポイント", "保険証はなくなり", "一生に", "健康保険証を"):
        assert gone not in whole
    assert "作らなくても いいです" in whole


def test_every_way_says_what_every_use_is() -> None:
    text = sheets.explanation()
    assert [len(use["ways"]) for use in text["use"]] == [len(text["way"])] * len(text["use"])
    assert {sign for use in text["use"] for sign, _ in use["ways"]} == {"○", "×", "△"}


def test_long_sentences_are_found() -> None:
    assert easy.faults("あ" * 31 + "。") == [f"31字の文: {'あ' * 31}"]
    assert easy.faults("あ" * 30 + "。" + "い" * 30) == []


def test_kanji_without_a_reading_are_found() -> None:
    assert easy.faults("｛病院｜びょういん｝で 暗証番号を") == ["読みのない漢字: 暗証番号"]


def test_hard_numbers_are_found() -> None:
    assert easy.faults("15:30 に") == ["24時間の時刻: 15:30"]
    assert easy.faults("｛１３時｜じゅうさんじ｝に") == ["24時間の時刻: １３時"]
    assert easy.faults("｛二つ｜ふたつ｝") == ["漢数字: 二"]


def test_phrases_and_readings_are_taken_apart() -> None:
    assert easy.phrases("｛病院｜びょういん｝で ｛見｜み｝せる") == [
        [("病院", "びょういん"), "で"],
        [("見", "み"), "せる"],
    ]
