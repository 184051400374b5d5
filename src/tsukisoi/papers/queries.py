"""Finding a sheet by what is typed or scanned, and asking whether a content is already on paper."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet

from tsukisoi.papers import ids
from tsukisoi.papers.models import Sheet as Sheet
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

PRINT_PAPERS = "print_papers"


def find(viewer: Viewer, typed: str) -> Sheet | None:
    """The sheet of this id in the viewer's organisation. Raises ValueError when the check sign says it was mistyped."""
    meant = ids.readings(typed)
    if not meant:
        raise ValueError("整理番号が違います。もう一度見てください。")
    return (
        Sheet.objects.select_related("superseded_by")
        .filter(organisation_id=viewer.organisation, short_id__in=meant)
        .first()
    )


def current(viewer: Viewer, subjects: Iterable[UUID]) -> dict[tuple[UUID, str], Sheet]:
    """The sheets that are current for these subjects, by subject and kind: one query for many people."""
    viewer.require(PRINT_PAPERS)
    return {(sheet.subject_id, sheet.kind): sheet for sheet in _current(viewer.organisation, list(subjects))}


@prepared
def _current(organisation: UUID, subjects: list[UUID]) -> "QuerySet[Sheet]":
    return Sheet.objects.filter(organisation_id=organisation, subject_id__in=subjects, superseded_at=None)


def fallen_of(viewer: Viewer, subject: UUID) -> dict[str, Sheet]:
    """Of one thing the sheets that were withdrawn and not printed anew, by kind. One query.

    Empty for who may not print.
    """
    if not viewer.may(PRINT_PAPERS):
        return {}
    last = {sheet.kind: sheet for sheet in _not_replaced(viewer.organisation, subject)}
    return {kind: sheet for kind, sheet in last.items() if sheet.superseded_at is not None}


@prepared
def _not_replaced(organisation: UUID, subject: UUID) -> "QuerySet[Sheet]":
    """The current one of a kind comes last, so that it hides what was withdrawn before it."""
    found = Sheet.objects.filter(organisation_id=organisation, subject_id=subject, superseded_by=None)
    return found.order_by(F("superseded_at").asc(nulls_last=True))


def fallen(viewer: Viewer) -> dict[UUID, list[Sheet]]:
    """Sheets that were withdrawn while no current one of their kind is printed, by subject. At most two queries.

    Empty for who may not print.
    """
    if not viewer.may(PRINT_PAPERS):
        return {}
    withdrawn = _withdrawn()
    standing = set(current(viewer, {sheet.subject_id for sheet in withdrawn})) if withdrawn else set()
    told: dict[UUID, list[Sheet]] = {}
    for sheet in withdrawn:
        if (sheet.subject_id, sheet.kind) not in standing:
            told.setdefault(sheet.subject_id, []).append(sheet)
    return told


@prepared
def _withdrawn() -> "QuerySet[Sheet]":
    return Sheet.objects.filter(superseded_at__isnull=False, superseded_by=None)
