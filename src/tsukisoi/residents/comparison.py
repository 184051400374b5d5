"""A list held against the people already there: who is new, who reads otherwise now, who is not on it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents.models import Fact, KanaState, Resident, Status
from tsukisoi.residents.roster.names import search_keys
from tsukisoi.residents.roster.people import Person
from tsukisoi.staff import queries as staff
from tsukisoi.tenancy.ids import letters
from tsukisoi.tenancy.viewer import Viewer

FACTS = ("care_level", "disabilities")
"""Facts that a column of the list states outright."""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody already there whom the list has otherwise: field or fact → before, after."""

    row: int
    resident: UUID
    name: str
    fields: dict[str, tuple[Any, Any]]

    @property
    def token(self) -> str:
        """What the page remembers, so that only what was seen is written."""
        return letters(sha256(repr(sorted(self.fields.items())).encode()).hexdigest()[:16])


@dataclass(frozen=True, slots=True)
class Unclear:
    """A row for which several people already there could be meant; it is left alone."""

    row: int
    name: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A row that may be somebody already there with the name or the birth date corrected; left alone until answered."""

    person: Person
    name: str
    birth_date: date
    change: Change


@dataclass(slots=True)
class Comparison:
    """What bringing the list in would do. `units` are unit names of the list that the house does not have."""

    new: list[Person] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    alike: list[Alike] = field(default_factory=list)
    same: int = 0
    absent: list[tuple[UUID, str]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    places: "Places | None" = None


@dataclass(frozen=True, slots=True)
class Places:
    """Units of the house by name, and the home municipality."""

    units: dict[str, UUID]
    home: UUID | None
    home_name: str

    def is_home(self, address: str) -> bool:
        """Whether the address names the home municipality; where it does not, nobody knows the municipality yet."""
        return bool(self.home_name) and self.home_name in address


def places_of(viewer: Viewer) -> Places:
    """What a list's words for units and towns mean here."""
    home = municipalities.home(viewer)
    units = {unit.name: unit.pk for unit in staff.units(viewer)}
    return Places(units, home.pk if home else None, home.name if home else "")


_STANDING = (
    "id", "name", "kana", "kana_state", "sex", "room", "unit_id", "postal_code", "address", "status", "birth_date",
    "name_key", "kana_key", "room_key",
)  # fmt: skip


def compare(viewer: Viewer, people: Sequence[Person], apart: Collection[int] = ()) -> Comparison:
    """Hold the list against everybody of the organisation who is not merged into another. Two queries for people.

    The rows in `apart` are other people than those they look like: somebody has said so.
    """
    told = Comparison(places=places_of(viewer))
    standing = _standing()
    meant = _meant(people, standing)
    found: set[UUID] = set()
    matched: list[tuple[Person, dict[str, Any]]] = []
    for person in people:
        same = meant.get(person.row)
        if not same or (len(same) == 1 and person.row in apart):
            told.new.append(person)
            continue
        found.update(row["id"] for row in same)
        if len(same) > 1:
            told.unclear.append(Unclear(person.row, person.name))
        else:
            matched.append((person, same[0]))
    left = [
        row for rows in standing.values() for row in rows if row["status"] == Status.HERE and row["id"] not in found
    ]
    alike = dict(_alike([person for person in told.new if person.row not in apart], left))
    _sort(told, matched, alike)
    told.units = _unknown_units(told, matched)
    maybe = {row["id"] for row in alike.values()}
    told.absent = [(row["id"], row["name"]) for row in left if row["id"] not in maybe]
    return told


def _alike(new: Sequence[Person], left: Sequence[dict[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Row of the list → somebody not on it who has that name with another birth date, or that birth date and room, or
    reading, with another name.
    """
    if not new or not left:
        return
    named: dict[str, dict[str, Any]] = {}
    born: dict[tuple[date, str, str], dict[str, Any]] = {}
    for row in left:
        named.setdefault(row["name_key"], row)
        born.setdefault((row["birth_date"], "room", row["room_key"]), row)
        born.setdefault((row["birth_date"], "kana", row["kana_key"]), row)
    keys = zip(
        *(search_keys(texts) for texts in zip(*((p.name, p.kana, p.room) for p in new), strict=True)), strict=True
    )
    for person, (name, kana, room) in zip(new, keys, strict=True):
        same = named.get(name)
        if same is not None and kana and same["kana_key"] not in ("", kana):
            same = None
        same = same or (born.get((person.birth_date, "room", room)) if room else None)
        same = same or (born.get((person.birth_date, "kana", kana)) if kana else None)
        if same is not None:
            yield person.row, same


_Standing = dict[tuple[str, date], list[dict[str, Any]]]
"""Everybody already there, by the name's key and the birth date."""


def _meant(people: Sequence[Person], standing: _Standing) -> dict[int, list[dict[str, Any]]]:
    """Row of the list → those already there with that name and birth date."""
    born = {day for _name, day in standing}
    maybe = [person for person in people if person.birth_date in born]
    keys = search_keys([person.name for person in maybe])
    found = {p.row: standing.get((key, p.birth_date), []) for p, key in zip(maybe, keys, strict=True)}
    return {row: rows for row, rows in found.items() if rows}


def _standing() -> _Standing:
    found: _Standing = {}
    for row in Resident.objects.exclude(status=Status.MERGED).order_by("kana_key", "id").values(*_STANDING):
        found.setdefault((row["name_key"], row["birth_date"]), []).append(row)
    return found


def _sort(told: Comparison, matched: list[tuple[Person, dict[str, Any]]], alike: Mapping[int, dict[str, Any]]) -> None:
    """Who reads otherwise, who reads the same, and who of the new is asked about first."""
    facts: dict[UUID, dict[str, Any]] = {}
    if matched or alike:
        for id, key, value, known in Fact.objects.filter(key__in=FACTS).values_list(
            "resident_id", "key", "value", "known"
        ):
            facts.setdefault(id, {})[key] = value if known else None
    assert told.places is not None
    for person, row in matched:
        fields = _differences(person, row, facts.get(row["id"], {}), told.places)
        if fields:
            told.changes.append(Change(person.row, row["id"], row["name"], fields))
        else:
            told.same += 1
    for person in told.new if alike else ():
        if maybe := alike.get(person.row):
            fields = _differences(person, maybe, facts.get(maybe["id"], {}), told.places)
            change = Change(person.row, maybe["id"], maybe["name"], fields)
            told.alike.append(Alike(person, maybe["name"], maybe["birth_date"], change))
    told.new = [person for person in told.new if person.row not in alike] if alike else told.new


def _differences(
    person: Person, row: Mapping[str, Any], facts: Mapping[str, Any], places: Places
) -> dict[str, tuple[Any, Any]]:
    """What the list has otherwise. An empty cell says nothing; an estimate never replaces a confirmed reading."""
    said: dict[str, Any] = {
        "name": person.name, "birth_date": person.birth_date, "sex": person.sex, "room": person.room,
        "unit_id": places.units.get(person.unit), "postal_code": person.postal_code, "address": person.address,
    }  # fmt: skip
    if person.kana_from == "column" or row["kana_state"] == KanaState.MISSING:
        said["kana"] = person.kana
    if person.kana_from == "excel" and row["kana_state"] == KanaState.MISSING:
        said["kana_state"] = str(KanaState.ESTIMATED)
    before = {**row, **{key: facts.get(key) for key in FACTS}}
    said |= {"care_level": person.care_level, "disabilities": list(person.disabilities)}
    told = {key: (before[key], value) for key, value in said.items() if value and before[key] != value}
    if row["status"] != Status.HERE:
        told["status"] = (row["status"], str(Status.HERE))
    return told


def _unknown_units(told: Comparison, matched: list[tuple[Person, dict[str, Any]]]) -> list[str]:
    assert told.places is not None
    named = dict.fromkeys(p.unit for p in (*told.new, *(person for person, _row in matched)) if p.unit)
    return [name for name in named if name not in told.places.units]
