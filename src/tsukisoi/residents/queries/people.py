"""Finding people: everybody, those who are searched for, one; only of the viewer's organisation and units."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, Count, Q, QuerySet, Value, When
from django.http import Http404

from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents.here import HowHere
from tsukisoi.residents.models import (
    Resident,
    Status,
)
from tsukisoi.residents.roster.names import search_key
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import wards
from tsukisoi.tenancy.once import is_looking, once
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


def reach(viewer: Viewer) -> "QuerySet[Resident]":
    """Everybody whom the viewer may see, whatever became of them, with unit and office."""
    viewer.require(Right.SEE_RESIDENTS)
    return _within(viewer.units).select_related("unit", "office")


def _within(units: frozenset[UUID] | None) -> "QuerySet[Resident]":
    found: QuerySet[Resident] = Resident.objects.all()
    return found if units is None else found.filter(Q(unit__in=units) | Q(unit=None))


def everybody(viewer: Viewer, unit: UUID | None = None, room: str = "") -> "QuerySet[Resident]":
    """Everyone who is here (in that unit, in rooms that begin so), in the order of their readings."""
    found = reach(viewer).filter(status=Status.HERE)
    found = found.filter(unit=unit) if unit else found
    return found.filter(room__startswith=room) if room else found


def here_within(units: frozenset[UUID] | None) -> "QuerySet[Resident]":
    """Whoever is here, in these units, in no order: for a question put together once. Ask for the right first."""
    return _within(units).filter(status=Status.HERE).order_by()


def away_within(units: frozenset[UUID] | None) -> "QuerySet[Resident]":
    """The same of whoever is not here any more."""
    return _within(units).filter(status__in=[one for one in Status if one != Status.HERE]).order_by()


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
    found = listed(viewer, unit, status, how)
    if after and (last := Resident.objects.filter(pk=after).values_list("kana_key", flat=True).first()) is not None:
        found = found.filter(kana_key__gte=last).exclude(kana_key=last, id__lte=after)
    rows = list(found[: limit + 1])
    return Page(rows[:limit], rows[limit - 1].pk if len(rows) > limit else None)


def listed(
    viewer: Viewer, unit: UUID | None = None, status: str = Status.HERE, how: HowHere | None = None
) -> "QuerySet[Resident]":
    """Everybody of a list, all its pages, in its order."""
    found = reach(viewer).filter(status=status).order_by("kana_key", "id")
    found = how.among(found) if how else found
    return found.filter(unit=unit) if unit else found


def counts(viewer: Viewer) -> dict[str, int]:
    """How many people there are, by status."""
    viewer.require(Right.SEE_RESIDENTS)
    return dict(_by_status(viewer.units))


@prepared
def _by_status(units: frozenset[UUID] | None) -> "QuerySet[Resident, tuple[str, int]]":
    return _within(units).order_by().values_list("status").annotate(n=Count("id"))


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
    found = reach(viewer).select_related(None).exclude(status=Status.MERGED)
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
    read = {person.pk: person for person in reach(viewer).filter(pk__in=ids).order_by()} if ids else {}
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
        return list(reach(viewer).filter(pk__in=ids))
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
    return list(reach(viewer).filter(name_key=search_key(name), birth_date=birth_date).exclude(status=Status.MERGED))


def gone(viewer: Viewer, until: date) -> list[Resident]:
    """Those who left or died by that day, the longest gone first."""
    viewer.require(Right.SEE_RESIDENTS)
    return _gone(viewer.units, until)


@prepared
def _gone(units: frozenset[UUID] | None, until: date) -> "QuerySet[Resident]":
    found = _within(units).select_related("unit", "office").filter(status__in=(Status.LEFT, Status.DIED))
    return found.filter(ended_on__lte=until).order_by("ended_on", "id")
