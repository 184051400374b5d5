"""What was read out of a list: somebody says yes or no to it, and may take that back."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from tsukisoi.residents import guidance, queries
from tsukisoi.residents.actions.documents import drop_document, put_documents
from tsukisoi.residents.actions.facts import accommodate, accommodate_no_more, forget_fact, put_fact, token
from tsukisoi.residents.actions.writing import locked, note
from tsukisoi.residents.models import Accommodation, Document, Fact, Resident, ToldBy
from tsukisoi.residents.queries import Proposal
from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Answered:
    """A yes or no with all that taking it back needs, in plain values: what stood there before, and what stands now."""

    proposal: list[Any]
    accepted: bool
    before: Any = None
    now: str = ""

    @property
    def asked(self) -> Proposal:
        """What was asked."""
        return Proposal(*self.proposal)


def answer_proposal(viewer: Viewer, resident: Resident | UUID, proposal: str, accepted: bool) -> Answered | None:
    """Say yes or no to what was read out of a list (by its token). Yes makes it a fact, a document or a care.

    None where it waits no longer.
    """
    with transaction.atomic():
        person = locked(viewer, resident)
        waiting = queries.proposals(viewer, person)
        found = next((one for one in waiting if one.token == proposal), None)
        if found is None:
            return None
        before = _standing(person, found)
        if accepted:
            _take(viewer, person, found)
        rest = [_entry(one) for one in waiting if one.token != proposal]
        Resident.objects.filter(pk=person.pk).update(proposed=rest)
        note(viewer, "answer_proposal", person, {"key": found.key, "accepted": accepted})
        return Answered(_entry(found), accepted, before, repr(_standing(person, found)))


def take_back_answer(viewer: Viewer, resident: Resident | UUID, answered: Answered) -> bool:
    """Ask again, and put back what stood there before the yes. False where somebody wrote something else since."""
    with transaction.atomic():
        person = locked(viewer, resident)
        if answered.proposal in person.proposed:
            return True
        if answered.accepted and repr(_standing(person, answered.asked)) != answered.now:
            return False
        if answered.accepted and repr(answered.before) != answered.now:
            _put_back(viewer, person, answered.asked, answered.before)
        Resident.objects.filter(pk=person.pk).update(proposed=[*person.proposed, answered.proposal])
        note(viewer, "take_back_answer", person, {"key": answered.asked.key, "accepted": answered.accepted})
    return True


def _entry(one: Proposal) -> list[Any]:
    return [one.kind, one.key, one.value, one.words]


def _standing(person: Resident, asked: Proposal) -> Any:
    """What stands there of it, in plain values; None for nothing."""
    if asked.kind == "accommodation":
        notes = Accommodation.objects.filter(resident=person, code=asked.key).values_list("note", flat=True)
        return notes.first()
    if asked.kind == "document":
        return Document.objects.filter(resident=person, kind=asked.value).exists() or None
    fact: Fact | None = Fact.objects.filter(resident=person, key=asked.key).first()
    if fact is None:
        return None
    since = fact.since.isoformat() if fact.since else None
    return [fact.value, fact.known, fact.told_by, since, fact.asked_on.isoformat(), token(fact)]


def _take(viewer: Viewer, person: Resident, found: Proposal) -> None:
    if found.kind == "accommodation":
        accommodate(viewer, person, found.key)
    elif found.kind == "document":
        put_documents(viewer, person, [guidance.document_kind(str(found.value))], None, only_add=True)
    else:
        value = _with_others(person, found.key, found.value)
        put_fact(viewer, person, found.key, guidance.read_value(found.key, value), True, ToldBy.ROSTER, None)


def _put_back(viewer: Viewer, person: Resident, asked: Proposal, before: Any) -> None:
    if asked.kind == "document":
        drop_document(viewer, person, str(asked.value))
    elif asked.kind == "accommodation":
        _put_back_care(viewer, person, asked.key, before)
    elif before is None:
        forget_fact(viewer, person, asked.key)
    else:
        value, known, told_by, since, asked_on = before[:5]
        told = {"value": value, "known": known, "told_by": told_by, "since": since}
        Fact.objects.filter(resident=person, key=asked.key).update(**told, asked_on=asked_on)
        note(viewer, "record_fact", person, {"key": asked.key, **told})


def _put_back_care(viewer: Viewer, person: Resident, code: str, words: str | None) -> None:
    if words is None:
        accommodate_no_more(viewer, person, code)
    else:
        accommodate(viewer, person, code, words)


def _with_others(person: Resident, key: str, value: Any) -> Any:
    """Of facts that hold several codes a list proposes one: it joins those already there."""
    if guidance.question(key).holds != "codes" or isinstance(value, list):
        return value
    now = Fact.objects.filter(resident=person, key=key, known=True).values_list("value", flat=True).first() or []
    return [*now, value]
