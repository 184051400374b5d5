"""Reading calls: those about people in the viewer's reach, and those about the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.calls.models import Call, Wish
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

LIST_LENGTH = 50

REPRESENTATIVES = frozenset({"parent", "adult_guardian"})
"""Capacities that represent the person by law in everything; a curator or assistant does so in part only."""


@dataclass(frozen=True, slots=True)
class Listener:
    """One of a person's people: may they be told anything, what, who said so, when. `may` None: nobody asked."""

    contact: UUID
    name: str
    relation: str
    capacity: str
    may: bool | None
    represents: bool = False
    scope: str = ""
    named_by: str = ""
    on: date | None = None


def _reach(viewer: Viewer) -> "QuerySet[Call]":
    viewer.require(Right.SEE_RESIDENTS)
    return _within(viewer.units)


def _within(units: frozenset[UUID] | None) -> "QuerySet[Call]":
    found: QuerySet[Call] = Call.objects.select_related("resident")
    if units is None:
        return found
    return found.filter(Q(resident=None) | Q(resident__unit__in=units) | Q(resident__unit=None))


def calls(viewer: Viewer, words: str = "", *, only_open: bool = False, before: UUID | None = None) -> list[Call]:
    """The newest calls; of `words` those that hold them; `only_open`: those to be called back, the nearest day first.

    `before` is the id of the last call of the page before.
    """
    found = _reach(viewer)
    if words:
        key = words.strip()[:60]
        found = found.filter(
            Q(caller__contains=key) | Q(said__contains=key) | Q(told__contains=key)
            | Q(resident__in=[person.pk for person in residents.search(viewer, key)])
        )  # fmt: skip
    if only_open:
        return list(_open(found).order_by("call_back_by", "id")[: LIST_LENGTH + 1])
    if before and (last := _reach(viewer).filter(pk=before).first()) is not None:
        found = found.filter(at__lte=last.at).exclude(at=last.at, id__gte=last.pk)
    return list(found[: LIST_LENGTH + 1])


def _open(found: "QuerySet[Call]") -> "QuerySet[Call]":
    return found.filter(call_back_by__isnull=False, called_back_at=None)


def to_return(viewer: Viewer, until: date, limit: int) -> list[Call]:
    """Calls to be returned by that day, the nearest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _to_return(viewer.units, until, limit)


@prepared
def _to_return(units: frozenset[UUID] | None, until: date, limit: int) -> "QuerySet[Call]":
    return _open(_within(units)).filter(call_back_by__lte=until).order_by("call_back_by", "id")[:limit]


def call(viewer: Viewer, id: UUID) -> Call:
    """One call. Raises Http404 outside the viewer's reach."""
    return get_object_or_404(_reach(viewer), pk=id)


def about(viewer: Viewer, resident: UUID, limit: int = 5) -> list[Call]:
    """The newest calls about one person."""
    viewer.require(Right.SEE_RESIDENTS)
    return _about(viewer.units, resident, limit)


@prepared
def _about(units: frozenset[UUID] | None, resident: UUID, limit: int) -> "QuerySet[Call]":
    return _within(units).filter(resident=resident)[:limit]


def listeners(viewer: Viewer, person: Person) -> list[Listener]:
    """A person's people with what they may be told."""
    viewer.require(Right.SEE_RESIDENTS, person.unit_id)
    newest: dict[UUID, Wish] = {}
    for wish in _wishes(person.pk):
        newest.setdefault(wish.contact_id, wish)
    return [_listener(contact, newest.get(contact.pk)) for contact in residents.contacts(viewer, person)]


@prepared
def _wishes(resident: UUID) -> "QuerySet[Wish]":
    return Wish.objects.filter(resident=resident)


def _listener(contact: Any, wish: Wish | None) -> Listener:
    told = (wish.scope, str(wish.get_named_by_display()), wish.on) if wish else ("", "", None)
    may = bool(wish.scope) if wish else contact.may_be_told
    capacity = str(contact.get_capacity_display() or "")
    represents = contact.capacity in REPRESENTATIVES
    return Listener(contact.pk, contact.name, contact.relation, capacity, may, represents, *told)


def in_dispute(listeners: Sequence[Listener]) -> bool:
    """Is there somebody who may be told and somebody who may not? Then whoever calls is looked at twice."""
    return {True, False} <= {listener.may for listener in listeners}
