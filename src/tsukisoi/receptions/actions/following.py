"""After the day: what happened to each application, the facility's own help, and the money."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.cases import queries as cases
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions import queries
from tsukisoi.receptions.models import Claim, FormHeld, Listed, Mark, Method, Reception, Sent, Support
from tsukisoi.receptions.progress import CODES
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def set_mark(viewer: Viewer, people: Iterable[Listed], code: str, on: date) -> int:
    """Write that this happened to these applications on that day; how many that was new for. All or none.

    On the facility's side the person's delivery follows: opened with the application, ended in the hand or with the
    mail that came back. 「again」 begins a new turn: everything of the one before stays.
    Raises ValidationError for a day to come, KeyError for a code that is none.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    CODES[code]
    if on > today():
        raise ValidationError(gettext("これからの日は書けません。"), code="future")
    with transaction.atomic():
        return sum(_mark(viewer, one, code, on) for one in people)


def _mark(viewer: Viewer, listed: Listed, code: str, on: date) -> bool:
    Listed.objects.select_for_update().get(pk=listed.pk)
    standing = list(Mark.objects.filter(listed=listed))
    turn = max((mark.turn for mark in standing), default=1)
    mine = {mark.code: mark for mark in standing if mark.turn == turn}
    if code == "again":
        if not mine or set(mine) == {"again"}:
            return False
        turn += 1
    elif code in mine:
        if mine[code].on == on:
            return False
        Mark.objects.filter(pk=mine[code].pk).update(on=on)
        _told(viewer, listed, mine[code], code, on)
        return True
    made = Mark.objects.create(organisation_id=viewer.organisation, listed=listed, turn=turn, code=code, on=on)
    _told(viewer, listed, made, code, on)
    _follow(viewer, listed, code, on)
    return True


def _told(viewer: Viewer, listed: Listed, mark: Mark, code: str, on: date) -> None:
    chain = Chain("resident", listed.resident_id) if listed.resident_id else Chain("reception", listed.reception_id)
    write(viewer, "receptions.mark", chain, refs=[listed.pk, mark.pk], values={"state": code, "on": on.isoformat()})


def _follow(viewer: Viewer, listed: Listed, code: str, on: date) -> None:
    """The person's own delivery goes with it, where the person is known here."""
    resident = listed.resident_id
    if resident is None or not viewer.may(Right.RUN_CASES):
        return
    reception = Reception.objects.get(pk=listed.reception_id)
    if code == "applied":
        deliveries.begin(viewer, resident, way=_comes_by(viewer, resident, reception), applied_on=on)
    elif code == "notified":
        deliveries.begin(viewer, resident, way="proxy")
    elif code in ("in_hand", "returned", "destroyed"):
        outcome = {"in_hand": "handed_over"}.get(code, code)
        if queries.delivery_open(viewer, resident):
            deliveries.end(viewer, resident, outcome, on)


_NOT_MAILED = {
    "visiting_support": "proxy", "application_support": "proxy", "proxy_delivery": "proxy",
    "counter_delivery": "counter",
}  # fmt: skip
"""Ways on which identity was not checked at the application: the card is collected, whatever the others' does.

The rule is `route.handover` (manual 第5-1(1), 第6-2(1)). It is not asked with the way decided on, which may be older
than the day: who came to the reception took that way, unless the day itself turned it into one of these.
"""


def _comes_by(viewer: Viewer, resident: UUID, reception: Reception) -> str:
    """How this card comes: by mail only where the town mails, and this person's identity was checked on the day."""
    way = cases.chosen_routes(viewer, [resident]).get(resident, "")
    if way in _NOT_MAILED:
        return _NOT_MAILED[way]
    mailed = not reception.is_support and reception.mail in ("restricted", "registered")
    return "mail" if mailed else "proxy"


def set_support(
    viewer: Viewer, listed: Listed, *, form: str, filled_by: str, photo_on: date | None, channel: str,
    sent_on: date | None,
) -> Support:  # fmt: skip
    """Write how far the facility's own help with one application is; once it is sent, the delivery is opened.

    Raises ValidationError for a day to come, or sent without saying how.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    model_validator(filled_by)
    if any(day is not None and day > today() for day in (photo_on, sent_on)):
        raise ValidationError(gettext("これからの日は書けません。"), code="future")
    if bool(channel) != bool(sent_on):
        raise ValidationError(gettext("送りかたと送った日は、いっしょに入れてください。"), code="sent")
    said = {"form": FormHeld(form), "filled_by": filled_by, "photo_on": photo_on, "channel": Sent(channel),
            "sent_on": sent_on}  # fmt: skip
    with transaction.atomic():
        before = Support.objects.select_for_update().filter(listed=listed).first()
        if before is not None and all(getattr(before, key) == value for key, value in said.items()):
            return before
        made, _new = Support.objects.update_or_create(organisation_id=viewer.organisation, listed=listed, defaults=said)
        chain = Chain("resident", listed.resident_id) if listed.resident_id else Chain("reception", listed.reception_id)
        values = {"code": form, "answered_by": filled_by, "state": channel}
        write(viewer, "receptions.support", chain, refs=[made.pk], values=values)
        if sent_on is not None:
            set_mark(viewer, [listed], "applied", sent_on)
    return made


def set_claim(viewer: Viewer, reception: Reception, **said: Any) -> Claim:
    """Write what was agreed about money. The same again changes nothing. Raises ValidationError for a day to come."""
    viewer.require(Right.RUN_RECEPTIONS)
    model_validator(said.get("consulted_with", ""))
    said["method"] = Method(said["method"])
    for day in (said.get("consulted_on"), said.get("invoiced_on")):
        if day is not None and day > today():
            raise ValidationError(gettext("これからの日は書けません。"), code="future")
    with transaction.atomic():
        before = Claim.objects.select_for_update().filter(reception=reception).first()
        if before is not None and all(getattr(before, key) == value for key, value in said.items()):
            return before
        made, _new = Claim.objects.update_or_create(
            organisation_id=viewer.organisation, reception=reception, defaults=said
        )
        values = {key: value.isoformat() if isinstance(value, date) else value for key, value in said.items()}
        write(viewer, "receptions.claim", Chain("reception", reception.pk), values=values)
    return made
