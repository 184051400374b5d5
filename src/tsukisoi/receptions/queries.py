"""Reading receptions: the day, the list, the plan, the goods, and what waits for a decision."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.deliveries import queries as deliveries
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.packets import queries as packets
from tsukisoi.packets.queries import Packet
from tsukisoi.receptions.models import (
    Claim,
    Correction,
    Hall,
    Item,
    Kind,
    Layout,
    LeadTime,
    Listed,
    Mark,
    Meeting,
    Place,
    Reception,
    Stage,
    Step,
    Support,
)
from tsukisoi.receptions.money import ClaimLine, Told, Work
from tsukisoi.receptions.money import lines as money_lines
from tsukisoi.receptions.progress import ENDED, Progress, progress_of
from tsukisoi.receptions.tasks import KEPT_BACK
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

Day = Reception
"""The type of a reception, for other rooms."""
Person = Listed
"""The type of a person on a list, for other rooms."""


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


def people(viewer: Viewer, reception: Reception, withdrawn: bool = False) -> list[Listed]:
    """The list of one reception in the order of its numbers; with those who were taken off it where asked.

    A viewer limited to units sees everybody on the list: the day is one day for the whole house.
    """
    viewer.require(Right.SEE_RESIDENTS)
    return _people(reception.pk, withdrawn)


@prepared
def _people(reception: UUID, withdrawn: bool) -> "QuerySet[Listed]":
    found = Listed.objects.filter(reception=reception).order_by("number", "id")
    return found if withdrawn else found.filter(place=Place.LISTED)


def listed(viewer: Viewer, id: UUID) -> Listed:
    """One person on a list. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Listed = get_object_or_404(Listed.objects.select_related("reception"), pk=id)
    return found


def of_resident(viewer: Viewer, resident: UUID) -> list[Listed]:
    """The lists a resident stands on, the newest reception first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _of_resident(resident)


@prepared
def _of_resident(resident: UUID) -> "QuerySet[Listed]":
    found = Listed.objects.filter(resident_id=resident).select_related("reception")
    return found.order_by("-reception__on", "-id")


def listed_residents(viewer: Viewer, reception: Reception) -> set[UUID]:
    """The residents who stand on this list, those taken off it included."""
    viewer.require(Right.SEE_RESIDENTS)
    return set(Listed.objects.filter(reception=reception, resident__isnull=False).values_list("resident_id", flat=True))


def waiting_for_a_card(viewer: Viewer) -> set[UUID]:
    """The residents who have applied and whose card is on its way."""
    return {one.delivery.resident_id for one in deliveries.waiting(viewer)}


def on_other_lists(viewer: Viewer, reception: Reception) -> list[Listed]:
    """Whoever stands on the list of another reception that is still to be held."""
    viewer.require(Right.SEE_RESIDENTS)
    others = Listed.objects.filter(reception__stage=Stage.PLANNED, place=Place.LISTED, resident__isnull=False)
    return list(others.exclude(reception=reception.pk).select_related("reception").order_by("reception__on", "pk"))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many stand on a list: all, those from elsewhere, those who need a longer time, those with something short."""

    people: int = 0
    elsewhere: int = 0
    longer: int = 0


def counts(viewer: Viewer, receptions: Iterable[Reception]) -> dict[UUID, Counts]:
    """How many people stand on each list. One query for any number."""
    viewer.require(Right.SEE_RESIDENTS)
    rows = (
        Listed.objects.filter(reception__in=list(receptions), place=Place.LISTED)
        .order_by()
        .values("reception_id")
        .annotate(
            people=Count("id"), elsewhere=Count("id", filter=Q(elsewhere=True)),
            longer=Count("id", filter=Q(extra_minutes__gt=0)),
        )
    )  # fmt: skip
    return {row["reception_id"]: Counts(row["people"], row["elsewhere"], row["longer"]) for row in rows}


def anybody_from_elsewhere(viewer: Viewer, reception: Reception) -> bool:
    """Is anybody on the list registered in another municipality than that of the reception?"""
    viewer.require(Right.SEE_RESIDENTS)
    return Listed.objects.filter(reception=reception, place=Place.LISTED, elsewhere=True).exists()


def steps(viewer: Viewer, reception: Reception) -> list[Step]:
    """The plan in the order of its days; what has no day comes first."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Step.objects.filter(reception=reception).select_related("worker")
    return sorted(found, key=lambda step: (step.due or date.min, step.pk))


def step(viewer: Viewer, id: UUID) -> Step:
    """One step. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Step = get_object_or_404(Step.objects.select_related("reception", "worker"), pk=id)
    return found


def due_steps(viewer: Viewer, until: date) -> list[Step]:
    """Steps of open receptions that are not done and fall due by that day, earliest first. Two queries.

    Of a day that is over only what comes after it: nobody prepares for it any more.
    """
    viewer.require(Right.SEE_RESIDENTS)
    still = {one.pk: one for one in receptions(viewer, open_only=True)}
    found = _due(list(still), until) if still else []
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
def _due(receptions: list[UUID], until: date) -> "QuerySet[Step]":
    return Step.objects.filter(done_on=None, due__lte=until, reception__in=receptions).order_by("due", "id")


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


def items(viewer: Viewer, reception: Reception) -> dict[str, Item]:
    """What was said of the things for the day, by their code."""
    viewer.require(Right.SEE_RESIDENTS)
    return {item.code: item for item in Item.objects.filter(reception=reception)}


def meeting(viewer: Viewer, reception: Reception) -> Meeting | None:
    """What was settled at the meeting, if it is written down."""
    viewer.require(Right.SEE_RESIDENTS)
    return Meeting.objects.filter(reception=reception).first()


def hall(viewer: Viewer, reception: Reception) -> Hall:
    """The room and the pace of the day; as usual where nobody has said."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Hall.objects.filter(reception=reception).first()
    return found or Hall(organisation_id=viewer.organisation, reception=reception)


def corrections(viewer: Viewer, reception: Reception) -> list[Correction]:
    """What the other side wrote differently and nobody has decided yet."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Correction.objects.filter(reception=reception, taken=None).select_related("listed"))


def is_home_round(reception: Reception) -> bool:
    """Is it a round of several homes?"""
    return reception.kind == Kind.HOME_VISIT_RECEPTION


def correction(viewer: Viewer, id: UUID) -> Correction:
    """One difference. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Correction = get_object_or_404(Correction.objects.select_related("reception", "listed"), pk=id)
    return found


def files(viewer: Viewer, reception: Reception) -> list[Packet]:
    """The files that went over and came in for this reception, newest first."""
    return packets.packets(viewer, reception.pk) if viewer.may(packets.HAND_OVER) else []


def layout(viewer: Viewer, town: str) -> list[tuple[str, str]]:
    """The columns of a town's own workbook, (heading, our code); empty where the standard one is used."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Layout.objects.filter(town=town).values_list("columns", flat=True).first()
    return [(heading, code) for heading, code in found or []]


def with_corrections(viewer: Viewer) -> list[Reception]:
    """The receptions of which a difference waits for a decision."""
    viewer.require(Right.SEE_RESIDENTS)
    return _with_corrections()


@prepared
def _with_corrections() -> "QuerySet[Reception]":
    return Reception.objects.filter(pk__in=Correction.objects.filter(taken=None).values("reception"))


@once
def progress(viewer: Viewer, reception: Reception) -> list[Progress]:
    """How far each application of this reception is, in the order of the list. Three queries for any number.

    A card that came back is kept by the town of record: for who is registered elsewhere its days count.
    """
    group = people(viewer, reception)
    kept = dict(_days_kept())
    return progress_of(group, _marks(reception.pk), {one.pk: kept.get(_keeper(one, reception)) for one in group})


def on_the_way(viewer: Viewer, reception: Reception) -> list[Progress]:
    """The applications whose card is not in its hand."""
    return [one for one in progress(viewer, reception) if one.marks and one.code not in ENDED]


def _keeper(listed: Listed, reception: Reception) -> str:
    return str(listed.town_of_record) if listed.elsewhere else str(reception.town)


@prepared
def _days_kept() -> "QuerySet[LeadTime, tuple[str, int]]":
    return LeadTime.objects.filter(code=KEPT_BACK).values_list("town", "days")


@prepared
def _marks(reception: UUID) -> "QuerySet[Mark]":
    return Mark.objects.filter(listed__reception=reception).order_by("turn", "on", "id")


def progress_one(viewer: Viewer, listed: Listed) -> Progress:
    """How far one application is."""
    return next(one for one in progress(viewer, listed.reception) if one.listed.pk == listed.pk)


def urgent(viewer: Viewer) -> list[tuple[Reception, list[Progress]]]:
    """Applications of open receptions that somebody must act on now, by reception."""
    still, found = receptions(viewer, open_only=True), []
    back = set(_came_back([one.pk for one in still])) if still else ()
    for one in (one for one in still if one.pk in back):
        waiting = [line for line in progress(viewer, one) if line.urgent]
        if waiting:
            found.append((one, waiting))
    return found


@prepared
def _came_back(receptions: list[UUID]) -> "QuerySet[Mark, UUID]":
    found = Mark.objects.filter(listed__reception__in=receptions, code__in=("returned", "destroyed"))
    return found.values_list("listed__reception", flat=True).distinct()


def supports(viewer: Viewer, reception: Reception) -> dict[UUID, Support]:
    """The facility's own help with each application, by person on the list."""
    viewer.require(Right.SEE_RESIDENTS)
    return {one.listed_id: one for one in Support.objects.filter(listed__reception=reception)}


def support(viewer: Viewer, listed: Listed) -> Support:
    """That of one person; empty where nothing was done yet."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Support.objects.filter(listed=listed).first()
    return found or Support(organisation_id=viewer.organisation, listed=listed)


def claim(viewer: Viewer, reception: Reception) -> Claim:
    """What was agreed about money; empty where nobody has said."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Claim.objects.filter(reception=reception).first()
    return found or Claim(organisation_id=viewer.organisation, reception=reception)


def town_answers(viewer: Viewer, reception: Reception) -> dict[str, Any]:
    """What the town of the reception answered on its own page beside the rules."""
    return municipalities.particulars(viewer, municipalities.called(viewer, reception.town))


def claim_lines(viewer: Viewer, reception: Reception) -> list[ClaimLine]:
    """Every piece of work with its amount, or why the town refuses it, by what was agreed and what it answered."""
    told = Told.of(town_answers(viewer, reception))
    return money_lines(reception, claim(viewer, reception), work(viewer, reception), told)


def work(viewer: Viewer, reception: Reception) -> list[Work]:
    """What was done for the people of this list that a town may pay: applications, and cards fetched for them."""
    found = []
    for one in progress(viewer, reception):
        applied = one.on("applied")
        if applied:
            found.append(Work(one.listed, "support", applied))
        if one.listed.resident_id:
            found += [Work(one.listed, "proxy", day) for day in _fetched(viewer, one.listed.resident_id, reception.on)]
    return found


def _fetched(viewer: Viewer, resident: UUID, since: date) -> list[date]:
    """The days since the reception on which a proxy brought this person's card."""
    ended = deliveries.past(viewer, resident)
    done = ("handed_over", "custody")
    days = [one.closed_on for one in ended if one.way == "proxy" and one.outcome in done]
    return [day for day in days if day is not None and day >= since]


def delivery_open(viewer: Viewer, resident: UUID) -> bool:
    """Is a card on its way to this person?"""
    return deliveries.open_of(viewer, resident) is not None
