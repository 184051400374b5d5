"""A change of law before it applies: which tables get a new edition when, and whose answer is another from that day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext

from tebiki.book import editions
from tsukisoi.cases import guidance as cases
from tsukisoi.insurance import guidance as insurance
from tsukisoi.residents import queries as residents
from tsukisoi.rulebook.queries import Moved, in_brief, title_of
from tsukisoi.tenancy.viewer import Viewer

_CHUNK = 100


@dataclass(frozen=True, slots=True)
class Coming:
    """One day on which tables change, with the name and title of each."""

    day: date
    tables: tuple[tuple[str, str], ...]


def coming(since: date, until: date | None = None) -> list[Coming]:
    """The days after `since` on which a table gets a new edition, the nearest first."""
    found: dict[date, list[tuple[str, str]]] = {}
    for name, every in editions().items():
        for table in every[1:]:
            if table.since > since and (until is None or table.since <= until):
                found.setdefault(table.since, []).append((name, title_of(table)))
    return [Coming(day, tuple(tables)) for day, tables in sorted(found.items())]


def tables_of(day: date) -> tuple[tuple[str, str], ...]:
    """The tables that change on that day."""
    return next((one.tables for one in coming(day - timedelta(days=1), day)), ())


@dataclass(frozen=True, slots=True)
class Change:
    """One change of answer, and everybody for whom it is the same."""

    before: tuple[str, ...]
    now: tuple[str, ...]
    people: tuple[residents.Person, ...]


def alike(moved: Sequence[Moved]) -> list[Change]:
    """These people by what changes for them, the change of most people first."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[residents.Person]] = {}
    for line in moved:
        found.setdefault((tuple(line.before), tuple(line.now)), []).append(line.resident)
    made = [Change(before, now, tuple(people)) for (before, now), people in found.items()]
    return sorted(made, key=lambda one: -len(one.people))


def touched(viewer: Viewer, day: date, people: Sequence[residents.Person]) -> list[Moved]:
    """Whose answer is another on that day than on the day before, everything known being as it is today.

    Day against day before: a birthday or a paper that ends in between does not pass for a change of law, unless it
    falls on that very day. A few queries and two rounds of the rules for each hundred people.
    """
    found: list[Moved] = []
    for start in range(0, len(people), _CHUNK):
        found += _touched(viewer, day, people[start : start + _CHUNK])
    return found


def _touched(viewer: Viewer, day: date, group: Sequence[residents.Person]) -> list[Moved]:
    before, after = _answers(viewer, group, day - timedelta(days=1)), _answers(viewer, group, day)
    pairs = ((who, before[who.pk], after[who.pk]) for who in group)
    return [
        Moved(who, tuple(t for t in old if t not in new), tuple(t for t in new if t not in old))
        for who, old, new in pairs
        if old != new
    ]


def _answers(viewer: Viewer, group: Sequence[residents.Person], on: date) -> dict[UUID, list[str]]:
    """What the rules of that day say of each, in a few lines: way, papers, and the insurance papers."""
    found = {one.resident.pk: in_brief(one) for one in cases.guide_many(viewer, group, on=on)}
    for standing in insurance.standings(viewer, group, on):
        claim = standing.claim
        if claim.words:
            told = gettext("資格確認書：%(words)s。%(note)s") % {"words": claim.words, "note": claim.note}
            found[standing.person.pk].append(told)
    return found
