"""Who keeps what on which agreement, what must be renewed, and who is told once a quarter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.utils.translation import gettext

from tsukisoi.custody.models import (
    Agreement,
    HandOut,
    Item,
    Keeper,
    Keeping,
    Kind,
    Recipient,
)
from tsukisoi.custody.queries.policy import custodians, matter_of, who_is_appointed
from tsukisoi.custody.queries.things import in_reach, items_of, out_words, within
from tsukisoi.papers import queries as papers
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer


def keepings(viewer: Viewer, resident: UUID) -> dict[str, Keeping]:
    """Who keeps what of a person now, by matter."""
    viewer.require(Right.SEE_RESIDENTS)
    return {one.matter: one for one in _keepings_of(viewer.units, resident)}


@prepared
def _keepings_of(units: frozenset[UUID] | None, resident: UUID) -> "QuerySet[Keeping]":
    found = Keeping.objects.filter(within(units), resident_id=resident, ended_on=None)
    return found.select_related("agreement")


def keepings_of_many(viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, dict[str, Keeping]]:
    """The same for many people."""
    told: dict[UUID, dict[str, Keeping]] = {}
    for one in Keeping.objects.filter(in_reach(viewer), resident__in=list(people), ended_on=None):
        told.setdefault(one.resident_id, {})[one.matter] = one
    return told


def agreements(viewer: Viewer, resident: UUID) -> list[Agreement]:
    """Every agreement of a person, newest first."""
    return list(Agreement.objects.filter(in_reach(viewer), resident_id=resident))


def agreement(viewer: Viewer, id: UUID) -> Agreement:
    """One agreement. Raises Http404."""
    return get_object_or_404(Agreement.objects.filter(in_reach(viewer)).select_related("resident"), pk=id)


def parties(viewer: Viewer, resident: UUID) -> dict[str, list[str]]:
    """Who stands behind an agreement today: the guarantor and those appointed. A change calls for a new one."""
    people = residents.contacts(viewer, residents.person(viewer, resident))
    guarantors = sorted(contact.name for contact in people if contact.capacity == "guarantor")
    return {"guarantors": guarantors, "custodians": sorted({str(one.worker_id) for one in custodians(viewer)})}


def to_renew(viewer: Viewer) -> list[Keeping]:
    """Agreements whose guarantor or custodians are others now: few queries, whatever the number of people."""
    viewer.require(Right.SEE_RESIDENTS)
    rows = _agreed(viewer.units)
    if not rows:
        return []
    now_there = sorted({str(worker) for worker, _unit in who_is_appointed(today())})
    names = residents.guarantors(viewer, [resident for _pk, resident, _was in rows])
    old = [pk for pk, resident, was in rows if _is_old(was, now_there, names.get(resident, []))]
    return _keepings(old) if old else []


@prepared
def _agreed(units: frozenset[UUID] | None) -> "QuerySet[Keeping, tuple[UUID, UUID, dict[str, list[str]]]]":
    found = Keeping.objects.filter(within(units), ended_on=None, agreement__isnull=False)
    return found.values_list("pk", "resident_id", "agreement__parties")


@prepared
def _keepings(ids: list[UUID]) -> "QuerySet[Keeping]":
    return Keeping.objects.filter(pk__in=ids).select_related("resident")


def _is_old(was: dict[str, list[str]], custodians_now: list[str], guarantors: list[str]) -> bool:
    return was.get("custodians", []) != custodians_now or was.get("guarantors", []) != guarantors


def recipients(viewer: Viewer, resident: UUID | None = None) -> list[Recipient]:
    """Who is named for the quarterly statement."""
    viewer.require(Right.SEE_RESIDENTS)
    return _recipients(viewer.units, resident)


@prepared
def _recipients(units: frozenset[UUID] | None, resident: UUID | None) -> "QuerySet[Recipient]":
    found = Recipient.objects.filter(within(units), ended_on=None).select_related("contact", "resident")
    return found.filter(resident_id=resident) if resident else found


def statements_due(viewer: Viewer) -> list[Recipient]:
    """Those named whose statement of this quarter was not printed yet, one a person."""
    first = today().replace(day=1, month=(today().month - 1) // 3 * 3 + 1)
    named = {one.resident_id: one for one in recipients(viewer)}
    printed = papers.current(viewer, named) if named else {}
    return [one for pk, one in named.items() if not _since(printed.get((pk, STATEMENT)), first)]


STATEMENT = "custody_statement"
"""The kind of that paper."""


def _since(sheet: papers.Sheet | None, day: date) -> bool:
    return sheet is not None and localtime(sheet.printed_at).date() >= day


@dataclass(frozen=True, slots=True)
class Where:
    """Where somebody's card (or another kind) is: words for a page, and the rows behind them."""

    words: str
    keeper: str
    item: Item | None = None
    out: HandOut | None = None


def where_is(viewer: Viewer, resident: UUID, kind: str = Kind.CARD) -> Where:
    """Where one thing of a person is now: in which pouch, out with whom, or who keeps it instead of the home."""
    found = next((one for one in items_of(viewer, resident) if one.item.kind == kind), None)
    if found is not None:
        words = out_words(found.out) if found.out else str(found.item.place or gettext("置き場所なし"))
        words = found.missing.words if found.missing else words
        return Where(words, Keeper.FACILITY, found.item, found.out)
    keeping = keepings(viewer, resident).get(matter_of(kind))
    if keeping is None:
        return Where("", "")
    words = gettext("%(who)sが保管") % {"who": keeping.get_keeper_display()}
    return Where(f"{words}　{keeping.where}".strip(), keeping.keeper)
