"""The record as the quick reading takes it: a thousand entries at a time, put together by the engine as one text.

Fetched one by one, the columns of an entry take longer than its encrypted pages. On SQLite each stretch of a table is
asked for by itself, so that no old state of the file has to be kept meanwhile.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tsukisoi.journal.models import Detail, Entry, Ref
from tsukisoi.journal.rows import Row, batches, run, stored

STRETCH = 1000
WORTH = 50_000
"""So many entries are worth a process of their own."""
Bounds = tuple[int, int, int, int]
"""A part of the record: from which entry to which, and from which row of the index of people to which."""
END, JOINT = "\x1f", "\x1e"
"""What stands between columns, and between those that are taken as one. No column of ours holds either."""
WIDTH = 12


class Stretch(NamedTuple):
    """Entries that follow each other."""

    entries: int
    columns: list[list[str]]
    """Of every entry, as the engine keeps it: organisation, kind and id of its chain as one; seq, at, occurred_at;
    actor, action and fields as one; refs, corrects, detail_digest, previous, digest; the salt, empty only where there
    are no values; and how its lines in `named` begin."""
    values: list[bytes]
    odd: list[str]
    """Their chains, where something here is nothing that an entry of ours holds. Then that is all it says."""


def whole(connection: Any, organisation: str = "", bounds: Bounds | None = None) -> Iterator[Stretch]:
    """Everything of every entry in one reading. Each chain comes in the order of its numbers, as long as it was written
    by this program. `bounds`: see `parts`.
    """
    said, (test, owner) = _SAID[connection.vendor], _of(connection, "e", organisation)
    source = f"{_ENTRIES} e LEFT JOIN {Detail._meta.db_table} d ON d.entry_id = e.id WHERE {test}"
    if connection.vendor == "postgresql":
        statement = f"SELECT {said.entry}, {said.values} FROM {source} ORDER BY {_BY_CHAIN}"
        for batch in batches(connection, statement, owner):
            texts, values = zip(*batch, strict=True)
            yield _stretch(len(batch), END.join(texts), END.join(values).encode()) or _odd(texts)
        return
    together = f"group_concat({said.entry}, '{END}'), CAST(group_concat({said.values}, '{END}') AS BLOB)"
    statement = f"SELECT count(*), sum({_PLAIN}), {together} FROM {source} AND {_WITHIN.format('e')}"
    for at, (entries, plain, told, values) in _sweep(connection, Entry, statement, owner, bounds and bounds[:2]):
        found = _stretch(entries, told, values) if plain == entries else None
        one_by_one = f"SELECT {said.entry} FROM {source} AND {_WITHIN.format('e')}"
        yield found or _odd([row[0] for row in run(connection, one_by_one, at)])


def named(connection: Any, organisation: str = "", bounds: Bounds | None = None) -> Iterator[str]:
    """The whole index of people, many rows at a time, each «entry,organisation,id» without hyphens in a line of its own
    (it begins with the new line): in the order in which `whole` reads the entries, as long as both were written by this
    program.
    """
    said, (test, owner) = _SAID[connection.vendor], _of(connection, "r", organisation)
    if connection.vendor == "postgresql":
        entry = f"LEFT JOIN {_ENTRIES} e ON e.id = r.entry_id"
        statement = f"SELECT {said.line} FROM {_REFS} r {entry} WHERE {test} ORDER BY {_BY_CHAIN}, r.id"
        yield from ("".join([row[0] for row in batch]) for batch in batches(connection, statement, owner))
        return
    statement = f"SELECT count(*), group_concat({said.line}, '') FROM {_REFS} r WHERE {test} AND {_WITHIN.format('r')}"
    yield from (row[1] for _, row in _sweep(connection, Ref, statement, owner, bounds and bounds[2:]))


def odd(connection: Any, organisation: str = "") -> Iterator[Row]:
    """Every entry that holds what none of ours holds: organisation, kind, id, seq, as text."""
    said, (test, owner) = _SAID[connection.vendor], _of(connection, "e", organisation)
    source = f"{_ENTRIES} e LEFT JOIN {Detail._meta.db_table} d ON d.entry_id = e.id WHERE {test}"
    told, plain = f"concat({said.entry}, {said.values})", _PLAIN if connection.vendor == "sqlite" else "true"
    marks = " OR ".join(f"length({told}) - length(replace({told}, '{mark}', '')) <> {n}" for mark, n in _MARKS.items())
    names = ", ".join(f"concat({name}, '')" for name in ("e.organisation_id", "e.chain_kind", "e.chain_id", "e.seq"))
    return run(connection, f"SELECT {names} FROM {source} AND (({plain}) IS NOT TRUE OR {marks})", owner)


def parts(connection: Any, number: int) -> list[Bounds] | None:
    """The table cut into so many parts for `whole`, each after the one before; fewer where there is little to read.

    None where it can only be read whole.
    """
    if connection.vendor == "postgresql":
        return None
    (first, last), (_, last_ref) = _rowids(connection, Entry), _rowids(connection, Ref)
    if first is None:
        return []
    number = min(number, 1 + (last - first) // WORTH)
    cuts = [first + (last + 1 - first) * n // number for n in range(number + 1)]
    refs = [0, *(_ref_at(connection, cut) for cut in cuts[1:-1]), (last_ref or 0) + 1]
    return [
        (start, stop - 1, from_ref, to_ref - 1)
        for (start, stop), (from_ref, to_ref) in zip(pairwise(cuts), pairwise(refs), strict=True)
    ]


def _rowids(connection: Any, model: Any, start: int | None = None) -> tuple[Any, ...]:
    """The first of its rows (from there on) and the last; None where there is none."""
    rows = model._meta.db_table + ("" if start is None else f" WHERE rowid >= {start:d}")
    # Each by itself: asked for both at once, SQLite goes through the whole table.
    return next(run(connection, f"SELECT (SELECT min(rowid) FROM {rows}), (SELECT max(rowid) FROM {rows})", []))


def _ref_at(connection: Any, cut: int) -> int:
    """Where the index of people is as far as the entries are: near enough, for what is on one side only is kept."""
    near = f"SELECT id FROM {_ENTRIES} WHERE rowid BETWEEN {cut:d} AND {cut + STRETCH:d}"
    statement = f"SELECT coalesce(min(rowid), 0) FROM {_REFS} WHERE entry_id IN ({near})"
    return int(next(run(connection, statement, []))[0])


def _sweep(
    connection: Any, model: Any, statement: str, owner: list[str], bounds: tuple[int, ...] | None
) -> Iterator[tuple[list[Any], Row]]:
    """What the statement says of each stretch of the table in its order, and the values with which it was asked."""
    first, last = bounds or _rowids(connection, model)
    while first is not None and first <= last:
        stop = min(first + STRETCH - 1, last)
        at = [*owner, first, stop]
        row = next(run(connection, statement, at))
        if row[0]:
            yield at, row
        first = stop + 1 if row[0] else _rowids(connection, model, stop + 1)[0]  # there may be nothing for a while


def _stretch(entries: int, text: str, values: bytes) -> Stretch | None:
    """None where there are not as many marks between the columns as there must be."""
    told, beside = text.split(END), values.split(END.encode())
    if (len(told), len(beside)) != (entries * WIDTH, entries):
        return None
    return Stretch(entries, [told[n::WIDTH] for n in range(WIDTH)], beside, [])


def _odd(texts: Sequence[str]) -> Stretch:
    return Stretch(len(texts), [], [], [text.partition(END)[0] for text in texts])


def _of(connection: Any, table: str, organisation: str) -> tuple[str, list[str]]:
    """Only what belongs to that organisation. The plus keeps SQLite from reading by an index: in the order of the table
    every page is opened once."""
    if not organisation:
        return "true", []
    plus = "+" if connection.vendor == "sqlite" else ""
    return f"{plus}{table}.organisation_id = %s", [stored(connection, organisation)]


_ENTRIES, _REFS = Entry._meta.db_table, Ref._meta.db_table
_BY_CHAIN = "e.organisation_id, e.chain_kind, e.chain_id, e.seq"
_WITHIN = "{0}.rowid BETWEEN %s AND %s"
_MARKS = {END: WIDTH - 1, JOINT: 4}

_TEXTS = (
    "e.organisation_id", "e.chain_kind", "e.chain_id", "e.at", "e.action", "e.fields", "e.refs", "e.detail_digest",
    "e.previous", "e.digest", "e.id",
)  # fmt: skip
_OR_EMPTY = "COALESCE({}, '')"
_MAY_BE_MISSING = ("e.occurred_at", "e.actor_id", "e.corrects", "d.salt")
_PLAIN = f"max({', '.join(_TEXTS)}, {', '.join(map(_OR_EMPTY.format, _MAY_BE_MISSING))}) < x'' AND e.seq < ''"
"""SQLite keeps whatever was put into a column. It takes a number for less than a text, and a text for less than bytes:
true where every column holds a text and the number is one. Nothing at all makes it nothing, and that is not true."""


class _Said(NamedTuple):
    """How an engine puts things into one text."""

    entry: str
    values: str
    line: str


def _said(at: str, happened: str, values: str, mark: str, line: str) -> _Said:
    joint = f", '{JOINT}', "
    columns = (
        joint.join(("e.organisation_id", "e.chain_kind", "e.chain_id")), "e.seq", at, happened,
        joint.join(("e.actor_id", "e.action", "e.fields")), "e.refs", "e.corrects", "e.detail_digest", "e.previous",
        "e.digest", "CASE d.salt WHEN '' THEN '?' ELSE d.salt END", mark,
    )  # fmt: skip
    end = f", '{END}', "
    return _Said(f"concat({end.join(columns)})", _OR_EMPTY.format(values), line)


_MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')".format
_BARE = "replace(concat({}), '-', '')".format
_MARK, _LINE = "'\n', e.id, ',', e.organisation_id, ','", "'\n', r.entry_id, ',', r.organisation_id, ',', r.subject"
_SAID = {
    "sqlite": _said("e.at", "e.occurred_at", 'd."values"', _MARK, f"concat({_LINE})"),
    "postgresql": _said(
        _MOMENT("e.at"), _MOMENT("e.occurred_at"), 'd."values"::text', _BARE(_MARK), _BARE(_LINE)
    ),
}  # fmt: skip
