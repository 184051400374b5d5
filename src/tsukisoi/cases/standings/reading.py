"""What a page reads of everybody's standing: rows, and what there is to say by kind and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, Exists

from tsukisoi.cases.guidance import Guidance
from tsukisoi.cases.models import Due, Page
from tsukisoi.cases.rows import Row
from tsukisoi.cases.standings.holding import behind, house_mark, is_whole, that_holds
from tsukisoi.cases.standings.reckoning import kept_of, row_like
from tsukisoi.residents import queries as residents
from tsukisoi.residents.here import HowHere
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Pile:
    """How many people there are with one kind of line of one day."""

    kind: str
    on: date | None
    count: int


def rows(viewer: Viewer, people: Sequence[Person]) -> list[Row]:
    """The row of each of these people, in their order. A few queries for any number."""
    kept = kept_of(viewer, people)
    return [row_like(person, kept[person.pk]) for person in people]


def guided(viewer: Viewer, people: Sequence[Person]) -> list[Guidance]:
    """What the rules say of each of these people, in their order; cares by their codes alone."""
    return [row.guidance for row in rows(viewer, people)]


def piles(viewer: Viewer, page: Page, unit: UUID | None = None) -> list[Pile]:
    """What a page has to say, counted by kind and day."""
    if is_whole(viewer, unit):
        return [Pile(*one) for one in _counted_in_house(str(page))]
    return [Pile(kind, on, n) for kind, on, n in _counted(_dues(viewer, page, unit))]


def _counted(found: "QuerySet[Due]") -> "QuerySet[Due, tuple[str, date | None, int]]":
    return found.order_by("kind", "on").values_list("kind", "on").annotate(n=Count("*"))


@prepared
def _counted_in_house(page: str) -> "QuerySet[Due, tuple[str, date | None, int]]":
    return _counted(Due.objects.filter(page=page))


def people_of(
    viewer: Viewer, page: Page, kind: str, since: date | None = None, before: date | None = None, start: int = 0,
    limit: int = 30, unit: UUID | None = None, how: HowHere | None = None,
) -> list[tuple[UUID, date | None]]:  # fmt: skip
    """The people (and days) of one kind in the order of their days and readings. `since` is in, `before` is not."""
    if how is None and is_whole(viewer, unit):
        return _of_kind_in_house(str(page), kind, since, before, start, start + limit)
    found = _of_kind(_dues(viewer, page, unit), kind, since, before)
    return list((how.among(found, "resident_id") if how else found)[start : start + limit])


def _of_kind(
    found: "QuerySet[Due]", kind: str, since: date | None, before: date | None
) -> "QuerySet[Due, tuple[UUID, date | None]]":
    found = found.filter(kind=kind)
    found = found.filter(on__gte=since) if since else found
    found = found.filter(on__lt=before) if before else found
    return found.order_by("on", "place", "resident_id").values_list("resident_id", "on")


@prepared
def _of_kind_in_house(
    page: str, kind: str, since: date | None, before: date | None, start: int, stop: int
) -> "QuerySet[Due, tuple[UUID, date | None]]":
    return _of_kind(Due.objects.filter(page=page), kind, since, before)[start:stop]


def everything(viewer: Viewer, page: Page) -> dict[str, list[tuple[UUID, date | None]]]:
    """All that a page has to say, by kind, each in the order of days and readings: for a house of ordinary size."""
    found: dict[str, list[tuple[UUID, date | None]]] = {}
    rows = _said_in_house(str(page)) if is_whole(viewer, None) else _said(_dues(viewer, page, None))
    for kind, resident, on in rows:
        found.setdefault(kind, []).append((resident, on))
    return found


def _said(found: "QuerySet[Due]") -> "QuerySet[Due, tuple[str, UUID, date | None]]":
    return found.order_by("on", "place", "resident_id").values_list("kind", "resident_id", "on")


@prepared
def _said_in_house(page: str) -> "QuerySet[Due, tuple[str, UUID, date | None]]":
    return _said(Due.objects.filter(page=page))


def _dues(viewer: Viewer, page: Page, unit: UUID | None) -> "QuerySet[Due]":
    found: QuerySet[Due] = Due.objects.filter(page=page)
    if is_whole(viewer, unit):
        return found
    people = residents.everybody(viewer, unit).order_by()
    if behind(viewer):  # what was kept of the others is of another day, or of what has changed since
        people = people.filter(Exists(that_holds(house_mark(viewer))))
    return found.filter(resident__in=people.values("pk"))
