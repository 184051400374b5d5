"""Whose standing holds: of this day, these rules and towns, and of the person as they are."""

from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from tsukisoi.cases.guidance import day_mark
from tsukisoi.cases.models import Standing
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

BATCH = 200
SLICE = 50
"""So many people are reckoned at once while a reader waits."""
PATIENCE = 0.5
"""Seconds for which a page may reckon before it says what is still missing."""


def house_mark(viewer: Viewer) -> str:
    """The day, the rules and the towns' differences that a standing must have been reckoned by."""
    return sha256(f"{day_mark()} {municipalities.digest(viewer)}".encode()).hexdigest()[:32]


def stale(viewer: Viewer, house: str) -> "QuerySet[Person]":
    """Everybody here whose standing does not hold."""
    return residents.everybody(viewer).order_by().filter(~Exists(that_holds(house)))


def that_holds(house: str) -> "QuerySet[Standing]":
    """The standing that holds of the person of the query around it."""
    found: QuerySet[Standing] = Standing.objects.filter(
        resident=OuterRef("pk"), house=house, stamp=OuterRef("changed_at")
    )
    return found


@once
def behind(viewer: Viewer) -> bool:
    """Is there anybody whose standing does not hold?"""
    viewer.require(Right.SEE_RESIDENTS)
    return bool(_one_behind(viewer.units, house_mark(viewer)))


@prepared
def _one_behind(units: frozenset[UUID] | None, house: str) -> "QuerySet[Person, tuple[UUID, datetime]]":
    """Asked so, both are read in the order of their ids, from an index each, and nobody is looked up."""
    held = Standing.objects.filter(house=house).order_by().values_list("resident_id", "stamp")
    return residents.here_within(units).values_list("pk", "changed_at").difference(held)[:1]


@once
def is_left_over(viewer: Viewer) -> bool:
    """Is anything kept of somebody who is not here any more?"""
    viewer.require(Right.SEE_RESIDENTS)
    return bool(_one_left_over())


@prepared
def _one_left_over() -> "QuerySet[Standing, tuple[UUID]]":
    here = residents.here_within(None).values_list("pk")
    return Standing.objects.order_by().values_list("resident_id").difference(here)[:1]


def is_whole(viewer: Viewer, unit: UUID | None) -> bool:
    """Is everything kept of the house to be read, since all of it holds?"""
    return viewer.units is None and unit is None and not behind(viewer)
