"""Applying for a 資格確認書 for somebody: on whose will, by whom, with what."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.insurance import queries
from tsukisoi.insurance.models import Application, AskedBy
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents.actions.writing import clean, locked, touch
from tsukisoi.residents.wills import Will, will_of
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

FAMILY_WISH = "family_wish"
OUTCOMES = ("arrived", "refused", "withdrawn")


def rests_on(will: Will) -> str:
    """What an application may rest on: the person's yes; the family's wish only where the person cannot say.

    Empty where it may not be made. Source: youhairyo.
    """
    if will.wants:
        return will.answered_by or "self"
    if will.answer in ("", "could_not_confirm") and will.family_wish == "yes_wants":
        return FAMILY_WISH if will.answer == "could_not_confirm" else ""
    return ""


def apply(
    viewer: Viewer, resident: UUID, *, ground: str, asked_by: str, applies: str, checked_how: str = "",
    papers: Sequence[str] = (), options: Sequence[str] = (),
) -> Application:  # fmt: skip
    """Prepare the application: one open one a person; prepared again it is written over.

    Raises ValidationError where neither the person's will nor (where they cannot say) the family's wish is recorded.
    """
    viewer.require(Right.EDIT_RESIDENTS)
    asked_by, checked_how = str(AskedBy(asked_by)), clean(checked_how)[:120]
    with transaction.atomic():
        person = locked(viewer, resident)
        will = rests_on(will_of(viewer, person.pk, "certificate"))
        if not will:
            raise ValidationError(
                gettext("本人の意思（確かめられないときは、その記録と家族の希望）を、先に意思確認で記録してください。"),
                code="will",
            )
        known = queries.known_of(viewer, [person])[0]
        values = {
            "ground": ground, "asked_by": asked_by, "will": will, "checked_how": checked_how, "applies": applies,
            "insurer_id": known.insurer.pk if known.insurer else None, "papers": list(papers), "options": list(options),
        }  # fmt: skip
        now = known.application
        if now is not None and all(getattr(now, key) == value for key, value in values.items()):
            return now
        made = now or Application(organisation_id=viewer.organisation, resident_id=person.pk, prepared_on=today())
        for key, value in values.items():
            setattr(made, key, value)
        made.save()
        _write(viewer, made, "prepared")
    return made


def send_application(viewer: Viewer, resident: UUID, application: UUID, on: date) -> None:
    """It was sent to the insurer. Repeated, it changes nothing."""
    _mark(viewer, resident, application, "sent", sent_on=on)


def end_application(viewer: Viewer, resident: UUID, application: UUID, on: date, outcome: str, why: str = "") -> None:
    """It came to its end: refused (why), or taken back. Arrival is written with the paper that came."""
    viewer.require(Right.EDIT_RESIDENTS)
    if outcome not in OUTCOMES:
        raise ValueError(outcome)
    _mark(viewer, resident, application, outcome, ended_on=on, outcome=outcome, why=clean(why)[:120])


def _mark(viewer: Viewer, resident: UUID, application: UUID, what: str, **values: object) -> None:
    viewer.require(Right.EDIT_RESIDENTS)
    with transaction.atomic():
        person = locked(viewer, resident)
        one = queries.application(viewer, person.pk, application)
        if one.ended_on is not None or all(getattr(one, key) == value for key, value in values.items()):
            return
        for key, value in values.items():
            setattr(one, key, value)
        one.save()
        _write(viewer, one, what)


def close_with(viewer: Viewer, resident: UUID, on: date, outcome: str) -> None:
    """What was asked for has come: within the transaction that wrote its arrival."""
    viewer.require(Right.EDIT_RESIDENTS)
    Application.objects.filter(organisation_id=viewer.organisation, resident=resident, ended_on=None).update(
        ended_on=on, outcome=outcome
    )
    touch(resident)


def _write(viewer: Viewer, one: Application, state: str) -> None:
    told = {"state": state, "kind": one.ground, "answered_by": one.will}
    touch(one.resident_id)
    write(viewer, "insurance.application", Chain("resident", one.resident_id), refs=[one.pk], values=told)
