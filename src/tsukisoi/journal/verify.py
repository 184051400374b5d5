"""Recomputes the whole record: every chain, every value that is still there, every head and every seal.

Reads as a stream and writes nothing. What it cannot see: a tail cut off together with its head and every seal since.
Only a seal kept outside this database (printed, with a signature) shows that; hand it in as `kept`.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from django.db import DatabaseError, connection

from tsukisoi.journal.chain import LINKED, canonical, detail_text_digest, root_of, seal_digest, stands
from tsukisoi.journal.rows import Row, heads, seals, whole

Key = tuple[str, str, str]
"""One chain: organisation, kind, id."""


Sealed = dict[Key, dict[int, str]]
"""What the seals promise: for each chain, the digest that its entry of that number must have."""


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


@dataclass(slots=True)
class _End:
    """How far a chain was followed."""

    seq: int = 0
    digest: str = ""
    broken: bool = False


def verify(organisation: str = "", kept: str = "") -> Report:
    """The whole record, or that of one organisation (its id). `kept`: a seal kept outside, its first 32 hex or more."""
    report = Report()
    try:
        sealed = _seals(report, organisation, _hex(kept))
        ends = _chains(report, organisation, sealed)
        _heads(report, organisation, ends)
    except DatabaseError as error:
        report.faults.append(Fault(f"unreadable: {error}", organisation))
    return report


def _hex(typed: str) -> str:
    """A digest as people type it from paper: in groups, in capitals. Raises ValueError for too little of it."""
    plain = "".join(typed.split()).replace("-", "").lower()
    if plain and (not 32 <= len(plain) <= 64 or set(plain) - set("0123456789abcdef")):
        raise ValueError(typed)
    return plain


def _fault(what: str, key: Key, seq: int) -> Fault:
    return Fault(what, key[0], key[1], key[2], seq)


def _seals(report: Report, organisation: str, kept: str) -> Sealed:
    """Seals follow each other and their roots can be reckoned again. What they sealed is for the chains to show."""
    report.found_kept = False if kept else None
    sealed: Sealed = {}
    for owner, rows in groupby(seals(connection, organisation), key=itemgetter(0)):
        known: dict[tuple[str, str], tuple[int, str]] = {}
        seq, before = 0, ""
        for row in rows:
            report.seals += 1
            changed = json.loads(row[5])
            known |= {(kind, id): (to, head) for kind, id, to, head in changed}
            if what := _seal_break(row, seq, before, known):
                report.faults.append(Fault(what, owner, "seal", "", row[1]))
                break
            for kind, id, to, head in changed:
                sealed.setdefault((owner, kind, id), {})[to] = head
            seq, before = row[1], row[-1]
            if kept and before.startswith(kept):
                report.found_kept = True
    return sealed


def _seal_break(row: Row, seq: int, before: str, known: dict[tuple[str, str], tuple[int, str]]) -> str:
    """What is wrong with the next seal; empty when nothing is."""
    owner, number, at, root, previous, _, digest = row
    if number != seq + 1 or previous != before:
        return "seal_missing_before"
    reckoned = root_of((kind, id, to, head) for (kind, id), (to, head) in known.items())
    return "" if (reckoned, seal_digest(owner, number, at, root, previous)) == (root, digest) else "seal_altered"


def _chains(report: Report, organisation: str, sealed: Sealed) -> dict[Key, _End]:
    """Follow every chain entry by entry; the first break of each is the one reported."""
    ends: dict[Key, _End] = {}
    for key, rows in groupby(whole(connection, organisation), key=itemgetter(0, 1, 2)):
        end = ends[key] = _End()
        promised = sealed.pop(key, {})
        for row in rows:
            report.entries += 1
            if not end.broken and (what := _break(row, end)):
                end.broken = True
                report.faults.append(_fault(what, key, row[3]))
            if promised and row[3] in promised and promised.pop(row[3]) != row[_DIGEST]:
                promised[row[3]] = ""
                _once(report, end, _fault("sealed_entry_altered", key, row[3]))
            end.seq, end.digest = row[3], row[_DIGEST]
            if beside := _beside(report, row):
                report.faults.append(_fault(beside, key, row[3]))
        if gone := [seq for seq in promised if promised[seq]]:
            _once(report, end, _fault("sealed_entry_gone", key, min(gone)))
    report.chains = len(ends)
    report.faults += [_fault("sealed_chain_gone", key, max(promised)) for key, promised in sealed.items()]
    return ends


def _once(report: Report, end: _End, fault: Fault) -> None:
    """Report a fault of a chain unless one was reported already."""
    if not end.broken:
        end.broken = True
        report.faults.append(fault)


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


def _beside(report: Report, row: Row) -> str:
    """What is wrong beside an entry: a value still kept that is not the one written, or whom the index names."""
    salt, values, subjects = row[_DIGEST + 1 :]
    if salt is None:
        report.forgotten += bool(row[_PROMISED])
    else:
        report.details += 1
        if not _as_written(salt, values, row[_PROMISED]):
            return "value_altered"
    return "" if _named(row[_REFS], subjects) else "refs_differ"


def _as_written(salt: str, values: str, promised: str) -> bool:
    try:
        return detail_text_digest(salt, _canonical(values)) == promised
    except (TypeError, ValueError):
        return False


@lru_cache(2048)
def _canonical(values: str) -> str:
    """Values as the digest reads them; most of them are few, again and again."""
    return canonical(json.loads(values))


def _named(refs: str, subjects: str | None) -> bool:
    """Does the index find the entry by each of its ids, and by no other?"""
    if not subjects:
        return refs == "[]"
    told = refs.replace("-", "")
    usual = f'["{subjects.replace(",", _NEXT)}"]'  # in the order in which they were written
    return told == usual or sorted(subjects.split(",")) == sorted(json.loads(told))


_NEXT = '", "'


def _heads(report: Report, organisation: str, ends: dict[Key, _End]) -> None:
    """Every chain ends where its head says, and no head is without its chain."""
    left = dict(ends)
    for owner, kind, id, seq, digest in heads(connection, organisation):
        end = left.pop((owner, kind, id), _End())
        if not end.broken and (seq, digest) != (end.seq, end.digest):
            report.faults.append(Fault("cut_off" if seq > end.seq else "head_behind", owner, kind, id, end.seq))
    report.faults += [_fault("no_head", key, end.seq) for key, end in left.items() if not end.broken]
