"""After the day: how far each application is, the facility's own help, and the money."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from tsukisoi.deliveries import queries as deliveries
from tsukisoi.receptions.models import Claim, LeadTime, Listed, Mail, Mark, Reception, Support
from tsukisoi.receptions.money import ClaimLine, Told, Work
from tsukisoi.receptions.money import lines as money_lines
from tsukisoi.receptions.progress import ENDED, Progress, Way, in_order, progress_of
from tsukisoi.receptions.queries.days import receptions, town_answers
from tsukisoi.receptions.queries.lists import people
from tsukisoi.receptions.tasks import KEPT_BACK
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day


@once
def progress(viewer: Viewer, reception: Reception) -> list[Progress]:
    """How far each application of this reception is, in the order of the list. Three queries for any number.

    A card that came back is kept by the town of record: for who is registered elsewhere its days count.
    """
    group = people(viewer, reception)
    kept = dict(_days_kept())
    keeps: dict[object, int | None] = {one.pk: kept.get(_keeper(one, reception)) for one in group}
    return progress_of(group, _marks(reception.pk), keeps, _way(reception))


def _way(reception: Reception) -> Way:
    collected = reception.is_support or reception.mail == Mail.NONE
    return Way(ours=reception.is_ours, alone=reception.is_support, collected=collected)


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
    return Mark.objects.filter(listed__reception=reception, taken_back_at=None).order_by("turn", "on", "id")


def marks_of(viewer: Viewer, listed: Listed) -> list[Mark]:
    """Everything written after the day for one person, of every turn, with what was taken back."""
    viewer.require(Right.SEE_RESIDENTS)
    return in_order(Mark.objects.filter(listed=listed))


def mark(viewer: Viewer, listed: Listed, id: UUID | None) -> Mark | None:
    """One of them as long as it stands."""
    viewer.require(Right.SEE_RESIDENTS)
    return Mark.objects.filter(listed=listed, pk=id, taken_back_at=None).first() if id else None


def supported_on(viewer: Viewer, listed: Listed) -> date | None:
    """The day on which the facility sent this application itself."""
    return Support.objects.filter(listed=listed).values_list("sent_on", flat=True).first()


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
    found = Mark.objects.filter(
        listed__reception__in=receptions, code__in=("returned", "destroyed"), taken_back_at=None
    )  # fmt: skip
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


def claim_lines(viewer: Viewer, reception: Reception) -> list[ClaimLine]:
    """Every piece of work with its amount, or why the town refuses it, by what was agreed and what it answered."""
    told = Told.of(town_answers(viewer, reception))
    return money_lines(reception, claim(viewer, reception), work(viewer, reception), told)


def work(viewer: Viewer, reception: Reception) -> list[Work]:
    """What was done for the people of this list that a town may pay: applications, and cards fetched for them."""
    lines = progress(viewer, reception)
    led = _applications([one.listed.resident_id for one in lines if one.listed.resident_id])
    found = []
    for one in lines:
        applied = one.on("applied")
        if applied:
            found.append(Work(one.listed, "support", applied))
        if one.listed.resident_id:
            found += _fetched(viewer, one.listed, one.listed.resident_id, reception, led)
    return found


def _applications(residents: list[UUID]) -> dict[UUID | None, list[Mark]]:
    """Every application of these people, of whichever reception, the earliest first. One query."""
    found = Mark.objects.filter(listed__resident__in=residents, code="applied", taken_back_at=None)
    by_person: dict[UUID | None, list[Mark]] = {}
    for one in found.select_related("listed__reception").order_by("on", "listed__reception__on", "id"):
        by_person.setdefault(one.listed.resident_id, []).append(one)
    return by_person


def _fetched(
    viewer: Viewer, listed: Listed, resident: UUID, reception: Reception, led: dict[UUID | None, list[Mark]]
) -> list[Work]:
    """The pick-ups by a proxy since the reception; with the reason where one does not count for it.

    A card comes of one application: the last one before it. Its pick-up counts where that was made, and once.
    """
    found, counted = [], set[UUID]()
    for day in _pick_ups(viewer, resident):
        last = next((one for one in reversed(led.get(resident, [])) if one.on <= day), None)
        if day >= reception.on:
            found.append(Work(listed, "proxy", day, _not_of(reception, last, counted)))
        if last is not None:
            counted.add(last.pk)
    return found


def _pick_ups(viewer: Viewer, resident: UUID) -> list[date]:
    """The days on which a proxy brought this person's card, the earliest first."""
    done = ("handed_over", "custody")
    ended = [one for one in deliveries.past(viewer, resident) if one.way == "proxy" and one.outcome in done]
    return sorted(one.closed_on for one in ended if one.closed_on is not None)


def _not_of(reception: Reception, last: Mark | None, counted: set[UUID]) -> str:
    """Why a pick-up does not count for this reception; empty where it does. `last`: the application before it."""
    if last is None:
        return gettext("この受け取りより前に、申請した日が書かれていません。")
    if last.listed.reception_id != reception.pk:
        other = last.listed.reception
        told = gettext("この受け取りは、%(day)sの受付（%(place)s）でした申請によるものです。その受付で数えます。")
        return told % {"day": short_day(other.on), "place": other.place}
    return gettext("この申請の受け取りは、もう数えています。") if last.pk in counted else ""


def delivery_open(viewer: Viewer, resident: UUID) -> bool:
    """Is a card on its way to this person?"""
    return deliveries.open_of(viewer, resident) is not None
