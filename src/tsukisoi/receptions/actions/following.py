"""After the day: the facility's own help with an application, and the money."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions.actions.listing import whose_chain
from tsukisoi.receptions.actions.marking import set_mark, take_back
from tsukisoi.receptions.models import Claim, FormHeld, Listed, Mark, Method, Reception, Sent, Support
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def set_support(
    viewer: Viewer, listed: Listed, *, form: str, filled_by: str, photo_on: date | None, channel: str,
    sent_on: date | None,
) -> Support:  # fmt: skip
    """Write how far the facility's own help with one application is; once it is sent, the delivery is opened.

    Not sent after all, the application is taken back. Raises ValidationError for a day to come, sent without saying
    how, or taken back when something rests on it.
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
        values = {"code": form, "answered_by": filled_by, "state": channel}
        write(viewer, "receptions.support", whose_chain(listed), refs=[made.pk], values=values)
        if sent_on is not None:
            set_mark(viewer, [listed], "applied", sent_on)
        elif before is not None and before.sent_on is not None:
            _not_sent(viewer, listed, before.sent_on)
    return made


def _not_sent(viewer: Viewer, listed: Listed, on: date) -> None:
    marks = Mark.objects.filter(listed=listed, code="applied", on=on, taken_back_at=None).order_by("-turn")
    for mark in marks[:1]:
        take_back(viewer, listed, mark.pk)


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
