"""Where everybody stands, kept: a page of thousands reads rows by an index and asks the rules about nobody.

Nothing kept is believed unless it holds: the standing of a person names the day, the rules and the towns' differences
it was reckoned by (`house`), and the `changed_at` of the person it was reckoned from (`stamp`). Both are compared each
time somebody looks; who no longer agrees is reckoned again, a few at a time, before the page is made. Where that would
take longer than a reader waits, the page says of how many people it does not know yet, and counts none of them by what
was kept before. `tsukisoi reckon`, run each morning, does it all before anybody looks.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, Subquery, UUIDField
from django.utils.translation import get_language, override

from tsukisoi.cases import queries
from tsukisoi.cases.dues import DOCUMENTS_AHEAD, Beside, dues
from tsukisoi.cases.guidance import (
    Guidance,
    Kept,
    Told,
    day_mark,
    find,
    guidance_of,
    keep,
    layers_mark,
    make,
    read_kept,
    tell,
    told_mark,
)
from tsukisoi.cases.models import Due, Finding, Standing
from tsukisoi.cases.models import Page as Page
from tsukisoi.cases.open_points import mark, points_of
from tsukisoi.cases.queries import WillNow
from tsukisoi.cases.rows import Row, row_of
from tsukisoi.insurance import guidance as insurance
from tsukisoi.insurance import points as insurance_points
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as residents
from tsukisoi.residents.here import HowHere
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.once import once
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

BATCH = 200
SLICE = 50
"""So many people are reckoned at once while a reader waits."""
PATIENCE = 0.5
"""Seconds for which a page may reckon before it says what is still missing."""

Said = tuple[str, str, date | None]
"""One thing said of a person: the page, the kind, the day."""

_read: dict[UUID, Kept] = {}
"""Findings already read, by id: they never change."""
_READ_AT_MOST = 4000


@dataclass(frozen=True, slots=True)
class Pile:
    """How many people there are with one kind of line of one day."""

    kind: str
    on: date | None
    count: int


def refresh(viewer: Viewer, patience: float | None = None) -> int:
    """Reckon again whoever's standing does not hold. How many people are left when the patience (seconds) is over."""
    house, until = _house(viewer), monotonic() + (PATIENCE if patience is None else patience)
    if not _behind(viewer):
        _sweep(viewer, False)
        return 0
    while people := list(_stale(viewer, house)[:SLICE]):
        _reckon(viewer, house, people)
        if monotonic() > until:
            return _stale(viewer, house).count()
    _sweep(viewer, True)
    return 0


def reckon_all(viewer: Viewer, told: Callable[[int], None] | None = None) -> int:
    """Reckon everybody whose standing does not hold, however long it takes; `told` hears how many are done.

    For the job of the night: nobody waits. How many people were reckoned.
    """
    house, done = _house(viewer), 0
    while people := list(_stale(viewer, house)[:BATCH]):
        _reckon(viewer, house, people)
        done += len(people)
        if told:
            told(done)
    _sweep(viewer, bool(done))
    return done


def rows(viewer: Viewer, people: Sequence[Person]) -> list[Row]:
    """The row of each of these people, in their order. A few queries for any number."""
    kept = _kept(viewer, people)
    return [_row(person, kept[person.pk]) for person in people]


def guided(viewer: Viewer, people: Sequence[Person]) -> list[Guidance]:
    """What the rules say of each of these people, in their order; cares by their codes alone."""
    return [row.guidance for row in rows(viewer, people)]


def piles(viewer: Viewer, page: Page, unit: UUID | None = None) -> list[Pile]:
    """What a page has to say, counted by kind and day."""
    if _is_whole(viewer, unit):
        return [Pile(*one) for one in _counted_in_house(str(page))]
    return [Pile(kind, on, n) for kind, on, n in _counted(_dues(viewer, page, unit))]


def _counted(found: "QuerySet[Due]") -> "QuerySet[Due, tuple[str, date | None, int]]":
    return found.order_by("kind", "on").values_list("kind", "on").annotate(n=Count("*"))


@prepared
def _counted_in_house(page: str) -> "QuerySet[Due, tuple[str, date | None, int]]":
    return _counted(Due.objects.filter(page=page))


def people_of(
    viewer: Viewer, page: Page, kind: str, since: date | None = None, before: date | None = None, start: int = 0,
    limit: int = 30, unit: UUID | None = None, how: HowHere | None = None,
) -> list[tuple[UUID, date | None]]:  # fmt: skip
    """The people (and days) of one kind in the order of their days and readings. `since` is in, `before` is not."""
    found = _dues(viewer, page, unit).filter(kind=kind)
    found = how.among(found, "resident_id") if how else found
    found = found.filter(on__gte=since) if since else found
    found = found.filter(on__lt=before) if before else found
    return list(found.order_by("on", "place", "resident_id").values_list("resident_id", "on")[start : start + limit])


def thorough(viewer: Viewer, patience: float | None = None) -> tuple[list[tuple[Guidance, int]], int]:
    """Everybody's guidance with the questions found by trying, each once with the number of people it holds for.

    Beside it, of how many people it is not known yet when the patience (seconds) is over.
    """
    left, until = refresh(viewer, patience), monotonic() + (PATIENCE if patience is None else patience)
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
    found = Standing.objects.filter(house=_house(viewer)).order_by()
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
        known = _findings(some)
        asked = Finding.objects.filter(pk__in=some).values_list("pk", "asked")
        found |= {id: (known[id], asks) for id, asks in asked if id in known}
    return found


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _try(viewer: Viewer, finding: UUID, person: Person) -> tuple[str, ...]:
    """Try out every question. Kept only where nothing of this person changed since."""
    told = tell(viewer, [person])
    asks = find(told[0], thorough=True).asks
    Finding.objects.filter(pk=finding, mark=_marks(told)[person.pk]).update(asked=list(asks))
    return asks


def everything(viewer: Viewer, page: Page) -> dict[str, list[tuple[UUID, date | None]]]:
    """All that a page has to say, by kind, each in the order of days and readings: for a house of ordinary size."""
    found: dict[str, list[tuple[UUID, date | None]]] = {}
    rows = _said_in_house(str(page)) if _is_whole(viewer, None) else _said(_dues(viewer, page, None))
    for kind, resident, on in rows:
        found.setdefault(kind, []).append((resident, on))
    return found


def _said(found: "QuerySet[Due]") -> "QuerySet[Due, tuple[str, UUID, date | None]]":
    return found.order_by("on", "place", "resident_id").values_list("kind", "resident_id", "on")


@prepared
def _said_in_house(page: str) -> "QuerySet[Due, tuple[str, UUID, date | None]]":
    return _said(Due.objects.filter(page=page))


def _is_whole(viewer: Viewer, unit: UUID | None) -> bool:
    """Is everything kept of the house to be read, since all of it holds?"""
    return viewer.units is None and unit is None and not _behind(viewer)


def _dues(viewer: Viewer, page: Page, unit: UUID | None) -> "QuerySet[Due]":
    found: QuerySet[Due] = Due.objects.filter(page=page)
    if _is_whole(viewer, unit):
        return found
    people = residents.everybody(viewer, unit).order_by()
    if _behind(viewer):  # what was kept of the others is of another day, or of what has changed since
        people = people.filter(Exists(_that_holds(_house(viewer))))
    return found.filter(resident__in=people.values("pk"))


def _house(viewer: Viewer) -> str:
    return sha256(f"{day_mark()} {municipalities.digest(viewer)}".encode()).hexdigest()[:32]


def _stale(viewer: Viewer, house: str) -> "QuerySet[Person]":
    return residents.everybody(viewer).order_by().filter(~Exists(_that_holds(house)))


def _that_holds(house: str) -> "QuerySet[Standing]":
    found: QuerySet[Standing] = Standing.objects.filter(
        resident=OuterRef("pk"), house=house, stamp=OuterRef("changed_at")
    )
    return found


@once
def _behind(viewer: Viewer) -> bool:
    """Is there anybody whose standing does not hold?"""
    viewer.require(Right.SEE_RESIDENTS)
    return bool(_one_behind(viewer.units, _house(viewer)))


@prepared
def _one_behind(units: frozenset[UUID] | None, house: str) -> "QuerySet[Person, UUID]":
    here = residents.here_within(units)
    return here.filter(~Exists(_that_holds(house))).values_list("pk", flat=True)[:1]


def _kept(viewer: Viewer, people: Sequence[Person]) -> dict[UUID, Kept]:
    house, stamps = _house(viewer), {person.pk: person.changed_at for person in people}
    standing = _standing(list(stamps), house)
    found = {resident: finding for resident, finding, stamp in standing if stamps[resident] == stamp}
    known = _findings(found.values())
    kept = {resident: known[finding] for resident, finding in found.items() if finding in known}
    return kept | _reckon(viewer, house, [person for person in people if person.pk not in kept])


@prepared
def _standing(people: list[UUID], house: str) -> "QuerySet[Standing, tuple[UUID, UUID, datetime]]":
    found = Standing.objects.filter(resident__in=people, house=house)
    return found.values_list("resident_id", "finding_id", "stamp")


def _findings(ids: Iterable[UUID]) -> dict[UUID, Kept]:
    wanted = set(ids)
    found = {id: _read[id] for id in wanted if id in _read}
    if len(found) < len(wanted):
        missing = Finding.objects.filter(pk__in=wanted - found.keys()).values_list("pk", "content")
        fresh = {id: read_kept(content) for id, content in missing}
        if len(_read) > _READ_AT_MOST:
            _read.clear()
        _read.update(fresh)
        found |= fresh
    return found


def _reckon(viewer: Viewer, house: str, people: Sequence[Person]) -> dict[UUID, Kept]:
    """Ask the rules about these people and keep it. Whom somebody is changing meanwhile is told, but not kept.

    Each person's `changed_at` was read before anything that is told here: what is newer than it is reckoned again.
    """
    if not people:
        return {}
    told = tell(viewer, people)
    marks = _marks(told)
    known = dict(Finding.objects.filter(mark__in=set(marks.values())).values_list("mark", "pk"))
    read = _findings(known.values())
    made = {mark: read[id] for mark, id in known.items() if id in read}
    for one in told:
        if marks[one.person.pk] not in made:
            made[marks[one.person.pk]] = make(one)
    kept = {pk: made[mark] for pk, mark in marks.items()}
    wanted = _wanted(viewer, people, kept)
    with transaction.atomic():
        held = residents.unchanged(viewer, {person.pk: person.changed_at for person in people})
        standing = [person for person in people if person.pk in held]
        ids = _put_findings(viewer, {marks[person.pk]: kept[person.pk] for person in standing})
        _put(viewer, house, standing, {person.pk: ids[marks[person.pk]] for person in standing})
        _put_dues(viewer, standing, wanted)
    return kept


def _marks(told: Sequence[Told]) -> dict[UUID, str]:
    day, layers = day_mark(), {}
    for one in told:  # one list a town, shared by everybody registered there
        if id(one.layers) not in layers:
            layers[id(one.layers)] = layers_mark(one.layers)
    return {one.person.pk: told_mark(day, one, layers[id(one.layers)]) for one in told}


def _row(person: Person, kept: Kept) -> Row:
    """The row of a person: words are made once for all of whom the same is known."""
    language = get_language() or ""
    like = kept.made.get(language)
    if like is None:
        guidance = guidance_of(person, kept)
        like = row_of(guidance, WillNow(kept.will, attempts=kept.attempts), kept.by_hand)
        kept.made[language] = like
    told = like.guidance.of(person, {**kept.facts, "birth_date": person.birth_date.isoformat()})
    return Row(person, told, like.will, like.cells, like.step, like.groups)


def _wanted(viewer: Viewer, people: Sequence[Person], kept: Mapping[UUID, Kept]) -> dict[UUID, set[Said]]:
    """Everything there is to say of each: what is due, their groups, their points."""
    ids = [person.pk for person in people]
    days = queries.task_days(viewer, ids)
    documents = residents.documents_ending(viewer, ids, today() + DOCUMENTS_AHEAD)
    printed = queries.last_printed(viewer, ids)
    home = municipalities.home(viewer)
    town = home.pk if home else None
    found: dict[UUID, set[Said]] = {}
    with override("ja"):  # what is kept is the same whoever looks first
        insured = insurance.insured(viewer, people, today())
        asked: dict[UUID, set[str]] = {}
        for pk, whose, point in insurance_points.of_standings(viewer, insured.standings.values()):
            asked.setdefault(pk, set()).add(mark(point, whose))
        for person in people:
            row = _row(person, kept[person.pk])
            beside = Beside(
                days.get(person.pk, {}), documents.get(person.pk, {}), bool(person.proposed), printed.get(person.pk)
            )
            found[person.pk] = {
                *((Page.TODAY, kind, on) for kind, on in dues(row, beside)),
                *((Page.TODAY, kind, on) for kind, on in insurance.dues(insured, person, today())),
                *((Page.GRID, group, None) for group in row.groups),
                *((Page.TOWN, mark(point), None) for point in points_of(row.guidance, town)),
                *((Page.TOWN, one, None) for one in asked.get(person.pk, ())),
            }  # fmt: skip
    return found


def _put_findings(viewer: Viewer, wanted: Mapping[str, Kept]) -> dict[str, UUID]:
    """The ids of these findings, made where they are not there, locked so that no sweep takes them meanwhile."""
    ids = _locked(wanted)
    lacking = [mark for mark in wanted if mark not in ids]
    if lacking:
        made = [Finding(organisation_id=viewer.organisation, mark=m, content=keep(wanted[m])) for m in lacking]
        Finding.objects.bulk_create(made, ignore_conflicts=True)
        ids |= _locked(lacking)
    return ids


def _locked(marks: Iterable[str]) -> dict[str, UUID]:
    found = Finding.objects.select_for_update(no_key=True).filter(mark__in=list(marks)).order_by("pk")
    return dict(found.values_list("mark", "pk"))


def _put(viewer: Viewer, house: str, people: Sequence[Person], findings: Mapping[UUID, UUID]) -> None:
    made = [
        Standing(
            organisation_id=viewer.organisation, resident_id=person.pk, finding_id=findings[person.pk], house=house,
            stamp=person.changed_at,
        )
        for person in people
    ]  # fmt: skip
    Standing.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["organisation", "resident"],
        update_fields=["finding", "house", "stamp"],
    )  # fmt: skip


def _put_dues(viewer: Viewer, people: Sequence[Person], wanted: Mapping[UUID, set[Said]]) -> None:
    """Only of those of whom something else is to be said than before."""
    ids = [person.pk for person in people]
    before: dict[UUID, set[Any]] = {}
    for resident, *said in Due.objects.filter(resident__in=ids).values_list(
        "resident_id", "page", "kind", "on", "place"
    ):
        before.setdefault(resident, set()).add(tuple(said))
    after = {p.pk: {(str(page), kind, on, p.kana_key[:24]) for page, kind, on in wanted[p.pk]} for p in people}
    changed = [pk for pk in ids if before.get(pk, set()) != after[pk]]
    if changed:
        Due.objects.filter(resident__in=changed).delete()
        Due.objects.bulk_create(
            Due(organisation_id=viewer.organisation, resident_id=pk, page=page, kind=kind, on=on, place=place)
            for pk in changed
            for page, kind, on, place in after[pk]
        )


@prepared
def _how_many_kept() -> "QuerySet[Standing, int]":
    return Standing.objects.values("organisation").annotate(n=Count("pk")).order_by().values_list("n", flat=True)


def _sweep(viewer: Viewer, worked: bool) -> None:
    """Forget the standing of whoever is not here any more, and findings that hold for nobody."""
    if viewer.units is None and sum(_how_many_kept()) > residents.how_many_here(viewer):
        here = residents.everybody(viewer).order_by().values("pk")
        with transaction.atomic():
            Due.objects.exclude(resident__in=here).delete()
            Standing.objects.exclude(resident__in=here).delete()
    if worked:
        try:
            with transaction.atomic():
                Finding.objects.filter(~Exists(Standing.objects.filter(finding=OuterRef("pk")))).delete()
        except IntegrityError:  # somebody found use for one of them a moment ago
            return
