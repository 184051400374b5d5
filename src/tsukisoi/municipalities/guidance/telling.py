"""A changed row in words, as pages show it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tebiki.book import book
from tebiki.table import Row
from tebiki.terms import terms
from tsukisoi.municipalities import queries
from tsukisoi.municipalities.guidance.laying import outgrown
from tsukisoi.municipalities.guidance.questions import asks, in_words, is_asked, question
from tsukisoi.municipalities.guidance.tables import (
    NAMED,
    condition,
    conditions_of,
    is_english,
    may_differ,
    national_row,
    note_in_words,
    title_of,
    word,
)
from tsukisoi.municipalities.models import Difference
from tsukisoi.tenancy.clock import today


def what_of(row: Difference) -> str:
    """In which way a row is done otherwise: remove · need · say · confirm, or own for a row of one's own."""
    value = row.value or {}
    national = national_row(row.table, row.key)
    if value.get("remove"):
        return "remove"
    if national is None:
        return "own"
    if list(national.need) != value.get("need", []):
        return "need"
    return "say" if national.say != value.get("say", "") else "confirm"


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed row in words: what it is about, what is otherwise, by whom it was said and when."""

    row: Difference
    title: str
    number: str
    conditions: tuple[str, ...]
    lines: tuple[str, ...]
    note: str
    stale: bool
    outgrown: str


def in_plain_words(row: Difference) -> Changed:
    """A changed row as pages show it."""
    value = row.value if isinstance(row.value, dict) else {}
    national = national_row(row.table, row.key)
    return Changed(
        row, title_of(row.table), _number(row.table, row.key),
        conditions_of(national) if national else _own_conditions(value), tuple(_lines(row, value, national)),
        value.get("note_en" if is_english() else "note", ""), queries.is_stale(row), outgrown(row),
    )  # fmt: skip


def _number(table: str, row: str) -> str:
    rules = book(today()).tables.get(table)
    names = [line.name for line in rules.rows] if rules else []
    return str(names.index(row) + 1) if row in names else ""


def _own_conditions(value: Mapping[str, Any]) -> tuple[str, ...]:
    unless = (gettext("「%(word)s」でない") % {"word": condition(name)} for name in value.get("unless", ()))
    return (*map(condition, value.get("when", ())), *unless)


def _lines(row: Difference, value: Mapping[str, Any], national: Row | None) -> Iterator[str]:
    what = what_of(row)
    gives = gettext("、").join(map(word, value.get("need", ()))) or gettext("なし")
    if what == "remove":
        yield gettext("この行は、ここではあてはまらない")
    elif what == "confirm":
        yield gettext("この行のとおりでよいと、確かめた")
    if what == "need" and national:
        yield gettext("要る書類：%(now)s（全国：%(before)s）") % {
            "now": gives, "before": gettext("、").join(map(word, national.need)) or gettext("なし")}  # fmt: skip
    if what in ("need", "say") and national and national.say != value.get("say", ""):
        yield gettext("答え：%(now)s（全国：%(before)s）") % {
            "now": word(value.get("say", "")), "before": word(national.say)}  # fmt: skip
    if what == "own":
        yield gettext("ここだけの行")
        if value.get("need"):
            yield gettext("要る書類：%(now)s") % {"now": gives}
        if value.get("say"):
            yield gettext("答え：%(now)s") % {"now": word(value["say"])}


def label(row: Difference) -> str:
    """What a row is about: the question, or the table and the conditions of its row."""
    if not row.table:
        return question(row.key).name if is_asked(row.key) else row.key
    told = in_plain_words(row)
    return f"{told.title}：{gettext('、').join(told.conditions) or gettext('だれでも')}"


def answer_in_words(row: Difference) -> str:
    """What an office answered, in one line."""
    return gettext("、").join(told_lines(row))


def may_be_asked(kind: str, table: str, key: str) -> bool:
    """Is this a question that such an office can answer?"""
    if not table:
        return asks(kind, key)
    return may_differ(kind, table) and national_row(table, key) is not None


def asked_about(table: str, key: str) -> str:
    """What a question is about, in words: the question itself, or the table and the conditions of its row."""
    if not table:
        return question(key).name if is_asked(key) else key
    row = national_row(table, key)
    told = gettext("、").join(conditions_of(row)) or gettext("だれでも")
    said = f"（{row.say}）" if row and table in NAMED and row.say not in terms("proxy_grounds") else ""
    return f"{title_of(table)}：{told}{said}"


def note_of(table: str, key: str) -> str:
    """What the national rules say of that row."""
    return note_in_words(national_row(table, key)) if table else ""


def told_lines(row: Difference) -> tuple[str, ...]:
    if row.table:
        changed = in_plain_words(row)
        return (*changed.lines, *((changed.note,) if changed.note else ()))
    return (gettext("聞いている") if row.value is None else in_words(row.key, row.value),)
