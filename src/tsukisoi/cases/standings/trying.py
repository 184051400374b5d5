"""How many sheets everybody's papers would be: the questions that still matter are found by trying."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Sum
from django.utils.translation import override

from tsukisoi.cases.guidance import find, guidance_of, tell
from tsukisoi.cases.kit import kinds_for
from tsukisoi.cases.models import Finding, Standing
from tsukisoi.cases.standings import holding
from tsukisoi.cases.standings.holding import house_mark, is_whole
from tsukisoi.cases.standings.reckoning import marks_of, read_findings, refresh
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Run:
    """How many sheets a printing for everybody would be; `left`: people of whom that is not reckoned yet."""

    people: int
    sheets: int
    left: int


def sheets(viewer: Viewer, patience: float | None = None) -> Run:
    """How many sheets everybody's papers would be, as far as that is known within `patience` seconds."""
    behind, until = refresh(viewer, patience), monotonic() + (holding.PATIENCE if patience is None else patience)
    for finding, person in _untried(viewer):
        if monotonic() > until:
            break
        _try(viewer, finding, person)
    found = _holding(viewer).aggregate(people=Count("*"), counted=Count("sheets"), sheets=Sum("sheets"))
    left = behind + found["people"] - found["counted"]
    return Run(behind + found["people"], found["sheets"] or 0, left)


def _holding(viewer: Viewer) -> "QuerySet[Standing]":
    """The standings that hold, of everybody whom this worker sees."""
    found: QuerySet[Standing] = Standing.objects.filter(house=house_mark(viewer)).order_by()
    if is_whole(viewer, None):
        return found
    same = residents.everybody(viewer).order_by().filter(pk=OuterRef("resident"), changed_at=OuterRef("stamp"))
    return found.filter(Exists(same))


def _untried(viewer: Viewer) -> Iterator[tuple[UUID, Person]]:
    """Each finding whose sheets were never counted, and somebody for whom it holds."""
    found = dict(_holding(viewer).filter(sheets=None).values_list("resident_id", "finding_id"))
    whose = list({finding: resident for resident, finding in found.items()}.values())
    for start in range(0, len(whose), holding.SLICE):
        for person in residents.persons(viewer, whose[start : start + holding.SLICE]):
            yield found[person.pk], person


def _try(viewer: Viewer, finding: UUID, person: Person) -> None:
    """Try out every question and count the sheets. Kept only where nothing of this person changed since."""
    told = tell(viewer, [person])
    with override("ja"):
        guidance = guidance_of(person, read_findings([finding])[finding])
        kinds = kinds_for(replace(guidance, asks=find(told[0], thorough=True).asks))
    with transaction.atomic():
        if Finding.objects.filter(pk=finding, mark=marks_of(told)[person.pk]).update(sheets=len(kinds)):
            Standing.objects.filter(finding=finding).update(sheets=len(kinds))
