"""Opening a reception, changing what was agreed, and its end."""

from datetime import date, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions import queries
from tsukisoi.receptions.actions.outdating import agreed_anew
from tsukisoi.receptions.actions.planning import replan
from tsukisoi.receptions.models import Reception, Side, Stage
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer

AGREED = (
    "kind", "staffed_by", "channel", "started", "on", "begins", "ends", "place", "partner", "town", "contact", "mail",
    "photo_service", "copies_as_photos", "room_is_dark",
)  # fmt: skip
"""What the two sides agree on: the columns of a reception that a form or a file may write."""


def open_reception(viewer: Viewer, *, shared: UUID | None = None, **agreed: Any) -> Reception:
    """Open a reception on this side, with its plan. `agreed`: columns of AGREED.

    `shared`: the id under which both sides know it; one that is here already is returned as it is, so that a form sent
    twice or a file opened twice makes one. Raises ValidationError for a text that holds a forbidden number.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    _screen(agreed)
    shared = shared or new_id()
    with transaction.atomic():
        made, is_new = Reception.objects.get_or_create(
            organisation_id=viewer.organisation, shared=shared,
            defaults={**agreed, "side": Side(organisation_of(viewer).kind), "opened_at": now()},
        )  # fmt: skip
        if is_new:
            made = Reception.objects.get(pk=made.pk)
            write(viewer, "receptions.open", chain_of(made), values=_plain(agreed))
            replan(viewer, made)
    return made


def change(viewer: Viewer, reception: Reception, *, known: bool = False, **agreed: Any) -> Reception:
    """Write what was agreed anew; a new day moves the plan with it. The same again changes nothing.

    Papers that say otherwise are out of date, and times of call outside of new hours are taken away. `known`: the
    other side wrote it itself, so that the list need not go over again for it.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    _screen(agreed)
    with transaction.atomic():
        found = Reception.objects.select_for_update().get(pk=reception.pk)
        changed = {key: value for key, value in agreed.items() if getattr(found, key) != value}
        if changed:
            Reception.objects.filter(pk=found.pk).update(**changed)
            write(viewer, "receptions.change", chain_of(found), values=_plain(changed))
            found = Reception.objects.get(pk=found.pk)
            replan(viewer, found)
            agreed_anew(viewer, found, changed, known)
    return found


def hold(viewer: Viewer, reception: Reception) -> Reception:
    """The day is over and reconciled. The room of the day calls this."""
    return _to(viewer, reception, Stage.HELD, "receptions.hold")


def reopen(viewer: Viewer, reception: Reception, why: str) -> Reception:
    """The day is opened once more: the reception is no longer over. The room of the day calls this."""
    model_validator(why)
    return _to(viewer, reception, Stage.PLANNED, "receptions.reopen", reason=why)


def close(viewer: Viewer, reception: Reception, why: str = "") -> Reception:
    """Every card is in its hand, or `why` says what becomes of the others. Closed twice is closed once.

    Raises ValidationError before the day, or where cards are still on their way and nobody says why that is the end.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    model_validator(why)
    if reception.on > today():
        raise ValidationError(gettext("受付の日が、まだ来ていません。"), code="future")
    if reception.open and queries.on_the_way(viewer, reception) and not why.strip():
        raise ValidationError(gettext("まだ手にわたっていない人がいます。どうするかを書いてください。"), code="why")
    return _to(viewer, reception, Stage.CLOSED, "receptions.close", reason=why.strip())


def call_off(viewer: Viewer, reception: Reception, why: str) -> Reception:
    """The reception will not be held."""
    model_validator(why)
    with transaction.atomic():
        Reception.objects.filter(pk=reception.pk, stage=Stage.PLANNED).update(called_off_why=why)
        return _to(viewer, reception, Stage.CALLED_OFF, "receptions.call_off", reason=why)


def _to(viewer: Viewer, reception: Reception, stage: Stage, action: str, reason: str = "") -> Reception:
    viewer.require(Right.RUN_RECEPTIONS)
    with transaction.atomic():
        found = Reception.objects.select_for_update().get(pk=reception.pk)
        if found.stage != stage:
            found.stage = stage
            found.save(update_fields=["stage"])
            write(viewer, action, chain_of(found), values={"state": stage.value}, reason=reason)
    return found


def chain_of(reception: Reception) -> Chain:
    """The chain of the record in which everything of one reception stands."""
    return Chain("reception", reception.pk)


def _screen(agreed: dict[str, Any]) -> None:
    unknown = set(agreed) - set(AGREED)
    if unknown:
        raise TypeError(f"no column of a reception: {', '.join(sorted(unknown))}")
    for value in agreed.values():
        if isinstance(value, str):
            model_validator(value)


def _plain(agreed: dict[str, Any]) -> dict[str, Any]:
    return {key: value.isoformat() if isinstance(value, date | time) else value for key, value in agreed.items()}
