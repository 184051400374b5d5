"""What points to a person, and what merging two records would do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tsukisoi.residents.models import (
    Fact,
    Resident,
)
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Consequences:
    """What merging would do: rows that move (what, how many), facts in which the two differ, rows that stay."""

    moves: list[tuple[str, int]] = field(default_factory=list)
    differs: list[tuple[str, Any, Any]] = field(default_factory=list)
    stays: list[tuple[str, int]] = field(default_factory=list)


def merge_consequences(viewer: Viewer, keep: Resident, drop: Resident) -> Consequences:
    """Everything that merging `drop` into `keep` would do, before it is done."""
    viewer.require(Right.MERGE_RESIDENTS)
    kept = {fact.key: fact for fact in Fact.objects.filter(resident=keep)}
    told = Consequences()
    for fact in Fact.objects.filter(resident=drop, known=True):
        if fact.key in kept and kept[fact.key].known and kept[fact.key].value != fact.value:
            told.differs.append((fact.key, kept[fact.key].value, fact.value))
    for pointer in pointers():
        count = pointer.of(drop).count()
        if count:
            told.moves.append((pointer.words, count)) if pointer.movable else told.stays.append((pointer.words, count))
    return told


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column of another table (of any room) that points to a person."""

    model: Any
    column: str

    @property
    def words(self) -> str:
        """What those rows are called."""
        return str(self.model._meta.verbose_name)

    @property
    def ours(self) -> bool:
        """Is it a table of this room?"""
        return bool(self.model._meta.app_label == Resident._meta.app_label)

    @property
    def movable(self) -> bool:
        """Rows of an append-only table can never be pointed elsewhere."""
        return not self.model.append_only

    def of(self, resident: Resident) -> "QuerySet[Any]":
        """The rows that point to that person."""
        found: QuerySet[Any] = self.model.objects.filter(**{self.column: resident.pk})
        return found

    def of_any(self, ids: Iterable[UUID]) -> set[UUID]:
        """Those of these people to whom some row points."""
        return set(self.model.objects.filter(**{f"{self.column}__in": list(ids)}).values_list(self.column, flat=True))


def pointers() -> list[Pointer]:
    """Every table that points to people, except people themselves and what can be reckoned again.

    No room has to be named here.
    """
    related = Resident._meta.get_fields(include_hidden=True)
    return [
        Pointer(f.related_model, f.field.attname)
        for f in related
        if f.auto_created and not f.concrete and hasattr(f, "field") and _counts(f.related_model)
    ]


def _counts(model: Any) -> bool:
    return model not in (None, Resident) and not model.derived


def merged_into(viewer: Viewer, residents: Iterable[UUID]) -> list[UUID]:
    """The records that were merged into these, and those merged into them."""
    viewer.require(Right.SEE_RESIDENTS)
    found: list[UUID] = []
    level = list(residents)
    while level:
        level = list(Resident.objects.filter(merged_into__in=level).values_list("pk", flat=True))
        found += level
    return found
