"""Who stands on a list, what went over with it, and what of it waits for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.deliveries import queries as deliveries
from tsukisoi.journal import queries as journal
from tsukisoi.packets import queries as packets
from tsukisoi.packets.queries import Packet
from tsukisoi.receptions.models import Correction, Layout, Listed, Place, Reception, Stage
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

Person = Listed
"""The type of a person on a list, for other rooms."""


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


def corrections(viewer: Viewer, reception: Reception) -> list[Correction]:
    """What the other side wrote differently and nobody has decided yet."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Correction.objects.filter(reception=reception, taken=None).select_related("listed"))


def correction(viewer: Viewer, id: UUID) -> Correction:
    """One difference. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Correction = get_object_or_404(Correction.objects.select_related("reception", "listed"), pk=id)
    return found


def with_corrections(viewer: Viewer) -> list[Reception]:
    """The receptions of which a difference waits for a decision."""
    viewer.require(Right.SEE_RESIDENTS)
    return _with_corrections()


@prepared
def _with_corrections() -> "QuerySet[Reception]":
    return Reception.objects.filter(pk__in=Correction.objects.filter(taken=None).values("reception"))


def files(viewer: Viewer, reception: Reception) -> list[Packet]:
    """The files that went over and came in for this reception, newest first."""
    return packets.packets(viewer, reception.pk) if viewer.may(packets.HAND_OVER) else []


def was_handed_over(viewer: Viewer, reception: Reception) -> bool:
    """Did the list go over to the other side before?"""
    return any(one.direction == "made" for one in files(viewer, reception))


LIST_FILE = "reception_list"
"""The kind of the file that carries a list."""
LIST_WORKBOOK = "reception_workbook"
"""The kind of the file that carries a list as a workbook."""
OUTDATED = "receptions.outdated"
"""The entry of the record by which the other side has a list that says otherwise."""


def handed_over_at(reception: Reception) -> datetime | None:
    """When the list last went over to the other side, as either file."""
    return packets.last_made(reception.pk, (LIST_FILE, LIST_WORKBOOK))


def changed_since_over(viewer: Viewer, reception: Reception) -> set[str]:
    """Which columns of the agreement changed since the list went over, and 「rows」 where other people stand on it.

    Nothing once the day is over, or where nothing went over. Two queries.
    """
    viewer.require(Right.SEE_RESIDENTS)
    over = handed_over_at(reception) if reception.to_come else None
    return journal.fields_since("reception", reception.pk, OUTDATED, over) if over else set()


def timed(viewer: Viewer, reception: Reception) -> int:
    """How many on the list have a time of call."""
    viewer.require(Right.SEE_RESIDENTS)
    count: int = Listed.objects.filter(reception=reception, call_at__isnull=False).count()
    return count


def layout(viewer: Viewer, town: str) -> list[tuple[str, str]]:
    """The columns of a town's own workbook, (heading, our code); empty where the standard one is used."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Layout.objects.filter(town=town).values_list("columns", flat=True).first()
    return [(heading, code) for heading, code in found or []]
