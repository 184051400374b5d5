"""A home with 10,000 things kept and a record of a million entries about them, straight into the real tables."""

import json
import random
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

BEGAN = datetime(2021, 4, 1, 0, 0, 0, 1, UTC)
STEP = timedelta(minutes=7)
BATCH = 5000


def everything(home: Any, worker: Any, items: int, entries: int) -> list[Any]:
    """So many people's cards in pouches, and so many entries spread over them. The ids of the things."""
    import _house

    from tsukisoi.custody.models import Item, Place
    from tsukisoi.papers import ids
    from tsukisoi.residents.models import Resident

    _house.seed([home.pk], 0, items)
    Resident.objects.model._base_manager.filter(organisation_id=home.pk).update(status="here")
    people = list(Resident.objects.model._base_manager.filter(organisation_id=home.pk).values_list("pk", flat=True))
    own: dict[str, Any] = {"organisation_id": home.pk}
    codes = {ids.make() for _ in range(items + 100)}
    pouches = [
        Place(**own, kind="pouch", number=n, code=code, resident_id=person)
        for n, (person, code) in enumerate(zip(people, codes, strict=False), start=1)
    ]
    Place._base_manager.bulk_create(pouches, batch_size=2000)
    things = [
        Item(
            **own, resident_id=pouch.resident_id, kind="my_number_card", place=pouch, taken_at=BEGAN, taken_by=worker.pk
        )
        for pouch in pouches
    ]
    Item._base_manager.bulk_create(things, batch_size=2000)
    _record(home, worker, things, entries // items)
    return [thing.pk for thing in things]


def _record(home: Any, worker: Any, things: list[Any], each: int) -> None:
    """`each` entries about every thing, as taking it out and putting it back write them, with their values and heads."""
    from django.db import connection, transaction

    from tsukisoi.custody.models import HandOut
    from tsukisoi.journal.models import Detail, Entry, Head, Ref

    tables = {model: _Table(model) for model in (HandOut, Entry, Ref, Detail, Head)}
    with transaction.atomic(), connection.cursor() as cursor:
        found = _rows(home, worker, things, each)
        while group := list(islice(found, BATCH)):
            for model, table in tables.items():
                rows = [row for kind, row in group if kind is model]
                cursor.cursor.executemany(table.insert, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class _Table:
    """A table as one INSERT, with the columns that `_rows` gives in this order."""

    def __init__(self, model: Any) -> None:
        names = ", ".join(f'"{field.column}"' for field in columns(model))
        marks = ", ".join("?" * len(columns(model)))
        self.insert = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'


def columns(model: Any) -> list[Any]:
    """The fields of a table in their order."""
    return list(model._meta.concrete_fields)


def _rows(home: Any, worker: Any, things: list[Any], each: int) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    from tsukisoi.custody.models import HandOut
    from tsukisoi.journal.chain import detail_digest, digest_of
    from tsukisoi.journal.models import Detail, Entry, Head, Ref
    from tsukisoi.tenancy.ids import new_hexes

    chance, spare = random.Random(7), iter(())
    dashed_home, dashed_worker = str(home.pk), str(worker.pk)

    def fresh() -> str:
        nonlocal spare
        found = next(spare, None)
        if found is None:
            spare = iter(new_hexes(BATCH))
            found = next(spare)
        return str(found)

    for thing in things:
        previous, moment = "", BEGAN + timedelta(minutes=chance.randrange(9000))
        out = ""
        for seq in range(1, each + 1):
            moment += STEP * chance.randrange(1, 90)
            action = "take_in" if seq == 1 else ("hand_out", "take_back")[seq % 2]
            refs = [str(thing.resident_id)]
            values = _VALUES[action]
            if action == "hand_out":
                out, left = fresh(), moment
            if action != "take_in":
                refs.append(_dashed(out))
            if action == "take_back":
                yield HandOut, _filled(HandOut, {
                    "id": out, "organisation": home.pk.hex, "item": thing.pk.hex, "why": "visit", "out_at": _at(left), "by": worker.pk.hex,
                    "back_at": _at(moment), "back_by": worker.pk.hex, "condition": "good", "last_step": out,
                })  # fmt: skip
            salt, fields = secrets.token_hex(16), json.dumps(sorted(values))
            promised, told = detail_digest(salt, values), json.dumps(refs)
            iso = moment.isoformat(timespec="microseconds")
            name = f"custody.{action}"
            row = (
                dashed_home,
                "custody_item",
                str(thing.pk),
                seq,
                iso,
                "",
                dashed_worker,
                name,
                fields,
                told,
                "",
                promised,
                previous,
            )
            digest, entry = digest_of([*row[:8], sorted(values), refs, *row[10:]]), fresh()
            yield Entry, _filled(Entry, {
                "id": entry, "organisation": home.pk.hex, "chain_kind": "custody_item", "chain_id": thing.pk.hex, "seq": seq, "at": _at(moment),
                "actor_id": worker.pk.hex, "action": name, "fields": fields, "refs": told, "detail_digest": promised, "previous": previous,
                "digest": digest,
            })  # fmt: skip
            for ref in refs:
                yield Ref, _filled(Ref, {
                    "id": fresh(), "organisation": home.pk.hex, "entry": entry, "subject": ref.replace("-", ""),
                })  # fmt: skip
            yield Detail, _filled(Detail, {
                "id": fresh(), "organisation": home.pk.hex, "entry": entry, "salt": salt, "values": json.dumps(values),
            })  # fmt: skip
            previous = digest
        yield Head, _filled(Head, {
            "id": fresh(), "organisation": home.pk.hex, "chain_kind": "custody_item", "chain_id": thing.pk.hex, "seq": each, "digest": previous,
            "sealed": 0,
        })  # fmt: skip


_VALUES: dict[str, dict[str, Any]] = {
    "take_in": {"kind": "my_number_card", "place": "袋 01", "found": False},
    "hand_out": {"why": "visit", "where": "みどり野内科医院", "emergency": False, "due": "2026-11-23T12:00+09:00"},
    "take_back": {"condition": "good"},
}


def _filled(model: Any, values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[field.name] if field.name in values else _blank(field) for field in columns(model))


def _blank(field: Any) -> Any:
    if field.null:
        return None
    value = field.get_default() if field.has_default() else ""
    return int(value) if isinstance(value, bool) else value


def _at(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(" ", timespec="microseconds")


def _dashed(text: str) -> str:
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def some(things: list[Any], number: int) -> list[Any]:
    """So many of them, always the same."""
    shuffled = list(things)
    random.Random(11).shuffle(shuffled)
    return list(islice(shuffled, number))
