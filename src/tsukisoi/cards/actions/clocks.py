"""Keeping the clocks: of one person whenever something of theirs changes, of everybody for a new day."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from itertools import repeat
from typing import Any
from uuid import UUID

from django.db import transaction

from tsukisoi.cards import guidance, queries
from tsukisoi.cards.models import Clock, ClockKind, Round
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy import bulk
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer

FEW = 3000
"""So many people are reckoned while somebody waits for the page; more are left to the job of the night."""
PORTION = 2000

Row = tuple[str, date | None, date | None, str]
"""kind, last day, first day of renewal, where the day is from"""


def rows_of(facts: Mapping[str, Any], born: date, as_of: date, early: bool = False) -> list[Row]:
    """The clocks of one card; none where nothing is known of one."""
    if not facts:
        return []
    found = guidance.reckoned({**facts, "birth_date": born.isoformat()}, as_of, early)
    return [
        (str(ClockKind.CARD), found.card.value, None, found.card.origin),
        (str(ClockKind.CERTIFICATE), found.certificate.value, found.renewal_opens.value, found.certificate.origin),
        (str(ClockKind.GRACE), found.grace_ends.value, None, found.grace_ends.origin),
    ]


def facts_changed(viewer: Viewer, resident: UUID, key: str = "") -> None:
    """Reckon one person's clocks anew, inside the transaction that changed something of theirs (`key`: one fact)."""
    viewer.require(Right.SEE_RESIDENTS)
    if key and key not in guidance.OF_CARD:
        return
    born = residents.birth_of(viewer, resident)
    Clock.objects.filter(resident=resident).delete()
    if born is not None:
        _write(viewer.organisation, _reckoned(viewer, {resident: born}, today()))


def reckon_if_due(viewer: Viewer) -> Round | None:
    """Reckon for today where that was not done yet and there are not too many people to wait for.

    None where it is left to the job, or done already.
    """
    viewer.require(Right.SEE_RESIDENTS)
    if viewer.units is not None or queries.clocks_as_of(viewer) == today():
        return None
    if sum(residents.counts(viewer).values()) > FEW:
        return None
    return reckon_all(viewer, today())


def reckon_all(viewer: Viewer, as_of: date, told: Callable[[int, int], None] | None = None) -> Round:
    """Reckon the clocks of everybody who is here, in portions of one transaction each; `told` hears how far it is.

    Only what changed is written. Broken off, the next call begins again; nothing is ever half written.
    """
    viewer.require(Right.SEE_RESIDENTS)
    total = residents.counts(viewer).get("here", 0)
    started = {"started_at": now(), "done": 0, "total": total, "finished_at": None}
    this = Round.objects.update_or_create(organisation_id=viewer.organisation, as_of=as_of, defaults=started)[0]
    for portion in residents.births(viewer, PORTION):
        with transaction.atomic():
            _renew(viewer, portion, as_of)
            this.done += len(portion)
            Round.objects.filter(pk=this.pk).update(done=this.done)
        if told:
            told(this.done, total)
    this.finished_at = now()
    this.save(update_fields=["finished_at"])
    return this


def _reckoned(viewer: Viewer, births: Mapping[UUID, date], as_of: date) -> dict[UUID, list[Row]]:
    known = residents.known_values(viewer, births, guidance.OF_CARD)
    early = queries.renewed_early(viewer, births)
    return {id: rows_of(known.get(id, {}), born, as_of, id in early) for id, born in births.items()}


def _renew(viewer: Viewer, births: Mapping[UUID, date], as_of: date) -> None:
    """Write what differs from what stands there."""
    wanted = _reckoned(viewer, births, as_of)
    standing: dict[UUID, list[Row]] = {}
    for resident, kind, ends_on, opens_on, origin in Clock.objects.filter(resident__in=list(births)).values_list(
        "resident_id", "kind", "ends_on", "opens_on", "origin"
    ):
        standing.setdefault(resident, []).append((kind, ends_on, opens_on, origin))
    changed = {
        id: rows for id, rows in wanted.items() if sorted(map(str, rows)) != sorted(map(str, standing.get(id, [])))
    }
    if changed:
        Clock.objects.filter(resident__in=list(changed)).delete()
        _write(viewer.organisation, changed)


def _write(organisation: UUID, found: Mapping[UUID, list[Row]]) -> None:
    flat = [(resident, *row) for resident, rows in found.items() for row in rows]
    if not flat:
        return
    residents_, kinds, ends, opens, origins = zip(*flat, strict=True)
    bulk.insert(Clock, {
        "id": [new_id().hex for _ in flat], "organisation_id": repeat(organisation.hex),
        "resident_id": [id.hex for id in residents_], "kind": map(str, kinds), "ends_on": _days(ends),
        "opens_on": _days(opens), "origin": origins,
    })  # fmt: skip


def _days(days: Iterable[date | None]) -> list[str | None]:
    return [bulk.kept(day) if day else None for day in days]
