"""A movement was written by mistake: an entry of its own puts back what stood before, and both stay readable."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.cases import actions as cases
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.guard.validators import model_validator
from tsukisoi.insurance import actions as insurance
from tsukisoi.journal.actions import Chain, write
from tsukisoi.movements import queries
from tsukisoi.movements.actions.effects import RESIDENCE, relist, stays_home
from tsukisoi.movements.models import Duty, Kind, Movement, State, Stay
from tsukisoi.outings import actions as outings
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as people
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer


def counter(viewer: Viewer, movement: UUID, why: str) -> Movement:
    """Put back what stood before a movement. Only the last one of a person; countered twice is countered once.

    Visits that were called off are planned again where their day is still to come. Raises ValidationError.
    """
    seen = queries.movement(viewer, movement)
    viewer.require(Right.MOVE_PEOPLE, seen.resident.unit_id)
    model_validator(why)
    if not why.strip():
        raise ValidationError(gettext("わけを入れてください。"), code="why")
    with transaction.atomic():
        found: Movement = Movement.objects.select_for_update(of=("self",)).get(pk=seen.pk)
        if found.state == State.COUNTERED:
            return Movement.objects.get(counters=found)
        _is_last(viewer, found)
        _put_back(viewer, found)
        Movement.objects.filter(pk=found.pk).update(state=State.COUNTERED)
        Duty.objects.filter(movement=found, done_on=None).delete()
        stays_home(found)
        made: Movement = Movement.objects.create(
            organisation_id=viewer.organisation, resident_id=found.resident_id, kind=found.kind, on=today(),
            state=State.COUNTER, counters=found, note=why[:120], recorded_at=now(), by=viewer.worker, done_at=now(),
        )  # fmt: skip
        values = {"kind": str(found.kind), "on": found.on.isoformat()}
        write(
            viewer, "movements.counter", Chain("resident", found.resident_id), refs=[made.pk, found.pk],
            values=values, reason=why,
        )  # fmt: skip
    return made


def _is_last(viewer: Viewer, movement: Movement) -> None:
    last = queries.last_done(viewer, movement.resident_id)
    if movement.state != State.DONE or last is None or last.pk != movement.pk:
        raise ValidationError(gettext("取り消せるのは、いちばん新しい動きだけです。"), code="not_last")


def _put_back(viewer: Viewer, movement: Movement) -> None:
    before: dict[str, Any] = movement.before
    person = movement.resident_id
    _status(viewer, movement, before)
    residents.change(viewer, person, **_fields(viewer, movement, before))
    _stays(person, before)
    _residence(viewer, person, before["residence"])
    relist(viewer, before["lists"])
    if before.get("insurer"):
        insurance.insurer_back(viewer, person, date.fromisoformat(before["insurer"]))
    for visit in before.get("visits", []):  # older movements did not write them down
        outings.go_after_all(viewer, UUID(visit))
    if before["delivery"]:
        deliveries.reopen(viewer, person, UUID(before["delivery"]))
    if before["case"]:
        cases.reopen(viewer, person, UUID(before["case"]))


def _fields(viewer: Viewer, movement: Movement, before: dict[str, Any]) -> dict[str, Any]:
    """What the movement wrote and nobody wrote over since."""
    person = people.person(viewer, movement.resident_id)
    fields: dict[str, Any] = {}
    if movement.room and person.room == movement.room:
        fields["room"] = before["room"]
    if movement.unit_id and person.unit_id == movement.unit_id:
        fields["unit_id"] = _id(before["unit"])
    if movement.kind == Kind.TOWN and person.office_id == movement.office_id:
        fields["office_id"] = _id(before["office"])
    return fields


def _id(text: str) -> UUID | None:
    return UUID(text) if text else None


def _status(viewer: Viewer, movement: Movement, before: dict[str, Any]) -> None:
    person = people.person(viewer, movement.resident_id)
    if person.status == before["status"]:
        return
    if before["status"] == people.HERE:
        residents.return_(viewer, person)
    else:
        on = date.fromisoformat(before["ended_on"]) if before["ended_on"] else today()
        residents.leave(viewer, person, on)


def _stays(resident: UUID, before: dict[str, Any]) -> None:
    if before["opened"]:
        Stay.objects.filter(pk=before["opened"], resident=resident).delete()
    if before["stay"] and not Stay.objects.filter(resident=resident, ended_on=None).exists():
        Stay.objects.filter(pk=before["stay"], resident=resident).update(ended_on=None)


def _residence(viewer: Viewer, resident: UUID, fact: list[Any]) -> None:
    if not fact:
        residents.forget_fact(viewer, resident, RESIDENCE)
        return
    value, known, told_by, since = fact
    residents.record_fact(
        viewer, resident, RESIDENCE, value if known else None, told_by=told_by,
        since=date.fromisoformat(since) if since else None,
    )  # fmt: skip
