"""What lies in the locker as it must not: without a basis, of somebody who left, to be given back, out of date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tsukisoi.custody.models import Item, Kind, Matter
from tsukisoi.custody.queries.policy import house_keeps
from tsukisoi.custody.queries.things import held_within, in_sight, with_people, within
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer


def to_put_right(viewer: Viewer) -> "QuerySet[Item]":
    """Found in the safe without a basis: the clean-up list, the earliest day first."""
    return _to_put_right(in_sight(viewer))


def _to_put_right(units: frozenset[UUID] | None) -> "QuerySet[Item]":
    return held_within(units).filter(put_right_by__isnull=False).order_by("put_right_by", "id")


def to_give_back(viewer: Viewer, on: date | None = None) -> "QuerySet[Item]":
    """Of short stays: what goes home on or before that day (default today)."""
    return _to_give_back(in_sight(viewer), on or today())


def _to_give_back(units: frozenset[UUID] | None, on: date) -> "QuerySet[Item]":
    return held_within(units).filter(return_by__lte=on).order_by("return_by", "id")


def left_behind(viewer: Viewer) -> "QuerySet[Item]":
    """What is still here of people who are not here any more."""
    return _left_behind(in_sight(viewer))


def _left_behind(units: frozenset[UUID] | None) -> "QuerySet[Item]":
    return held_within(units).filter(_of_people_away(units)).order_by("resident__ended_on", "id")


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
    return _dead(in_sight(viewer), today(), kinds)


def _dead(units: frozenset[UUID] | None, on: date, kinds: Iterable[str]) -> "QuerySet[Item]":
    return held_within(units).filter(_is_dead(on, kinds)).order_by("resident__room", "id")


def against_policy(viewer: Viewer) -> list[Item]:
    """What lies here although the home says that it keeps no such thing. No query where it keeps everything."""
    unkept = [matter for matter in Matter if not house_keeps(viewer, matter)]
    if not unkept:
        return []
    wrong = Q() if len(unkept) > 1 else Q(kind=Kind.CARD) if unkept == [Matter.CARD] else ~Q(kind=Kind.CARD)
    return list(held_within(in_sight(viewer)).filter(wrong).order_by("resident__room", "id"))


def first_to_put_right(viewer: Viewer, limit: int) -> list[Item]:
    """The first so many of those things, each with its person, for a page that names no more."""
    return with_people(viewer, _first_to_put_right(in_sight(viewer), limit))


@prepared
def _first_to_put_right(units: frozenset[UUID] | None, limit: int) -> "QuerySet[Item]":
    return _to_put_right(units).select_related(None)[:limit]


def first_to_give_back(viewer: Viewer, limit: int) -> list[Item]:
    """The same of what goes home today."""
    return with_people(viewer, _first_to_give_back(in_sight(viewer), today(), limit))


@prepared
def _first_to_give_back(units: frozenset[UUID] | None, on: date, limit: int) -> "QuerySet[Item]":
    return _to_give_back(units, on).select_related(None)[:limit]


def first_left_behind(viewer: Viewer, limit: int) -> list[Item]:
    """The same of what people left here who are not here any more."""
    return with_people(viewer, _first_left_behind(in_sight(viewer), limit))


@prepared
def _first_left_behind(units: frozenset[UUID] | None, limit: int) -> "QuerySet[Item]":
    return _left_behind(units).select_related(None)[:limit]


def first_dead(viewer: Viewer, kinds: Iterable[str], limit: int) -> list[Item]:
    """The same of paper to be taken out."""
    return with_people(viewer, _first_dead(in_sight(viewer), today(), sorted(kinds), limit))


@prepared
def _first_dead(units: frozenset[UUID] | None, on: date, kinds: list[str], limit: int) -> "QuerySet[Item]":
    return _dead(units, on, kinds).select_related(None)[:limit]
