"""In, out, back and given back: each movement is one row and one entry in the thing's own chain."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext

from tsukisoi.custody import guidance, queries
from tsukisoi.custody.actions.permission import clean, locked, moment, permit, person_of
from tsukisoi.custody.actions.places import open_pouch
from tsukisoi.custody.models import Condition, HandOut, Item, Kind, Why
from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import derived_id, new_id
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_time

CHAIN = "custody_item"


class NoBasis(ValidationError):
    """Nothing new may be taken in; the message says what is missing."""


class AlreadyOut(Exception):
    """Somebody else has it: `out` says since when, `who` is their name."""

    def __init__(self, out: HandOut, who: str) -> None:
        super().__init__(who)
        self.out, self.who = out, who


class AlreadyHere(ValidationError):
    """The home keeps one of this kind for the person already."""


class TooLate(Exception):
    """The ten seconds are over, or it was somebody else's doing: only a counter-entry is left."""


class NotOut(Exception):
    """It is in its place already."""


def take_in(
    viewer: Viewer, resident: UUID, kind: str, *, found: bool = False, sealed: bool = False,
    valid_until: date | None = None, return_by: date | None = None, at: datetime | None = None, id: UUID | None = None,
) -> Item:  # fmt: skip
    """Take one thing into the person's pouch (made where there is none). `id` from the form: sent twice is once.

    `found`: it lay in the safe already; without a basis it goes on the dated clean-up list. Raises NoBasis otherwise,
    AlreadyHere for a second card, ValidationError for a paper with the number on it that is not in its envelope.
    """
    kind = Kind(kind)
    happened, later = moment(at)
    with transaction.atomic():
        person = person_of(viewer, resident)
        standing: Item | None = Item.objects.filter(pk=id).first() if id else None
        if standing is not None:
            return standing
        refusal = _checked(viewer, resident, kind, found, sealed)
        pouch = open_pouch(viewer, person)
        put_right = today() + timedelta(days=queries.house(viewer).clean_up_days) if refusal else None
        made = _insert(
            Item(
                id=id or new_id(), organisation_id=viewer.organisation, resident_id=resident, kind=kind, place=pouch,
                found=found, put_right_by=put_right, valid_until=None if kind == Kind.CARD else valid_until,
                return_by=return_by, taken_at=happened, taken_by=viewer.worker,
            )
        )  # fmt: skip
        note(viewer, "take_in", made, {"kind": kind, "place": str(pouch), "found": found}, happened if later else None)
        return made


def _checked(viewer: Viewer, resident: UUID, kind: Kind, found: bool, sealed: bool) -> str:
    """Why it could not be taken in newly; that only a thing already here is let through. Raises."""
    refusal = guidance.may_take_in(viewer, resident, kind)
    if refusal and not found:
        raise NoBasis(refusal, code="basis")
    if kind == Kind.SEALED and not sealed:
        told = gettext("マイナンバーの載った紙は、ご本人か後見人が封をした封筒のままだけ預かれます。")
        raise ValidationError(told, code="sealed")
    return refusal


def _insert(item: Item) -> Item:
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:
        raise AlreadyHere(gettext("この方のこの品目は、もう預かっています。"), code="twice") from None
    return item


def take_in_many(viewer: Viewer, people: Iterable[UUID], kind: str, *, found: bool) -> list[Item]:
    """The same kind for many people at once, all or nothing. With `found`, whoever has no basis goes on the list.

    Without `found` people without a basis are left out; those of whom it is kept already always are.
    """
    kind = Kind(kind)
    viewer.require(Right.HANDLE_CUSTODY)
    group = list(people)
    with transaction.atomic():
        here = {one.resident_id for one in queries.held(viewer).filter(resident__in=group, kind=kind)}
        refused = guidance.refusals(viewer, group, kind)
        wanted = [pk for pk in group if pk not in here and (found or not refused[pk])]
        return [take_in(viewer, pk, kind, found=found and bool(refused[pk])) for pk in wanted]


def hand_out(
    viewer: Viewer, item: UUID, *, why: str, due_at: datetime | None = None, where: str = "",
    second: UUID | None = None, emergency: bool = False, at: datetime | None = None, until: datetime | None = None,
    id: UUID | None = None,
) -> HandOut:  # fmt: skip
    """Take one thing out of its pouch. `id` from the form: sent twice is once.

    `emergency` needs no appointment, and the head is asked the next morning. `at`: told afterwards, with its real time;
    `until`: with that of its return, which is told in the same breath.
    Raises AlreadyOut where somebody has it, Http404 outside the viewer's reach.
    """
    why, (happened, later) = Why(why), moment(at)
    try:
        with transaction.atomic():
            thing = locked(viewer, item)
            _may_move(viewer, thing, emergency)
            if (twin := HandOut.objects.filter(pk=id, item=thing).first() if id else None) is not None:
                return twin
            happened = happened if later else _not_before(happened, thing)
            _must_be_here(viewer, thing, happened, until)
            out = HandOut(
                id=id or new_id(), organisation_id=viewer.organisation, item=thing, why=why, where=clean(where, 60),
                out_at=happened, due_at=due_at, by=viewer.worker, second=_second(viewer, thing, second, emergency),
                emergency=emergency, entered_later=later,
            )  # fmt: skip
            out.save(force_insert=True)
            note(viewer, "hand_out", thing, _told(out), happened if later else None, out)
            return out
    except IntegrityError:
        raise _already_out(viewer, item) from None


def hand_out_many(viewer: Viewer, items: Iterable[UUID], id: UUID, **told: Any) -> list[HandOut]:
    """Several things for one errand: all of them or none. `id` from the form: sent twice is once."""
    viewer.require(Right.EMERGENCY_CUSTODY)
    with transaction.atomic():
        return [hand_out(viewer, item, id=derived_id(id, item), **told) for item in items]


def take_back_many(viewer: Viewer, hand_outs: Iterable[UUID], **told: Any) -> list[HandOut]:
    """Several things back at once: all of them or none."""
    viewer.require(Right.EMERGENCY_CUSTODY)
    with transaction.atomic():
        return [take_back(viewer, out, **told) for out in hand_outs]


def _may_move(viewer: Viewer, item: Item, emergency: bool) -> None:
    if emergency:
        viewer.require(Right.EMERGENCY_CUSTODY, item.resident.unit_id)
    else:
        permit(viewer, item.resident.unit_id)


def _not_before(now: datetime, item: Item) -> datetime:
    """This moment; where the machine's clock is behind, that of the last entry: nobody here waits for a clock."""
    last = HandOut.objects.filter(item=item, back_at__isnull=False).aggregate(Max("back_at"))["back_at__max"]
    return max(now, item.taken_at, last or now)


def _must_be_here(viewer: Viewer, item: Item, at: datetime, until: datetime | None) -> None:
    if item.ended_at is not None:
        raise ValidationError(gettext("もう返したものです。"), code="ended")
    if HandOut.objects.filter(item=item, back_at=None).exists():
        raise _already_out(viewer, item.pk)
    _must_be_free(item, at, until)


def _must_be_free(item: Item, at: datetime, until: datetime | None, besides: HandOut | None = None) -> None:
    """It was nowhere else between these two; without an end it is out from then on."""
    if at < item.taken_at.replace(second=0, microsecond=0):
        raise ValidationError(gettext("預かる前の時刻です。"), code="before")
    others = HandOut.objects.filter(item=item, undone=False, back_at__gt=at)
    others = others.exclude(pk=besides.pk) if besides else others
    other = (others.filter(out_at__lt=until) if until else others).order_by("out_at").first()
    if other is not None:
        told = gettext(
            "ほかの持ち出しの記録と重なります：%(out)sから%(back)sまで（%(where)s）。紙の時刻を確かめてください。"
        )
        span = {"out": short_time(other.out_at), "back": short_time(other.back_at), "where": queries.out_words(other)}
        raise ValidationError(told % span, code="overlap")


def _already_out(viewer: Viewer, item: UUID) -> AlreadyOut | NotOut:
    out = HandOut.objects.filter(item=item, back_at=None).first()
    if out is None:
        return NotOut()
    return AlreadyOut(out, staff.names(viewer, [out.by]).get(out.by, ""))


def _second(viewer: Viewer, item: Item, second: UUID | None, emergency: bool) -> UUID | None:
    """The other person, where the home wants two; in an emergency one is enough."""
    if second is not None and (second == viewer.worker or not staff.names(viewer, [second])):
        raise ValidationError(gettext("確かめる人は、ほかの職員を選んでください。"), code="second")
    if second is None and not emergency and queries.house(viewer).two_people:
        raise ValidationError(gettext("この施設では2人で出し入れします。確かめる人を選んでください。"), code="second")
    return second


def _told(out: HandOut) -> dict[str, Any]:
    values: dict[str, Any] = {"why": out.why, "where": out.where, "emergency": out.emergency}
    if out.due_at:
        values["due"] = out.due_at.isoformat(timespec="minutes")
    if out.second:
        values["second"] = str(out.second)
    if out.entered_later:
        values["entered_later"] = True
    return values


def take_back(
    viewer: Viewer, hand_out: UUID, *, condition: str = Condition.GOOD, second: UUID | None = None,
    at: datetime | None = None,
) -> HandOut:  # fmt: skip
    """It is in its pouch again. Whoever works here may put something back. Sent twice it is once."""
    condition, (happened, later) = Condition(condition), moment(at)
    with transaction.atomic():
        out = queries.hand_out(viewer, hand_out)
        thing = locked(viewer, out.item_id)
        viewer.require(Right.EMERGENCY_CUSTODY, thing.resident.unit_id)
        out = HandOut.objects.get(pk=out.pk)
        if out.back_at is not None:
            return out
        happened = happened if later else max(happened, out.out_at)
        if happened < out.out_at:
            raise ValidationError(gettext("持ち出す前の時刻です。"), code="before")
        if at is not None:
            _must_be_free(thing, out.out_at, happened, out)
        checked = _second(viewer, thing, second, emergency=out.emergency)
        close_out(out, viewer, happened, condition)
        told = {"condition": condition, **({"second": str(checked)} if checked else {})}
        note(viewer, "take_back", thing, told, happened if later else None, out)
        return out


def close_out(out: HandOut, viewer: Viewer, at: datetime, condition: str = "") -> None:
    """The open time out ends; without a condition it did not come back."""
    out.back_at, out.back_by, out.condition, out.last_step = at, viewer.worker, condition, new_id()
    out.save(update_fields=["back_at", "back_by", "condition", "last_step"])


def extend(viewer: Viewer, hand_out: UUID, due_at: datetime) -> HandOut:
    """It comes back later than expected: a new time, on record. Raises ValidationError for one that is over."""
    if due_at <= now():
        raise ValidationError(gettext("これからの時刻を入れてください。"), code="due_at")
    with transaction.atomic():
        out = queries.hand_out(viewer, hand_out)
        thing = locked(viewer, out.item_id)
        permit(viewer, thing.resident.unit_id)
        if out.due_at != due_at and out.back_at is None:
            HandOut.objects.filter(pk=out.pk).update(due_at=due_at)
            note(viewer, "extend", thing, {"due": due_at.isoformat(timespec="minutes")}, None, out)
            out.due_at = due_at
        return out


def undo(viewer: Viewer, hand_out: UUID) -> HandOut:
    """Within ten seconds, by the hand that did it: the last step never happened. Both stay on record.

    Raises TooLate afterwards.
    """
    with transaction.atomic():
        out = queries.hand_out(viewer, hand_out)
        thing = locked(viewer, out.item_id)
        viewer.require(Right.EMERGENCY_CUSTODY, thing.resident.unit_id)
        out = HandOut.objects.get(pk=out.pk)
        elsewhere = HandOut.objects.filter(item=thing, back_at=None).exclude(pk=out.pk)
        if not queries.may_undo(viewer, out) or thing.ended_at or elsewhere.exists():
            raise TooLate
        if out.back_at is None:
            out.undone = True
            close_out(out, viewer, max(now(), out.out_at))
        else:
            out.back_at, out.back_by, out.condition, out.last_step = None, None, "", new_id()
        out.save()
        note(viewer, "undo", thing, {"undone": out.undone}, None, out)
        return out


def undo_many(viewer: Viewer, hand_outs: Iterable[UUID]) -> list[HandOut]:
    """What one press did is undone by one press: all of it or nothing."""
    viewer.require(Right.EMERGENCY_CUSTODY)
    with transaction.atomic():
        return [undo(viewer, out) for out in hand_outs]


def approve(viewer: Viewer, hand_out: UUID) -> HandOut:
    """The head looked at an emergency."""
    viewer.require(Right.APPROVE_CUSTODY)
    with transaction.atomic():
        out = queries.hand_out(viewer, hand_out)
        if HandOut.objects.filter(pk=out.pk, approved_at=None).update(approved_by=viewer.worker, approved_at=now()):
            note(viewer, "approve", out.item, {}, None, out)
    return queries.hand_out(viewer, hand_out)


def enter_later(
    viewer: Viewer, item: UUID, *, why: str, out_at: datetime, back_at: datetime | None = None, where: str = "",
    due_at: datetime | None = None, emergency: bool = False, second: UUID | None = None, id: UUID | None = None,
) -> HandOut:  # fmt: skip
    """From a paper slip: out, and perhaps back again, each with its real time and marked as entered afterwards."""
    with transaction.atomic():
        out = hand_out(
            viewer, item, why=why, where=where, due_at=due_at, emergency=emergency, second=second, at=out_at,
            until=back_at, id=id,
        )  # fmt: skip
        if back_at is None or out.back_at is not None:
            return out
        return take_back(viewer, out.pk, at=back_at, second=second)


def note(
    viewer: Viewer, action: str, item: Item, values: Mapping[str, Any], at: datetime | None = None,
    out: HandOut | None = None,
) -> None:  # fmt: skip
    """One entry in the thing's own chain, which names the person and the time out."""
    refs = [item.resident_id, *([out.pk] if out else [])]
    write(viewer, f"custody.{action}", Chain(CHAIN, item.pk), values=values, refs=refs, occurred_at=at)
