"""Which tables and columns belong to an organisation, found through the tables themselves, and what they are called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.utils.timezone import localtime

from tsukisoi.keeping.telling import head_of

SECRETS = frozenset({"password", "own_code", "key_digest", "token", "token_digest", "secret", "sealed_code", "wrapped"})
"""Columns that open something: they are of no use elsewhere and stay behind."""
RECORD = "journal"
"""The room whose tables can be large: they stand in the record's own file and as JSON, not in a workbook."""

Model = type[models.Model]


@dataclass(frozen=True, slots=True)
class Column:
    """One column as the schema tells it. `kept` says why its content is not among the rows; empty where it is."""

    name: str
    title: str
    kind: str
    points_to: str = ""
    choices: dict[str, str] | None = None
    kept: str = ""

    @property
    def told(self) -> dict[str, Any]:
        """For the schema: only what says something."""
        found = {name: getattr(self, name) for name in ("name", "title", "kind", "points_to", "choices", "kept")}
        return {name: value for name, value in found.items() if value}


def label(model: Model) -> str:
    """The name of a table in file names: room and model."""
    return model._meta.label.lower()


def owned() -> list[Model]:
    """Every table with rows of organisations, and the organisation itself."""
    own = [model for model in apps.get_models() if "organisation" in {f.name for f in model._meta.concrete_fields}]
    return [apps.get_model("staff", "Organisation"), *sorted(own, key=label)]


def rows(model: Model, organisation: UUID) -> Iterator[Any]:
    """The rows of that organisation alone, in the order of their ids."""
    mine = {"pk": organisation} if model._meta.label == "staff.Organisation" else {"organisation_id": organisation}
    yield from model._base_manager.filter(**mine).order_by("pk").iterator(chunk_size=500)


def columns(model: Model) -> list[Column]:
    """Every column, those that stay behind as well, with the reason."""
    return [_column(field) for field in model._meta.concrete_fields]


def _column(field: Any) -> Column:
    target = field.related_model
    kept = "secret" if field.name in SECRETS else "file" if isinstance(field, models.BinaryField) else ""
    return Column(
        field.attname, head_of(field), field.get_internal_type(),
        target._meta.label.lower() if isinstance(target, type) and issubclass(target, models.Model) else "",
        {str(value): str(words) for value, words in field.flatchoices} or None, kept,
    )  # fmt: skip


def binaries(model: Model) -> list[str]:
    """The columns whose content becomes a file."""
    return [field.attname for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]


def plain(row: Any, told: list[Column]) -> dict[str, Any]:
    """One row as JSON holds it; a file is named instead of held."""
    return {
        column.name: file_of(row, column.name) if column.kept else getattr(row, column.name)
        for column in told
        if column.kept != "secret"
    }


def file_of(row: Any, column: str) -> str:
    """Where the content of a binary column lies; empty where there is none."""
    ending = "jpg" if row._meta.label in ("venue.Picture", "custody.Picture") else "bin"
    return f"files/{label(type(row))}/{row.pk}.{column}.{ending}" if getattr(row, column) else ""


def names(organisation: UUID) -> dict[UUID, str]:
    """What the rows are called that others point to: people, staff, units, offices, places."""
    called = [model for model in owned() if "__str__" in model.__dict__]
    return {row.pk: str(row) for model in called for row in rows(model, organisation)}


def text(row: Any, column: Column, known: Mapping[UUID, str]) -> str:
    """One cell of a workbook, in words; of what it points to the name as well."""
    value = getattr(row, column.name)
    if column.kept:
        return file_of(row, column.name)
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if column.choices:
        return column.choices.get(str(value), str(value))
    if isinstance(value, UUID) and value in known and column.name != "id":
        return f"{known[value]}　{value}"
    if isinstance(value, datetime):
        value = f"{localtime(value):%Y-%m-%d %H:%M}"
    return str(value)[:32_000]
