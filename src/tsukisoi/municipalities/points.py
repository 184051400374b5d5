"""What is to be asked of offices: other rooms name the points, each function of settings.OFFICE_POINTS its own.

A point is one question about some people; the same question of many people, from whatever room, is one line.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from tsukisoi.municipalities import guidance, queries
from tsukisoi.municipalities.models import Inquiry, Office
from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Point:
    """Something to ask an office about people (`people`: any objects with `pk`, `name` and `room`; `more` of them).

    `table` and `key` name the question as a difference would. `office` None: which office is not yet known, and
    `whom` says in words whose it is.
    """

    office: UUID | None
    table: str
    key: str
    people: tuple[Any, ...]
    why: str = ""
    cites: tuple[Any, ...] = ()
    whom: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One question to one office, with everybody it is about and how far it is."""

    office: Office | None
    whom: str
    table: str
    key: str
    words: str
    why: str
    people: tuple[Any, ...]
    cites: tuple[Any, ...]
    inquiry: Inquiry | None
    more: int = 0

    @property
    def count(self) -> int:
        """How many people it is about; not all of them stand in `people`."""
        return len(self.people) + self.more

    @property
    def state(self) -> str:
        """open · asked · answered."""
        if queries.is_settled(self.inquiry):
            return "answered"
        asked = self.inquiry is not None and self.inquiry.asked_on is not None and not self.inquiry.is_answered
        return "asked" if asked else "open"

    @property
    def people_ids(self) -> tuple[UUID, ...]:
        """The people it is about."""
        return tuple(person.pk for person in self.people)

    @property
    def topic(self) -> str:
        """How an address names it."""
        return self.table or "answers"


@dataclass(frozen=True, slots=True)
class Call:
    """One telephone call: an office, and everything to ask it, most people first."""

    office: Office | None
    whom: str
    lines: tuple[Line, ...] = field(default=())

    @property
    def open(self) -> int:
        """How many are still without an answer."""
        return sum(line.state != "answered" for line in self.lines)


def points(viewer: Viewer) -> list[Point]:
    """Every point of every room that this viewer may see."""
    return [point for path in settings.OFFICE_POINTS for point in import_string(path)(viewer)]


def calls(viewer: Viewer, found: Iterable[Point], answered: bool = True) -> list[Call]:
    """The points as telephone calls, the home municipality first. `answered` False leaves out what is settled."""
    offices = {office.pk: office for office in queries.offices(viewer)}
    asked = {(row.office_id, row.table, row.key): row for row in queries.inquiries(viewer)}
    lines = [_line(group, offices, asked) for group in _joined(found).values()]
    shown = [line for line in lines if answered or line.state != "answered"]
    order = {pk: place for place, pk in enumerate(offices)}
    ways = sorted({(line.office.pk if line.office else None, line.whom) for line in shown}, key=lambda w: (
        order.get(w[0], len(order)) if w[0] else len(order), w[1]
    ))  # fmt: skip
    return [_call(way, shown, offices) for way in ways]


def _joined(found: Iterable[Point]) -> dict[tuple[UUID | None, str, str, str], list[Point]]:
    groups: dict[tuple[UUID | None, str, str, str], list[Point]] = {}
    for point in found:
        groups.setdefault((point.office, "" if point.office else point.whom, point.table, point.key), []).append(point)
    return groups


def _line(
    group: Sequence[Point], offices: Mapping[UUID, Office], asked: Mapping[tuple[UUID, str, str], Inquiry]
) -> Line:
    first = group[0]
    people = tuple({person.pk: person for point in group for person in point.people}.values())
    office = offices.get(first.office) if first.office else None
    inquiry = asked.get((first.office, first.table, first.key)) if first.office else None
    return Line(
        office, "" if office else first.whom, first.table, first.key, guidance.asked_about(first.table, first.key),
        first.why or guidance.note_of(first.table, first.key), people, first.cites, inquiry,
        sum(point.more for point in group),
    )  # fmt: skip


def _call(way: tuple[UUID | None, str], lines: Iterable[Line], offices: Mapping[UUID, Office]) -> Call:
    pk, whom = way
    mine = [line for line in lines if (line.office.pk if line.office else None, line.whom) == way]
    mine.sort(key=lambda line: (line.state == "answered", -line.count))
    return Call(offices.get(pk) if pk else None, whom, tuple(mine))
