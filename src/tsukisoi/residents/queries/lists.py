"""Lists that were read or brought in."""

from typing import Any
from uuid import UUID

from django.shortcuts import get_object_or_404

from tsukisoi.residents.models import (
    Draft,
    Import,
    Mapping,
)
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


def draft(viewer: Viewer, id: UUID) -> Draft:
    """A list read but not yet brought in, by the one who read it. Raises Http404."""
    viewer.require(Right.IMPORT_ROSTER)
    found: Draft = get_object_or_404(Draft.objects, pk=id, by=viewer.worker)
    return found


def drafts_of(viewer: Viewer, filename: str) -> list[Draft]:
    """The lists that this worker read from files of that name and has not brought in, in the order of reading."""
    viewer.require(Right.IMPORT_ROSTER)
    return list(Draft.objects.filter(by=viewer.worker, filename=filename).defer("sheet").order_by("pk"))


def imports(viewer: Viewer, limit: int = 20) -> list[Import]:
    """The lists brought in, newest first."""
    viewer.require(Right.IMPORT_ROSTER)
    return list(Import.objects.defer("people")[:limit])


def was_imported(viewer: Viewer, draft: UUID) -> bool:
    """Whether the list that was read under this id has been brought in."""
    viewer.require(Right.IMPORT_ROSTER)
    return bool(Import.objects.filter(pk=draft).exists())


def imported(viewer: Viewer, id: UUID) -> Import:
    """One list brought in. Raises Http404."""
    viewer.require(Right.IMPORT_ROSTER)
    found: Import = get_object_or_404(Import.objects, pk=id)
    return found


def mapping(viewer: Viewer, head: str) -> dict[str, Any] | None:
    """Which column means what in a list with this head row, if it was ever corrected."""
    viewer.require(Right.IMPORT_ROSTER)
    return Mapping.objects.filter(head=head).values_list("columns", flat=True).first()
