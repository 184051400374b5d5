"""What lies in the locker as it must not: without a basis, of somebody who left, to be given back, out of date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsukisoi.custody.models import (
    Item,
    Kind,
)
from tsukisoi.custody.queries.things import held, with_people, within
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer


def to_put_right(viewer: Viewer) -> "QuerySet[Item]":
    """Found in the safe without a basis: the clean-up list, the earliest day first."""
    return held(viewer).filter(put_right_by__isnull=False).order_by("put_right_by", "id")


def to_give_back(viewer: Viewer, on: date | None = None) -> "QuerySet[Item]":
    """Of short stays: what goes home on or before that day (default today)."""
    return held(viewer).filter(return_by__lte=on or today()).order_by("return_by", "id")


def left_behind(viewer: Viewer) -> "QuerySet[Item]":
    """What is still here of people who are not here any more."""
    return held(viewer).filter(_of_people_away(viewer.units)).order_by("resident__ended_on", "id")


@dataclass(frozen=True, slots=True)
class Untidy:
    """How many things are kept at all, and how many of them must not lie here as they do."""

    kept: int = 0
    left: int = 0
    back: int = 0
    unfounded: int = 0
    dead: int = 0


def untidy(viewer: Viewer, kinds: Iterable[str]) -> Untidy:
    """All of that in a few questions that each read an index alone. `kinds`: of which things are in use today."""
    viewer.require(Right.SEE_RESIDENTS)
    reach, on, used = viewer.units, today(), sorted(kinds)
    kept = dict(_by_kind(reach))
    if not kept:
        return Untidy()
    over = sum(_over(reach, on, used)) + sum(n for kind, n in kept.items() if kind not in (Kind.CARD, *used))
    return Untidy(sum(kept.values()), sum(_left(reach)), sum(_back(reach, on)), sum(_unfounded(reach)), over)


@prepared
def _by_kind(units: frozenset[UUID] | None) -> "QuerySet[Item, tuple[str, int]]":
    found = Item.objects.filter(within(units), ended_at=None).order_by().values_list("kind")
    return found.annotate(n=Count("*"))


@prepared
def _left(units: frozenset[UUID] | None) -> "QuerySet[Item, int]":
    return _number(units, _of_people_away(units))


@prepared
def _back(units: frozenset[UUID] | None, on: date) -> "QuerySet[Item, int]":
    return _number(units, Q(return_by__lte=on))


@prepared
def _unfounded(units: frozenset[UUID] | None) -> "QuerySet[Item, int]":
    return _number(units, Q(put_right_by__isnull=False))


@prepared
def _over(units: frozenset[UUID] | None, on: date, kinds: list[str]) -> "QuerySet[Item, int]":
    return _number(units, ~Q(kind=Kind.CARD) & Q(kind__in=kinds, valid_until__lt=on))


def _number(units: frozenset[UUID] | None, wrong: Q) -> "QuerySet[Item, int]":
    found = Item.objects.filter(within(units), wrong, ended_at=None).order_by()
    return found.values("organisation").annotate(n=Count("*")).values_list("n", flat=True)


def _of_people_away(units: frozenset[UUID] | None) -> Q:
    """Asked so, the engine begins with the few who are not here; a join would make it look at every thing."""
    return Q(resident__in=residents.away_within(units).values("pk"))


def _is_dead(on: date, kinds: Iterable[str]) -> Q:
    return ~Q(kind=Kind.CARD) & (Q(valid_until__lt=on) | ~Q(kind__in=kinds))


def dead(viewer: Viewer, kinds: Iterable[str]) -> "QuerySet[Item]":
    """Paper that no longer holds, or is of none of these kinds, and is to be taken out."""
    return held(viewer).filter(_is_dead(today(), kinds)).order_by("resident__room", "id")


def first_of(viewer: Viewer, found: "QuerySet[Item]", limit: int) -> list[Item]:
    """The first so many of these things, each with its person."""
    return with_people(viewer, found.select_related(None)[:limit])
