"""Everything of one person as the person reads it: tables, columns, codes, times and hands in words."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext

from tsukisoi.keeping.whole import Whole
from tsukisoi.residents import guidance as facts
from tsukisoi.residents.queries import Person
from tsukisoi.staff import queries as staff
from tsukisoi.tenancy.models import Owned
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

_NOT_SHOWN = frozenset(
    {
        "id", "organisation", "digest", "salt", "packed", "photo", "content", "token", "signature", "subject_id",
        "last_step", "hand_outs", "editions", "cases.given.answer", "follows", "box", "width", "height", "standing",
        "place_event", "spent_on", "packet", "shared", "disputed", "house", "stamp", "printed_by", "papers.sheet.kind",
        "residents.fact.known",
        "movements.duty.page", "movements.movement.before",
    }
)  # fmt: skip
"""Columns that hold no word about the person: marks, measures and ids of the program's own."""

Names = Mapping[UUID, str]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table in words: its name, the names of its columns, the rows."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def pairs(self) -> list[list[tuple[str, str]]]:
        """Each row as what it is called and what stands there, without what is empty."""
        return [[pair for pair in zip(self.heads, row, strict=True) if pair[1]] for row in self.rows]


@cache
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))


def title_of(model: type[models.Model]) -> str:
    """What a table is called."""
    own = str(model._meta.verbose_name)
    return _words()["table"].get(model._meta.label_lower, own) if _japanese() else own


def head_of(column: Any) -> str:
    """What a column is called: by the table itself, else by words.toml."""
    own, known = str(column.verbose_name), _words()["column"]
    if not _japanese() or own != column.name.replace("_", " "):
        return own
    return known.get(f"{column.model._meta.label_lower}.{column.name}") or known.get(column.name, own)


def _japanese() -> bool:
    return (get_language() or "ja").startswith("ja")


def in_words(viewer: Viewer, found: Whole) -> list[Part]:
    """Everything of a person as people can read it: each table with its rows.

    What is reckoned anew from these whenever it is asked for is left out. Three queries for a table and one for hands.
    """
    tables: dict[type[Owned], list[UUID]] = {Person: found.people}
    tables |= dict(reversed(found.rows.items()))
    rows = {model: _rows(model, ids) for model, ids in tables.items() if ids and not model.derived}
    names = staff.names(viewer, _hands(rows))
    return [part for model, group in rows.items() if (part := _part(model, group, names)).rows]


def _rows(model: type[Owned], ids: list[UUID]) -> list[Owned]:
    related = [column.name for column in shown(model) if isinstance(column, models.ForeignKey)]
    return list(model.objects.filter(pk__in=ids).select_related(*related).order_by("pk"))


def _hands(rows: Mapping[type[Owned], list[Owned]]) -> set[UUID]:
    return {
        value
        for model, group in rows.items()
        for column in shown(model)
        if isinstance(column, models.UUIDField)
        for row in group
        if (value := getattr(row, column.attname)) is not None
    }


def shown(model: type[Owned]) -> list[Any]:
    """The columns of a table that say something about a person."""
    return [column for column in model._meta.concrete_fields if _is_shown(column)]


def _is_shown(column: Any) -> bool:
    if column.name in _NOT_SHOWN or f"{column.model._meta.label_lower}.{column.name}" in _NOT_SHOWN:
        return False
    if isinstance(column, models.ForeignKey):
        target: Any = column.related_model
        return target is not Person and "__str__" in target.__dict__
    return not isinstance(column, models.BinaryField) and not column.name.endswith(("_key", "_digest"))


def _part(model: type[Owned], rows: list[Owned], names: Names) -> Part:
    columns = shown(model)
    told = [tuple(_said(row, column, names) for column in columns) for row in rows]
    kept = [n for n in range(len(columns)) if any(row[n] for row in told)]
    heads = tuple(head_of(columns[n]) for n in kept)
    return Part(title_of(model), heads, tuple(tuple(row[n] for n in kept) for row in told))


def _said(row: Owned, column: Any, names: Names) -> str:
    if row._meta.label == "residents.Fact" and column.name in ("key", "value"):
        return _fact(row, column.name)
    value = getattr(row, column.name)
    if column.choices and value is not None:
        return str(getattr(row, f"get_{column.name}_display")())
    if value is False and column.default is False:
        return ""  # nothing happened
    return text_of(value, names)


def _fact(row: Any, column: str) -> str:
    if column == "key":
        return facts.name_of(row.key)
    return facts.in_words(row.key, row.value) if row.known else gettext("わからない")


def text_of(value: Any, names: Names | None = None) -> str:
    """One value in words: times of Japan, codes by their names, hands by theirs. An id that is nobody's is left out."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return gettext("はい") if value else gettext("いいえ")
    if isinstance(value, UUID):
        return (names or {}).get(value, "")
    if isinstance(value, dict):
        return _list(_pair(key, text_of(inner, names)) for key, inner in value.items())
    if isinstance(value, list | tuple):
        return _list(text_of(inner, names) for inner in value)
    return _plain(value, names)


def moment(at: datetime) -> str:
    """A time as it was in Japan."""
    local = timezone.localtime(at)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}" if _japanese() else f"{local:%Y-%m-%d %H:%M}"


def _list(parts: Iterable[str]) -> str:
    return gettext("、").join(part for part in parts if part)


def _pair(key: str, words: str) -> str:
    known = facts.word_of(key)
    return f"{known}：{words}" if known and words else words


def _plain(value: Any, names: Names | None) -> str:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return wareki.plain(value)
    text = str(value)
    try:
        return (names or {}).get(UUID(text), "") if isinstance(value, str) else text
    except ValueError:
        return _code(text)


def _code(text: str) -> str:
    own = _words()["code"].get(text, "") if _japanese() else ""
    return facts.word_of(text) or own or text
