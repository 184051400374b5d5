"""The quick reading of the record: every entry once, in the order in which the table keeps them.

It says of each chain how far it goes, and doubts it at the least thing that is unusual. What is doubted is then read by
itself, slowly and exactly (`verify`). So nothing is let through here that the exact reading would not let through, and
a million entries need neither be brought into the order of their chains nor be taken apart one by one.
"""

import re
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from tsukisoi.journal.beside import UNUSUAL, as_promised, written
from tsukisoi.journal.naming import Apart, Naming, plain, set_off
from tsukisoi.journal.rows import dashed
from tsukisoi.journal.stretches import END, JOINT, Stretch
from tsukisoi.tenancy.collector import uncollected

Key = tuple[str, str, str]
"""One chain: organisation, kind, id."""

Sealed = dict[Key, dict[int, str]]
"""What the seals promise: for each chain, the digest that its entry of that number must have."""


@dataclass(slots=True)
class Span:
    """A stretch of one chain: its first number and what that follows, its last number and the digest there.

    `due` is what the seals promise of it, `begun` how each of its entries begins.
    """

    first: int
    previous: str
    last: int
    digest: str
    due: dict[int, str]
    begun: str


@dataclass(slots=True)
class Part:
    """What one reading found: how much there was, how far each chain goes, and which are to be looked at exactly.

    `apart` is where entries and the index of people differ; `odd`: some entry holds what none of ours holds.
    """

    entries: int = 0
    details: int = 0
    forgotten: int = 0
    spans: dict[Key, Span] = field(default_factory=dict)
    doubtful: set[Key] = field(default_factory=set)
    apart: Apart = field(default_factory=dict)
    odd: bool = False

    def join(self, later: "Part") -> None:
        """Go on with the part that comes after this one: a chain must go on exactly where it stopped."""
        self.entries, self.details = self.entries + later.entries, self.details + later.details
        self.forgotten, self.doubtful = self.forgotten + later.forgotten, self.doubtful | later.doubtful
        self.odd |= later.odd
        for one, number in later.apart.items():
            set_off(self.apart, [one], number)
        for key, span in later.spans.items():
            before = self.spans.setdefault(key, span)
            if before is span:
                continue
            if (before.last + 1, before.digest) != (span.first, span.previous):
                self.doubtful.add(key)
            before.last, before.digest = span.last, span.digest


class _Known(dict[str, str]):
    """Columns → how the chain writes them, worked out once: most of them come again and again."""

    def __init__(self, write: Callable[[str], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, columns: str) -> str:
        self[columns] = made = self._write(columns)
        return made


_HEX = "(?:[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
_WORD = "([a-zA-Z0-9_.]+)"
_ID = re.compile(f"{_HEX}?")
_CHAIN = re.compile(f"({_HEX}){JOINT}{_WORD}{JOINT}({_HEX})")
_SAID = re.compile(rf'({_HEX}?){JOINT}{_WORD}{JOINT}(\[\]|\["[^"\\]*"(?:, ?"[^"\\]*")*\])')
_WIDE, _NARROW = '", "', '","'


def _begun(chain: str) -> str:
    """How every entry of a chain begins."""
    found = _CHAIN.fullmatch(chain)
    return f'["{dashed(found[1])}","{found[2]}","{dashed(found[3])}",' if found else UNUSUAL


def _said(columns: str) -> str:
    """Who did what, and in which fields."""
    found = _SAID.fullmatch(columns)
    return f'"{dashed(found[1])}","{found[2]}",{written(found[3])},' if found else UNUSUAL


def _id(id: str) -> str:
    return dashed(id) if _ID.fullmatch(id) else UNUSUAL


class Reading:
    """One reading of many entries, with what it keeps from one to the next."""

    def __init__(self, sealed: Sealed) -> None:
        self._part, self._sealed = Part(), sealed
        self._spans, self._doubtful = dict[str, Span](), set[str]()
        self._said, self._corrected = _Known(_said), _Known(_id)

    def follow(self, whole: Iterable[Stretch], named: Iterable[str], waiting: Set[str] = frozenset()) -> Part:
        """Read the entries as stretches.whole gives them, each chain in the order of its numbers, beside the index of
        people as stretches.named gives it, but for what is `waiting` as rows.waiting gives it."""
        naming, part = Naming(named, waiting), self._part
        with uncollected():  # millions of rows come and go: looking would take a fifth of the time
            for stretch in whole:
                part.entries += stretch.entries
                if stretch.odd:
                    part.odd = True
                    self._doubtful.update(stretch.odd)
                else:
                    self._read(stretch, naming)
            part.apart = naming.end()
        part.doubtful = set(map(_named, self._doubtful))
        part.spans = {_named(chain): span for chain, span in self._spans.items()}
        return part

    def _read(self, stretch: Stretch, naming: Naming) -> None:
        """Is what stands beside the entries what they promised, and does the index find whom they name?"""
        chains, seqs, at, happened, said, refs, corrects, promised, previous, digests, salts, marks = stretch.columns
        kept = sum(map(bool, salts))
        self._part.details += kept
        self._part.forgotten += sum(due != "" for salt, due in zip(salts, promised, strict=True) if not salt)
        refs = plain(refs, UNUSUAL)
        naming.compare(marks, refs)
        self._link(
            zip(
                chains, _numbers(seqs), _moments(at), _moments(happened), map(self._said.__getitem__, said),
                END.join(refs).replace(_WIDE, _NARROW).split(END), map(self._corrected.__getitem__, corrects), promised,
                previous, digests, as_promised(salts, stretch.values, promised), strict=True,
            )
        )  # fmt: skip

    def _link(self, entries: Iterable[tuple[Any, ...]]) -> None:
        """Is every entry what its digest says, and does it follow the last of its chain?

        One loop, and what comes again is worked out once: of a million entries every call of a function is felt.
        """
        spans, doubtful = self._spans, self._doubtful
        for chain, seq, at, happened, said, refs, corrects, promised, previous, digest, right in entries:
            span = spans.get(chain) or self._begin(chain, seq, previous)
            told = f'{span.begun}{seq},"{at}","{happened}",{said}{refs},"{corrects}","{promised}","{previous}"]'
            if (
                not right
                or sha256(told.encode()).hexdigest() != digest
                or seq != span.last + 1
                or previous != span.digest
                or span.due.get(seq, digest) != digest
            ):
                doubtful.add(chain)
            span.last = seq
            span.digest = digest

    def _begin(self, chain: str, seq: int, previous: str) -> Span:
        """Of this chain nothing was read yet."""
        due = self._sealed.get(_named(chain), {})
        self._spans[chain] = made = Span(seq, previous, seq - 1, previous, due, _begun(chain))
        return made


def _named(chain: str) -> Key:
    owner, kind, id = [*chain.split(JOINT), "", ""][:3]
    return dashed(owner), kind, dashed(id)


def _numbers(texts: list[str]) -> list[int]:
    try:
        return list(map(int, texts))
    except ValueError:  # SQLite keeps whatever was put into a column
        return [int(text) if text.isdecimal() else 0 for text in texts]


def _moments(texts: list[str]) -> list[str]:
    """As isoformat writes them; nearly always all of them are whole, or there is none."""
    if not any(texts):
        return texts
    joined = END.join(texts)
    if set(map(len, texts)) == {26} and '"' not in joined and "\\" not in joined:
        return f"{joined}{END}".replace(" ", "T").replace(END, f"+00:00{END}").split(END)[:-1]
    return list(map(_moment, texts))


def _moment(text: str) -> str:
    """SQLite leaves the fraction out where it is nothing."""
    if len(text) not in (0, 19, 26) or '"' in text or "\\" in text:
        return UNUSUAL
    return text and f"{text if len(text) > 19 else text + '.000000'}+00:00".replace(" ", "T")
