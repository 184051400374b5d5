"""What happened to an application after the day: written, given another day, or taken back with what it had set."""

from collections.abc import Callable, Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.cases import queries as cases
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.deliveries import queries as waiting
from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import write
from tsukisoi.receptions import guidance, ordering
from tsukisoi.receptions.actions.listing import whose_chain
from tsukisoi.receptions.models import Listed, Mark, Reception, Sent, Support
from tsukisoi.receptions.progress import ASIDE, CODES, SUPPORT, stepped_aside
from tsukisoi.receptions.reversing import in_the_way
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer


def set_mark(viewer: Viewer, people: Iterable[Listed], code: str, on: date) -> int:
    """Write that this happened to these applications on that day; how many that was new for. All or none.

    On the facility's side the person's delivery follows: opened with the application, ended in the hand or with the
    mail that came back. 「again」 begins a new turn: everything before stays. Another day moves what followed. Mailed
    again after it came back is a second mailing: the first and its return stay to be read.
    Raises ValidationError for a day to come, one before the reception or out of the order of the road, and for who
    has not applied; KeyError for a code that is none.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    CODES[code]
    if on > today():
        raise ValidationError(gettext("これからの日は書けません。"), code="future")
    with transaction.atomic():
        return sum(_possible(viewer, one, code, on) for one in people)


def _possible(viewer: Viewer, listed: Listed, code: str, on: date) -> bool:
    found = Listed.objects.select_for_update(of=("self",)).select_related("reception").get(pk=listed.pk)
    standing = list(Mark.objects.filter(listed=listed, taken_back_at=None))
    turn = max((mark.turn for mark in standing), default=1)
    begins = code == "again" and any(mark.turn == turn and mark.code != "again" for mark in standing)
    aside = ordering.mailed_before(standing, turn, on) if code == "mailed" else []
    standing = [mark for mark in standing if mark not in aside]
    if reason := ordering.impossible(found, code, on, turn + begins, standing):
        raise ValidationError(reason, code="order")
    return _mailed_again(viewer, found, on, standing, aside) if aside else _mark(viewer, listed, code, on, standing)


def _mailed_again(viewer: Viewer, listed: Listed, on: date, standing: list[Mark], aside: list[Mark]) -> bool:
    """The first mailing steps aside for this one, and stands again should this one be taken back."""
    Mark.objects.filter(pk__in=[one.pk for one in aside]).update(taken_back_at=now())
    _mark(viewer, listed, "mailed", on, standing)
    made = Mark.objects.get(listed=listed, turn=aside[0].turn, code="mailed", taken_back_at=None)
    for one in aside:
        Mark.objects.filter(pk=one.pk).update(followed={**(one.followed or {}), ASIDE: str(made.pk)})
    if listed.resident_id and viewer.may(Right.RUN_CASES):
        made.followed = _begin(viewer, listed.resident_id, "mail", None)
        made.save(update_fields=["followed"])
    return True


def _stands_again(listed: Listed, gone: Mark) -> None:
    """What had stepped aside for it, unless the same was written since."""
    turn = list(Mark.objects.filter(listed=listed, turn=gone.turn))
    taken = {one.code for one in turn if one.taken_back_at is None}
    for one in turn:
        if stepped_aside(one) == str(gone.pk) and one.code not in taken:
            followed = {key: value for key, value in (one.followed or {}).items() if key != ASIDE}
            Mark.objects.filter(pk=one.pk).update(followed=followed, taken_back_at=None)


def _mark(viewer: Viewer, listed: Listed, code: str, on: date, standing: list[Mark]) -> bool:
    turn = max((mark.turn for mark in standing), default=1)
    mine = {mark.code: mark for mark in standing if mark.turn == turn}
    if code == "again":
        if not mine or set(mine) == {"again"}:
            return False
        turn += 1
    elif code in mine:
        return _on_another_day(viewer, listed, mine[code], on)
    made = Mark.objects.create(organisation_id=viewer.organisation, listed=listed, turn=turn, code=code, on=on)
    made.entry = _told(viewer, listed, made, code, on)
    made.followed = _follow(viewer, listed, code, on)
    made.save(update_fields=["entry", "followed"])
    return True


def _on_another_day(viewer: Viewer, listed: Listed, mark: Mark, on: date) -> bool:
    if mark.on == on:
        return False
    told: dict[str, Any] = mark.followed or {}
    if mark.code == "applied" and "began" in told and listed.resident_id:
        deliveries.applied_on(viewer, listed.resident_id, UUID(told["began"]), on)
    elif mark.code in ("returned", "destroyed") and "ended" in told and listed.resident_id:
        deliveries.ended_on(viewer, listed.resident_id, UUID(told["ended"]), on)
    elif told and mark.code != "mailed":  # what a second mailing began has no day of its own
        if reason := in_the_way(viewer, listed, mark, Mark.objects.filter(listed=listed, taken_back_at=None)):
            raise ValidationError(reason, code="rests")
        _undo(viewer, listed, mark)
        mark.followed = _follow(viewer, listed, mark.code, on)
    mark.on, mark.entry = on, _told(viewer, listed, mark, mark.code, on)
    mark.save(update_fields=["on", "entry", "followed"])
    return True


def _told(viewer: Viewer, listed: Listed, mark: Mark, code: str, on: date) -> UUID:
    values = {"state": code, "on": on.isoformat()}
    made = write(
        viewer, "receptions.mark", whose_chain(listed), refs=[listed.pk, mark.pk], values=values, corrects=mark.entry
    )  # fmt: skip
    return made.pk


def take_back(viewer: Viewer, listed: Listed, mark: UUID, why: str = "") -> bool:
    """It was written by mistake: it no longer stands, nor does what followed from it. False where it was taken back.

    The mark stays readable, and the record has a counter-entry. Raises ValidationError where something rests on it.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    model_validator(why)
    with transaction.atomic():
        found = Listed.objects.select_for_update().get(pk=listed.pk)
        standing = Mark.objects.filter(listed=found, taken_back_at=None)
        gone = next((one for one in standing if one.pk == mark), None)
        if gone is None:
            return False
        if reason := in_the_way(viewer, found, gone, standing):
            raise ValidationError(reason, code="rests")
        _undo(viewer, found, gone)
        Mark.objects.filter(pk=gone.pk).update(taken_back_at=now())
        _stands_again(found, gone)
        write(
            viewer, "receptions.take_back", whose_chain(found), refs=[found.pk, gone.pk], reason=why.strip(),
            values={"state": gone.code, "on": gone.on.isoformat()}, corrects=gone.entry,
        )  # fmt: skip
    return True


def _undo(viewer: Viewer, listed: Listed, mark: Mark) -> None:
    """What followed from a mark is as before it."""
    if mark.code == "applied":
        Support.objects.filter(listed=listed, sent_on=mark.on).update(channel=Sent.NOT_YET, sent_on=None)
    told: dict[str, Any] = mark.followed or {}
    resident = listed.resident_id
    if not told or resident is None:
        return
    viewer.require(Right.RUN_CASES)
    if "noticed" in told:
        deliveries.notice_back(viewer, resident, mark.on)
    if "began" in told:
        deliveries.begin_back(viewer, resident, UUID(told["began"]), told.get("applied"))
    if "ended" in told:
        deliveries.reopen(viewer, resident, UUID(told["ended"]))
    if "way" in told and waiting.open_delivery(viewer, resident):
        deliveries.comes_by(viewer, resident, told["way"])


def support_of_the_day(viewer: Viewer, reception: Reception, people: Collection[UUID]) -> None:
    """Whose papers were short on the day: their cards are collected. Told again after a change, it follows."""
    viewer.require(Right.RUN_RECEPTIONS)
    on = min(reception.on, today())
    with transaction.atomic():
        for one in Listed.objects.select_for_update().filter(reception=reception).order_by("number"):
            marked = Mark.objects.filter(listed=one, code=SUPPORT, taken_back_at=None).first()
            if one.pk in people and marked is None:
                _mark(viewer, one, SUPPORT, on, list(Mark.objects.filter(listed=one, taken_back_at=None)))
            elif one.pk not in people and marked is not None and marked.on == on and marked.turn == 1:
                take_back(viewer, one, marked.pk)


def _follow(viewer: Viewer, listed: Listed, code: str, on: date) -> dict[str, Any]:
    """The person's own delivery goes with it, where the person is known here; what was written with it."""
    if listed.resident_id is None or not viewer.may(Right.RUN_CASES):
        return {}
    follow = _FOLLOWS.get(code)
    return follow(viewer, listed, listed.resident_id, on) if follow else {}


def _applied(viewer: Viewer, listed: Listed, resident: UUID, on: date) -> dict[str, Any]:
    return _begin(viewer, resident, _comes_by(viewer, listed, resident), on)


def _begin(viewer: Viewer, resident: UUID, way: str, on: date | None) -> dict[str, Any]:
    if waiting.open_delivery(viewer, resident):
        return {}
    before = residents.known_values(viewer, [resident], ["card.applied"]).get(resident, {}).get("card.applied")
    return {"began": str(deliveries.begin(viewer, resident, way=way, applied_on=on).pk), "applied": before}


def _told_again(viewer: Viewer, _listed: Listed, resident: UUID, _on: date) -> dict[str, Any]:
    return _begin(viewer, resident, "proxy", None)


def _noticed(viewer: Viewer, _listed: Listed, resident: UUID, on: date) -> dict[str, Any]:
    """The notice has come to whoever collects the card; a notice that was written down before stays as it is."""
    told = _begin(viewer, resident, "proxy", None)
    row = waiting.open_of(viewer, resident)
    if row is None or row.delivery.notice_on is not None:
        return told
    deliveries.notice_came(viewer, resident, on=on, applied_on=row.delivery.applied_on)
    return {**told, "noticed": True}


def _support(viewer: Viewer, _listed: Listed, resident: UUID, _on: date) -> dict[str, Any]:
    row = waiting.open_of(viewer, resident)
    if row is None or row.delivery.way != "mail":
        return {}
    deliveries.comes_by(viewer, resident, "proxy")
    return {"way": "mail"}


def _ended(outcome: str) -> "Follow":
    def follow(viewer: Viewer, _listed: Listed, resident: UUID, on: date) -> dict[str, Any]:
        row = waiting.open_of(viewer, resident)
        if row is None:
            return {}
        deliveries.end(viewer, resident, outcome, on)
        return {"ended": str(row.delivery.pk)}

    return follow


Follow = Callable[[Viewer, Listed, UUID, date], dict[str, Any]]
_FOLLOWS: dict[str, Follow] = {
    "applied": _applied, SUPPORT: _support, "notified": _told_again, "notice": _noticed,
    "in_hand": _ended("handed_over"), "returned": _ended("returned"), "destroyed": _ended("destroyed"),
}  # fmt: skip


def _comes_by(viewer: Viewer, listed: Listed, resident: UUID) -> str:
    """How this card comes: by mail only where the rules and the town mail it, after the way this person took that day.

    The way decided on may be older than the day: who came took the reception's own, unless the papers were short.
    """
    reception = Reception.objects.get(pk=listed.reception_id)
    chosen = cases.chosen_routes(viewer, [resident]).get(resident, "")
    short = Mark.objects.filter(listed=listed, code=SUPPORT, taken_back_at=None).exists()
    way = guidance.SHORT if short or chosen == guidance.SHORT or reception.is_support else str(reception.kind)
    if guidance.is_mailed(way) and reception.mail in ("restricted", "registered"):
        return "mail"
    return "counter" if chosen == "counter_delivery" else "proxy"
