"""The meeting, the things, the room, and the times of call."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions import queries
from tsukisoi.receptions.actions.opening import change
from tsukisoi.receptions.models import By, Hall, Item, Listed, Meeting, Reception, Step
from tsukisoi.receptions.timetable import Timetable
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


def hold_meeting(
    viewer: Viewer, reception: Reception, *, held_on: date, present: str, answers: Mapping[str, str], **decided: Any
) -> Meeting:
    """Write down what was settled. What was decided (columns of the agreement) changes the plan and the things, and the
    meeting's step is done. The same again changes nothing."""
    viewer.require(Right.RUN_RECEPTIONS)
    for text in (present, *answers.values()):
        model_validator(text)
    with transaction.atomic():
        change(viewer, reception, **decided)
        found = Meeting.objects.select_for_update().filter(reception=reception).first()
        said = {"held_on": held_on, "present": present, "answers": dict(answers)}
        if found is not None and all(getattr(found, key) == value for key, value in said.items()):
            return found
        made, _new = Meeting.objects.update_or_create(
            organisation_id=viewer.organisation, reception=reception, defaults=said
        )
        Step.objects.filter(reception=reception, code="meeting", done_on=None).update(done_on=held_on)
        write(
            viewer, "receptions.meeting", Chain("reception", reception.pk), refs=[made.pk],
            values={"held_on": held_on.isoformat(), "present": present, **answers},
        )  # fmt: skip
    return made


def set_items(viewer: Viewer, reception: Reception, said: Mapping[str, tuple[str, bool]]) -> int:
    """Say who brings each thing and whether it is there; how many that changed."""
    viewer.require(Right.RUN_RECEPTIONS)
    with transaction.atomic():
        Reception.objects.select_for_update().get(pk=reception.pk)
        kept = queries.items(viewer, reception)
        changed = {
            code: (By(by), there)
            for code, (by, there) in said.items()
            if code not in kept or (kept[code].by, kept[code].there) != (by, there)
        }
        for code, (by, there) in changed.items():
            Item.objects.update_or_create(
                organisation_id=viewer.organisation, reception=reception, code=code,
                defaults={"by": by, "there": there},
            )  # fmt: skip
        if changed:
            values = {code: ("there" if there else "not there") for code, (_by, there) in changed.items()}
            write(viewer, "receptions.goods", Chain("reception", reception.pk), values=values)
    return len(changed)


def set_hall(viewer: Viewer, reception: Reception, **said: int) -> Hall:
    """Write the size of the room and the pace. The same again changes nothing."""
    viewer.require(Right.RUN_RECEPTIONS)
    with transaction.atomic():
        found = Hall.objects.select_for_update().filter(reception=reception).first()
        if found is not None and all(getattr(found, key) == value for key, value in said.items()):
            return found
        made, _new = Hall.objects.update_or_create(
            organisation_id=viewer.organisation, reception=reception, defaults=said
        )
        write(viewer, "receptions.hall", Chain("reception", reception.pk), values=dict(said))
    return made


def set_times(viewer: Viewer, reception: Reception, timetable: Timetable) -> int:
    """Write the reckoned time of call with everybody on the list; how many that changed."""
    viewer.require(Right.RUN_RECEPTIONS)
    at = {slot.number: clock(reception.begins, slot.calls) for slot in timetable.slots}
    with transaction.atomic():
        Reception.objects.select_for_update().get(pk=reception.pk)
        changed = [one for one in queries.people(viewer, reception) if at.get(one.number, one.call_at) != one.call_at]
        for one in changed:
            Listed.objects.filter(pk=one.pk).update(call_at=at[one.number])
        if changed:
            refs = [one.pk for one in changed]
            write(viewer, "receptions.times", Chain("reception", reception.pk), refs=refs)
    return len(changed)


def clock(begins: time, minutes: int) -> time:
    """The time of day so many minutes after the beginning."""
    return (datetime.combine(date(2000, 1, 1), begins) + timedelta(minutes=minutes)).time()
