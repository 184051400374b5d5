"""A list brought in: kept as a screened preview, stored by one confirmation, taken back by one undo."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from itertools import repeat
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404

from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents import guidance, queries
from tsukisoi.residents.actions.facts import forget_fact, record_fact
from tsukisoi.residents.actions.identity import FIELDS, change, die, leave, return_
from tsukisoi.residents.actions.previews import doubled_in, pack, people_of, unpack
from tsukisoi.residents.comparison import FACTS, Change, Comparison, Places, compare
from tsukisoi.residents.models import (
    Draft,
    Fact,
    Import,
    ImportRow,
    Resident,
    Status,
    ToldBy,
)
from tsukisoi.residents.models import (
    Mapping as ColumnMapping,
)
from tsukisoi.residents.roster import keeping
from tsukisoi.residents.roster.names import search_keys
from tsukisoi.residents.roster.people import Person
from tsukisoi.residents.roster.preview import Preview, Screened, read_screened, screened_lists
from tsukisoi.residents.roster.proposals import Proposal as Proposed
from tsukisoi.staff import actions as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.bulk import insert, kept
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.collector import uncollected
from tsukisoi.tenancy.ids import dashed, new_hexes
from tsukisoi.tenancy.viewer import NotPermitted, Viewer

KEPT_FOR = timedelta(days=1)
"""A preview nobody confirmed is forgotten after this."""


def _require(viewer: Viewer) -> None:
    """Lists are about the whole house: a worker of some units cannot bring one in."""
    viewer.require(Right.IMPORT_ROSTER)
    if viewer.units is not None:
        raise NotPermitted(Right.IMPORT_ROSTER)


@uncollected()
def read_list(viewer: Viewer, data: bytes, filename: str, columns: Mapping[str, str | None] | None = None) -> Draft:
    """Read a list and keep it screened, with its preview, for a day; the file itself is kept nowhere. Where other
    sheets are lists as well they are kept beside it, each by itself (`queries.drafts_of`).

    `columns` are a person's corrections (column name → field or None); they are remembered for lists with the same
    head. Raises roster.Refused for a file that is not taken.
    """
    _require(viewer)
    first, *others = screened_lists(data, filename)
    made = [_draft(viewer, first, filename, columns), *(_draft(viewer, other, filename) for other in others)]
    with transaction.atomic():
        forget_old_lists(viewer)
        if columns:
            _remember(viewer, made[0].head, columns)
        Draft.objects.bulk_create(made)
    return made[0]


def _draft(viewer: Viewer, given: Screened, filename: str, columns: Mapping[str, str | None] | None = None) -> Draft:
    """One sheet with its preview, not yet kept; its columns are read as they were corrected before."""
    preview = read_screened(given, columns, as_of=today())
    head = head_of(preview)
    known = None if columns else queries.mapping(viewer, head)
    if known:
        preview = read_screened(given, known, as_of=today())
    return Draft(
        organisation_id=viewer.organisation, at=now(), by=viewer.worker, filename=filename[:120], head=head,
        packed=pack(preview), sheet=keeping.packed(given),
    )  # fmt: skip


def read_again(viewer: Viewer, draft: UUID, columns: Mapping[str, str | None]) -> Draft:
    """Read a waiting list with corrected columns, which are remembered for lists with the same head.

    From what was kept of it: nobody has to give the file again. Raises Http404 when it is not there any more, as after
    a day. Read again with the same columns it stays as it is.
    """
    _require(viewer)
    with transaction.atomic():
        mine: Draft | None = Draft.objects.select_for_update().filter(pk=draft, by=viewer.worker).first()
        if mine is None or "together" not in unpack(mine) or mine.at < now() - KEPT_FOR:
            raise Http404
        mine.packed = pack(read_screened(keeping.unpacked(bytes(mine.sheet)), columns, as_of=today()))
        mine.save(update_fields=["packed"])
        _remember(viewer, mine.head, columns)
    return mine


def _remember(viewer: Viewer, head: str, columns: Mapping[str, str | None]) -> None:
    ColumnMapping.objects.update_or_create(
        organisation_id=viewer.organisation, head=head, defaults={"columns": dict(columns)}
    )


def head_of(preview: Preview) -> str:
    """One digest for lists with the same columns."""
    return sha256("\n".join(sorted(preview.mapping)).encode()).hexdigest()


def forget_old_lists(viewer: Viewer) -> int:
    """Delete previews older than a day. The number deleted."""
    return int(Draft.objects.filter(at__lt=now() - KEPT_FOR).delete()[0])


def forget_list(viewer: Viewer, draft: UUID) -> None:
    """Delete a preview that is not wanted."""
    _require(viewer)
    Draft.objects.filter(pk=draft, by=viewer.worker).delete()


@uncollected()
def bring_in(
    viewer: Viewer, draft: UUID, accepted: Mapping[UUID, str] | None = None, *, all_live_here: bool = False,
    apart: Collection[int] = (),
) -> Import:  # fmt: skip
    """Store a list: new people, and those changes that were seen and accepted (person → token of the change).

    The rows in `apart` are people of their own though they look like somebody on the list or already there. Sent twice
    it stores once. A change that reads otherwise by now is left alone. Raises Http404.
    """
    _require(viewer)
    with transaction.atomic():
        waiting = {one.pk: one for one in Draft.objects.select_for_update().order_by("pk")}  # one list at a time
        standing: Import | None = Import.objects.filter(pk=draft).first()
        if standing is not None:
            return standing
        mine: Draft | None = waiting.get(draft)
        if mine is None or mine.by != viewer.worker:
            raise Http404
        told = unpack(mine)
        people = [*people_of(told), *(person for person in doubled_in(told) if person.row in apart)]
        made = store(viewer, people, mine.filename, accepted or {}, id=draft, all_live_here=all_live_here, apart=apart)
        mine.delete()
    return made


def store(
    viewer: Viewer, people: Sequence[Person], filename: str, accepted: Mapping[UUID, str], *, id: UUID,
    all_live_here: bool = False, apart: Collection[int] = (),
) -> Import:  # fmt: skip
    """Write people into the register inside the transaction of the caller."""
    told = compare(viewer, people, apart)
    places = _with_new_units(viewer, told)
    at = now()
    ids = _add(viewer, told.new, places, at, all_live_here)
    offered = [*told.changes, *(one.change for one in told.alike)]
    changes = [one for one in offered if accepted.get(one.resident) == one.token]
    made: Import = Import.objects.create(
        id=id, organisation_id=viewer.organisation, at=at, by=viewer.worker, filename=filename, added=len(ids),
        changed=len(changes), people=ids,
    )  # fmt: skip
    for one in changes:
        _apply(viewer, made, one)
    Resident.objects.filter(pk__in=[one.resident for one in changes]).update(changed_at=at)
    refs: list[UUID | str] = [*ids, *(one.resident for one in changes)]
    write(viewer, "residents.import", Chain("import", made.pk), values=_counts(made), refs=refs)
    return made


def _counts(made: Import) -> dict[str, int]:
    return {"added": made.added, "changed": made.changed}


def _with_new_units(viewer: Viewer, told: Comparison) -> Places:
    assert told.places is not None
    if not told.units or not viewer.may(Right.SET_UP):
        return told.places
    made = {unit.name: unit.pk for unit in staff.add_units(viewer, told.units)}
    return Places({**told.places.units, **made}, told.places.home, told.places.home_name)


def _add(viewer: Viewer, people: Sequence[Person], places: Places, at: datetime, all_live_here: bool) -> list[str]:
    """New people and their facts, column by column, in the order of the list and of their ids, which it gives."""
    if not people:
        return []
    ids = new_hexes(len(people))
    proposed = cache(lambda proposals: json.dumps(_to_ask(proposals), ensure_ascii=False))
    columns = _columns(people, places) | {
        "id": ids, "organisation_id": repeat(viewer.organisation.hex), "changed_at": repeat(kept(at)),
        "proposed": [proposed(p.proposals) for p in people],
    }  # fmt: skip
    insert(Resident, columns)
    _add_facts(viewer, [*_facts(ids, people), *((id, "residence", "facility") for id in ids if all_live_here)])
    return [dashed(id) for id in ids]


def _add_facts(viewer: Viewer, facts: Sequence[tuple[str, str, Any]]) -> None:
    """Facts as (person, key, value)."""
    as_json = cache(partial(json.dumps, ensure_ascii=False))
    columns = {
        "id": new_hexes(len(facts)), "organisation_id": repeat(viewer.organisation.hex),
        "resident_id": [id for id, _key, _value in facts], "key": [key for _id, key, _value in facts],
        "value": [as_json(value) for _id, _key, value in facts], "known": repeat(True),
        "told_by": repeat(str(ToldBy.ROSTER)), "asked_on": repeat(kept(today())),
    }  # fmt: skip
    insert(Fact, columns)


def _to_ask(proposals: Iterable[Proposed]) -> list[list[Any]]:
    """What the register can hold once somebody says yes; the will is asked of the person, never read off a list."""
    return [[p.kind, p.key, p.value, p.words] for p in proposals if p.kind != "fact" or p.key in guidance.KEYS]


def _columns(people: Sequence[Person], places: Places) -> dict[str, Iterable[Any]]:
    """What the list says of each, by column of the register."""
    units = {name: unit.hex for name, unit in places.units.items()}
    home = places.home.hex if places.home else None
    return {
        "name": [p.name for p in people], "name_key": _keys([p.name for p in people], 80),
        "kana": [p.kana[:80] for p in people], "kana_key": _keys([p.kana for p in people], 80),
        "kana_state": map(kana_state, people), "birth_date": [p.birth_date.isoformat() for p in people],
        "sex": [p.sex for p in people], "unit_id": [units.get(p.unit) for p in people],
        "room": [p.room[:20] for p in people], "room_key": _keys([p.room for p in people], 20),
        "postal_code": [p.postal_code for p in people], "address": [p.address for p in people],
        "office_id": [home if places.is_home(p.address) else None for p in people], "status": repeat("here"),
    }  # fmt: skip


def _keys(texts: Sequence[str], length: int) -> list[str]:
    return [key[:length] for key in search_keys(texts)]


def kana_state(person: Person) -> str:
    """A reading the list states is confirmed; one that Excel remembered is an estimate."""
    if not person.kana:
        return "missing"
    return "confirmed" if person.kana_from == "column" else "estimated"


def _facts(ids: Sequence[str], people: Sequence[Person]) -> Iterator[tuple[str, str, Any]]:
    for key in FACTS:
        values = map(attrgetter(key), people)
        yield from ((id, key, value) for id, value in zip(ids, values, strict=True) if value)


def _apply(viewer: Viewer, made: Import, one: Change) -> None:
    """Write one change the ordinary way, with its entry in the person's record."""
    after = {key: value for key, (_before, value) in one.fields.items()}
    before = {key: value for key, (value, _after) in one.fields.items()}
    if "kana" in before:
        standing = Resident.objects.filter(pk=one.resident).values_list("kana_state", flat=True).get()
        before["kana_state"] = standing
    if "status" in after:
        before["ended_on"] = Resident.objects.filter(pk=one.resident).values_list("ended_on", flat=True).get()
    _write(viewer, one.resident, after)
    ImportRow.objects.create(
        organisation_id=viewer.organisation, batch=made, resident_id=one.resident, before=_json(before),
        after=_json(after),
    )  # fmt: skip


def _write(viewer: Viewer, resident: UUID, values: Mapping[str, Any]) -> None:
    identity = {key: value for key, value in values.items() if key in FIELDS}
    if identity:
        change(viewer, resident, **identity)
    for key in FACTS:
        if key in values:
            record_fact(viewer, resident, key, values[key], told_by=ToldBy.ROSTER)
    if values.get("status") == Status.HERE:
        return_(viewer, resident)


def _json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        key: value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, UUID) else value
        for key, value in values.items()
    }


@dataclass(slots=True)
class Undone:
    """What an undo did: people taken out again, people set back, and those who stay since somebody worked on them."""

    removed: int = 0
    restored: int = 0
    kept: list[tuple[UUID, str]] = field(default_factory=list)


def undo(viewer: Viewer, batch: UUID) -> Undone:
    """Take a list back. Whoever was touched since, or to whom another room's record points, stays and is named.

    New people nobody worked on leave the register; changed ones get back what stood before. The journal keeps all.
    Raises Http404; a second undo does nothing.
    """
    _require(viewer)
    with transaction.atomic():
        made: Import | None = Import.objects.select_for_update().filter(pk=batch).first()
        if made is None:
            raise Http404
        if made.undone_at is not None:
            return Undone()
        told = _take_out(made)
        _set_back(viewer, made, told)
        Import.objects.filter(pk=made.pk).update(undone_at=now())
        values = {"removed": told.removed, "restored": told.restored, "kept": len(told.kept)}
        write(
            viewer, "residents.undo_import", Chain("import", made.pk), values=values, refs=[id for id, _ in told.kept]
        )
    return told


def _take_out(made: Import) -> Undone:
    told = Undone()
    ids = [UUID(id) for id in made.people]
    for start in range(0, len(ids), 500):
        chunk = ids[start : start + 500]
        rows = list(Resident.objects.filter(pk__in=chunk).values_list("id", "name", "changed_at"))
        touched = {id for id, _name, changed_at in rows if changed_at != made.at} | _pointed_at(chunk)
        told.kept += [(id, name) for id, name, _changed in rows if id in touched]
        told.removed += _remove([id for id, _name, _changed in rows if id not in touched])
    return told


def _pointed_at(ids: Collection[UUID]) -> set[UUID]:
    """Those to whom a record of another room, or somebody merged into them, points."""
    found = set(Resident.objects.filter(merged_into__in=ids).values_list("merged_into_id", flat=True))
    for pointer in queries.pointers():
        if not pointer.ours or pointer.model is ImportRow:
            found |= pointer.of_any(ids)
    return found


def _remove(ids: list[UUID]) -> int:
    for pointer in queries.pointers():
        if pointer.ours and pointer.model is not ImportRow:
            pointer.model.objects.filter(**{f"{pointer.column}__in": ids}).delete()
    gone = Resident.objects.filter(pk__in=ids).delete()[1]  # with them what was kept of them, which is nobody
    return int(gone.get(Resident._meta.label, 0))


def _set_back(viewer: Viewer, made: Import, told: Undone) -> None:
    for row in ImportRow.objects.filter(batch=made).select_related("resident"):
        if row.resident.changed_at != made.at:
            told.kept.append((row.resident_id, row.resident.name))
            continue
        _restore(viewer, row)
        told.restored += 1


def _restore(viewer: Viewer, row: ImportRow) -> None:
    before = dict(row.before)
    unit = before.get("unit_id")
    identity = {key: value for key, value in before.items() if key in FIELDS and key != "unit_id"}
    if "unit_id" in before:
        identity["unit_id"] = UUID(unit) if unit else None
    if "birth_date" in before:
        identity["birth_date"] = date.fromisoformat(before["birth_date"])
    if identity:
        change(viewer, row.resident_id, **identity)
    for key in FACTS:
        if key in before:
            _restore_fact(viewer, row.resident_id, key, before[key])
    if "status" in before:
        end = die if before["status"] == Status.DIED else leave
        end(viewer, row.resident_id, date.fromisoformat(before["ended_on"]) if before["ended_on"] else None)


def _restore_fact(viewer: Viewer, resident: UUID, key: str, value: Any) -> None:
    if value is None:
        forget_fact(viewer, resident, key)
    else:
        record_fact(viewer, resident, key, value, told_by=ToldBy.ROSTER)
