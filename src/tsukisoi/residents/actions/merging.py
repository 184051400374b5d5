"""Two records of one person become one: what belongs to the second is moved, and nothing is deleted."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from tsukisoi.residents import queries
from tsukisoi.residents.actions.writing import locked, note
from tsukisoi.residents.models import Fact, ImportRow, Resident, Status
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def merge(viewer: Viewer, keep: Resident | UUID, drop: Resident | UUID) -> queries.Consequences:
    """Move everything of `drop` to `keep`; what `keep` has already stays where it is, under the merged person.

    Both records get an entry that names the other and every row that moved. Repeated, it does nothing more.
    Raises ValidationError for the same person twice or one merged elsewhere.
    """
    with transaction.atomic():
        first, second = (locked(viewer, person, Right.MERGE_RESIDENTS) for person in (keep, drop))
        if second.merged_into_id == first.pk:
            return queries.Consequences()
        if first.pk == second.pk or Status.MERGED in (first.status, second.status):
            raise ValidationError(gettext("この二人はまとめられません。"), code="merge")
        told = queries.merge_consequences(viewer, first, second)
        for hook in settings.MERGE_FIRST:
            import_string(hook)(viewer, first.pk, second.pk)
        moved = {pointer.words: _move(pointer, first, second) for pointer in queries.pointers() if _moves(pointer)}
        Resident.objects.filter(pk=second.pk).update(
            status=Status.MERGED, merged_into=first.pk, ended_on=second.ended_on or today()
        )
        _note_both(viewer, first, second, {words: ids for words, ids in moved.items() if ids})
    return told


def _moves(pointer: queries.Pointer) -> bool:
    return pointer.movable and pointer.model is not ImportRow


def _move(pointer: queries.Pointer, keep: Resident, drop: Resident) -> list[str]:
    moved = []
    for row in pointer.of(drop):
        if isinstance(row, Fact):
            _make_room(row, keep)
        try:
            with transaction.atomic():
                type(row).objects.filter(pk=row.pk).update(**{pointer.column: keep.pk})
            moved.append(str(row.pk))
        except IntegrityError:
            continue  # `keep` has its own: this one stays under the merged person, where it can be read
    return moved


def _make_room(fact: Fact, keep: Resident) -> None:
    """An answer replaces a 「わからない」: the two change places, so that neither is lost."""
    other: Any = Fact.objects.filter(resident=keep, key=fact.key, known=False).first() if fact.known else None
    if other is not None:
        value = {"value": fact.value, "known": True, "told_by": fact.told_by, "since": fact.since}
        Fact.objects.filter(pk=other.pk).update(**value)


def _note_both(viewer: Viewer, keep: Resident, drop: Resident, moved: dict[str, list[str]]) -> None:
    note(viewer, "merge", keep, {"moved": moved}, refs=[drop.pk])
    note(viewer, "merged_into", drop, {"moved": moved}, refs=[keep.pk])
