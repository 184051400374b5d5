"""What is known of people: facts, documents, contacts, accommodations, and what a list proposed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext

from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents.models import (
    Accommodation,
    Contact,
    Document,
    Fact,
    Resident,
    Status,
)
from tsukisoi.residents.queries.people import everybody, reach
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import each
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer


def facts_of(viewer: Viewer, residents: Iterable[Resident], on: date | None = None) -> dict[UUID, dict[str, Any]]:
    """What is known of each person as the rules take it (plain JSON, days as text), in three queries.

    Left out: what was answered 「わからない」, the will (the room of cases adds it) and the municipality's own facts.
    Identity documents stand there only once somebody looked; those expired on `on` (default today) do not count.
    """
    viewer.require(Right.SEE_RESIDENTS)
    group = list(residents)
    found: dict[UUID, dict[str, Any]] = {r.pk: _of_identity(r) for r in group}
    home = municipalities.home(viewer)
    for resident in group:
        if home is not None and resident.office_id is not None:
            found[resident.pk]["registered_elsewhere"] = resident.office_id != home.pk
    for pk, known in _known(viewer, found).items():
        found[pk] |= known
    return _with_documents(viewer, found, group, on or today())


@each
def _known(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = {}
    for resident_id, key, value in _what_is_known(list(ids)):
        found.setdefault(resident_id, {})[key] = value
    return found


@prepared
def _what_is_known(people: list[UUID]) -> "QuerySet[Fact, tuple[UUID, str, Any]]":
    return Fact.objects.filter(resident__in=people, known=True).values_list("resident_id", "key", "value")


def _of_identity(resident: Resident) -> dict[str, Any]:
    return {"birth_date": resident.birth_date.isoformat()}


def _with_documents(
    viewer: Viewer, found: dict[UUID, dict[str, Any]], group: Sequence[Resident], on: date
) -> dict[UUID, dict[str, Any]]:
    for resident in group:
        if resident.documents_checked_on:
            found[resident.pk]["identity_documents"] = []
    for pk, papers in _held(viewer, found).items():
        held = found[pk].setdefault("identity_documents", [])
        held += [kind for kind, expires in papers if expires is None or expires >= on]
    return found


@each
def _held(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, list[tuple[str, date | None]]]:
    """The documents of these people with their last days, in the order of their kinds."""
    found: dict[UUID, list[tuple[str, date | None]]] = {}
    for resident_id, kind, expires in _what_is_held(list(ids)):
        found.setdefault(resident_id, []).append((kind, expires))
    return found


@prepared
def _what_is_held(people: list[UUID]) -> "QuerySet[Document, tuple[UUID, str, date | None]]":
    rows = Document.objects.filter(resident__in=people).order_by("kind")
    return rows.values_list("resident_id", "kind", "expires")


def known_values(viewer: Viewer, ids: Iterable[UUID], keys: Iterable[str]) -> dict[UUID, dict[str, Any]]:
    """What is known of these people under these keys, and nothing else of them. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    found: dict[UUID, dict[str, Any]] = {}
    rows = Fact.objects.filter(resident__in=list(ids), key__in=list(keys), known=True)
    for resident_id, key, value in rows.values_list("resident_id", "key", "value"):
        found.setdefault(resident_id, {})[key] = value
    return found


def birth_of(viewer: Viewer, resident: UUID) -> date | None:
    """The birth date of somebody who is here; None for who left, died or was merged."""
    found = Resident.objects.filter(pk=resident, status=Status.HERE).values_list("birth_date", flat=True)
    return found.first()


def births(viewer: Viewer, size: int = 2000) -> Iterator[dict[UUID, date]]:
    """The birth dates of everybody who is here, in portions of that size, in the order of their ids."""
    found = reach(viewer).select_related(None).filter(status=Status.HERE).order_by("id")
    after: UUID | None = None
    while True:
        part = found.filter(pk__gt=after) if after else found
        portion = dict(part.values_list("pk", "birth_date")[:size])
        if not portion:
            return
        yield portion
        after = list(portion)[-1]


def asked_unknown(viewer: Viewer, resident: Resident) -> set[str]:
    """The keys of the facts that were asked and answered 「わからない」."""
    viewer.require(Right.SEE_RESIDENTS)
    return set(Fact.objects.filter(resident=resident, known=False).values_list("key", flat=True))


def unknown_to(viewer: Viewer, residents: Iterable[UUID], key: str) -> set[UUID]:
    """Those of these people who were asked this and answered 「わからない」. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    found = Fact.objects.filter(resident__in=list(residents), key=key, known=False)
    return set(found.values_list("resident_id", flat=True))


def facts(viewer: Viewer, resident: Resident) -> dict[str, Fact]:
    """Every fact asked of one person by key, with who said so and since when."""
    viewer.require(Right.SEE_RESIDENTS)
    return {fact.key: fact for fact in _facts(resident.pk)}


@prepared
def _facts(resident: UUID) -> "QuerySet[Fact]":
    return Fact.objects.filter(resident=resident)


def documents(viewer: Viewer, resident: Resident) -> dict[str, Document]:
    """The documents one person holds, by kind."""
    viewer.require(Right.SEE_RESIDENTS)
    return {document.kind: document for document in _documents(resident.pk)}


@prepared
def _documents(resident: UUID) -> "QuerySet[Document]":
    return Document.objects.filter(resident=resident)


def documents_ending(viewer: Viewer, residents: Iterable[UUID], day: date) -> dict[UUID, dict[str, date]]:
    """The last days, `day` or earlier, of the documents of these people, by kind. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    found: dict[UUID, dict[str, date]] = {}
    rows = Document.objects.filter(resident__in=list(residents), expires__lte=day).order_by("expires", "id")
    for resident, kind, expires in rows.values_list("resident_id", "kind", "expires"):
        if expires:
            found.setdefault(resident, {})[kind] = expires
    return found


def documents_of(viewer: Viewer, residents: Iterable[UUID], kinds: Iterable[str]) -> list[Document]:
    """The documents of these kinds that these people hold, expired ones too. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    return _of_kinds(list(residents), list(kinds))


@prepared
def _of_kinds(people: list[UUID], kinds: list[str]) -> "QuerySet[Document]":
    return Document.objects.filter(resident__in=people, kind__in=kinds).order_by("kind")


def contacts_of(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, list[Contact]]:
    """Family, guardians and guarantors, by person. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    found: dict[UUID, list[Contact]] = {}
    for contact in _contacts(list(residents)):
        found.setdefault(contact.resident_id, []).append(contact)
    return found


@prepared
def _contacts(people: list[UUID]) -> "QuerySet[Contact]":
    return Contact.objects.filter(resident__in=people).order_by("id")


def contacts(viewer: Viewer, resident: Resident) -> list[Contact]:
    """Family, guardians and guarantors of one person."""
    viewer.require(Right.SEE_RESIDENTS)
    return _contacts([resident.pk])


def guarantors(viewer: Viewer, residents: Iterable[UUID]) -> dict[UUID, list[str]]:
    """The names of the guarantors of each of these people, in order: one query for many."""
    viewer.require(Right.SEE_RESIDENTS)
    found: dict[UUID, list[str]] = {}
    for resident, name in _guarantors(list(residents)):
        found.setdefault(resident, []).append(name)
    return found


@prepared
def _guarantors(people: list[UUID]) -> "QuerySet[Contact, tuple[UUID, str]]":
    rows = Contact.objects.filter(resident__in=people, capacity="guarantor").order_by("name")
    return rows.values_list("resident_id", "name")


def accommodations_of(viewer: Viewer, residents: Iterable[Resident]) -> dict[UUID, list[Accommodation]]:
    """The cares to take, by person. One query."""
    viewer.require(Right.SEE_RESIDENTS)
    found: dict[UUID, list[Accommodation]] = {r.pk: [] for r in residents}
    for accommodation in _accommodations(list(found)):
        found[accommodation.resident_id].append(accommodation)
    return found


@prepared
def _accommodations(people: list[UUID]) -> "QuerySet[Accommodation]":
    return Accommodation.objects.filter(resident__in=people).order_by("code")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What was read out of a list and waits for a yes or no. `kind` is fact, accommodation or document."""

    kind: str
    key: str
    value: Any
    words: str

    @property
    def token(self) -> str:
        """What a form answers it by."""
        return f"{self.kind} {self.key} {self.value}"

    @property
    def asked(self) -> str:
        """The question in the language of the screen, with what the list said as it stood there."""
        question, bracket, seen = self.words.partition("（")
        return gettext(question) + bracket + seen


def proposals(viewer: Viewer, resident: Resident) -> list[Proposal]:
    """What of this person waits for a yes or no."""
    viewer.require(Right.SEE_RESIDENTS)
    return [Proposal(*entry) for entry in resident.proposed]


def proposed(viewer: Viewer) -> list[tuple[Resident, list[Proposal]]]:
    """Everybody of whom something waits for a yes or no, with what it is."""
    waiting = [person for person in everybody(viewer) if person.proposed]
    return [(person, proposals(viewer, person)) for person in waiting]


def missing(viewer: Viewer, residents: Iterable[Resident], keys: Sequence[str]) -> dict[UUID, int]:
    """How many of these facts nobody has answered yet, by person."""
    known = facts_of(viewer, residents)
    return {id: sum(key not in values for key in keys) for id, values in known.items()}
