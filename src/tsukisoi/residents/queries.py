"""Reading people: only those of the viewer's organisation and units, a few queries for many."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext

from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents.here import HowHere
from tsukisoi.residents.models import (
    Accommodation,
    Contact,
    Document,
    Draft,
    Fact,
    Import,
    Mapping,
    Resident,
    Status,
)
from tsukisoi.residents.roster.names import search_key
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import wards
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import each, is_looking, once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

Person = Resident
"""The type of a person, for other rooms."""

HERE = Status.HERE
"""The status of whoever is here."""

LIST_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Page:
    """One page of people in the order of their readings. `after` asks for the next page; None at the end."""

    people: list[Resident]
    after: UUID | None


def _reach(viewer: Viewer) -> "QuerySet[Resident]":
    viewer.require(Right.SEE_RESIDENTS)
    return _within(viewer.units).select_related("unit", "office")


def _within(units: frozenset[UUID] | None) -> "QuerySet[Resident]":
    found: QuerySet[Resident] = Resident.objects.all()
    return found if units is None else found.filter(Q(unit__in=units) | Q(unit=None))


def everybody(viewer: Viewer, unit: UUID | None = None, room: str = "") -> "QuerySet[Resident]":
    """Everyone who is here (in that unit, in rooms that begin so), in the order of their readings."""
    found = _reach(viewer).filter(status=Status.HERE)
    found = found.filter(unit=unit) if unit else found
    return found.filter(room__startswith=room) if room else found


def here_within(units: frozenset[UUID] | None) -> "QuerySet[Resident]":
    """Whoever is here, in these units, in no order: for a question put together once. Ask for the right first."""
    return _within(units).filter(status=Status.HERE).order_by()


def everyone(viewer: Viewer, unit: UUID | None = None) -> list[Resident]:
    """Everyone who is here (in that unit), read for a page that shows all of them."""
    if not is_looking():
        return list(everybody(viewer, unit))
    viewer.require(Right.SEE_RESIDENTS)
    return _placed(viewer, _here(viewer.units, unit))


@prepared
def _here(units: frozenset[UUID] | None, unit: UUID | None) -> "QuerySet[Resident]":
    found = _within(units).filter(status=Status.HERE)
    return found.filter(unit=unit) if unit else found


def people(
    viewer: Viewer, unit: UUID | None = None, status: str = Status.HERE, after: UUID | None = None,
    limit: int = LIST_LENGTH, how: HowHere | None = None,
) -> Page:  # fmt: skip
    """One page of a list: `after` is the id of the last person of the page before; `how` they are here."""
    found = _reach(viewer).filter(status=status).order_by("kana_key", "id")
    found = how.among(found) if how else found
    if unit:
        found = found.filter(unit=unit)
    if after and (last := Resident.objects.filter(pk=after).values_list("kana_key", flat=True).first()) is not None:
        found = found.filter(kana_key__gte=last).exclude(kana_key=last, id__lte=after)
    rows = list(found[: limit + 1])
    return Page(rows[:limit], rows[limit - 1].pk if len(rows) > limit else None)


def counts(viewer: Viewer) -> dict[str, int]:
    """How many people there are, by status."""
    viewer.require(Right.SEE_RESIDENTS)
    return dict(_by_status(viewer.units))


@prepared
def _by_status(units: frozenset[UUID] | None) -> "QuerySet[Resident, tuple[str, int]]":
    return _within(units).order_by().values_list("status").annotate(n=Count("id"))


def how_many_here(viewer: Viewer) -> int:
    """How many people are here."""
    viewer.require(Right.SEE_RESIDENTS)
    return sum(_how_many(viewer.units))


@prepared
def _how_many(units: frozenset[UUID] | None) -> "QuerySet[Resident, int]":
    return here_within(units).values("organisation").annotate(n=Count("pk")).values_list("n", flat=True)


def _begins(column: str, key: str) -> Q:
    """A prefix as a range, which SQLite's index serves; other engines may sort otherwise and take LIKE."""
    if connection.vendor != "sqlite":
        return Q(**{f"{column}__startswith": key})
    return Q(**{f"{column}__gte": key, f"{column}__lt": key[:-1] + chr(ord(key[-1]) + 1)})


def search(viewer: Viewer, words: str, limit: int = LIST_LENGTH) -> list[Resident]:
    """People as one types them: kanji in any variant, kana in any form, or a room. Those who are here come first.

    What begins with the words stands before what holds them; a room number that is there leaves the others out.
    """
    key = search_key(words)
    if not key:
        return []
    found = _reach(viewer).select_related(None).exclude(status=Status.MERGED)
    ids = _ids(found.filter(_begins("kana_key", key) | _begins("name_key", key) | Q(room_key=key)), limit)
    if len(ids) < limit and not (key.isdecimal() and ids):
        within = found.filter(Q(name_key__contains=key) | Q(kana_key__contains=key) | _begins("room_key", key))
        ids += [id for id in _ids(within, limit + len(ids)) if id not in ids]
    return _in_order(viewer, ids[:limit])


def _ids(found: "QuerySet[Resident]", limit: int) -> list[UUID]:
    """Who they are, those who are here first: found in one index alone, without reading anybody."""
    away = Case(When(status=Status.HERE, then=Value(0)), default=Value(1))
    return list(found.order_by(away, "kana_key", "id").values_list("pk", flat=True)[:limit])


def _in_order(viewer: Viewer, ids: list[UUID]) -> list[Resident]:
    """These people, read once it is known who is shown."""
    read = {person.pk: person for person in _reach(viewer).filter(pk__in=ids).order_by()} if ids else {}
    return [read[id] for id in ids if id in read]


def person(viewer: Viewer, id: UUID) -> Resident:
    """One person. Raises Http404 outside the viewer's organisation or units."""
    viewer.require(Right.SEE_RESIDENTS)
    met = _met(viewer)
    if id not in met:
        found = _one(viewer.units, id)
        if not found:
            raise Http404
        met[id] = found[0]
    return met[id]


@prepared
def _one(units: frozenset[UUID] | None, id: UUID) -> "QuerySet[Resident]":
    return _within(units).select_related("unit", "office").filter(pk=id)


def unchanged(viewer: Viewer, stamps: dict[UUID, datetime]) -> set[UUID]:
    """Those of these people who still stand as they did at that `changed_at`, locked till the transaction ends.

    Whoever somebody else has under a lock just now is left out: that person is being changed.
    """
    found = Resident.objects.select_for_update(skip_locked=True).filter(pk__in=list(stamps)).order_by("pk")
    return {pk for pk, changed_at in found.values_list("pk", "changed_at") if stamps[pk] == changed_at}


def persons(viewer: Viewer, ids: Iterable[UUID]) -> list[Resident]:
    """Those of these people whom the viewer may see, in the order of their readings. A page reads each of them once."""
    viewer.require(Right.SEE_RESIDENTS)
    wanted, met = set(ids), _met(viewer)
    lacking = wanted - met.keys()
    read = _read(viewer, lacking) if lacking else []
    met.update((person.pk, person) for person in read)
    if len(lacking) == len(wanted):
        return read
    return sorted((met[pk] for pk in wanted if pk in met), key=lambda person: (person.kana_key, person.pk))


@once
def _met(viewer: Viewer) -> dict[UUID, Resident]:
    return {}


def _read(viewer: Viewer, ids: set[UUID]) -> list[Resident]:
    if not is_looking():
        return list(_reach(viewer).filter(pk__in=ids))
    return _placed(viewer, _among(viewer.units, ids))


@prepared
def _among(units: frozenset[UUID] | None, ids: Iterable[UUID]) -> "QuerySet[Resident]":
    return _within(units).filter(pk__in=ids)


def _placed(viewer: Viewer, people: list[Resident]) -> list[Resident]:
    """These people with their units and towns, which are few: a page reads those once, not beside each person."""
    units, towns = _places(viewer)
    for person in people:
        if person.unit_id is None or person.unit_id in units:
            person.unit = units.get(person.unit_id)
        if person.office_id is None or person.office_id in towns:
            person.office = towns.get(person.office_id)
    return people


@once
def _places(viewer: Viewer) -> tuple[dict[UUID | None, Any], dict[UUID | None, Any]]:
    return {one.pk: one for one in wards(viewer)}, {one.pk: one for one in municipalities.offices(viewer)}


def names(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names of those of these people whom the viewer may see, and nothing else of them."""
    viewer.require(Right.SEE_RESIDENTS)
    return dict(_names(viewer.units, list(ids)))


@prepared
def _names(units: frozenset[UUID] | None, ids: list[UUID]) -> "QuerySet[Resident, tuple[UUID, str]]":
    return _within(units).order_by().filter(pk__in=ids).values_list("pk", "name")


def alike(viewer: Viewer, name: str, birth_date: date) -> list[Resident]:
    """People of that name (variants folded) born on that day: perhaps the same person."""
    return list(_reach(viewer).filter(name_key=search_key(name), birth_date=birth_date).exclude(status=Status.MERGED))


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
    found = _reach(viewer).select_related(None).filter(status=Status.HERE).order_by("id")
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


@dataclass(frozen=True, slots=True)
class Consequences:
    """What merging would do: rows that move (what, how many), facts in which the two differ, rows that stay."""

    moves: list[tuple[str, int]] = field(default_factory=list)
    differs: list[tuple[str, Any, Any]] = field(default_factory=list)
    stays: list[tuple[str, int]] = field(default_factory=list)


def merge_consequences(viewer: Viewer, keep: Resident, drop: Resident) -> Consequences:
    """Everything that merging `drop` into `keep` would do, before it is done."""
    viewer.require(Right.MERGE_RESIDENTS)
    kept = {fact.key: fact for fact in Fact.objects.filter(resident=keep)}
    told = Consequences()
    for fact in Fact.objects.filter(resident=drop, known=True):
        if fact.key in kept and kept[fact.key].known and kept[fact.key].value != fact.value:
            told.differs.append((fact.key, kept[fact.key].value, fact.value))
    for pointer in pointers():
        count = pointer.of(drop).count()
        if count:
            told.moves.append((pointer.words, count)) if pointer.movable else told.stays.append((pointer.words, count))
    return told


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column of another table (of any room) that points to a person."""

    model: Any
    column: str

    @property
    def words(self) -> str:
        """What those rows are called."""
        return str(self.model._meta.verbose_name)

    @property
    def ours(self) -> bool:
        """Is it a table of this room?"""
        return bool(self.model._meta.app_label == Resident._meta.app_label)

    @property
    def movable(self) -> bool:
        """Rows of an append-only table can never be pointed elsewhere."""
        return not self.model.append_only

    def of(self, resident: Resident) -> "QuerySet[Any]":
        """The rows that point to that person."""
        found: QuerySet[Any] = self.model.objects.filter(**{self.column: resident.pk})
        return found

    def of_any(self, ids: Iterable[UUID]) -> set[UUID]:
        """Those of these people to whom some row points."""
        return set(self.model.objects.filter(**{f"{self.column}__in": list(ids)}).values_list(self.column, flat=True))


def pointers() -> list[Pointer]:
    """Every table that points to people, except people themselves and what can be reckoned again.

    No room has to be named here.
    """
    related = Resident._meta.get_fields(include_hidden=True)
    return [
        Pointer(f.related_model, f.field.attname)
        for f in related
        if f.auto_created and not f.concrete and hasattr(f, "field") and _counts(f.related_model)
    ]


def _counts(model: Any) -> bool:
    return model not in (None, Resident) and not model.derived


def draft(viewer: Viewer, id: UUID) -> Draft:
    """A list read but not yet brought in, by the one who read it. Raises Http404."""
    viewer.require(Right.IMPORT_ROSTER)
    found: Draft = get_object_or_404(Draft.objects, pk=id, by=viewer.worker)
    return found


def imports(viewer: Viewer, limit: int = 20) -> list[Import]:
    """The lists brought in, newest first."""
    viewer.require(Right.IMPORT_ROSTER)
    return list(Import.objects.defer("people")[:limit])


def imported(viewer: Viewer, id: UUID) -> Import:
    """One list brought in. Raises Http404."""
    viewer.require(Right.IMPORT_ROSTER)
    found: Import = get_object_or_404(Import.objects, pk=id)
    return found


def mapping(viewer: Viewer, head: str) -> dict[str, Any] | None:
    """Which column means what in a list with this head row, if it was ever corrected."""
    viewer.require(Right.IMPORT_ROSTER)
    return Mapping.objects.filter(head=head).values_list("columns", flat=True).first()


def gone(viewer: Viewer, until: date) -> list[Resident]:
    """Those who left or died by that day, the longest gone first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _gone(viewer.units, until)


@prepared
def _gone(units: frozenset[UUID] | None, until: date) -> "QuerySet[Resident]":
    found = _within(units).select_related("unit", "office").filter(status__in=(Status.LEFT, Status.DIED))
    return found.filter(ended_on__lte=until).order_by("ended_on", "id")


def merged_into(viewer: Viewer, residents: Iterable[UUID]) -> list[UUID]:
    """The records that were merged into these, and those merged into them."""
    viewer.require(Right.SEE_RESIDENTS)
    found: list[UUID] = []
    level = list(residents)
    while level:
        level = list(Resident.objects.filter(merged_into__in=level).values_list("pk", flat=True))
        found += level
    return found
