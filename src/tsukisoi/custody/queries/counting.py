"""The monthly count: its book a page at a time, what differs, what one pouch should hold."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count as Number
from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from tsukisoi.custody.models import Count, CountLine, Item, Place, Seen
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

BOOK = 100
"""Lines of the book on one page."""
_ORDER = (F("item__place__number").asc(nulls_first=True), "item__kind", "id")
_DIFFER = (Seen.ELSEWHERE, Seen.MISSING)


def counts(viewer: Viewer, limit: int = 13) -> list[Count]:
    """The counts of the last months, newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _counts(limit)


@prepared
def _counts(limit: int) -> "QuerySet[Count]":
    return Count.objects.all()[:limit]


def count(viewer: Viewer, id: UUID) -> Count:
    """One count. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    return get_object_or_404(Count.objects, pk=id)


def _lines(viewer: Viewer, count: Count) -> "QuerySet[CountLine]":
    viewer.require(Right.SEE_RESIDENTS)
    found: QuerySet[CountLine] = CountLine.objects.filter(count=count)
    return found.select_related("item__resident", "item__place", "seen_in")


def lines_of(viewer: Viewer, count: Count) -> list[CountLine]:
    """The whole book of a count with what was found, in the order of the pouches: for paper."""
    return sorted(
        _lines(viewer, count), key=lambda line: (line.item.place.number if line.item.place else 0, line.item.kind)
    )


@dataclass(frozen=True, slots=True)
class Sums:
    """How the things of a count stand."""

    book: int
    there: int
    out: int
    open: int
    differ: int


def sums_of(viewer: Viewer, counts: list[Count]) -> dict[UUID, Sums]:
    """How many things of each count were found, are out, differ or are still to be looked at; one query."""
    viewer.require(Right.SEE_RESIDENTS)
    told: dict[UUID, dict[str, int]] = {one.pk: {} for one in counts}
    rows = CountLine.objects.filter(count__in=counts).values_list("count", "seen").annotate(n=Number("*")).order_by()
    for pk, seen, number in rows:
        told[pk][seen] = number
    return {pk: _sums(seen) for pk, seen in told.items()}


def _sums(seen: dict[str, int]) -> Sums:
    differ = sum(seen.get(one, 0) for one in _DIFFER)
    return Sums(sum(seen.values()), seen.get(Seen.THERE, 0), seen.get(Seen.OUT, 0), seen.get(Seen.OPEN, 0), differ)


def page_of(viewer: Viewer, count: Count, after: int = 0) -> tuple[list[CountLine], int | None]:
    """A page of the book from the pouch after that number on, in whole pouches; and the number to go on from."""
    lines = _lines(viewer, count).select_related(None).select_related("item__resident", "item__place").only(*_IN_BOOK)
    found = [] if after else sorted(lines.filter(item__place=None), key=_in_book)
    shelves = _shelves(after)
    while len(found) <= BOOK and (things := next(shelves, None)) is not None:
        found += sorted(lines.filter(item__in=things), key=_in_book)
    if len(found) <= BOOK:
        return found, None
    begun = _number(found[BOOK])
    whole = [line for line in found[:BOOK] if _number(line) < begun] or found[: BOOK + 1]
    return whole, _number(whole[-1])


_IN_BOOK = ("count", "seen", "item__kind", "item__resident__name", "item__resident__room", "item__place__number")
"""What a line of the book shows."""


def _in_book(line: CountLine) -> tuple[int, str, UUID]:
    return _number(line), line.item.kind, line.pk


def _shelves(after: int) -> Iterator[list[UUID]]:
    """What belongs into the pouches behind that number, about a page of them at a time: the engine would put the whole
    book in order for each page of it."""
    places = Place.objects.filter(number__gt=after).order_by("number").values_list("number", flat=True)
    while numbers := list(places.filter(number__gt=after)[: BOOK + 1]):
        shelf = Place.objects.filter(number__gt=after, number__lte=numbers[-1])
        yield list(Item.objects.filter(place__in=list(shelf.values_list("pk", flat=True))).values_list("pk", flat=True))
        after = numbers[-1]


def _number(line: CountLine) -> int:
    return line.item.place.number if line.item.place else 0


def differing(viewer: Viewer, count: Count) -> list[CountLine]:
    """What was in a wrong pouch or in none."""
    return list(_lines(viewer, count).filter(seen__in=_DIFFER).order_by(*_ORDER))


def lines_in(viewer: Viewer, count: Count, pouch: Place) -> list[CountLine]:
    """What the book says of one pouch."""
    return list(_lines(viewer, count).filter(item__place=pouch).order_by("item__kind", "id"))


def still_open(viewer: Viewer, count: Count, besides: Place, limit: int) -> list[CountLine]:
    """What was not found yet, or is missing, and does not belong into that pouch: so many and one more.

    In the order of the pouches, but where there are more of them than anybody reads.
    """
    found = _lines(viewer, count).filter(seen__in=[Seen.OPEN, Seen.MISSING]).exclude(item__place=besides)
    some = list(found.order_by()[: limit + 1])
    return some if len(some) > limit else sorted(some, key=_in_book)


def line_of(viewer: Viewer, count: Count, owner: Place, kind: str) -> CountLine:
    """The line of one thing, by the pouch into which it belongs and its kind. Raises Http404."""
    found = _lines(viewer, count).filter(item__place=owner, item__kind=kind).order_by("seen", "id").first()
    if found is None:
        raise Http404
    return found
