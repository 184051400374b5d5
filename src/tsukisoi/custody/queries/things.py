"""Reading what is kept: by person, by place, by what is due. Only of people whom the viewer may see."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from unicodedata import normalize
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localtime

from tsukisoi.custody.models import (
    HandOut,
    Item,
    Keeping,
    Why,
)
from tsukisoi.custody.queries.missing import Missing, known_missing, missing_among
from tsukisoi.custody.queries.places import Unread, scanned
from tsukisoi.custody.queries.policy import policy
from tsukisoi.residents import queries as residents
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

UNDO_FOR = 10_000
"""Milliseconds in which the hand that did it may take it back; after that only a counter-entry."""


ASKED_WITHIN = timedelta(hours=24)
"""What left in an emergency or with an ambulance is asked for after a day, where nobody knew when it comes back."""


EVENING = 17
"""The hour at which whatever left on an ordinary errand is asked for, where nobody knew when it comes back."""


def in_reach(viewer: Viewer) -> Q:
    """Rows about people whom the viewer may see."""
    return within(in_sight(viewer))


def in_sight(viewer: Viewer) -> frozenset[UUID] | None:
    """The units whose people the viewer may see; None is the whole house."""
    viewer.require(Right.SEE_RESIDENTS)
    return viewer.units


def within(units: frozenset[UUID] | None) -> Q:
    """The same of units: None is the whole house."""
    return Q() if units is None else Q(resident__unit__in=units) | Q(resident__unit=None)


def anything_kept(viewer: Viewer) -> bool:
    """Does anything at all lie in the house, whatever it means to keep?"""
    viewer.require(Right.EMERGENCY_CUSTODY)
    return bool(_anything())


def keeps_nothing(viewer: Viewer) -> bool:
    """Does the home keep nothing by its policy, and lies nothing in its safe all the same?"""
    viewer.require(Right.SEE_RESIDENTS)
    return policy(viewer) == "nothing" and not _anything()


@prepared
def _anything() -> "QuerySet[Item, UUID]":
    return Item.objects.filter(ended_at=None).order_by().values_list("pk", flat=True)[:1]


def held(viewer: Viewer) -> "QuerySet[Item]":
    """Everything that is kept now."""
    return held_within(in_sight(viewer))


def held_within(units: frozenset[UUID] | None) -> "QuerySet[Item]":
    """The same within these units, for a question put together once. Ask for the right first."""
    found: QuerySet[Item] = Item.objects.filter(within(units), ended_at=None)
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
    return Item.objects.filter(within(units), pk=id).select_related("resident", "place", "place__parent")


def outs(viewer: Viewer) -> list[HandOut]:
    """Everything that is out, the longest due first."""
    found = _out(viewer).select_related("item", "item__resident", "item__place")
    return sorted(found, key=_longest_due)


def _out(viewer: Viewer) -> "QuerySet[HandOut]":
    viewer.require(Right.SEE_RESIDENTS)
    return _still_out(viewer.units)


def _still_out(units: frozenset[UUID] | None) -> "QuerySet[HandOut]":
    found: QuerySet[HandOut] = HandOut.objects.filter(back_at=None)
    return found if units is None else found.filter(item__in=Item.objects.filter(within(units)).values("pk"))


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


def hand_outs(viewer: Viewer, ids: Iterable[UUID]) -> list[HandOut]:
    """These times out, of people in the viewer's reach."""
    some = list(ids)
    mine = Item.objects.filter(in_reach(viewer)).values("pk")
    return list(HandOut.objects.filter(pk__in=some, item__in=mine).order_by("id")) if some else []


def open_outs(viewer: Viewer, items: Iterable[UUID]) -> list[HandOut]:
    """From where these things have not come back."""
    return list(_out(viewer).filter(item__in=list(items)).select_related("item"))


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
    missing: Missing | None = None

    @property
    def here(self) -> bool:
        """Does it lie in its pouch, as far as anybody knows?"""
        return self.out is None and self.missing is None

    @property
    def late(self) -> bool:
        """Is it out and overdue?"""
        return self.out is not None and is_late(self.out)


def is_late(out: HandOut, at: datetime | None = None) -> bool:
    """Is the time past at which it was expected back, or at which it is asked for?"""
    return out.back_at is None and due_of(out) < (at or now())


def due_of(out: HandOut) -> datetime:
    """When it should be back; where nobody knew, when it is asked for: in the evening, in an emergency after a day."""
    if out.due_at is not None:
        return out.due_at
    if out.emergency or out.why == Why.AMBULANCE:
        return out.out_at + ASKED_WITHIN
    left = localtime(out.out_at)
    evening = left.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    return evening if left < evening else evening.replace(hour=0) + timedelta(days=1)


def _evening_before(at: datetime) -> datetime:
    """Whatever left before this without a time is asked for by now."""
    moment = localtime(at)
    return moment.replace(hour=EVENING if moment.hour >= EVENING else 0, minute=0, second=0, microsecond=0)


def items_of(viewer: Viewer, resident: UUID) -> list[Held]:
    """What the home keeps of one person, each with where it is."""
    viewer.require(Right.SEE_RESIDENTS)
    return _with_outs(viewer, _kept_of(viewer.units, [resident]))


def items_of_many(viewer: Viewer, people: Iterable[UUID]) -> dict[UUID, list[Held]]:
    """The same for many people, in two queries."""
    told: dict[UUID, list[Held]] = {}
    viewer.require(Right.SEE_RESIDENTS)
    for one in _with_outs(viewer, _kept_of_many(viewer.units, list(people))):
        told.setdefault(one.item.resident_id, []).append(one)
    return told


@prepared
def _kept_of(units: frozenset[UUID] | None, people: list[UUID]) -> "QuerySet[Item]":
    return held_within(units).filter(resident_id__in=people)


@prepared
def _kept_of_many(units: frozenset[UUID] | None, people: list[UUID]) -> "QuerySet[Item]":
    return Item.objects.filter(within(units), ended_at=None, resident_id__in=people).select_related("place")


def missing(viewer: Viewer) -> list[Held]:
    """Everything that is known not to be where it belongs, each with its person."""
    may_be = list(held(viewer).filter(known_missing(viewer)).order_by("resident__room", "id"))
    return [one for one in _with_outs(viewer, may_be) if one.missing]


def _with_outs(viewer: Viewer, items: Iterable[Item]) -> list[Held]:
    """These things, each with the hand-out it is on, or with what says that it is missing."""
    found = list(items)
    if not found:
        return []
    out = {one.item_id: one for one in _outs_of([i.pk for i in found])}
    gone = missing_among(viewer, [i for i in found if i.pk not in out])
    return [Held(i, out.get(i.pk), gone.get(i.pk)) for i in found]


@prepared
def _outs_of(items: list[UUID]) -> "QuerySet[HandOut]":
    return HandOut.objects.filter(item__in=items, back_at=None)


def lying_in(viewer: Viewer, places: Iterable[UUID]) -> dict[UUID, list[Held]]:
    """What belongs into each of these places."""
    told: dict[UUID, list[Held]] = {}
    viewer.require(Right.SEE_RESIDENTS)
    for one in _with_outs(viewer, _belonging(viewer.units, list(places))):
        if (place := one.item.place_id) is not None:
            told.setdefault(place, []).append(one)
    return told


@prepared
def _belonging(units: frozenset[UUID] | None, places: list[UUID]) -> "QuerySet[Item]":
    return Item.objects.filter(within(units), ended_at=None, place_id__in=places)


def of_room(viewer: Viewer, asked: str) -> list[Held]:
    """What is kept of the people of a room, or of the pouch with that label; nothing where there is neither."""
    return _with_outs(viewer, held(viewer).filter(_asked(viewer, asked)))


def _asked(viewer: Viewer, asked: str) -> Q:
    try:
        place = scanned(viewer, asked) if not asked.strip().isdecimal() else None
    except Unread:
        place = None
    mine = Q(resident__room__in=[staff.fold(asked), normalize("NFKC", asked).strip()])  # a room may be called ゆり
    return mine | Q(place=place) if place else mine


def is_of_others(viewer: Viewer, asked: str) -> bool:
    """Is something kept there, of people whom this worker does not look after?"""
    viewer.require(Right.EMERGENCY_CUSTODY)
    return viewer.units is not None and held_within(None).filter(_asked(viewer, asked)).exists()


def unasked(viewer: Viewer) -> int:
    """How many of those who are here nobody has asked yet who keeps their card and papers."""
    settled = Keeping.objects.filter(resident=OuterRef("pk"), ended_on=None)
    return residents.everybody(viewer).filter(~Exists(settled)).count()


def everything(viewer: Viewer) -> list[Held]:
    """Everything that is kept, with where each is."""
    return _with_outs(viewer, held(viewer))


def out_words(out: HandOut) -> str:
    """Where a thing that is out has gone."""
    return f"{Why(out.why).label}（{out.where}）" if out.where else str(Why(out.why).label)


def overdue(viewer: Viewer, at: datetime | None = None) -> list[HandOut]:
    """What should be back by now, and what is asked for because nobody knew when: the most urgent first."""
    viewer.require(Right.SEE_RESIDENTS)
    moment = at or now()
    found = _overdue(viewer.units, moment, moment - ASKED_WITHIN, _evening_before(moment))
    with_people(viewer, [out.item for out in found])
    return sorted(found, key=due_of)


@prepared
def _overdue(units: frozenset[UUID] | None, at: datetime, asked: datetime, evening: datetime) -> "QuerySet[HandOut]":
    urgent = Q(why=Why.AMBULANCE) | Q(emergency=True)
    untold = Q(urgent, out_at__lte=asked) | Q(~urgent, out_at__lt=evening)
    return _still_out(units).filter(Q(due_at__lt=at) | Q(untold, due_at=None)).select_related("item")


def with_people(viewer: Viewer, items: Iterable[Item]) -> list[Item]:
    """These things, each with its person, whom a page reads once."""
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
    with_people(viewer, [row.item for row in rows])
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
