"""Reading what went wrong: of people whom the viewer may see; leaks only for those who handle them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.upkeep.models import Incident as Incident
from tsukisoi.upkeep.models import Leak as Leak
from tsukisoi.upkeep.models import Step, Trouble


@dataclass(frozen=True, slots=True)
class Case:
    """One incident with its person and the steps that stand, by code."""

    incident: Incident
    person: residents.Person
    steps: dict[str, Step]

    @property
    def suspended(self) -> bool:
        """Was a suspension asked for?"""
        return any(code.startswith("suspend") for code in self.steps)

    @property
    def reported(self) -> bool:
        """Was the loss report filed?"""
        return "loss_report" in self.steps


def _cases(viewer: Viewer, found: Iterable[Incident]) -> list[Case]:
    rows = list(found)
    people = {person.pk: person for person in residents.persons(viewer, {row.resident_id for row in rows})}
    steps: dict[UUID, dict[str, Step]] = {}
    for step in _steps([row.pk for row in rows]) if rows else ():
        steps.setdefault(step.incident_id, {})[step.code] = step
    return [Case(row, people[row.resident_id], steps.get(row.pk, {})) for row in rows if row.resident_id in people]


@prepared
def _steps(incidents: list[UUID]) -> "QuerySet[Step]":
    return Step.objects.filter(incident__in=incidents, taken_back_at=None)


def still_open(viewer: Viewer) -> list[Case]:
    """Everything that is not settled, newest first. Three queries."""
    viewer.require(Right.SEE_RESIDENTS)
    return _cases(viewer, _open())


@prepared
def _open() -> "QuerySet[Incident]":
    return Incident.objects.filter(closed_at=None)


@once
def lost_cards(viewer: Viewer) -> dict[UUID, tuple[datetime, UUID]]:
    """Whose card is being looked for: since when, and by which incident. For the rooms that would show it as there."""
    viewer.require(Right.SEE_RESIDENTS)
    return {resident: (at, incident) for resident, at, incident in _lost_cards()}


@prepared
def _lost_cards() -> "QuerySet[Incident, tuple[UUID, datetime, UUID]]":
    found = Incident.objects.filter(closed_at=None, trouble=Trouble.CARD_LOST).order_by("noticed_at")
    return found.values_list("resident_id", "noticed_at", "pk")


def closed(viewer: Viewer, limit: int = 20) -> list[Case]:
    """What was settled, newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _cases(viewer, Incident.objects.exclude(closed_at=None)[:limit])


def of_person(viewer: Viewer, resident: UUID) -> list[Case]:
    """Everything of one person, newest first."""
    return _cases(viewer, _of_person(resident))


@prepared
def _of_person(resident: UUID) -> "QuerySet[Incident]":
    return Incident.objects.filter(resident_id=resident)[:10]


def case(viewer: Viewer, id: UUID) -> Case:
    """One incident. Raises Http404."""
    row: Incident = get_object_or_404(Incident.objects, pk=id)
    person = residents.person(viewer, row.resident_id)
    steps = {step.code: step for step in Step.objects.filter(incident=row, taken_back_at=None)}
    return Case(row, person, steps)


def loss_before(viewer: Viewer, resident: UUID) -> Case | None:
    """The last loss of this person's card: what was stopped and reported then decides what to do with a found card."""
    found = _cases(viewer, Incident.objects.filter(resident_id=resident, trouble=Trouble.CARD_LOST)[:1])
    return found[0] if found else None


def every_step(viewer: Viewer, incident: Incident) -> list[Step]:
    """Every step in the order it really happened, also those taken back."""
    return list(Step.objects.filter(incident=incident))


def leaks(viewer: Viewer) -> list[Leak]:
    """Every leak, the open ones first."""
    viewer.require(Right.HANDLE_LEAKS)
    return sorted(Leak.objects.all(), key=lambda leak: leak.closed_at is not None)


def open_leaks(viewer: Viewer) -> list[Leak]:
    """Those not settled yet."""
    viewer.require(Right.HANDLE_LEAKS)
    return _open_leaks()


@prepared
def _open_leaks() -> "QuerySet[Leak]":
    return Leak.objects.filter(closed_at=None)


def leak(viewer: Viewer, id: UUID) -> Leak:
    """One leak. Raises Http404."""
    viewer.require(Right.HANDLE_LEAKS)
    found: Leak = get_object_or_404(Leak.objects, pk=id)
    return found
