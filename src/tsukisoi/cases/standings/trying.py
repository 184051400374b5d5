"""The questions of everybody found by trying: for the paper on which a house asks its towns."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery, UUIDField

from tsukisoi.cases.guidance import Guidance, Kept, find, guidance_of, tell
from tsukisoi.cases.models import Finding, Standing
from tsukisoi.cases.standings import holding
from tsukisoi.cases.standings.holding import house_mark
from tsukisoi.cases.standings.reckoning import marks_of, read_findings, refresh
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer


def thorough(viewer: Viewer, patience: float | None = None) -> tuple[list[tuple[Guidance, int]], int]:
    """Everybody's guidance with the questions found by trying, each once with the number of people it holds for.

    Beside it, of how many people it is not known yet when the patience (seconds) is over.
    """
    left, until = refresh(viewer, patience), monotonic() + (holding.PATIENCE if patience is None else patience)
    found: list[tuple[Guidance, int]] = []
    counted = _by_finding(viewer)
    people = _examples(viewer, list(counted))
    for id, (kept, asked) in _asked(list(people)).items():
        if asked is None and monotonic() > until:
            left += counted[id]
            continue
        asks = _try(viewer, id, people[id]) if asked is None else tuple(asked)
        found.append((replace(guidance_of(people[id], kept), asks=asks), counted[id]))
    return found, left


def _by_finding(viewer: Viewer) -> dict[UUID, int]:
    """Each finding that holds for anybody, and for how many."""
    found = Standing.objects.filter(house=house_mark(viewer)).order_by()
    if viewer.units is not None:
        found = found.filter(resident__in=residents.everybody(viewer).order_by().values("pk"))
    return dict(found.values_list("finding_id").annotate(n=Count("*")))


def _examples(viewer: Viewer, findings: Sequence[UUID]) -> dict[UUID, Person]:
    """Somebody for whom each of these findings holds."""
    found: dict[UUID, Person] = {}
    for some in _chunks(findings):
        one = Standing.objects.filter(finding=OuterRef("pk")).order_by("resident_id").values("resident")[:1]
        pairs = dict(
            Finding.objects.filter(pk__in=some).annotate(one=Subquery(one, UUIDField())).values_list("pk", "one")
        )
        people = {person.pk: person for person in residents.persons(viewer, pairs.values())}
        found |= {id: people[person] for id, person in pairs.items() if person in people}
    return found


def _asked(findings: Sequence[UUID]) -> dict[UUID, tuple[Kept, list[str] | None]]:
    found: dict[UUID, tuple[Kept, list[str] | None]] = {}
    for some in _chunks(findings):
        known = read_findings(some)
        asked = Finding.objects.filter(pk__in=some).values_list("pk", "asked")
        found |= {id: (known[id], asks) for id, asks in asked if id in known}
    return found


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + holding.BATCH] for start in range(0, len(ids), holding.BATCH))


def _try(viewer: Viewer, finding: UUID, person: Person) -> tuple[str, ...]:
    """Try out every question. Kept only where nothing of this person changed since."""
    told = tell(viewer, [person])
    asks = find(told[0], thorough=True).asks
    Finding.objects.filter(pk=finding, mark=marks_of(told)[person.pk]).update(asked=list(asks))
    return asks
