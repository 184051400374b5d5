"""Everything that belongs to one person, found through the tables themselves: a new room need not be named here.

Rows belong to a person that point to them, and rows that point to such rows and could not be without them. A row of
which the person is only one feature (a pouch that holds somebody's card, an office) stays, and loses the pointer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.models import Owned


@dataclass(slots=True)
class Whole:
    """The ids of every row of a person by table, in the order in which they can be deleted (children first)."""

    people: list[UUID]
    rows: dict[type[Owned], list[UUID]] = field(default_factory=dict)

    @property
    def ids(self) -> set[UUID]:
        """Every id at once: what a record may point to."""
        return {id for rows in self.rows.values() for id in rows} | set(self.people)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each table, those with none left out."""
        return {model._meta.label: len(ids) for model, ids in self.rows.items() if ids}


def owned_tables() -> list[type[Owned]]:
    """Every table of organisations."""
    return [model for model in apps.get_models() if issubclass(model, Owned)]


def pointers(model: type[Owned]) -> Iterator[tuple[type[Owned], "models.ForeignKey[Any, Any]"]]:
    """Every column that points to rows of that table, and the table it stands in."""
    for other in owned_tables():
        for column in other._meta.concrete_fields:
            if isinstance(column, models.ForeignKey) and column.related_model is model:
                yield other, column


def belongs(column: "models.ForeignKey[Any, Any]") -> bool:
    """Does a row go with what this column points to? Where it may be empty and is set so, it does not."""
    return column.remote_field.on_delete in (models.CASCADE, models.PROTECT) or (
        issubclass(column.model, Owned) and column.model.names_person
    )


def whole(people: list[UUID]) -> Whole:
    """Everything of these records of one person. Must run inside the scope of the organisation."""
    found = Whole(people)
    _gather(Person, set(people), found.rows)
    for model in owned_tables():
        if any(column.name == "subject_id" for column in model._meta.concrete_fields):
            rows = model.objects.filter(**{"subject_id__in": people})
            _add(found.rows, model, set(rows.values_list("pk", flat=True)))
    found.rows = {model: found.rows[model] for model in _children_first(list(found.rows))}
    return found


def _gather(model: type[Owned], ids: set[UUID], into: dict[type[Owned], list[UUID]]) -> None:
    for other, column in pointers(model):
        if other is Person or not belongs(column):
            continue
        reached = set(other.objects.filter(**{f"{column.name}__in": ids}).values_list("pk", flat=True))
        if fresh := _add(into, other, reached):
            _gather(other, fresh, into)


def _add(into: dict[type[Owned], list[UUID]], model: type[Owned], ids: set[UUID]) -> set[UUID]:
    known = into.setdefault(model, [])
    fresh = ids - set(known)
    known.extend(sorted(fresh))
    return fresh


def _children_first(tables: list[type[Owned]]) -> list[type[Owned]]:
    """A table comes before those its rows point to."""
    ordered: list[type[Owned]] = []
    left = list(tables)
    while left:
        free = [one for one in left if not any(other in left and other is not one for other, _ in pointers(one))]
        free = free or left[:1]
        ordered += free
        left = [one for one in left if one not in free]
    return ordered
