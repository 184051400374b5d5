"""What is known not to be where it belongs: the last closed count did not find it, or its loss runbook is open."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.module_loading import import_string
from django.utils.translation import gettext

from tsukisoi.custody.models import Count, CountLine, HandOut, Item, Kind, Seen
from tsukisoi.journal import queries as journal
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.addresses import address, plain_address
from tsukisoi.ui.templatetags.ui import short_day

FOUND = ("custody.found", "custody.put_right")
"""What the record says of a thing that was seen again without having moved."""


@dataclass(frozen=True, slots=True)
class Missing:
    """Since when a thing is missing, and whether a count said so or a loss runbook."""

    at: datetime
    counted: bool
    runbook: str = ""
    """Where what to do about a lost card stands: the runbook that is open, else where one begins."""

    @property
    def under_way(self) -> bool:
        """Is a runbook open, which the first page speaks of already?"""
        return not self.counted

    @property
    def day(self) -> str:
        """The day, as pages say days."""
        return short_day(self.at)

    @property
    def words(self) -> str:
        """How it reads on the shelf, on lists and on slips."""
        if self.counted:
            return gettext("見当たらない（%(day)sの点検）") % {"day": self.day}
        return gettext("見当たらない（%(day)sから、紛失の手順の途中）") % {"day": self.day}


def missing_among(viewer: Viewer, items: Iterable[Item]) -> dict[UUID, Missing]:
    """Which of these things, none of which is out, are missing. Nothing more is read where nothing at all is."""
    counted, lost = _counted(viewer), lost_cards(viewer)
    if not counted and not lost:
        return {}
    found: dict[UUID, Missing] = {}
    for one in items:
        loss = lost.get(one.resident_id) if one.kind == Kind.CARD else None
        if loss is not None and loss[0] >= one.taken_at:
            found[one.pk] = Missing(loss[0], False, address("upkeep:incident", loss[1]))
        elif (at := counted.get(one.pk)) is not None:
            found[one.pk] = Missing(at, True, where_to_begin(one))
    return _not_seen_since(viewer, found) if found else {}


def where_to_begin(item: Item) -> str:
    """Where the runbook for a lost card begins, with the person chosen; of a paper there is none."""
    page = plain_address("upkeep:begin", "card_lost") if item.kind == Kind.CARD else ""
    return f"{page}?resident={item.resident_id}" if page else ""


def known_missing(viewer: Viewer) -> Q:
    """The things that may be missing by what the count or a runbook says: still to be narrowed by `missing_among`."""
    counted, lost = _counted(viewer), lost_cards(viewer)
    return Q(pk__in=list(counted)) | Q(kind=Kind.CARD, resident_id__in=list(lost))


@once
def lost_cards(viewer: Viewer) -> Mapping[UUID, tuple[datetime, UUID]]:
    """Whose card a runbook looks for, since when, and which one. The room of runbooks stands above this one."""
    told: dict[UUID, tuple[datetime, UUID]] = {}
    for path in settings.LOST_CARDS:
        told |= import_string(path)(viewer)
    return told


@once
def _counted(viewer: Viewer) -> Mapping[UUID, datetime]:
    return {item: at for item, at in _not_found() if at is not None}


@prepared
def _not_found() -> "QuerySet[CountLine, tuple[UUID, datetime | None]]":
    """What the last closed count did not find."""
    last = Count.objects.filter(closed_at__isnull=False).order_by("-month").values("pk")[:1]
    found = CountLine.objects.filter(count__in=last, seen=Seen.MISSING).order_by()
    return found.values_list("item_id", "count__closed_at")


def _not_seen_since(viewer: Viewer, found: dict[UUID, Missing]) -> dict[UUID, Missing]:
    """Without what moved, was counted or said to be found after it was missed."""
    seen = journal.last_in_chains(viewer, "custody_item", found, FOUND)
    for item, out_at, back_at in _moved(list(found)):
        seen[item] = max(filter(None, (seen.get(item), out_at, back_at)))
    there = set(_counted_since(list(found)))
    return {pk: one for pk, one in found.items() if pk not in there and (pk not in seen or seen[pk] <= one.at)}


@prepared
def _moved(items: list[UUID]) -> "QuerySet[HandOut, tuple[UUID, datetime, datetime | None]]":
    found = HandOut.objects.filter(item__in=items, undone=False).order_by("item", "out_at")
    return found.values_list("item_id", "out_at", "back_at")


@prepared
def _counted_since(items: list[UUID]) -> "QuerySet[CountLine, UUID]":
    """Seen in a count that is still going on."""
    found = CountLine.objects.filter(item__in=items, count__closed_at=None, seen__in=[Seen.THERE, Seen.ELSEWHERE])
    return found.order_by().values_list("item_id", flat=True)
