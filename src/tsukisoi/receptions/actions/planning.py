"""The plan: reckoned from the day, moved with it, and changed by hand."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions import guidance, queries
from tsukisoi.receptions.models import By, LeadTime, Listed, Place, Reception, Stage, Step
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer


def replan(viewer: Viewer, reception: Reception) -> list[Step]:
    """Reckon the plan anew from the day, the list and the town's own days.

    What is done or was set by hand stays as it is; a step that no longer applies goes, unless it is done.
    """
    viewer.require(Right.RUN_RECEPTIONS)
    on_it = Listed.objects.filter(reception=reception, place=Place.LISTED)
    elsewhere, registers = on_it.filter(elsewhere=True).exists(), on_it.filter(registers_use=True).exists()
    days = queries.town_days(viewer, reception.town)
    wanted = {one.code: one for one in guidance.plan(reception, elsewhere, registers, days)}
    with transaction.atomic():
        Reception.objects.select_for_update().get(pk=reception.pk)
        standing = {step.code: step for step in Step.objects.filter(reception=reception)}
        for code, step in standing.items():
            if code not in wanted and not step.by_hand and step.done_on is None:
                step.delete()
        for code, one in wanted.items():
            _put(viewer, reception, standing.get(code), one)
    return queries.steps(viewer, reception)


def _put(viewer: Viewer, reception: Reception, step: Step | None, one: guidance.Planned) -> None:
    if step is None:
        Step.objects.create(
            organisation_id=viewer.organisation, reception=reception, code=one.code, by=one.by, due=one.due,
            reckoned=one.reckoned, about=one.about,
        )  # fmt: skip
    elif not step.by_hand and step.done_on is None:
        Step.objects.filter(pk=step.pk).update(due=one.due, reckoned=one.reckoned, about=one.about)


def set_step(
    viewer: Viewer, step: Step, *, due: date | None, by: str, worker: UUID | None = None, done: bool = False
) -> Step:
    """Say who does a step, by when, and whether it is done. The same again changes nothing."""
    viewer.require(Right.RUN_RECEPTIONS)
    by = By(by)
    with transaction.atomic():
        now_ = Step.objects.select_for_update().get(pk=step.pk)
        done_on = (now_.done_on or today()) if done else None
        if (now_.due, now_.by, now_.worker_id, now_.done_on) == (due, by, worker, done_on):
            return now_
        now_.by_hand = now_.by_hand or (now_.due, now_.by) != (due, by)
        now_.due, now_.by, now_.worker_id, now_.done_on = due, by, worker, done_on
        now_.save()
        write(
            viewer, "receptions.step", Chain("reception", now_.reception_id), refs=[now_.pk],
            values={"code": now_.code, "state": "done" if done else "open", "due": due.isoformat() if due else ""},
        )  # fmt: skip
    return now_


def add_step(viewer: Viewer, reception: Reception, *, words: str, by: str, due: date | None) -> Step:
    """Add a step of one's own. The same words again are the same step."""
    viewer.require(Right.RUN_RECEPTIONS)
    model_validator(words)
    with transaction.atomic():
        Reception.objects.select_for_update().get(pk=reception.pk)
        twin = Step.objects.filter(reception=reception, words=words).exclude(words="").first()
        if twin is not None:
            return twin
        made = Step.objects.create(
            organisation_id=viewer.organisation, reception=reception, code=f"own.{new_id().hex[-12:]}", by=By(by),
            words=words, due=due, by_hand=True,
        )  # fmt: skip
        write(viewer, "receptions.step", Chain("reception", reception.pk), refs=[made.pk], values={"note": words})
    return made


def set_lead_time(viewer: Viewer, town: str, code: str, days: int | None, source: str) -> None:
    """Write how many days a step takes in a town (None: as the manual says), and move every open plan with it."""
    set_lead_times(viewer, town, {code: days}, source)


def set_lead_times(viewer: Viewer, town: str, days: Mapping[str, int | None], source: str) -> int:
    """Write several of a town's days at once; how many that changed. What is the same already stays as it was said."""
    viewer.require(Right.EDIT_MUNICIPALITIES)
    model_validator(source)
    with transaction.atomic():
        kept = queries.lead_times(viewer, town)
        before = {code: kept[code].days if code in kept else None for code in days}
        changed = {code: value for code, value in days.items() if value != before[code]}
        for code, value in changed.items():
            _keep_days(viewer, town, code, value, source)
        if changed:
            house = Chain("organisation", viewer.organisation)
            for code, value in changed.items():
                write(viewer, "receptions.lead_time", house, values={"name": town, "code": code, "days": value})
            for reception in Reception.objects.filter(town=town, stage=Stage.PLANNED):
                replan(viewer, reception)
    return len(changed)


def _keep_days(viewer: Viewer, town: str, code: str, days: int | None, source: str) -> None:
    if days is None:
        LeadTime.objects.filter(town=town, code=code).delete()
    else:
        LeadTime.objects.update_or_create(
            organisation_id=viewer.organisation, town=town, code=code,
            defaults={"days": days, "source": source, "checked_on": today()},
        )  # fmt: skip
