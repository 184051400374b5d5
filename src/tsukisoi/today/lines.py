"""What a line of the first page is, when it cannot wait, and how many of a kind become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from tsukisoi.municipalities.opening import next_open
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.addresses import address, plain_address

FEW = 3
"""Up to so many of a kind stand as lines of their own; more are one line with the names folded in."""

WHOLE, SHOWN = 60, 10
"""Up to so many of a kind stand on the page by name; of more, only the first few: the others are one click away."""

WEEK = timedelta(days=7)


class When(StrEnum):
    """How long a thing can wait."""

    NOW = "now"
    WEEK = "week"
    MONTH = "month"

    @property
    def state(self) -> str:
        """As components draw it: ▲ ● ○."""
        return _STATES[self]

    @property
    def words(self) -> str:
        """For what has no day of its own."""
        return str(_WAITS[self])


_STATES = {When.NOW: "late", When.WEEK: "soon", When.MONTH: "later"}
_WAITS = {When.NOW: gettext_lazy("いま"), When.WEEK: gettext_lazy("今週"), When.MONTH: gettext_lazy("今月")}


def when(due: date) -> When:
    """What falls due before the counter opens again cannot wait until then."""
    if due <= today() or due < next_open(today()):
        return When.NOW
    return When.WEEK if due - today() <= WEEK else When.MONTH


@dataclass(frozen=True, slots=True)
class Link:
    """A button: its words and where it leads. Empty `url`: there is no such page (a room was taken out)."""

    words: str
    url: str


def link(words: str | Promise, page: str, *args: Any, query: str = "") -> Link:
    """A button to a page by its name."""
    of_one = len(args) == 1 and isinstance(args[0], UUID)
    found = address(page, args[0]) if of_one else plain_address(page, *args)
    return Link(str(words), found + query if found else "")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do. `kind` says what is folded together; `rank` which of two undated things comes first.

    `more`: so many of the same kind come after this one and are only counted; `all` leads to all of them.
    `first`: it cannot wait until the others are read, and stands before what is merely overdue. `said`: how late it is,
    where days are too coarse.
    """

    kind: str
    when: When
    title: str
    what: str
    button: Link
    rank: int = 0
    due: date | None = None
    resident: Person | None = None
    cites: Sequence[Any] = ()
    confirm: str = ""
    all: Link | None = None
    all_title: str = ""
    more: int = 0
    first: bool = False
    said: str = ""


class Named(NamedTuple):
    """One name of a folded line. `url` is empty where it is no person."""

    url: str
    name: str
    due: date | None
    reason: str


def _called(line: Line) -> tuple[str, str]:
    if line.resident is None:
        return "", line.title
    return link("", "cases:person", line.resident.pk).url, f"{line.resident.room}　{line.resident.name}"


@dataclass(frozen=True)
class Entry:
    """A line as it stands on the page: of one person or thing, or of many with their lines inside.

    What stands on the screen and on paper is worked out once.
    """

    line: Line
    inside: tuple[Line, ...] = field(default=())

    @property
    def title(self) -> str:
        """What is to be done."""
        return (self.line.all_title or self.line.title) if self.inside else self.line.title

    @cached_property
    def what(self) -> str:
        """Why; for many the reason stands with each name."""
        return "" if self.inside and len({line.what for line in self.inside}) > 1 else self.line.what

    @property
    def button(self) -> Link:
        """The one button."""
        return self.line.all if self.inside and self.line.all else self.line.button

    @property
    def count(self) -> int:
        """How many people or things."""
        return (len(self.inside) or 1) + self.more

    @cached_property
    def more(self) -> int:
        """How many of them are only counted here."""
        return sum(line.more for line in self.inside or (self.line,))

    @cached_property
    def names(self) -> list[Named]:
        """Everybody of a folded line: where the name leads, the name, how long there is time, and the reason."""
        each = self.each_has_a_reason
        return [Named(*_called(line), line.due, line.what if each else "") for line in self.inside]

    @property
    def each_has_a_reason(self) -> bool:
        """Do the reasons differ from name to name?"""
        return bool(self.inside) and not self.what


@dataclass(frozen=True, slots=True)
class Section:
    """Everything that can wait equally long."""

    when: When
    entries: tuple[Entry, ...]

    @property
    def count(self) -> int:
        """People and things, not lines."""
        return sum(entry.count for entry in self.entries)


def shown_of(count: int) -> int:
    """How many of so many stand on the page by name."""
    return count if count <= WHOLE else SHOWN


def sections(lines: Iterable[Line]) -> dict[str, Section]:
    """The three parts of the page, each in the order of its days."""
    found = list(lines)
    return {when: Section(when, entries([line for line in found if line.when is when])) for when in When}


def entries(lines: Iterable[Line]) -> tuple[Entry, ...]:
    """Lines of one part in order, many of a kind folded into one."""
    kinds: dict[str, list[Line]] = {}
    for line in sorted(lines, key=_order):
        kinds.setdefault(line.kind, []).append(line)
    made = [entry for group in kinds.values() for entry in _fold(group)]
    return tuple(sorted(made, key=lambda entry: _order(entry.line)))


def _order(line: Line) -> tuple[bool, date, int]:
    return not line.first, line.due or date.max, line.rank


def _fold(group: list[Line]) -> list[Entry]:
    if len(group) <= FEW and not any(line.more for line in group):
        return [Entry(line) for line in group]
    return [Entry(group[0], _shown(group))]


def _shown(group: list[Line]) -> tuple[Line, ...]:
    """The first of them; the rest is counted with the last that stands there."""
    fit = shown_of(len(group) + sum(line.more for line in group))
    left = sum(line.more for line in group) + len(group[fit:])
    shown = [replace(line, more=0) if line.more else line for line in group[:fit]]
    return (*shown[:-1], replace(shown[-1], more=left))
