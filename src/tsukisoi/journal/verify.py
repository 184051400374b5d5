"""Recomputes the whole record: every chain, every value that is still there, every head and every seal.

Reads as a stream and writes nothing, first quickly (`follow`), then whatever is doubtful once more and exactly. What it
cannot see: a tail cut off together with its head and every seal since. Only a seal kept outside this database (printed,
with a signature) shows that; hand it in as `kept`.
"""

import json
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import groupby
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from operator import itemgetter

import django
from django.db import DatabaseError, connection

from tsukisoi.journal import rows, stretches
from tsukisoi.journal.chain import LINKED, Heads, detail_digest, seal_digest, stands
from tsukisoi.journal.follow import Key, Part, Reading, Sealed
from tsukisoi.journal.rows import WAITS, Row
from tsukisoi.journal.stretches import Bounds


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong in one chain, or with one seal. `what` is a code: see WORDS of the page and command."""

    what: str
    organisation: str
    chain_kind: str = ""
    chain_id: str = ""
    seq: int = 0

    def __str__(self) -> str:
        return " ".join(str(part) for part in (self.what, self.chain_kind, self.chain_id, self.seq) if part)


@dataclass(slots=True)
class Report:
    """What was read and what was wrong."""

    entries: int = 0
    chains: int = 0
    seals: int = 0
    details: int = 0
    forgotten: int = 0
    faults: list[Fault] = field(default_factory=list)
    found_kept: bool | None = None

    @property
    def sound(self) -> bool:
        """Nothing is wrong, and the seal that was handed in, if one was, is here."""
        return not self.faults and self.found_kept is not False


def verify(organisation: str = "", kept: str = "", hands: int = 1) -> Report:
    """The whole record, or that of one organisation (its id). `kept`: a seal kept outside, its first 32 hex or more.

    `hands`: so many processes share the reading where there is much to read, each with a connection of its own.
    """
    report = Report()
    try:
        sealed = _seals(report, organisation, _hex(kept))
        part = _read(organisation, sealed, hands)
        report.entries, report.details, report.forgotten = part.entries, part.details, part.forgotten
        report.chains = len(part.spans)
        for key in sorted(_doubtful(part, sealed, organisation)):
            report.faults += _exactly(key, sealed.get(key, {}))
        if part.odd:
            report.faults += [Fault("altered", *row) for row in stretches.odd(connection, organisation)]
    except DatabaseError as error:
        report.faults.append(Fault(f"unreadable: {error}", organisation))
    return report


def _hex(typed: str) -> str:
    """A digest as people type it from paper: in groups, in capitals. Raises ValueError for too little of it."""
    plain = "".join(typed.split()).replace("-", "").lower()
    if plain and (not 32 <= len(plain) <= 64 or set(plain) - set("0123456789abcdef")):
        raise ValueError(typed)
    return plain


def _seals(report: Report, organisation: str, kept: str) -> Sealed:
    """Seals follow each other and their roots can be reckoned again. What they sealed is for the chains to show."""
    report.found_kept = False if kept else None
    sealed: Sealed = {}
    for owner, group in groupby(rows.seals(connection, organisation), key=itemgetter(0)):
        known, seq, before = Heads(), 0, ""
        for row in group:
            report.seals += 1
            changed = json.loads(row[5])
            for head in changed:
                known.move(*head)
            if what := _seal_break(row, seq, before, known):
                report.faults.append(Fault(what, owner, "seal", "", row[1]))
                break
            _promise(sealed, owner, changed)
            seq, before = row[1], row[-1]
            if kept and before.startswith(kept):
                report.found_kept = True
    return sealed


def _promise(sealed: Sealed, owner: str, changed: list[tuple[str, str, int, str]]) -> None:
    for kind, id, to, head in changed:
        sealed.setdefault((owner, kind, id), {})[to] = head


def _seal_break(row: Row, seq: int, before: str, known: Heads) -> str:
    """What is wrong with the next seal; empty when nothing is."""
    owner, number, at, root, previous, _, digest = row
    if number != seq + 1 or previous != before:
        return "seal_missing_before"
    return "" if (known.root(), seal_digest(owner, number, at, root, previous)) == (root, digest) else "seal_altered"


def _read(organisation: str, sealed: Sealed, hands: int) -> Part:
    """The quick reading, in as many parts at a time as there are hands for."""
    cut = stretches.parts(connection, hands)
    bounds: list[Bounds | None] = [*cut] if cut else [None]
    with ExitStack() as stack:
        others = list[Future[Part]]()
        if len(bounds) > 1:
            connection.close()  # a process must not begin with what another one has open
            pool = ProcessPoolExecutor(len(bounds) - 1, _beginning(), django.setup)
            others = [stack.enter_context(pool).submit(_aside, organisation, part) for part in bounds[1:]]
        told = _follow(organisation, sealed, bounds[0])
        for other in others:
            told.join(other.result())
    return told


def _beginning() -> BaseContext:
    """How a process begins: on Linux as a copy of this one, at once; elsewhere anew, which takes a second."""
    alone = sys.platform == "linux" and threading.active_count() == 1
    return get_context("fork" if alone else "spawn")


def _aside(organisation: str, bounds: Bounds | None) -> Part:
    """A later part, in a process of its own."""
    sealed: Sealed = {}
    for row in rows.seals(connection, organisation):
        _promise(sealed, row[0], json.loads(row[5]))
    told = _follow(organisation, sealed, bounds)
    connection.close()
    return told


def _follow(organisation: str, sealed: Sealed, bounds: Bounds | None) -> Part:
    asked = connection, organisation, bounds
    waiting = rows.waiting(connection, organisation)
    return Reading(sealed).follow(stretches.whole(*asked), stretches.named(*asked), waiting)


def _doubtful(part: Part, sealed: Sealed, organisation: str) -> set[Key]:
    """Every chain that has to be read exactly: it was unusual, or does not end where its head and its seals say."""
    ends = {key: (span.last, span.digest) for key, span in part.spans.items()}
    told = {row[:3]: row[3:] for row in rows.heads(connection, organisation)}
    doubtful = part.doubtful | {key for key in ends.keys() | told.keys() if ends.get(key) != told.get(key)}
    doubtful |= {key for key, span in part.spans.items() if (span.first, span.previous) != (1, "")}
    doubtful |= _named_otherwise(part)
    return doubtful | {key for key, due in sealed.items() if max(due) > ends.get(key, (0, ""))[0]}


MANY = 10_000


def _named_otherwise(part: Part) -> set[Key]:
    """The chains of which the index of people says something else; every chain where that is so of very many."""
    if len(part.apart) > MANY:
        return set(part.spans)
    entries = {one.partition(",")[0] for one in part.apart}
    chains = {rows.chain_of(connection, entry) for entry in entries}
    return {key for key in chains if key} if None not in chains else set(part.spans)


TRIES = 3
_MOVING = {"cut_off", "head_behind", "no_head"}


def _exactly(key: Key, promised: dict[int, str]) -> list[Fault]:
    """What is wrong with one chain. While people work it may move between two looks: then it is looked at again."""
    faults = _of_chain(key, promised)
    for _ in range(TRIES):
        if not faults or any(fault.what not in _MOVING for fault in faults):
            break
        faults = _of_chain(key, promised)
    return faults


@dataclass(slots=True)
class _End:
    """How far a chain was followed."""

    seq: int = 0
    digest: str = ""
    broken: bool = False


def _of_chain(key: Key, promised: dict[int, str]) -> list[Fault]:
    """Follow one chain entry by entry; its first break is the one reported."""
    head, end, left, faults = rows.head(connection, *key), _End(), dict(promised), list[Fault]()

    def once(what: str, seq: int) -> None:
        if not end.broken:
            end.broken = True
            faults.append(_fault(what, key, seq))

    for row in rows.of_chain(connection, *key):
        seq = row[3] if type(row[3]) is int else 0  # SQLite keeps whatever was put into a column
        if what := _break(row, end):
            once(what, seq)
        if left.pop(seq, row[_DIGEST]) != row[_DIGEST]:
            once("sealed_entry_altered", seq)
        end.seq, end.digest = seq, row[_DIGEST]
        if beside := _beside(row):
            faults.append(_fault(beside, key, seq))
    if left and end.seq:
        once("sealed_entry_gone", min(left))
    elif left:
        faults.append(_fault("sealed_chain_gone", key, max(left)))
    return faults + list(_of_head(key, head, end))


def _of_head(key: Key, head: tuple[int, str] | None, end: _End) -> Iterator[Fault]:
    """A chain ends where its head says, and no head is without its chain."""
    if end.broken or head == (end.seq, end.digest):
        return
    if head is None:
        yield _fault("no_head", key, end.seq)
    else:
        yield _fault("cut_off" if head[0] > end.seq else "head_behind", key, end.seq)


def _fault(what: str, key: Key, seq: int) -> Fault:
    return Fault(what, key[0], key[1], key[2], seq)


_REFS, _PROMISED, _PREVIOUS, _DIGEST = *map(LINKED.index, ("refs", "detail_digest", "previous")), len(LINKED)


def _break(row: Row, end: _End) -> str:
    """What is wrong with the next entry of a chain; empty when nothing is."""
    if row[3] != end.seq + 1:
        return "missing_before"
    if row[_PREVIOUS] != end.digest:
        return "does_not_follow"
    try:
        return "" if stands(row, row[_DIGEST]) else "altered"
    except (TypeError, ValueError):  # what stands there is no text, or no JSON
        return "altered"


def _beside(row: Row) -> str:
    """What is wrong beside an entry: a value still kept that is not the one written, or whom the index names."""
    salt, values, subjects = row[_DIGEST + 1 :]
    if salt is not None and not _as_written(salt, values, row[_PROMISED]):
        return "value_altered"
    return "" if subjects == WAITS or _named(row[_REFS], subjects) else "refs_differ"


def _as_written(salt: str, values: str, promised: str) -> bool:
    try:
        return detail_digest(salt, json.loads(values)) == promised
    except (TypeError, ValueError):
        return False


def _named(refs: str, subjects: str | None) -> bool:
    """Does the index find the entry by each of its ids, and by no other?"""
    try:
        told = sorted(str(ref).replace("-", "") for ref in json.loads(refs))
    except (TypeError, ValueError):  # no list of ids at all
        return False
    return told == sorted(subjects.split(",") if subjects else [])
