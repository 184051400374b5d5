"""The quick reading of the record: every entry once, in the order in which the table keeps them.

It says of each chain how far it goes, and doubts it at the least thing that is unusual. What is doubted is then read by
itself, slowly and exactly (`verify`). So nothing is let through here that the exact reading would not let through, and
a million entries need neither be brought into the order of their chains nor be taken apart one by one.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from secrets import token_hex

from tsukisoi.journal.chain import canonical
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
    due: dict[int, str] | None


@dataclass(slots=True)
class Part:
    """What one reading found: how much there was, how far each chain goes, and which are to be looked at exactly."""

    entries: int = 0
    details: int = 0
    forgotten: int = 0
    spans: dict[Key, Span] = field(default_factory=dict)
    doubtful: set[Key] = field(default_factory=set)

    def join(self, later: "Part") -> None:
        """Go on with the part that comes after this one: a chain must go on exactly where it stopped."""
        self.entries, self.details = self.entries + later.entries, self.details + later.details
        self.forgotten, self.doubtful = self.forgotten + later.forgotten, self.doubtful | later.doubtful
        for key, span in later.spans.items():
            before = self.spans.setdefault(key, span)
            if before is span:
                continue
            if (before.last + 1, before.digest) != (span.first, span.previous):
                self.doubtful.add(key)
            before.last, before.digest = span.last, span.digest


class _Unusual(Exception):
    """Not as this program writes it: the exact reading says what it is."""


class _Known(dict[str, str]):
    """Text → how the chain writes it, worked out once: most of it comes again and again."""

    def __init__(self, form: str, write: Callable[[str], str]) -> None:
        super().__init__()
        self._form, self._write = re.compile(form), write

    def __missing__(self, text: str) -> str:
        if not self._form.fullmatch(text):
            raise _Unusual
        self[text] = made = self._write(text)
        return made


def _tidied(text: str) -> str:
    return canonical(json.loads(text))


_ID = "|[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_WORD = "[a-zA-Z0-9_.]+"
_WORDS = r'\[\]|\["[^"\\]*"(?:, ?"[^"\\]*")*\]'
_WIDE, _NARROW = '", "', '","'


class Reading:
    """One reading of many rows, with what it keeps from row to row."""

    def __init__(self, sealed: Sealed) -> None:
        self._part, self._sealed = Part(), sealed
        self._id, self._word, self._words = _Known(_ID, dashed), _Known(_WORD, str), _Known(_WORDS, _tidied)

    def follow(self, rows: Iterable[Row]) -> Part:
        """Read these rows as rows.whole gives them, each chain in the order of its numbers."""
        found = iter(rows)
        while batch := list(islice(found, BATCH)):
            self._part.entries += len(batch)
            self._read(batch)
        part = self._part
        part.doubtful = {_named(key) for key in part.doubtful}
        part.spans = {_named(key): span for key, span in part.spans.items()}
        return part

    def _read(self, batch: list[Row]) -> None:
        """Is every row what its digest says, and is what stands beside it what it promised?"""
        id, word, words = self._id, self._word, self._words
        for row, values in zip(batch, _values(batch), strict=True):
            owner, kind, chain, seq, at, happened, actor, action, fields, refs, corrects, promised, previous, digest = (
                row[:14]
            )
            try:
                told = (
                    f'["{id[owner]}","{word[kind]}","{id[chain]}",{seq},"{_moment(at)}",'
                    f'"{_moment(happened) if happened else ""}","{id[actor or ""]}","{word[action]}",{words[fields]},'
                    f'{refs.replace(_WIDE, _NARROW)},"{id[corrects or ""]}","{promised}","{previous}"]'
                )
                right = sha256(told.encode()).hexdigest() == digest and _names(refs, row[16])
            except (_Unusual, AttributeError, TypeError):
                right = False
            beside = self._beside(promised, row[14], values)
            self._link((owner, kind, chain), seq, previous, digest, right and beside)

    def _beside(self, promised: str, salt: str | None, values: str | None) -> bool:
        """Are the values what was promised? Where they were forgotten, what was promised may be any digest."""
        if salt is None:
            self._part.forgotten += bool(promised)
            return not promised or promised.isalnum()
        self._part.details += 1
        if values is None or not salt.isalnum():
            return False
        return sha256(f'["{salt}",{values}]'.encode()).hexdigest() == promised

    def _link(self, key: Key, seq: int, previous: str, digest: str, right: bool) -> None:
        """Does the row follow the one before it in its chain, and is it the one that was sealed?"""
        span = self._part.spans.get(key)
        if type(seq) is not int:  # SQLite keeps whatever was put into a column
            seq, right = 0, False
        if span is None:
            span = self._part.spans[key] = Span(seq, previous, seq, digest, self._sealed.get(_named(key)))
        else:
            right = right and seq == span.last + 1 and previous == span.digest
            span.last, span.digest = seq, digest
        if not right or (span.due and span.due.get(seq, digest) != digest):
            self._part.doubtful.add(key)


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


def _names(refs: str, named: str | None) -> bool:
    """Is it a list of plain ids, and does the index find the entry by each of them and by no other?"""
    if refs == "[]" or not named:
        return refs == "[]" and not named
    ids = refs[2:-2].split(_WIDE)
    if refs[:2] != '["' or refs[-2:] != '"]' or not named.replace(",", "").isalnum():
        return False
    told = ",".join(ids).replace("-", "")
    return told == named or sorted(told.split(",")) == sorted(named.split(","))


def _values(batch: list[Row]) -> Iterator[str | None]:
    """The values beside each row as the digest reads them; None where there are none, or where they are no JSON.

    All of a batch are read and written in one go, which is far quicker than one by one. Between them stands a word that
    nobody can know beforehand.
    """
    texts = [row[15] for row in batch if row[14] is not None]
    between = token_hex(16)
    try:
        found = json.loads(f"[{','.join(texts)}]")
        whole = canonical([part for one in found for part in (one, between)])
        told: list[str | None] = (whole[1:-1] + ",").split(f',"{between}",')[:-1]  # type: ignore[assignment]
    except (TypeError, ValueError):
        told = []
    if len(told) != len(texts):
        told = [_alone(text) for text in texts]
    each = iter(told)
    return (None if row[14] is None else next(each) for row in batch)


def _alone(text: str) -> str | None:
    try:
        return _tidied(text)
    except (TypeError, ValueError):
        return None
