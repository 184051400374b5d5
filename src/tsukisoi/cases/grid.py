"""The pages of everybody at once: the grid with its filters, and what the towns have to be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tsukisoi.cases import queries, standings
from tsukisoi.cases.methods import TASKS
from tsukisoi.cases.models import Page
from tsukisoi.cases.rows import COLUMNS, Row
from tsukisoi.residents import queries as residents
from tsukisoi.residents.here import HowHere
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer

PAGE = 100
"""How many people one page of the grid holds: any ordinary house whole, a very large one in parts."""

FOR_THE_WALL = ("will", "facts", "papers", "application")
"""The steps that may hang where visitors see them; a refusal is told by nothing."""

_FILTERS: dict[str, Promise] = {
    "all": _("全員"),
    "ready": _("そろっている人"),
    "short": _("書類が足りない人"),
    "ask": _("意思をうかがう人"),
    "unconfirmed": _("意思が確かめられない人"),
    "undecided": _("まだ道が決まらない人"),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """A sentence that picks people out of the grid."""

    code: str
    words: Promise
    count: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the grid. `start` of the next page, None at the end; `left`: people not reckoned yet."""

    rows: list[Row]
    filters: list[Filter]
    start: int | None
    left: int


def sheet(viewer: Viewer, picked: str, unit: UUID | None, start: int, how: HowHere | None = None) -> Sheet:
    """The people of one filter (and here in that way) from the `start`-th on, in the order of their readings."""
    left = standings.refresh(viewer)
    found = standings.people_of(viewer, Page.GRID, picked, start=start, limit=PAGE + 1, unit=unit, how=how)
    rows = _with_days(viewer, standings.rows(viewer, in_order(viewer, [pk for pk, _on in found[:PAGE]])))
    onward = start + PAGE if len(found) > PAGE else None
    return Sheet(rows, _filters(viewer, unit), onward, left)


def _with_days(viewer: Viewer, rows: list[Row]) -> list[Row]:
    """The same rows; a cell that somebody does, or that has a day, says so."""
    said = queries.tasks_now(viewer, [row.resident.pk for row in rows])
    return [_said_of(row, said[row.resident.pk]) if row.resident.pk in said else row for row in rows]


def _said_of(row: Row, said: Mapping[str, queries.TaskNow]) -> Row:
    cells = [replace(c, owner=said[c.code].owner, due=said[c.code].due) if c.code in said else c for c in row.cells]
    return replace(row, cells=cells)


def in_order(viewer: Viewer, ids: Sequence[UUID]) -> list[Person]:
    """These people in just this order; whom the viewer may not see is left out."""
    known = {person.pk: person for person in residents.persons(viewer, ids)}
    return [known[id] for id in ids if id in known]


def _filters(viewer: Viewer, unit: UUID | None) -> list[Filter]:
    counts = {pile.kind: pile.count for pile in standings.piles(viewer, Page.GRID, unit)}
    return [Filter(code, words, counts.get(code, 0)) for code, words in _FILTERS.items()]


def column_words() -> list[tuple[str, Promise]]:
    """The heads of the columns."""
    return [(code, TASKS[code]) for code in COLUMNS]
