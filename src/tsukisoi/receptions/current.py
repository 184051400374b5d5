"""The list as the people's own records have it, until the day begins; from then on it is a document of that day.

`Listed.drawn` is what the record last gave. A column that stands otherwise was written by hand, or taken from the other
side: it stays. All others follow the record whenever the list is shown, printed or handed over.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from tsukisoi.receptions import proposing, queries
from tsukisoi.receptions.columns import plain
from tsukisoi.receptions.models import Listed, Reception
from tsukisoi.residents import queries as residents
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def follows(reception: Reception) -> bool:
    """Does the list still follow the records: it is our own, and its day has not begun?"""
    return reception.is_ours and reception.to_come and reception.on >= today()


def plain_columns(line: proposing.Line) -> dict[str, Any]:
    """What the record of one person gives, as JSON has it."""
    return {name: plain(value) for name, value in proposing.columns(line).items()}


def changes(
    viewer: Viewer, reception: Reception, people: Sequence[Listed], said: Mapping[UUID, proposing.Line] | None = None
) -> dict[UUID, dict[str, Any]]:
    """What the record of each of these people says otherwise than the list: person on the list → column → value now.

    `said`: what the rules say of them, where the caller has asked already. Nothing once the day has begun.
    """
    known = {one.resident_id: one for one in people if one.resident_id and one.drawn is not None}
    if not known or not follows(reception):
        return {}
    lines = said if said is not None else _asked(viewer, reception, list(known))
    found = {one.pk: _changed(one, lines[id]) for id, one in known.items() if id in lines}
    return {pk: changed for pk, changed in found.items() if changed}


def _asked(viewer: Viewer, reception: Reception, ids: Sequence[UUID]) -> dict[UUID, proposing.Line]:
    lines = proposing.lines(viewer, reception, residents.persons(viewer, ids))
    return {line.resident.pk: line for line in lines}


def _changed(listed: Listed, line: proposing.Line) -> dict[str, Any]:
    drawn: dict[str, Any] = listed.drawn or {}
    return {
        name: value for name, value in proposing.columns(line).items()
        if getattr(listed, name) != value and name in drawn and plain(getattr(listed, name)) == drawn[name]
    }  # fmt: skip


def shown(people: Sequence[Listed], changed: Mapping[UUID, Mapping[str, Any]]) -> list[Listed]:
    """The same people with what changed, for a page or a paper; nothing is written."""
    for one in people:
        for name, value in changed.get(one.pk, {}).items():
            setattr(one, name, value)
    return list(people)


def as_now(viewer: Viewer, reception: Reception) -> list[Listed]:
    """The list as the records have it today."""
    people = queries.people(viewer, reception)
    return shown(people, changes(viewer, reception, people))
