"""Reading insurance papers, registrations and applications of many people in few queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.cards import queries as cards
from tsukisoi.insurance.models import (
    Application,
    AskedBy,
    How,
    Letter,
    Membership,
    Paper,
    PaperKind,
    Registration,
    Scheme,
    Step,
)
from tsukisoi.municipalities import queries as offices
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

__all__ = [
    "OF_TOWN", "Application", "AskedBy", "How", "Known", "Letter", "PaperKind", "PaperNow", "Registration", "Scheme",
    "Step", "application", "applications", "former_membership", "history", "insurers", "known_of", "proposed_insurer",
    "registrations", "said_of", "schemes_of",
]  # fmt: skip

CARD = "my_number_card"
UNTIL_75 = "until_75"
"""Why a paper ends the day before a 75th birthday: the one after it is here already."""
HELD = (PaperKind.CERTIFICATE, PaperKind.RECIPIENT)
"""Kinds that prove identity, too: whether they are there is said in the list of papers held."""


@dataclass(frozen=True, slots=True)
class PaperNow:
    """A paper that is there. `expires` as printed, None where nobody has read it."""

    kind: str
    name: str
    expires: date | None
    place: str
    insurer: UUID | None = None
    scheme: str = ""
    ground: str = ""
    predicted: str = ""
    arrived_on: date | None = None
    options: tuple[str, ...] = ()
    last_day: date | None = None
    """Where a 75th birthday ends what it is of although more is printed on it: the day before."""

    @property
    def words(self) -> str:
        """What it is called."""
        return self.name or str(PaperKind(self.kind).label)


@dataclass(slots=True)
class Known:
    """Everything recorded of one person that decides by what they are seen by a doctor."""

    person: Person
    facts: dict[str, Any]
    papers: list[PaperNow] = field(default_factory=list)
    insurer: Any = None
    since: date | None = None
    early: bool = False
    registration: Registration | None = None
    application: Application | None = None
    letters: list[Letter] = field(default_factory=list)
    card_place: str = ""
    asks_insurer: date | None = None
    """Since when it is to be asked who insures: the day of a move to another town."""
    former_insurer: UUID | None = None

    def paper(self, kind: str) -> PaperNow | None:
        """The paper of that kind."""
        return next((paper for paper in self.papers if paper.kind == kind), None)


def known_of(viewer: Viewer, people: Sequence[Person], on: date | None = None) -> list[Known]:
    """All of that for each of these people, in the order given. Ten queries for any number."""
    viewer.require(Right.SEE_RESIDENTS)
    ids = [person.pk for person in people]
    facts = residents.facts_of(viewer, people, on)
    documents = residents.documents_of(viewer, ids, (*HELD, CARD))
    papers = _papers(ids, [document for document in documents if document.kind != CARD], on or today())
    places = {document.resident_id: document.place for document in documents if document.kind == CARD}
    members = {row.resident_id: row for row in _members(ids)}
    named = {office.pk: office for office in offices.offices(viewer)}
    early = cards.renewed_early(viewer, ids)
    steps: dict[UUID, Registration] = {}
    for step in _registrations(ids):
        steps[step.resident_id] = step
    open_now = {row.resident_id: row for row in _open_applications(ids)}
    letters: dict[UUID, list[Letter]] = {}
    for letter in _letters(ids):
        letters.setdefault(letter.resident_id, []).append(letter)
    return [
        Known(
            person, facts[person.pk], papers.get(person.pk, []), _insurer(members.get(person.pk), named),
            members[person.pk].since if person.pk in members else None, person.pk in early, steps.get(person.pk),
            open_now.get(person.pk), letters.get(person.pk, []),
            places.get(person.pk, ""), *_asks(members.get(person.pk), on or today()),
        )
        for person in people
    ]  # fmt: skip


@prepared
def _members(people: list[UUID]) -> "QuerySet[Membership]":
    return Membership.objects.filter(resident__in=people, until=None)


@prepared
def _registrations(people: list[UUID]) -> "QuerySet[Registration]":
    return Registration.objects.filter(resident__in=people).order_by("on", "at")


@prepared
def _open_applications(people: list[UUID]) -> "QuerySet[Application]":
    return Application.objects.filter(resident__in=people, ended_on=None)


@prepared
def _letters(people: list[UUID]) -> "QuerySet[Letter]":
    return Letter.objects.filter(resident__in=people)


def _insurer(member: Membership | None, named: dict[UUID, Any]) -> Any:
    return named.get(member.insurer_id) if member and member.insurer_id else None


def _asks(member: Membership | None, on: date) -> tuple[date | None, UUID | None]:
    """Since when the insurer is to be asked, and which one it was; of the few of whom it is, one query each."""
    if member is None or member.insurer_id is not None or member.since is None or member.since > on:
        return None, None
    former = former_membership(member.resident_id)
    return member.since, former.insurer_id if former else None


def former_membership(resident: UUID) -> Membership | None:
    """The last membership that ended."""
    ended = Membership.objects.filter(resident=resident).exclude(until=None).select_related("insurer")
    found: Membership | None = ended.order_by("-until", "-id").first()
    return found


OF_TOWN = (Scheme.NATIONAL_HEALTH, Scheme.LATE_ELDERLY)
"""Insurances whose insurer is that of the town of record."""


def proposed_insurer(viewer: Viewer, resident: UUID, town: Any, scheme: str) -> Any:
    """The insurer to propose for somebody of that town: as most others of it and that insurance here, or by its name.

    None where nothing speaks for one.
    """
    viewer.require(Right.SEE_RESIDENTS)
    if town is None or scheme not in OF_TOWN:
        return None
    of_town = {town.pk, None} if town.home else {town.pk}
    same = [one.pk for one in residents.everybody(viewer) if one.pk != resident and one.office_id in of_town]
    insured = [id for id, kind in schemes_of(viewer, same).items() if kind == scheme]
    rows = Membership.objects.filter(resident__in=insured, until=None).exclude(insurer=None)
    many = Counter(rows.values_list("insurer_id", flat=True)).most_common(1)
    known = insurers(viewer)
    by_name = [one for one in known if scheme == Scheme.NATIONAL_HEALTH and one.name.startswith(town.name)]
    return next((one for one in known if many and one.pk == many[0][0]), by_name[0] if by_name else None)


@prepared
def _there(people: list[UUID], on: date) -> "QuerySet[Paper]":
    there = Q(ended_on=None) | Q(ended_why=UNTIL_75, ended_on__gte=on)
    return Paper.objects.filter(there, resident__in=people).order_by("kind", "arrived_on", "id")


def _papers(ids: Sequence[UUID], documents: Iterable[Any], on: date) -> dict[UUID, list[PaperNow]]:
    """What is there: of kinds held as identity papers, as their list says, with what the insurer said."""
    rows: dict[tuple[UUID, str], Paper] = {}
    found: dict[UUID, list[PaperNow]] = {}
    for row in _there(list(ids), on):
        by_itself = row.kind not in HELD or bool(row.name) or row.ended_on is not None
        if row.kind in HELD and row.ended_on is None:
            rows[row.resident_id, row.kind] = row
        if by_itself:
            found.setdefault(row.resident_id, []).append(_now(row, row.expires, row.place))
    for document in documents:
        beside = rows.get((document.resident_id, document.kind))
        if beside is not None and beside.name:
            continue
        paper = (
            _now(beside, document.expires, document.place)
            if beside
            else PaperNow(document.kind, "", document.expires, document.place)
        )
        found.setdefault(document.resident_id, []).append(paper)
    return found


def _now(row: Paper, expires: date | None, place: str) -> PaperNow:
    return PaperNow(
        row.kind, row.name, expires, place, row.insurer_id, row.scheme, row.ground, row.predicted, row.arrived_on,
        tuple(row.options), row.ended_on,
    )  # fmt: skip


def history(viewer: Viewer, resident: UUID) -> list[Paper]:
    """Every paper that ever came for this person, newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Paper.objects.filter(resident=resident).select_related("insurer"))


def registrations(viewer: Viewer, resident: UUID) -> list[Registration]:
    """Every step of the registration, newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Registration.objects.filter(resident=resident))


def applications(viewer: Viewer, resident: UUID) -> list[Application]:
    """Every application, newest first."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(Application.objects.filter(resident=resident).select_related("insurer"))


def application(viewer: Viewer, resident: UUID, id: UUID) -> Application:
    """One application of one person. Raises Http404."""
    viewer.require(Right.SEE_RESIDENTS)
    found: Application = get_object_or_404(Application.objects, pk=id, resident=resident)
    return found


def insurers(viewer: Viewer) -> list[Any]:
    """The insurers this house knows."""
    return [office for office in offices.offices(viewer) if office.kind == "insurer"]


def people_of(viewer: Viewer, unit: UUID | None = None) -> list[Person]:
    """Everybody who is here (in that unit)."""
    return residents.everyone(viewer, unit)


def contacts_of(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[Any]]:
    """Whom to call, by person. One query."""
    return residents.contacts_of(viewer, ids)


def documents_of(viewer: Viewer, resident: UUID) -> list[Any]:
    """The insurance papers among the papers this person holds."""
    return list(residents.documents_of(viewer, [resident], HELD))


def said_of(viewer: Viewer, insurer: Any) -> Mapping[str, Any]:
    """What an insurer says of itself: question → its answer with source and last-checked day."""
    found = offices.differences(viewer, insurer) if insurer is not None else {}
    return {key: row for key, row in found.items() if row.value is not None}


def schemes_of(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, str]:
    """Which insurance each of these people has, as recorded. One query."""
    known = residents.known_values(viewer, ids, ["insurance.kind"])
    return {id: str(values["insurance.kind"]) for id, values in known.items()}
