"""Records as lines of a page: facts with their source, fields with their words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext

from tsukisoi.residents import guidance
from tsukisoi.residents.models import Fact, KanaState, Resident, Sex, Status
from tsukisoi.residents.roster.said import Kept
from tsukisoi.ui import wareki


@dataclass(frozen=True, slots=True)
class Line:
    """One fact on a page. `state`: known, unknown (asked: 「わからない」) or missing (nobody asked)."""

    key: str
    name: str
    words: str
    state: str
    fact: Fact | None


@dataclass(frozen=True, slots=True)
class Section:
    """Facts that belong together; `answered` of them are there."""

    title: str | Promise
    lines: list[Line]
    answered: int


def fact_sections(facts: Mapping[str, Fact]) -> list[Section]:
    """Every fact kept of a person, in the order of the page."""
    found = []
    for title, keys in guidance.SECTIONS:
        lines = [_line(key, facts.get(key)) for key in keys]
        found.append(Section(title, lines, sum(line.state != "missing" for line in lines)))
    return found


def _line(key: str, fact: Fact | None) -> Line:
    if fact is None:
        return Line(key, guidance.name_of(key), "", "missing", None)
    if not fact.known:
        return Line(key, guidance.name_of(key), gettext("わからない"), "unknown", fact)
    return Line(key, guidance.name_of(key), guidance.in_words(key, fact.value), "known", fact)


def field_name(key: str) -> str:
    """The word for a field of a person or a fact."""
    if key in guidance.KEYS:
        return guidance.name_of(key)
    return str(Resident._meta.get_field(key.removesuffix("_id")).verbose_name)  # type: ignore[union-attr]


def value_words(key: str, value: Any, names: Mapping[UUID, str] | None = None) -> str:
    """A value of a person's field or fact as it reads; `names` are the words for ids."""
    if value in (None, "", []):
        return gettext("（なし）")
    if key in guidance.KEYS:
        return guidance.in_words(key, list(value) if isinstance(value, tuple) else value)
    if isinstance(value, UUID):
        return (names or {}).get(value, gettext("（別のもの）"))
    choices: dict[str, Any] = {"kana_state": KanaState, "sex": Sex, "status": Status}
    if key in choices:
        return str(choices[key](value).label)
    return wareki.plain(value) if isinstance(value, date) else str(value)


def field_words(values: Mapping[str, Any]) -> Iterator[str]:
    """居室：104, one for each field."""
    for key, value in values.items():
        yield f"{field_name(key)}：{value_words(key, value)}"


def sentence(told: Kept) -> str:
    """A sentence about a list, as it was kept, in the reader's language; what is data stays as it is."""
    if isinstance(told, str):
        return told
    template, parts = told
    words = {name: sentence(part) for name, part in parts.items()}
    return gettext(template) % words if words else gettext(template)
