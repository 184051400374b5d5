"""One reception: what was agreed, its plan, its things, its room, and the days of its town."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.municipalities import queries as municipalities
from tsukisoi.receptions.models import Hall, Item, Kind, LeadTime, Meeting, Reception, Stage, Step
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

Day = Reception
"""The type of a reception, for other rooms."""


def receptions(viewer: Viewer, open_only: bool = False) -> list[Reception]:
    """Every reception of the house, the newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return [one for one in _every(viewer) if one.stage in (Stage.PLANNED, Stage.HELD) or not open_only]


@once
def _every(viewer: Viewer) -> list[Reception]:
    return _receptions()


@prepared
def _receptions() -> "QuerySet[Reception]":
    return Reception.objects.all()


def reception(viewer: Viewer, id: UUID) -> Reception:
    """One reception. Raises Http404 outside the viewer's organisation."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Reception = get_object_or_404(Reception.objects, pk=id)
    return found


def by_shared(viewer: Viewer, shared: UUID) -> Reception | None:
    """The reception that both sides know under this id, if it is here."""
    viewer.require(Right.SEE_RESIDENTS)
    return Reception.objects.filter(shared=shared).first()


def is_home_round(reception: Reception) -> bool:
    """Is it a round of several homes?"""
    return reception.kind == Kind.HOME_VISIT_RECEPTION


def steps(viewer: Viewer, reception: Reception) -> list[Step]:
    """The plan in the order of its days; what has no day comes first."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Step.objects.filter(reception=reception).select_related("worker")
    return sorted(found, key=lambda step: (step.due or date.min, step.code))


def step(viewer: Viewer, id: UUID) -> Step:
    """One step. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Step = get_object_or_404(Step.objects.select_related("reception", "worker"), pk=id)
    return found


def due_steps(viewer: Viewer, until: date, by: Collection[str]) -> list[Step]:
    """Steps of these sides, of open receptions, not done and due by that day, earliest first. Two queries.

    Of a day that is over only what comes after it: nobody prepares for it any more.
    """
    viewer.require(Right.SEE_RESIDENTS)
    still = {one.pk: one for one in receptions(viewer, open_only=True)}
    found = _due(list(still), until, by) if still else []
    for step in found:
        step.reception = still[step.reception_id]
    return [step for step in found if not _is_too_late(step)]


def _is_too_late(step: Step) -> bool:
    held = step.reception.on
    return held < today() and step.due is not None and step.due <= held


def gone_by(viewer: Viewer) -> list[Reception]:
    """Receptions still in preparation although their day is over."""
    return [one for one in receptions(viewer, open_only=True) if one.stage == Stage.PLANNED and one.on < today()]


@prepared
def _due(receptions: list[UUID], until: date, by: Collection[str]) -> "QuerySet[Step]":
    found = Step.objects.filter(done_on=None, due__lte=until, reception__in=receptions, by__in=by)
    return found.order_by("due", "id")


def awaited(viewer: Viewer, code: str, mail: Collection[str], before: date) -> list[tuple[Reception, date]]:
    """Open receptions held before that day whose cards come by such mail, with a step that fell due before it."""
    past = [one for one in receptions(viewer, open_only=True) if one.on < before and one.mail in mail]
    due = dict(_fell_due([one.pk for one in past], code, before)) if past else {}
    return [(one, day) for one in past if (day := due.get(one.pk))]


@prepared
def _fell_due(receptions: list[UUID], code: str, before: date) -> "QuerySet[Step, tuple[UUID, date | None]]":
    found = Step.objects.filter(reception__in=receptions, code=code, due__lt=before)
    return found.values_list("reception_id", "due")


def lead_times(viewer: Viewer, town: str) -> dict[str, LeadTime]:
    """What is known of the days of one town, by step."""
    viewer.require(Right.SEE_RESIDENTS)
    return {row.code: row for row in _days_of(town)}


@prepared
def _days_of(town: str) -> "QuerySet[LeadTime]":
    return LeadTime.objects.filter(town=town)


def town_days(viewer: Viewer, town: str) -> dict[str, int]:
    """The days of one town by step, from the reception: what was written here, else what its own page answers."""
    told = municipalities.particulars(viewer, municipalities.called(viewer, town))
    ahead = {"notice": told.get("reception.lead_days"), "list_sent": told.get("reception.roster_days")}
    answered = {code: -int(days) for code, days in ahead.items() if days is not None}
    return answered | {code: row.days for code, row in lead_times(viewer, town).items()}


def lead_times_known(viewer: Viewer) -> dict[str, int]:
    """How many steps of each town have days of their own."""
    viewer.require(Right.SEE_RESIDENTS)
    rows = LeadTime.objects.order_by().values("town").annotate(n=Count("id"))
    return {row["town"]: row["n"] for row in rows}


def town_answers(viewer: Viewer, reception: Reception) -> dict[str, Any]:
    """What the town of the reception answered on its own page beside the rules."""
    return municipalities.particulars(viewer, municipalities.called(viewer, reception.town))


def items(viewer: Viewer, reception: Reception) -> dict[str, Item]:
    """What was said of the things for the day, by their code."""
    viewer.require(Right.SEE_RESIDENTS)
    return {item.code: item for item in Item.objects.filter(reception=reception)}


def meeting(viewer: Viewer, reception: Reception) -> Meeting | None:
    """What was settled at the meeting, if it is written down."""
    viewer.require(Right.SEE_RESIDENTS)
    return Meeting.objects.filter(reception=reception).first()


def agreed_on(viewer: Viewer, reception: Reception, point: str) -> str:
    """What the meeting settled of one point of the agenda; empty where it did not."""
    found = meeting(viewer, reception)
    return str(found.answers.get(point, "")) if found else ""


def hall(viewer: Viewer, reception: Reception) -> Hall:
    """The room and the pace of the day; as usual where nobody has said."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Hall.objects.filter(reception=reception).first()
    return found or Hall(organisation_id=viewer.organisation, reception=reception)
