"""What lies in the locker as it must not: without a basis, of somebody who left, to be given back, out of date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsukisoi.custody.models import (
    Item,
    Kind,
)
from tsukisoi.custody.queries.things import held, with_people, within
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
    return held(viewer).exclude(resident__status="here").order_by("resident__ended_on", "id")


@dataclass(frozen=True, slots=True)
class Untidy:
    """How many things are kept at all, and how many of them must not lie here as they do."""

    kept: int = 0
    left: int = 0
    back: int = 0
    unfounded: int = 0
    dead: int = 0


def untidy(viewer: Viewer, kinds: Iterable[str]) -> Untidy:
    """All of that in one query. `kinds`: of which things are in use today."""
    viewer.require(Right.SEE_RESIDENTS)
    return next((Untidy(*counts) for _house, *counts in _untidy(viewer.units, today(), sorted(kinds))), Untidy())


@prepared
def _untidy(units: frozenset[UUID] | None, on: date, kinds: list[str]) -> "QuerySet[Item, tuple[Any, ...]]":
    found = Item.objects.filter(within(units), ended_at=None).order_by().values_list("organisation")
    return found.annotate(
        kept=Count("pk"), left=Count("pk", filter=~Q(resident__status="here")),
        back=Count("pk", filter=Q(return_by__lte=on)), unfounded=Count("pk", filter=Q(put_right_by__isnull=False)),
        dead=Count("pk", filter=_is_dead(on, kinds)),
    )  # fmt: skip


def _is_dead(on: date, kinds: Iterable[str]) -> Q:
    return ~Q(kind=Kind.CARD) & (Q(valid_until__lt=on) | ~Q(kind__in=kinds))


def dead(viewer: Viewer, kinds: Iterable[str]) -> "QuerySet[Item]":
    """Paper that no longer holds, or is of none of these kinds, and is to be taken out."""
    return held(viewer).filter(_is_dead(today(), kinds)).order_by("resident__room", "id")


def first_of(viewer: Viewer, found: "QuerySet[Item]", limit: int) -> list[Item]:
    """The first so many of these things, each with its person."""
    return with_people(viewer, found.select_related(None)[:limit])
