"""Reading notes: the house's, those of the viewer's units, and those about people in reach."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.notes.models import Note, Seen
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

LONGEST = 200


def _reach(viewer: Viewer) -> "QuerySet[Note]":
    viewer.require(Right.SEE_RESIDENTS)
    return _within(viewer.units, viewer.worker).select_related("resident", "unit").prefetch_related("seen")


def _within(units: frozenset[UUID] | None, worker: UUID) -> "QuerySet[Note]":
    found: QuerySet[Note] = Note.objects.all()
    if units is not None:
        found = found.filter(
            Q(resident=None) | Q(resident__unit__in=units) | Q(resident__unit=None), Q(unit=None) | Q(unit__in=units)
        )
    return found.annotate(read=Exists(Seen.objects.filter(note=OuterRef("pk"), worker=worker)))


def standing(viewer: Viewer) -> list[Note]:
    """What is shown today: unread first, then important, then the newest."""
    found = _reach(viewer).filter(until__gte=today(), taken_back_at=None)
    return list(found.order_by("read", "-important", "-at", "-id")[:LONGEST])  # type: ignore[misc]  # `read` is annotated in _reach


def older(viewer: Viewer) -> list[Note]:
    """What is over or was taken back, the newest first."""
    return list(_reach(viewer).exclude(until__gte=today(), taken_back_at=None).order_by("-at", "-id")[:LONGEST])


def unread(viewer: Viewer) -> tuple[int, int]:
    """How many notes the viewer has not ticked: all, and those that must be read."""
    viewer.require(Right.SEE_RESIDENTS)
    important = _unread(viewer.units, viewer.worker, today())
    return len(important), sum(important)


@prepared
def _unread(units: frozenset[UUID] | None, worker: UUID, on: date) -> "QuerySet[Note, bool]":
    found = _within(units, worker).filter(until__gte=on, taken_back_at=None).exclude(by=worker)
    found = found.filter(read=False)  # type: ignore[misc]  # `read` is annotated in _within
    return found.order_by().values_list("important", flat=True)[:LONGEST]


def about(viewer: Viewer, resident: UUID) -> list[Note]:
    """What stands about one person today."""
    viewer.require(Right.SEE_RESIDENTS)
    return _about(viewer.units, viewer.worker, resident, today())


@prepared
def _about(units: frozenset[UUID] | None, worker: UUID, resident: UUID, on: date) -> "QuerySet[Note]":
    found = _within(units, worker).select_related("resident", "unit")
    return found.filter(resident=resident, until__gte=on, taken_back_at=None)


def note(viewer: Viewer, id: UUID) -> Note:
    """One note. Raises Http404 outside the viewer's reach."""
    return get_object_or_404(_reach(viewer), pk=id)
