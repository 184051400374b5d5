"""The monthly count: the book is frozen, each thing is looked for, what differs is explained, the head signs."""

from datetime import date
from itertools import repeat
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.custody import queries
from tsukisoi.custody.actions.permission import clean, line_up, permit
from tsukisoi.custody.models import Count, CountLine, Item, Place, Seen
from tsukisoi.custody.queries import Held
from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.bulk import insert
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_hexes
from tsukisoi.tenancy.viewer import Viewer


def _chain(count: Count) -> Chain:
    return Chain("custody_count", count.pk)


def begin_count(viewer: Viewer, *, on_paper: bool = False, month: date | None = None) -> Count:
    """Freeze the book of this month: one line for each thing kept. What is out counts as out. Begun twice is once.

    Raises ValidationError for whoever looks after some units only: their part would stand for the house.
    """
    first = (month or today()).replace(day=1)
    with transaction.atomic():
        permit(viewer)
        line_up(viewer)
        standing: Count | None = Count.objects.filter(month=first).first()
        if standing is not None:
            return standing
        if viewer.units is not None:
            told = gettext("点検は施設全体のものです。施設長か、施設全体を受け持つ職員がはじめます。")
            raise ValidationError(told, code="whole")
        made: Count = Count.objects.create(
            organisation_id=viewer.organisation, month=first, begun_at=now(), begun_by=viewer.worker, on_paper=on_paper
        )
        _put_in_book(made, queries.everything(viewer))
        write(viewer, "custody.begin_count", _chain(made), values={"month": first.isoformat()})
        return made


def _put_in_book(count: Count, kept: list[Held]) -> None:
    """A line for each thing, all at once: a house may keep ten thousand."""
    owner, of = repeat(count.organisation_id.hex), repeat(count.pk.hex)
    things, seen = [one.item.pk.hex for one in kept], [str(Seen.OUT if one.out else Seen.OPEN) for one in kept]
    insert(CountLine, {
        "id": new_hexes(len(kept)), "organisation_id": owner, "count_id": of, "item_id": things, "seen": seen,
        "explanation": repeat(""),
    })  # fmt: skip


def _open(count: UUID) -> Count:
    found: Count = Count.objects.select_for_update().get(pk=count)
    if found.closed_at is not None:
        raise ValidationError(gettext("この点検はもう締めてあります。"), code="closed")
    return found


def see(viewer: Viewer, count: UUID, item: UUID, seen: str, *, seen_in: UUID | None = None) -> CountLine:
    """Say what was found of one thing. Found in somebody else's pouch: say in which."""
    seen = Seen(seen)
    with transaction.atomic():
        permit(viewer)
        standing = _open(count)
        line: CountLine = CountLine.objects.select_for_update().get(count=standing, item_id=item)
        place = Place.objects.get(pk=seen_in) if seen_in and seen == Seen.ELSEWHERE else None
        if (line.seen, line.seen_in_id) == (seen, place.pk if place else None):
            return line
        CountLine.objects.filter(pk=line.pk).update(seen=seen, seen_in=place)
        told = {"seen": seen, "place": str(place or "")}
        write(viewer, "custody.see", _chain(standing), values=told, refs=[line.item_id])
        if seen == Seen.ELSEWHERE:
            thing = Item.objects.get(pk=item)
            write(viewer, "custody.wrong_place", Chain("custody_item", item), values=told, refs=[thing.resident_id])
        return CountLine.objects.get(pk=line.pk)


def see_pouch(viewer: Viewer, count: UUID, pouch: UUID) -> list[CountLine]:
    """A pouch is in the hand: what the book puts into it and nobody looked for yet is there. What was said stays.

    The lines that were counted by this; none the second time.
    """
    with transaction.atomic():
        permit(viewer)
        standing, place = _open(count), Place.objects.get(pk=pouch)
        open_lines = CountLine.objects.select_for_update(of=("self",)).filter(count=standing, seen=Seen.OPEN)
        lines = list(open_lines.filter(item__place=place).order_by("id"))
        if lines:
            CountLine.objects.filter(pk__in=[line.pk for line in lines]).update(seen=Seen.THERE)
            told = {"seen": Seen.THERE, "place": str(place)}
            write(viewer, "custody.see", _chain(standing), values=told, refs=[line.item_id for line in lines])
        return lines


def explain(viewer: Viewer, count: UUID, item: UUID, words: str) -> CountLine:
    """Why something differed and what was done."""
    with transaction.atomic():
        permit(viewer)
        standing = _open(count)
        text = clean(words, 200)
        line: CountLine = CountLine.objects.select_for_update().get(count=standing, item_id=item)
        if line.explanation != text:
            CountLine.objects.filter(pk=line.pk).update(explanation=text)
            write(viewer, "custody.explain", _chain(standing), values={"reason": text}, refs=[item])
        return CountLine.objects.get(pk=line.pk)


def close_count(viewer: Viewer, count: UUID, remark: str = "") -> Count:
    """Everything was looked for and every difference is explained; now the head is asked. Raises ValidationError."""
    with transaction.atomic():
        permit(viewer)
        found: Count = Count.objects.select_for_update().get(pk=count)
        if found.closed_at is not None:
            return found
        lines = CountLine.objects.filter(count=found)
        if left := lines.filter(seen=Seen.OPEN).count():
            told = gettext("まだ見ていないものが %(n)d点あります。") % {"n": left}
            raise ValidationError(told, code="left")
        if lines.filter(seen__in=[Seen.MISSING, Seen.ELSEWHERE], explanation="").exists():
            raise ValidationError(gettext("合わないものに、わけと処置を書いてください。"), code="explain")
        Count.objects.filter(pk=found.pk).update(closed_at=now(), closed_by=viewer.worker, remark=clean(remark, 200))
        write(viewer, "custody.close_count", _chain(found), values={"items": lines.count()})
    return Count.objects.get(pk=count)


def sign_count(viewer: Viewer, count: UUID) -> Count:
    """The head has looked at the result. Signed twice is once. Raises ValidationError while it is open."""
    viewer.require(Right.APPROVE_CUSTODY)
    with transaction.atomic():
        found: Count = Count.objects.select_for_update().get(pk=count)
        if found.closed_at is None:
            raise ValidationError(gettext("点検がまだ終わっていません。"), code="open")
        if found.signed_at is None:
            Count.objects.filter(pk=found.pk).update(signed_at=now(), signed_by=viewer.worker)
            write(viewer, "custody.sign_count", _chain(found), values={"month": found.month.isoformat()})
    return Count.objects.get(pk=count)
