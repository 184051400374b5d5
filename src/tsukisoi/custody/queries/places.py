"""Lockers, shelves and pouches: the shelf a page at a time, and what a label says."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from tsukisoi.custody.models import Place, PlaceKind
from tsukisoi.papers import ids
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

SHELF = 96
"""Pouches on one page of the shelf."""


def places(viewer: Viewer, kind: str = "") -> "QuerySet[Place]":
    """Lockers, shelves and pouches in use, in the order of their numbers."""
    viewer.require(Right.SEE_RESIDENTS)
    found: QuerySet[Place] = Place.objects.filter(retired_on=None).select_related("resident", "parent")
    return found.filter(kind=kind) if kind else found


def furniture(viewer: Viewer) -> list[Place]:
    """Lockers and shelves, in which pouches stand."""
    return list(places(viewer).exclude(kind=PlaceKind.POUCH))


def shelf(viewer: Viewer, after: int = 0, limit: int = SHELF) -> list[Place]:
    """The pouches with higher numbers, so many and one more: empty ones, and those of people in the viewer's reach."""
    return list(_pouches(viewer).filter(number__gt=after).order_by("number")[: limit + 1])


def pouches(viewer: Viewer, chosen: Sequence[UUID]) -> list[Place]:
    """Those pouches, in the order asked for, of people in the viewer's reach."""
    found = {one.pk: one for one in _pouches(viewer).filter(pk__in=chosen)}
    return [found[pk] for pk in chosen if pk in found]


def _pouches(viewer: Viewer) -> "QuerySet[Place]":
    found = places(viewer, PlaceKind.POUCH)
    if viewer.units is None:
        return found
    return found.filter(Q(resident=None) | Q(resident__unit=None) | Q(resident__unit__in=viewer.units))


def place(viewer: Viewer, id: UUID) -> Place:
    """One place. Raises Http404."""
    return get_object_or_404(places(viewer), pk=id)


def pouch_of(viewer: Viewer, resident: UUID) -> Place | None:
    """A person's pouch."""
    return places(viewer, PlaceKind.POUCH).filter(resident_id=resident).first()


def labels(viewer: Viewer) -> dict[UUID, str]:
    """Whose pouch has which label."""
    viewer.require(Right.SEE_RESIDENTS)
    return dict(_labels())


@prepared
def _labels() -> "QuerySet[Place, tuple[UUID, str]]":
    found = Place.objects.filter(kind=PlaceKind.POUCH, retired_on=None, resident__isnull=False)
    return found.order_by("number").values_list("resident_id", "code")


class Unread(ValueError):
    """What was scanned or typed is no label of this home; the message says which of the two ways it is wrong."""


def scanned(viewer: Viewer, typed: str) -> Place:
    """The place of a label as a scanner or a hand gave it (papers.ids reads it). A number alone is a pouch's.

    Raises Unread with the sentence for the page.
    """
    code = ids.tidy(typed)
    if code.isdecimal() and len(code) <= 5:
        by_number = places(viewer, PlaceKind.POUCH).filter(number=int(code)).first()
        if by_number is not None:
            return by_number
        raise Unread(gettext("その番号の袋はありません。札の番号をもう一度見てください。"))
    meant = ids.readings(typed)
    if not meant:
        raise Unread(gettext("札が読めません。もう一度読み取るか、袋の番号を打ってください。"))
    found = places(viewer).filter(code__in=meant).first()
    if found is None:
        raise Unread(gettext("この施設の札ではありません。"))
    return found
