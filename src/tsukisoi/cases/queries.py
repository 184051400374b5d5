"""Reading cases: the will as it stands, the tasks, and who has which."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.cases.methods import CAPACITIES
from tsukisoi.cases.models import Attempt, Case, Given, Matter, Task, TaskState, Will
from tsukisoi.residents.wills import Will as StandingWill
from tsukisoi.tenancy.once import each
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

FINISHED = (TaskState.DONE, TaskState.UNNEEDED)
"""A task of these states has no day any more."""


@dataclass(frozen=True, slots=True)
class WillNow:
    """The last word on one matter: what was answered, by whom, when, after how many attempts."""

    answer: str = ""
    answered_by: str = ""
    at: datetime | None = None
    attempts: int = 0
    family_wish: str = ""

    @property
    def words(self) -> str:
        """The answer in words; empty where nobody was asked yet."""
        return str(Will(self.answer).label) if self.answer else ""


def case_of(viewer: Viewer, resident: UUID) -> Case | None:
    """The open case of a resident, if anything was done yet."""
    return Case.objects.filter(resident_id=resident, closed_on=None).first()


@dataclass(frozen=True, slots=True)
class Line:
    """One attempt as it stands: withdrawn ones stay in the record."""

    attempt: Attempt
    withdrawn: bool

    @property
    def capacity(self) -> str:
        """In whose capacity the answer was given."""
        return str(CAPACITIES.get(self.attempt.answered_by, ""))

    @property
    def standing(self) -> bool:
        """Can it still be withdrawn?"""
        return not self.withdrawn and self.attempt.withdraws_id is None


def attempts(viewer: Viewer, resident: UUID) -> list[Line]:
    """Every attempt to learn the person's will, newest first."""
    rows = _attempts(resident)
    withdrawn = {row.withdraws_id for row in rows if row.withdraws_id}
    return [Line(row, row.pk in withdrawn) for row in rows]


@prepared
def _attempts(resident: UUID) -> "QuerySet[Attempt]":
    return Attempt.objects.filter(case__resident_id=resident)


def attempt(viewer: Viewer, resident: UUID, id: UUID) -> Attempt:
    """One attempt of one person. Raises Http404."""
    return get_object_or_404(Attempt.objects, pk=id, case__resident_id=resident)


@each
def wills(
    viewer: Viewer, residents: Iterable[UUID], matter: Matter = Matter.CARD, leaving_out: UUID | None = None
) -> dict[UUID, WillNow]:
    """The will as it stands for each of these people. A withdrawn answer does not count; nor does a family's wish."""
    found: dict[UUID, WillNow] = {}
    rows = _answers(list(residents), matter)
    withdrawn = {row[5] for row in rows if row[5]} | {leaving_out}
    for resident, pk, answer, answered_by, at, withdraws in rows:
        before = found.get(resident, WillNow())
        count = before.attempts + (withdraws is None and answered_by != "family")
        if pk in withdrawn or withdraws:
            found[resident] = WillNow(before.answer, before.answered_by, before.at, count, before.family_wish)
        elif answered_by == "family":
            found[resident] = WillNow(before.answer, before.answered_by, before.at, count, answer)
        else:
            found[resident] = WillNow(answer, answered_by, at, count, before.family_wish)
    return found


@prepared
def _answers(
    people: list[UUID], matter: str
) -> "QuerySet[Attempt, tuple[UUID, UUID, str, str, datetime, UUID | None]]":
    rows = Attempt.objects.filter(case__resident_id__in=people, matter=matter).order_by("at", "id")
    return rows.values_list("case__resident_id", "id", "answer", "answered_by", "at", "withdraws_id")


def will_of(viewer: Viewer, resident: UUID, matter: str) -> StandingWill:
    """The answer as it stands in one matter, for the rooms below this one."""
    found = wills(viewer, [resident], Matter(matter)).get(resident, WillNow())
    return StandingWill(found.answer, found.answered_by, found.at, found.family_wish, found.words)


def next_to_ask(viewer: Viewer, residents: Sequence[UUID], after: UUID | None = None) -> UUID | None:
    """The next of these people, after that one and round again, whom nobody has asked about the card yet."""
    start = residents.index(after) + 1 if after in residents else 0
    asked = {resident for resident, will in wills(viewer, residents).items() if will.answer}
    return next((pk for pk in [*residents[start:], *residents[:start]] if pk not in asked and pk != after), None)


def tasks(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, dict[str, Task]]:
    """The tasks that somebody has set, by resident and code."""
    found: dict[UUID, dict[str, Task]] = {}
    for task in Task.objects.filter(case__resident_id__in=list(residents), case__closed_on=None).select_related("case"):
        found.setdefault(task.case.resident_id, {})[task.code] = task
    return found


@dataclass(frozen=True, slots=True)
class TaskNow:
    """A task with its day: who does it, by when, a note, and how far it is."""

    due: date | None
    owner: str
    note: str
    state: str = ""

    @property
    def words(self) -> str:
        """How far it is, in words."""
        return str(TaskState(self.state).label) if self.state else ""


def tasks_now(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, dict[str, TaskNow]]:
    """The tasks that have a day or somebody who does them, by resident and code."""
    found: dict[UUID, dict[str, TaskNow]] = {}
    for resident, code, due, owner, note, state in _tasks_now(list(residents)):
        found.setdefault(resident, {})[code] = TaskNow(due, owner or "", note, state)
    return found


@prepared
def _tasks_now(people: list[UUID]) -> "QuerySet[Task, tuple[Any, ...]]":
    rows = Task.objects.filter(case__resident_id__in=people, case__closed_on=None)
    rows = rows.filter(Q(due__isnull=False) | Q(owner__isnull=False)).exclude(state__in=FINISHED)
    fields = ("case__resident_id", "code", "due", "owner__name", "note", "state")
    return rows.order_by("due", "code").values_list(*fields)


def task(viewer: Viewer, resident: UUID, code: str) -> Task | None:
    """One task of one person's open case, where somebody has said something of it."""
    found: Task | None = Task.objects.filter(case__resident_id=resident, case__closed_on=None, code=code).first()
    return found


def task_states(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """How far somebody set each task to be, by resident and code."""
    found: dict[UUID, dict[str, str]] = {}
    for resident, code, state in _states(list(residents)):
        found.setdefault(resident, {})[code] = state
    return found


@prepared
def _states(people: list[UUID]) -> "QuerySet[Task, tuple[UUID, str, str]]":
    rows = Task.objects.filter(case__resident_id__in=people, case__closed_on=None).order_by("code")
    return rows.values_list("case__resident_id", "code", "state")


def task_days(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, dict[str, date]]:
    """By when each task that is not finished is to be done, where somebody set a day."""
    found: dict[UUID, dict[str, date]] = {}
    rows = Task.objects.filter(case__resident_id__in=list(residents), case__closed_on=None, due__isnull=False)
    for resident, code, due in rows.exclude(state__in=FINISHED).values_list("case__resident_id", "code", "due"):
        if due:
            found.setdefault(resident, {})[code] = due
    return found


def chosen_routes(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, str]:
    """The way each person decided on, where it was decided."""
    return dict(_chosen(list(residents)))


@prepared
def _chosen(people: list[UUID]) -> "QuerySet[Case, tuple[UUID, str]]":
    rows = Case.objects.filter(resident_id__in=people, closed_on=None).exclude(chosen_route="")
    return rows.values_list("resident_id", "chosen_route")


def last_given(viewer: Viewer, resident: UUID) -> Given | None:
    """The answer that was last put on paper or decided by, as it was on its day."""
    return Given.objects.filter(case__resident_id=resident).first()


def last_printed(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, tuple[str, list[Any]]]:
    """The way and the papers [moment, document, papers] of each person's answer as it was last put on paper."""
    rows = Given.objects.filter(case__resident_id__in=list(residents), case__closed_on=None).order_by("at", "id")
    return {
        resident: (taken or "", papers or [])
        for resident, taken, papers in rows.values_list("case__resident_id", "answer__taken", "answer__papers")
    }
