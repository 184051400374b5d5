"""Reading what is kept: by person, by place, by what is due. Only of people whom the viewer may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from unicodedata import normalize
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime
from django.utils.translation import gettext

from tsukisoi.custody.models import (
    Agreement,
    Custodian,
    HandOut,
    House,
    Item,
    Keeper,
    Keeping,
    Kind,
    Matter,
    Recipient,
    Why,
)
from tsukisoi.custody.queries.places import Unread, scanned
from tsukisoi.papers import queries as papers
from tsukisoi.residents import queries as residents
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

UNDO_FOR = 10_000
"""Milliseconds in which the hand that did it may take it back; after that only a counter-entry."""

ASKED_WITHIN = timedelta(hours=24)
"""What left in an emergency or with an ambulance is asked for after a day, where nobody knew when it comes back."""

_HEADS = ("head", "deputy")


def house(viewer: Viewer) -> House:
    """How the viewer's home keeps things; the defaults where nothing was set yet."""
    return next(iter(_house()), None) or House(organisation_id=viewer.organisation)


@prepared
def _house() -> "QuerySet[House]":
    return House.objects.order_by("pk")[:1]


def policy(viewer: Viewer) -> str:
    """What the home keeps at all: cards, certificates or nothing."""
    return str(staff.organisation_of(viewer).custody)


def matter_of(kind: str) -> Matter:
    """Which arrangement covers a thing: the card has its own."""
    return Matter.CARD if kind == Kind.CARD else Matter.PAPERS


def house_keeps(viewer: Viewer, matter: str) -> bool:
    """Does the home keep this matter?"""
    held = policy(viewer)
    return held == "cards" or (held == "certificates" and matter == Matter.PAPERS)


def custodians(viewer: Viewer, on: date | None = None) -> list[Custodian]:
    """Who is appointed on that day (default today)."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(_appointed(on or today()).select_related("worker", "unit"))


def _appointed(on: date) -> "QuerySet[Custodian]":
    return Custodian.objects.filter(since__lte=on).filter(Q(until=None) | Q(until__gte=on))


def may_handle(viewer: Viewer, unit: UUID | None = None) -> bool:
    """May the viewer move things there in ordinary times: the head, or one of those appointed in writing.

    Where nobody is appointed yet, everybody with the right.
    """
    if not viewer.may(Right.HANDLE_CUSTODY) or not viewer.in_reach(unit):
        return False
    if viewer.role in _HEADS:
        return True
    appointed = _who_is_appointed(today())
    return not appointed or any(who == viewer.worker and where in (None, unit) for who, where in appointed)


@prepared
def _who_is_appointed(on: date) -> "QuerySet[Custodian, tuple[UUID, UUID | None]]":
    return _appointed(on).values_list("worker_id", "unit_id")


def in_reach(viewer: Viewer) -> Q:
    """Rows about people whom the viewer may see."""
    viewer.require(Right.SEE_RESIDENTS)
    return _within(viewer.units)


def _within(units: frozenset[UUID] | None) -> Q:
    return Q() if units is None else Q(resident__unit__in=units) | Q(resident__unit=None)


def held(viewer: Viewer) -> "QuerySet[Item]":
    """Everything that is kept now."""
    viewer.require(Right.SEE_RESIDENTS)
    return _held(viewer.units)


def _held(units: frozenset[UUID] | None) -> "QuerySet[Item]":
    found: QuerySet[Item] = Item.objects.filter(_within(units), ended_at=None)
    return found.select_related("resident", "place", "place__parent")


def item(viewer: Viewer, id: UUID) -> Item:
    """One thing, kept or given back. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found = _item(viewer.units, id)
    if not found:
        raise Http404
    return found[0]


@prepared
def _item(units: frozenset[UUID] | None, id: UUID) -> "QuerySet[Item]":
    return Item.objects.filter(_within(units), pk=id).select_related("resident", "place", "place__parent")


def outs(viewer: Viewer) -> list[HandOut]:
    """Everything that is out, the longest due first."""
    found = _out(viewer).select_related("item", "item__resident", "item__place")
    return sorted(found, key=_longest_due)


def _out(viewer: Viewer) -> "QuerySet[HandOut]":
    viewer.require(Right.SEE_RESIDENTS)
    return _still_out(viewer.units)


def _still_out(units: frozenset[UUID] | None) -> "QuerySet[HandOut]":
    found: QuerySet[HandOut] = HandOut.objects.filter(back_at=None)
    return found if units is None else found.filter(item__in=Item.objects.filter(_within(units)).values("pk"))


def _longest_due(out: HandOut) -> tuple[bool, datetime]:
    return out.due_at is None, out.due_at or out.out_at


def outs_first(viewer: Viewer, limit: int) -> list[HandOut]:
    """The first so many of them, the longest due first: for a page, however much is out."""
    found = _out(viewer).select_related("item", "item__resident", "item__place")
    return list(found.order_by(F("due_at").asc(nulls_last=True), "out_at")[:limit])


def sums(viewer: Viewer) -> tuple[int, int]:
    """How many things are kept, and how many of them are out."""
    return held(viewer).count(), out_now(viewer)


def out_now(viewer: Viewer) -> int:
    """How many things are out."""
    out = HandOut.objects.filter(back_at=None)  # what is given back is never out
    return (out if viewer.units is None else out.filter(item__in=held(viewer).values("pk"))).count()


def hand_out(viewer: Viewer, id: UUID) -> HandOut:
    """One time out. Raises Http404."""
    mine = Item.objects.filter(in_reach(viewer)).values("pk")
    return get_object_or_404(
        HandOut.objects.filter(item__in=mine).select_related("item", "item__resident", "item__place"), pk=id
    )


def hand_outs_of(viewer: Viewer, item: Item, limit: int, before: UUID | None = None) -> list[HandOut]:
    """The times one thing was out, newest first, so many; `before` (one of them) continues the list."""
    viewer.require(Right.SEE_RESIDENTS)
    last = HandOut.objects.filter(item=item, pk=before).first() if before else None
    return _hand_outs(item.pk, last.out_at if last else None, last.pk if last else None, limit)


@prepared
def _hand_outs(item: UUID, at: datetime | None, last: UUID | None, limit: int) -> "QuerySet[HandOut]":
    found = HandOut.objects.filter(item=item).order_by("-out_at", "-id")
    found = found.filter(Q(out_at__lt=at) | Q(out_at=at, id__lt=last)) if at else found
    return found[:limit]


def standing_of(viewer: Viewer, item: Item) -> tuple[HandOut | None, list[HandOut]]:
    """The time out from which one thing has not come back, and its emergencies that the head has not yet looked at."""
    viewer.require(Right.SEE_RESIDENTS)
    found = _open_of(item.pk)
    to_look_at = [out for out in found if out.emergency and out.approved_at is None and not out.undone]
    return next((out for out in found if out.back_at is None), None), to_look_at


@prepared
def _open_of(item: UUID) -> "QuerySet[HandOut]":
    unseen = Q(emergency=True, approved_at=None, undone=False)
    return HandOut.objects.filter(Q(back_at=None) | unseen, item=item)


@dataclass(frozen=True, slots=True)
class Held:
    """One kept thing as it stands now."""

    item: Item
    out: HandOut | None

    @property
    def late(self) -> bool:
        """Is it out and overdue?"""
        return self.out is not None and is_late(self.out)


def is_late(out: HandOut, at: datetime | None = None) -> bool:
    """Is the time past at which it was expected back?"""
    return out.back_at is None and out.due_at is not None and out.due_at < (at or now())


def items_of(viewer: Viewer, resident: UUID) -> list[Held]:
    """What the home keeps of one person, each with where it is."""
    viewer.require(Right.SEE_RESIDENTS)
    return _with_outs(_kept_of(viewer.units, [resident]))


def items_of_many(viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, list[Held]]:
    """The same for many people, in two queries."""
    told: dict[UUID, list[Held]] = {}
    viewer.require(Right.SEE_RESIDENTS)
    for one in _with_outs(_kept_of(viewer.units, list(people))):
        told.setdefault(one.item.resident_id, []).append(one)
    return told


@prepared
def _kept_of(units: frozenset[UUID] | None, people: list[UUID]) -> "QuerySet[Item]":
    return _held(units).filter(resident_id__in=people)


def _with_outs(items: Iterable[Item]) -> list[Held]:
    found = list(items)
    out = {one.item_id: one for one in _outs_of([i.pk for i in found])} if found else {}
    return [Held(i, out.get(i.pk)) for i in found]


@prepared
def _outs_of(items: list[UUID]) -> "QuerySet[HandOut]":
    return HandOut.objects.filter(item__in=items, back_at=None)


def lying_in(viewer: Viewer, places: Iterable[UUID]) -> dict[UUID, list[Held]]:
    """What belongs into each of these places."""
    told: dict[UUID, list[Held]] = {}
    for one in _with_outs(held(viewer).filter(place__in=list(places))):
        if (place := one.item.place_id) is not None:
            told.setdefault(place, []).append(one)
    return told


def of_room(viewer: Viewer, asked: str) -> list[Held]:
    """What is kept of the people of a room, or of the pouch with that label; nothing where there is neither."""
    try:
        place = scanned(viewer, asked) if not asked.strip().isdecimal() else None
    except Unread:
        place = None
    mine = Q(resident__room__in=[staff.fold(asked), normalize("NFKC", asked).strip()])  # a room may be called ゆり
    return _with_outs(held(viewer).filter(mine | Q(place=place) if place else mine))


def unasked(viewer: Viewer) -> int:
    """How many of those who are here nobody has asked yet who keeps their card and papers."""
    settled = Keeping.objects.filter(resident=OuterRef("pk"), ended_on=None)
    return residents.everybody(viewer).filter(~Exists(settled)).count()


def everything(viewer: Viewer) -> list[Held]:
    """Everything that is kept, with where each is."""
    return _with_outs(held(viewer))


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
        return Where(words, Keeper.FACILITY, found.item, found.out)
    keeping = keepings(viewer, resident).get(matter_of(kind))
    if keeping is None:
        return Where("", "")
    words = gettext("%(who)sが保管") % {"who": keeping.get_keeper_display()}
    return Where(f"{words}　{keeping.where}".strip(), keeping.keeper)


def out_words(out: HandOut) -> str:
    """Where a thing that is out has gone."""
    return f"{Why(out.why).label}（{out.where}）" if out.where else str(Why(out.why).label)


def overdue(viewer: Viewer, at: datetime | None = None) -> list[HandOut]:
    """What should be back by now; and what left in an emergency or with an ambulance a day ago, till when untold."""
    viewer.require(Right.SEE_RESIDENTS)
    moment = at or now()
    found = _overdue(viewer.units, moment, moment - ASKED_WITHIN)
    _with_people(viewer, [out.item for out in found])
    return sorted(found, key=_longest_due)


@prepared
def _overdue(units: frozenset[UUID] | None, at: datetime, asked: datetime) -> "QuerySet[HandOut]":
    asked_after = Q(Q(why=Why.AMBULANCE) | Q(emergency=True), due_at=None, out_at__lte=asked)
    return _still_out(units).filter(Q(due_at__lt=at) | asked_after).select_related("item")


def _with_people(viewer: Viewer, items: Iterable[Item]) -> list[Item]:
    """The same things, each with its person, whom a page reads once."""
    rows = list(items)
    people = {one.pk: one for one in residents.persons(viewer, {row.resident_id for row in rows})} if rows else {}
    for row in rows:
        if row.resident_id in people:
            row.resident = people[row.resident_id]
    return rows


def entered_later(viewer: Viewer, limit: int = 10) -> list[HandOut]:
    """The last that was entered from paper slips."""
    mine = Item.objects.filter(in_reach(viewer)).values("pk")
    found = HandOut.objects.filter(entered_later=True, item__in=mine).select_related("item__resident")
    return list(found.order_by("-id")[:limit])


def to_approve(viewer: Viewer) -> list[HandOut]:
    """Emergencies that the head has not yet looked at."""
    viewer.require(Right.APPROVE_CUSTODY)
    rows = _to_approve()
    _with_people(viewer, [row.item for row in rows])
    return rows


@prepared
def _to_approve() -> "QuerySet[HandOut]":
    found = HandOut.objects.filter(emergency=True, approved_at=None, undone=False)
    return found.select_related("item").order_by("out_at")


def may_undo(viewer: Viewer, out: HandOut) -> bool:
    """Did this viewer do the last step a moment ago?"""
    by = out.back_by if out.back_at else out.by
    return by == viewer.worker and not out.undone and not out.entered_later and age(out.last_step) <= UNDO_FOR


def age(step: UUID) -> int:
    """Milliseconds since an id was made: the ids carry the machine's own clock, whatever day the program plays."""
    return (new_id().int >> 80) - (step.int >> 80)


def keepings(viewer: Viewer, resident: UUID) -> dict[str, Keeping]:
    """Who keeps what of a person now, by matter."""
    viewer.require(Right.SEE_RESIDENTS)
    return {one.matter: one for one in _keepings_of(viewer.units, resident)}


@prepared
def _keepings_of(units: frozenset[UUID] | None, resident: UUID) -> "QuerySet[Keeping]":
    found = Keeping.objects.filter(_within(units), resident_id=resident, ended_on=None)
    return found.select_related("agreement")


def keepings_of_many(viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, dict[str, Keeping]]:
    """The same for many people."""
    told: dict[UUID, dict[str, Keeping]] = {}
    for one in Keeping.objects.filter(in_reach(viewer), resident__in=list(people), ended_on=None):
        told.setdefault(one.resident_id, {})[one.matter] = one
    return told


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
    found = Item.objects.filter(_within(units), ended_at=None).order_by().values_list("organisation")
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
    return _with_people(viewer, found.select_related(None)[:limit])


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
    now_there = sorted({str(worker) for worker, _unit in _who_is_appointed(today())})
    names = residents.guarantors(viewer, [resident for _pk, resident, _was in rows])
    old = [pk for pk, resident, was in rows if _is_old(was, now_there, names.get(resident, []))]
    return _keepings(old) if old else []


@prepared
def _agreed(units: frozenset[UUID] | None) -> "QuerySet[Keeping, tuple[UUID, UUID, dict[str, list[str]]]]":
    found = Keeping.objects.filter(_within(units), ended_on=None, agreement__isnull=False)
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
    found = Recipient.objects.filter(_within(units), ended_on=None).select_related("contact", "resident")
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


def given_back(viewer: Viewer, resident: UUID, limit: int = 40) -> list[Item]:
    """What a person got back, newest first."""
    found = Item.objects.filter(in_reach(viewer), resident_id=resident, ended_at__isnull=False)
    return list(found.order_by("-ended_at", "id")[:limit])


def moved_since(viewer: Viewer, resident: UUID | None, since: date, limit: int = 400) -> list[HandOut]:
    """Every time out since that day, of one person or of everybody, in order."""
    mine = Item.objects.filter(in_reach(viewer))
    mine = mine.filter(resident_id=resident) if resident else mine
    found = HandOut.objects.filter(item__in=mine.values("pk"), out_at__date__gte=since)
    return list(found.select_related("item__resident").order_by("out_at", "id")[:limit])
