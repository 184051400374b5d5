"""A home with 10,000 things kept and a record of a million entries about them, straight into the real tables.

The entries are what taking in, out and back write, with values, refs and heads, in the order of time: the record of one
thing lies scattered among those of all others, as it does where people work. Triggers and second indexes are put up
afterwards, as the migrations make them.
"""

import json
import os
import random
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import Any

BEGAN = datetime(2021, 4, 1, 0, 0, 0, 1, UTC)
STEP = timedelta(minutes=7)
BATCH = 5000
BEFORE = os.environ.get("SPELLING") == "before"
CLINICS = ("みどり野内科医院", "ひまわり歯科", "県立みどり野病院", "")


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
    """`each` entries about every thing, round by round, with the triggers and second indexes away meanwhile."""
    import _house
    from django.db import connection, transaction

    from tsukisoi.custody.models import HandOut
    from tsukisoi.journal.models import Detail, Entry, Head, Ref
    from tsukisoi.tenancy import fences

    tables = {model: _Table(model) for model in (HandOut, Entry, Ref, Detail, Head)}
    names = [model._meta.db_table for model in tables]
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -600000")
        cursor.execute("PRAGMA synchronous = OFF")
    fences.lower()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({', '.join(['%s'] * len(names))})",
            names,
        )  # fmt: skip
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        writer = _Writer(home, worker, tables)
        found = writer.rounds(things, each)
        while sum(1 for _ in islice(found, BATCH)):
            writer.flush(cursor.cursor)
        writer.heads()
        writer.flush(cursor.cursor)
        for _name, sql in indexes:
            cursor.execute(sql)
    fences.put_up()
    _house.weigh()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()  # the next one has the product's own settings


class _Table:
    """A table as one INSERT, and the rows that wait for it; what is not told of a row is as the model leaves it."""

    def __init__(self, model: Any) -> None:
        fields = list(model._meta.concrete_fields)
        names = ", ".join(f'"{one.column}"' for one in fields)
        self.insert = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({", ".join("?" * len(fields))})'
        self._blank, self._names = [_blank(one) for one in fields], [one.name for one in fields]
        self.rows: list[list[Any]] = []

    def filler(self, *names: str) -> Callable[..., None]:
        """A function that takes these columns in this order and lets a row wait."""
        at = [self._names.index(name) for name in names]

        def fill(*values: Any) -> None:
            row = self._blank.copy()
            for n, value in zip(at, values, strict=True):
                row[n] = value
            self.rows.append(row)

        return fill


@dataclass(slots=True)
class _State:
    """How far the record of one thing is."""

    id: str
    owner: str
    moment: datetime
    previous: str = ""
    out: str = ""
    left: str = ""
    refs: list[str] = field(default_factory=list)


class _Writer:
    """Writes entries as `journal.actions.write` does: the same digests, straight into the tables."""

    def __init__(self, home: Any, worker: Any, tables: dict[Any, _Table]) -> None:
        hand_out, entry, ref, detail, head = self._tables = list(tables.values())
        self._home, self._worker = home.pk, worker.pk
        self._out = hand_out.filler(
            "id", "organisation", "item", "why", "where", "out_at", "by", "back_at", "back_by", "condition", "last_step"
        )
        self._entry = entry.filler(
            "id", "organisation", "chain_kind", "chain_id", "seq", "at", "actor_id", "action", "fields", "refs",
            "detail_digest", "previous", "digest",
        )  # fmt: skip
        self._ref = ref.filler("id", "organisation", "entry", "subject")
        self._detail = detail.filler("id", "organisation", "entry", "salt", "values")
        self._head = head.filler("id", "organisation", "chain_kind", "chain_id", "seq", "digest", "sealed")
        self._chance, self._states, self._each = random.Random(7), list[_State](), 0
        self._made = int(BEGAN.timestamp() * 1000)
        self._tail = f"7{secrets.token_hex(2)[:3]}8{secrets.token_hex(8)[:15]}"

    def flush(self, cursor: Any) -> None:
        """What waits goes into its table."""
        for table in self._tables:
            cursor.executemany(table.insert, table.rows)
            table.rows.clear()

    def _fresh(self) -> str:
        self._made += 1
        return f"{self._made:012x}{self._tail}"

    def rounds(self, things: list[Any], each: int) -> Iterator[None]:
        """Every entry, one after the other."""
        chance, self._each = self._chance, each
        self._states = [
            _State(thing.pk.hex, thing.resident_id.hex, BEGAN + timedelta(minutes=chance.randrange(9000)))
            for thing in things
        ]
        for seq in range(1, each + 1):
            for state in self._states:
                self._one(state, seq)
                yield

    def _one(self, state: _State, seq: int) -> None:
        state.moment += STEP * self._chance.randrange(1, 90)
        at = state.moment.isoformat(" ", timespec="microseconds")[:26]
        refs = [state.owner]
        if seq == 1:
            action, values = "take_in", '{"found":false,"kind":"my_number_card","place":"袋 01"}'
        elif seq % 2 == 0:
            state.out, state.left = self._fresh(), at
            due, where = (state.moment + STEP * 20).isoformat(timespec="minutes"), self._chance.choice(CLINICS)
            action, values = "hand_out", f'{{"due":"{due}","emergency":false,"where":"{where}","why":"visit"}}'
        else:
            action, values = "take_back", '{"condition":"good"}'
            home, worker = self._home.hex, self._worker.hex
            self._out(state.out, home, state.id, "visit", "", state.left, worker, at, worker, "good", state.out)
        if seq > 1:
            refs.append(state.out)
        self._append(state, seq, at, action, values, refs)

    def _append(self, state: _State, seq: int, at: str, action: str, values: str, refs: list[str]) -> None:
        from tsukisoi.journal.chain import detail_digest, digest_of

        home, entry, salt, fields = self._home.hex, self._fresh(), secrets.token_hex(16), _FIELDS[action]
        told = ",".join(f'"{_dashed(ref)}"' for ref in refs)
        promised = sha256(f'["{salt}",{values}]'.encode()).hexdigest()
        text = (
            f'["{self._home}","custody_item","{_dashed(state.id)}",{seq},"{at.replace(" ", "T")}+00:00","",'
            f'"{self._worker}","custody.{action}",{fields},[{told}],"","{promised}","{state.previous}"]'
        )
        digest = sha256(text.encode()).hexdigest()
        if seq <= 3:  # put together by hand, for a million of them: it has to be what the product reckons
            assert (digest, promised) == (digest_of(json.loads(text)), detail_digest(salt, json.loads(values)))
        self._entry(
            entry, home, "custody_item", state.id, seq, at, self._worker.hex, f"custody.{action}",
            fields.replace(",", ", "), f"[{told.replace(',', ', ')}]", promised, state.previous, digest,
        )  # fmt: skip
        for ref in refs:
            self._ref(self._fresh(), home, entry, ref)
        self._detail(self._fresh(), home, entry, salt, _stored(values))
        state.previous = digest

    def heads(self) -> None:
        """Where every chain ends."""
        for state in self._states:
            self._head(self._fresh(), self._home.hex, "custody_item", state.id, self._each, state.previous, 0)


_FIELDS = {
    "take_in": '["found","kind","place"]', "hand_out": '["due","emergency","where","why"]', "take_back": '["condition"]',
}  # fmt: skip


def _stored(values: str) -> str:
    """As the field keeps them; or as it kept them before it wrote what is hashed."""
    return json.dumps(json.loads(values)) if BEFORE else values


def _blank(field: Any) -> Any:
    if field.null:
        return None
    value = field.get_default() if field.has_default() else ""
    return int(value) if isinstance(value, bool) else value


def _dashed(text: str) -> str:
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def some(things: list[Any], number: int) -> list[Any]:
    """So many of them, always the same."""
    shuffled = list(things)
    random.Random(11).shuffle(shuffled)
    return list(islice(shuffled, number))
