"""The quick reading of the record: every entry once, in the order in which the table keeps them.

It says of each chain how far it goes, and doubts it at the least thing that is unusual. What is doubted is then read by
itself, slowly and exactly (`verify`). So nothing is let through here that the exact reading would not let through, and
a million entries need neither be brought into the order of their chains nor be taken apart one by one.
"""

import gc
import json
import re
from collections.abc import Callable, Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from secrets import token_hex
from typing import Any

from tsukisoi.journal.chain import canonical
from tsukisoi.journal.naming import Apart, Naming, set_off
from tsukisoi.journal.rows import Row, dashed

Key = tuple[str, str, str]
"""One chain: organisation, kind, id."""

Sealed = dict[Key, dict[int, str]]
"""What the seals promise: for each chain, the digest that its entry of that number must have."""

BATCH = 2000


@dataclass(slots=True)
class Span:
    """A stretch of one chain: its first number and what that follows, its last number and the digest there.

    `due` is what the seals promise of it.
    """

    first: int
    previous: str
    last: int
    digest: str
    due: dict[int, str]


@dataclass(slots=True)
class Part:
    """What one reading found: how much there was, how far each chain goes, and which are to be looked at exactly.

    `apart` is where entries and the index of people differ.
    """

    entries: int = 0
    details: int = 0
    forgotten: int = 0
    spans: dict[Key, Span] = field(default_factory=dict)
    doubtful: set[Key] = field(default_factory=set)
    apart: Apart = field(default_factory=dict)

    def join(self, later: "Part") -> None:
        """Go on with the part that comes after this one: a chain must go on exactly where it stopped."""
        self.entries, self.details = self.entries + later.entries, self.details + later.details
        self.forgotten, self.doubtful = self.forgotten + later.forgotten, self.doubtful | later.doubtful
        for one, number in later.apart.items():
            set_off(self.apart, [one], number)
        for key, span in later.spans.items():
            before = self.spans.setdefault(key, span)
            if before is span:
                continue
            if (before.last + 1, before.digest) != (span.first, span.previous):
                self.doubtful.add(key)
            before.last, before.digest = span.last, span.digest


class _Unusual(Exception):
    """Not as this program writes it: the exact reading says what it is."""


class _Known(dict[Any, str]):
    """Columns → how the chain writes them, worked out once: most of them come again and again."""

    def __init__(self, write: Callable[[Any], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, columns: Any) -> str:
        self[columns] = made = self._write(columns)
        return made


_ID = re.compile("|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_WORD = re.compile("[a-zA-Z0-9_.]+")
_WORDS = re.compile(r'\[\]|\["[^"\\]*"(?:, ?"[^"\\]*")*\]')
_WIDE, _NARROW = '", "', '","'


def _begun(key: Key) -> str:
    """How every entry of a chain begins."""
    return f'["{_id(key[0])}","{_plain(_WORD, key[1])}","{_id(key[2])}",'


def _said(columns: tuple[str | None, str, str]) -> str:
    """Who did what, and in which fields."""
    actor, action, fields = columns
    return f'"{_id(actor)}","{_plain(_WORD, action)}",{_tidied(_plain(_WORDS, fields))},'


def _id(id: str | None) -> str:
    return dashed(_plain(_ID, id or ""))


def _plain(form: re.Pattern[str], text: str) -> str:
    if not form.fullmatch(text):
        raise _Unusual
    return text


def _tidied(text: str) -> str:
    return canonical(json.loads(text))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Millions of rows come and go, and none holds another: looking whether they do would take a fifth of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


class Reading:
    """One reading of many rows, with what it keeps from row to row."""

    def __init__(self, sealed: Sealed) -> None:
        self._part, self._sealed = Part(), sealed
        self._begun, self._said, self._corrected = _Known(_begun), _Known(_said), _Known(_id)

    def follow(self, rows: Iterable[Row], named: Iterable[str], waiting: Set[str] = frozenset()) -> Part:
        """Read these rows as rows.whole gives them, each chain in the order of its numbers, beside the index of people
        as rows.named gives it, but for what is `waiting` as rows.waiting gives it."""
        found, naming, part = iter(rows), Naming(named, waiting), self._part
        with _uncollected():
            while batch := list(islice(found, BATCH)):
                part.entries += len(batch)
                part.details += sum(row[14] is not None for row in batch)
                part.forgotten += sum(row[14] is None and bool(row[11]) for row in batch)
                self._read(batch)
                part.doubtful.update(row[:3] for row in naming.compare(batch))
            part.apart = naming.end()
        part.doubtful = {_named(key) for key in part.doubtful}
        part.spans = {_named(key): span for key, span in part.spans.items()}
        return part

    def _read(self, batch: list[Row]) -> None:
        """Is every row what its digest says, is what stands beside it what it promised, and does it follow the last?

        One loop, and what comes again is worked out once: of a million rows every call of a function is felt.
        """
        begun, said, corrected, part = self._begun, self._said, self._corrected, self._part
        for (
            owner, kind, chain, seq, at, happened, actor, action, fields, refs, corrects, promised, previous, digest,
            salt, _, _,
        ), values in zip(batch, _values(batch), strict=True):  # fmt: skip
            key = owner, kind, chain
            try:
                told = (
                    f'{begun[key]}{seq},"{_moment(at)}","{_moment(happened) if happened else ""}",'
                    f'{said[actor, action, fields]}{refs.replace(_WIDE, _NARROW)},"{corrected[corrects]}",'
                    f'"{promised}","{previous}"]'
                )
                right = sha256(told.encode()).hexdigest() == digest
                if salt is None:  # the values were forgotten, or there were none: what was promised may be any digest
                    right = right and (not promised or promised.isalnum())
                else:
                    beside = f'["{salt}",{values}]'.encode()
                    right = right and values is not None and salt.isalnum() and sha256(beside).hexdigest() == promised
            except (_Unusual, AttributeError, TypeError, ValueError):
                right = False
            if type(seq) is not int:  # SQLite keeps whatever was put into a column
                seq, right = 0, False
            span = part.spans.get(key) or self._begin(key, seq, previous)
            if not right or seq != span.last + 1 or previous != span.digest or span.due.get(seq, digest) != digest:
                part.doubtful.add(key)
            span.last, span.digest = seq, digest

    def _begin(self, key: Key, seq: int, previous: str) -> Span:
        """Of this chain nothing was read yet."""
        made = self._part.spans[key] = Span(seq, previous, seq - 1, previous, self._sealed.get(_named(key), {}))
        return made


def _named(key: Key) -> Key:
    return dashed(key[0]), key[1], dashed(key[2])


def _moment(text: str) -> str:
    """As isoformat writes it. SQLite leaves the fraction out where it is nothing; PostgreSQL writes it all."""
    if '"' in text or "\\" in text:
        raise _Unusual
    if len(text) == 26:
        return f"{text}+00:00".replace(" ", "T")
    if len(text) == 19:
        return f"{text}.000000+00:00".replace(" ", "T")
    if len(text) == 32:
        return text
    raise _Unusual


def _values(batch: list[Row]) -> list[str | None]:
    """The values beside each row as the digest reads them; None where there are none, or where they are no JSON.

    All of a batch are read and written in one go, which is far quicker than one by one; what comes again, once.
    """
    kept = [None if row[14] is None else row[15] for row in batch]
    texts = [text for text in dict.fromkeys(kept) if text is not None]
    written = dict(zip(texts, _together(texts) or map(_alone, texts), strict=True))
    return [written.get(text) for text in kept]


def _together(texts: list[str]) -> list[str] | None:
    """Each of these as the digest reads it; None where one of them is not one whole piece of JSON.

    Between them stands a word that nobody can know beforehand: after reading, it must still stand between all.
    """
    word = token_hex(16)
    between = f',"{word}",'
    try:
        found = json.loads(f"[{between.join(texts)}{between}0]")
        if found[1::2] != [word] * len(texts):
            return None
        return canonical(found)[1:].split(between)[:-1]
    except (TypeError, ValueError):
        return None


def _alone(text: str) -> str | None:
    try:
        return _tidied(text)
    except (TypeError, ValueError):
        return None
