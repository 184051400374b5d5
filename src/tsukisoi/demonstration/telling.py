"""What is asked, seen and done for each invented person, with the actions a worker has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tsukisoi.cases import actions as cases
from tsukisoi.cases.actions import Matter, TaskState, Will
from tsukisoi.demonstration.invented import Invented, day
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer


def tell(viewer: Viewer, known: Mapping[UUID, Invented]) -> None:
    """Write everything the files say of these people."""
    for id, person in known.items():
        _answer_proposals(viewer, id, person)
    _facts(viewer, known)
    for id, person in known.items():
        _papers(viewer, id, person)
        _cares_and_contacts(viewer, id, person)
        _will(viewer, id, person)
        if way := person.rest.get("way"):
            cases.choose_way(viewer, id, way)
    _tasks(viewer, known)
    for id, person in known.items():
        _name_and_end(viewer, id, person)


def _answer_proposals(viewer: Viewer, id: UUID, person: Invented) -> None:
    if person.rest.get("proposals_wait"):
        return
    refused = person.told("refused_proposals")
    for proposal in register.proposals(viewer, register.person(viewer, id)):
        residents.answer_proposal(viewer, id, proposal.token, proposal.key not in refused)


def _facts(viewer: Viewer, known: Mapping[UUID, Invented]) -> None:
    """The same answer for many at once, as one does who asks one question along the corridor."""
    groups: dict[tuple[str, str, str], list[UUID]] = defaultdict(list)
    values: dict[str, Any] = {}
    for id, person in known.items():
        told_by = person.rest.get("told_by", "staff")
        for key, value in person.facts.items():
            values[repr(value)] = value
            groups[key, repr(value), told_by].append(id)
    for (key, value_as_text, told_by), ids in groups.items():
        residents.record_facts(viewer, ids, key, values[value_as_text], told_by=told_by)


def _papers(viewer: Viewer, id: UUID, person: Invented) -> None:
    """The papers in the drawer: "passport", or "passport +300 days" with the day to which it is good."""
    if person.rest["looked"] == "never":
        return
    held = {}
    for entry in person.told("papers"):
        kind, _blank, good = entry.partition(" ")
        held[kind] = {"expires": day(good) if good else None, "place": person.rest.get("place", "")}
    residents.write_documents(viewer, id, held, looked=False)
    residents.documents_checked(viewer, id, day(person.rest["looked"]))


def _cares_and_contacts(viewer: Viewer, id: UUID, person: Invented) -> None:
    for code, words in person.rest.get("cares", {}).items():
        residents.accommodate(viewer, id, code, words)
    for name, relation, capacity, *may in person.told("contacts"):
        residents.add_contact(
            viewer, id, name=name, relation=relation, capacity=capacity, phone="0000-00-0000",
            may_be_told=may[0] if may else None,
        )  # fmt: skip


def _will(viewer: Viewer, id: UUID, person: Invented) -> None:
    """Each time somebody asked: answer, days ago, how it was explained, then whose answer, a note, what was asked."""
    made = []
    for answer, days, methods, *more in person.told("will"):
        answered_by, note, matter = [*more, "", "", ""][:3]
        attempt = cases.record_attempt(
            viewer, id, matter=Matter(matter or "card"), at=_hour(days, person), explained_by=viewer.name,
            methods=methods.split(), answer=Will(answer), answered_by=answered_by or "self", note=note,
        )  # fmt: skip
        made.append(attempt.pk)
    if person.rest.get("withdrawn"):
        cases.withdraw_attempt(viewer, id, made[-1])


def _hour(days: int, person: Invented) -> datetime:
    """That many days ago, in the working hours: not everybody is asked at the same minute."""
    minutes = 9 * 60 + (person.line.born.day * 37 + days * 53) % (8 * 60) // 5 * 5
    return (now() - timedelta(days=days)).replace(hour=minutes // 60, minute=minutes % 60, second=0, microsecond=0)


def _tasks(viewer: Viewer, known: Mapping[UUID, Invented]) -> None:
    groups: dict[tuple[str, str], list[UUID]] = defaultdict(list)
    for id, person in known.items():
        for code, told in person.rest.get("tasks", {}).items():
            groups[code, told].append(id)
    for (code, told), ids in groups.items():
        _set(viewer, ids, code, told)


def _set(viewer: Viewer, ids: Iterable[UUID], code: str, told: str) -> None:
    state, _blank, due = told.partition(" ")
    cases.set_tasks(viewer, ids, code, TaskState(state), due=day(due) if due else None)


def _name_and_end(viewer: Viewer, id: UUID, person: Invented) -> None:
    if guess := person.rest.get("kana_guessed"):
        residents.change(viewer, id, kana=guess, kana_state="estimated")
    if left := person.rest.get("left"):
        residents.leave(viewer, id, day(left))
    if died := person.rest.get("died"):
        residents.die(viewer, id, day(died))
