"""What people do on a case: each permitted, in one transaction, journalled on the person's chain."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.shortcuts import get_object_or_404

from tsukisoi.cases import queries
from tsukisoi.cases.models import Attempt, Case, Given, Task
from tsukisoi.cases.models import Matter as Matter
from tsukisoi.cases.models import TaskState as TaskState
from tsukisoi.cases.models import Will as Will
from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.journal.chain import digest_of
from tsukisoi.residents import queries as residents
from tsukisoi.residents.actions import touch
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer


def _open(viewer: Viewer, resident: UUID) -> Case:
    """The open case of a person, made at the first thing done for them."""
    return Case.objects.get_or_create(
        organisation_id=viewer.organisation, resident_id=resident, closed_on=None, defaults={"opened_on": today()}
    )[0]


def record_attempt(
    viewer: Viewer,
    resident: UUID,
    *,
    matter: str,
    at: datetime,
    explained_by: str,
    methods: Sequence[str],
    answer: str,
    answered_by: str = "self",
    present: str = "",
    note: str = "",
    withdraws: UUID | None = None,
) -> Attempt:
    """Record one attempt to learn the person's will. The same attempt, every word of it, sent twice is kept once.

    Raises ValueError for a code that is no matter or answer, ValidationError for a text that holds a forbidden number.
    """
    person = residents.person(viewer, resident)
    viewer.require(Right.RECORD_WILL, person.unit_id)
    matter, answer = Matter(matter), Will(answer)
    for text in (explained_by, present, note):
        model_validator(text)
    with transaction.atomic():
        case = _open(viewer, resident)
        Case.objects.select_for_update().get(pk=case.pk)
        said = {
            "matter": matter, "at": at, "answer": answer, "answered_by": answered_by, "explained_by": explained_by,
            "methods": list(methods), "present": present, "note": note,
        }  # fmt: skip
        twin = _twin(case, said, withdraws)
        if twin is not None:
            return twin
        made = Attempt.objects.create(organisation_id=viewer.organisation, case=case, withdraws_id=withdraws, **said)
        write(
            viewer, "cases.attempt", Chain("resident", resident), refs=[made.pk], occurred_at=at,
            values={"matter": matter, "answer": answer, "answered_by": answered_by, "methods": list(methods)},
        )  # fmt: skip
        touch(resident)
        return made


def _twin(case: Case, said: Mapping[str, Any], withdraws: UUID | None) -> Attempt | None:
    """What the same form left when it was sent before. What was taken back since is told anew, not repeated."""
    if withdraws:
        return Attempt.objects.filter(case=case, withdraws_id=withdraws).first()
    ours = Attempt.objects.filter(case=case, at=said["at"], withdraws_id=None)
    standing = ours.exclude(pk__in=Attempt.objects.filter(case=case, withdraws__isnull=False).values("withdraws_id"))
    return next((one for one in standing if all(getattr(one, key) == value for key, value in said.items())), None)


def withdraw_attempt(viewer: Viewer, resident: UUID, attempt: UUID) -> Attempt:
    """The person takes an answer back. It stays in the record; a counter-entry says that it no longer counts."""
    before = queries.attempt(viewer, resident, attempt)
    return record_attempt(
        viewer, resident, matter=before.matter, at=now(), explained_by=viewer.name, methods=[],
        answer=Will.UNDECIDED, answered_by=before.answered_by, withdraws=before.pk,
    )  # fmt: skip


def move_attempt(viewer: Viewer, resident: UUID, attempt: UUID, to: UUID) -> Attempt:
    """An answer was written down for the wrong person: it stops counting there and is written for the right one.

    Both stay in the record; nothing is erased. Moving it twice is moving it once.
    """
    before = queries.attempt(viewer, resident, attempt)
    with transaction.atomic():
        withdraw_attempt(viewer, resident, attempt)
        return record_attempt(
            viewer, to, matter=before.matter, at=before.at, explained_by=before.explained_by, methods=before.methods,
            answer=before.answer, answered_by=before.answered_by, present=before.present, note=before.note,
        )  # fmt: skip


def set_task(viewer: Viewer, resident: UUID, code: str, state: str, *, due: date | None = None, note: str = "") -> Task:
    """Say how far one task of one person is."""
    return set_tasks(viewer, [resident], code, state, due=due, note=note)[0]


def set_tasks(
    viewer: Viewer, people: Iterable[UUID], code: str, state: str, *, due: date | None = None, note: str = ""
) -> list[Task]:
    """Say it for many people at once: all of them or none."""
    with transaction.atomic():
        return [_set_task(viewer, resident, code, state, due, note) for resident in people]


def _set_task(viewer: Viewer, resident: UUID, code: str, state: str, due: date | None, note: str) -> Task:
    viewer.require(Right.RUN_CASES, residents.person(viewer, resident).unit_id)
    case = _open(viewer, resident)
    state = TaskState(state)
    model_validator(note)
    task, made = Task.objects.select_for_update().get_or_create(
        organisation_id=viewer.organisation, case=case, code=code, defaults={"state": state, "due": due, "note": note}
    )
    if not made and (task.state, task.due, task.note) == (state, due or task.due, note or task.note):
        return task
    task.state, task.due, task.note = state, due or task.due, note or task.note
    task.save()
    touch(resident)
    write(viewer, "cases.task", Chain("resident", resident), refs=[task.pk], values={"code": code, "state": state})
    return task


def assign_task(
    viewer: Viewer, resident: UUID, code: str, state: str, *, owner: UUID | None, due: date | None, note: str = ""
) -> Task:
    """Say who does one task and by when, with how far it is; None and an empty note take away what was said before.

    Raises Http404 for an owner who cannot run cases in this house. Saying the same again writes nothing.
    """
    viewer.require(Right.RUN_CASES, residents.person(viewer, resident).unit_id)
    state = TaskState(state)
    model_validator(note)
    if owner is not None:
        get_object_or_404(staff.who_may(viewer, Right.RUN_CASES), pk=owner)
    with transaction.atomic():
        said = {"state": state, "owner_id": owner, "due": due, "note": note}
        task, made = Task.objects.select_for_update(of=("self",)).get_or_create(
            organisation_id=viewer.organisation, case=_open(viewer, resident), code=code, defaults=said
        )
        if not made and all(getattr(task, field) == value for field, value in said.items()):
            return task
        for field, value in said.items():
            setattr(task, field, value)
        task.save()
        touch(resident)
        values = {"code": code, "state": state, "owner": str(owner or ""), "due": due.isoformat() if due else ""}
        write(viewer, "cases.assign", Chain("resident", resident), refs=[task.pk], values=values)
        return task


def choose_way(viewer: Viewer, resident: UUID, route: str) -> Case:
    """Keep the way that was decided on with the person. Choosing the same again changes nothing."""
    viewer.require(Right.RUN_CASES, residents.person(viewer, resident).unit_id)
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=_open(viewer, resident).pk)
        if case.chosen_route != route:
            case.chosen_route = route
            case.save()
            touch(resident)
            write(viewer, "cases.way", Chain("resident", resident), refs=[case.pk], values={"route": route})
        return case


def keep_answers(viewer: Viewer, answers: Mapping[UUID, dict[str, Any]]) -> None:
    """Keep the answers that were put on paper for many people, all or none."""
    with transaction.atomic():
        for resident, answer in answers.items():
            keep_answer(viewer, resident, answer)


def keep_answer(viewer: Viewer, resident: UUID, answer: dict[str, Any]) -> Given:
    """Keep an answer of the rules as it was given, with editions and rows, so that an audit can reopen the rule."""
    viewer.require(Right.PRINT_PAPERS, residents.person(viewer, resident).unit_id)
    digest = digest_of(answer)
    editions = sorted({f"{c['table']}@{c['since']}" for rows in answer["because"].values() for c in rows})
    with transaction.atomic():
        case = _open(viewer, resident)
        last = Given.objects.filter(case=case).first()
        if last is not None and last.digest == digest:
            return last
        made = Given.objects.create(
            organisation_id=viewer.organisation, case=case, as_of=date.fromisoformat(answer["as_of"]), at=now(),
            recommended=answer.get("recommended") or "", answer=answer, editions=editions, digest=digest,
        )  # fmt: skip
        touch(resident)
        write(viewer, "cases.answer", Chain("resident", resident), refs=[made.pk])
        return made


def close(viewer: Viewer, resident: UUID, why: str) -> Case | None:
    """The case is over, and stays readable. None where none is open, so also when repeated."""
    viewer.require(Right.RUN_CASES, residents.person(viewer, resident).unit_id)
    model_validator(why)
    with transaction.atomic():
        case = Case.objects.select_for_update().filter(resident_id=resident, closed_on=None).first()
        if case is not None:
            Case.objects.filter(pk=case.pk).update(closed_on=today(), closed_why=why[:120])
            touch(resident)
            write(viewer, "cases.close", Chain("resident", resident), refs=[case.pk], reason=why)
    return case


def reopen(viewer: Viewer, resident: UUID, case: UUID) -> bool:
    """A case was closed by mistake. False where another is open by now (it goes on), or there is no such case."""
    viewer.require(Right.RUN_CASES, residents.person(viewer, resident).unit_id)
    with transaction.atomic():
        if Case.objects.filter(resident_id=resident, closed_on=None).exists():
            return False
        done = Case.objects.filter(pk=case, resident_id=resident).update(closed_on=None, closed_why="")
        if done:
            touch(resident)
            write(viewer, "cases.reopen", Chain("resident", resident), refs=[case])
    return bool(done)


def join(viewer: Viewer, keep: UUID, drop: UUID) -> None:
    """Two records of one person are being merged: of two open cases the second is closed, and nothing of it is lost.

    Its tasks go on in the first, but for those the first has too; so does its way where none was chosen yet. What was
    asked and what was put on paper stays in the closed case, which follows the person. Repeated, it does nothing more.
    """
    viewer.require(Right.MERGE_RESIDENTS)
    with transaction.atomic():
        open_now = Case.objects.select_for_update().filter(closed_on=None)
        first, second = open_now.filter(resident_id=keep).first(), open_now.filter(resident_id=drop).first()
        if first is None or second is None:
            return
        taken = Task.objects.filter(case=first).values("code")
        moved = list(Task.objects.filter(case=second).exclude(code__in=taken).values_list("pk", flat=True))
        Task.objects.filter(pk__in=moved).update(case=first)
        route = first.chosen_route or second.chosen_route
        Case.objects.filter(pk=first.pk).update(chosen_route=route)
        Case.objects.filter(pk=second.pk).update(closed_on=today(), closed_why="merged")
        write(viewer, "cases.join", Chain("resident", keep), refs=[second.pk, *moved], values={"route": route})
