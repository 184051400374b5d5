"""Easy Japanese: text with readings written as ｛漢字｜かんじ｝, and the rules that such a text keeps.

Sources of the rules: 在留支援のためのやさしい日本語ガイドライン（2020年）,
わかりやすい情報提供のガイドライン（2015年）.
"""

import re
from collections.abc import Iterator

LONGEST_SENTENCE = 30
READING = re.compile(r"｛([^｛｜｝]+)｜([^｛｜｝]+)｝")
KANJI = re.compile(r"[\u3400-\u9fff\uf900-\ufaff々〆]+")
CLOCK_OF_24 = re.compile(r"(?:1[3-9]|2[0-4]|１[３-９]|２[０-４])\s*時|[0-9０-９]{1,2}[:：][0-9０-９]{2}")
NUMERAL = re.compile(r"[一二三四五六七八九十百千]+(?=[つ人日月年回円枚])")

Part = str | tuple[str, str]


def parts(text: str) -> list[Part]:
    """The text as plain stretches and (word, reading) pairs, in order."""
    found: list[Part] = []
    end = 0
    for match in READING.finditer(text):
        found += [text[end : match.start()]] if match.start() > end else []
        found.append((match[1], match[2]))
        end = match.end()
    return found + ([text[end:]] if end < len(text) else [])


def phrases(text: str) -> list[list[Part]]:
    """The text phrase by phrase: a line may end at a space and nowhere else."""
    return [parts(phrase) for phrase in text.split()]


def without_readings(text: str) -> str:
    """The text as it is read silently: 病院に行く."""
    return READING.sub(r"\1", text)


def faults(text: str) -> list[str]:
    """What a reader of easy Japanese would stumble over; empty when the text may be printed."""
    return [*_long_sentences(text), *_unread(text), *_hard_numbers(without_readings(text))]


def _long_sentences(text: str) -> Iterator[str]:
    for sentence in re.split(r"[。\n]", without_readings(text)):
        length = len(re.sub(r"\s", "", sentence))
        if length > LONGEST_SENTENCE:
            yield f"{length}字の文: {sentence}"


def _unread(text: str) -> Iterator[str]:
    for run in KANJI.findall(READING.sub("", text)):
        yield f"読みのない漢字: {run}"


def _hard_numbers(text: str) -> Iterator[str]:
    for found in CLOCK_OF_24.findall(text):
        yield f"24時間の時刻: {found}"
    for found in NUMERAL.findall(text):
        yield f"漢数字: {found}"
