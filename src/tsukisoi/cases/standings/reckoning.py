"""Asking the rules about whoever changed, and keeping what they say."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language, override

from tsukisoi.cases import queries
from tsukisoi.cases.dues import DOCUMENTS_AHEAD, Beside, dues
from tsukisoi.cases.guidance import (
    Kept,
    Told,
    day_mark,
    guidance_of,
    keep,
    layers_mark,
    make,
    read_kept,
    tell,
    told_mark,
)
from tsukisoi.cases.models import Due, Finding, Page, Standing
from tsukisoi.cases.open_points import mark, points_of
from tsukisoi.cases.queries import WillNow
from tsukisoi.cases.rows import Row, row_of
from tsukisoi.cases.standings import holding
from tsukisoi.cases.standings.holding import behind, house_mark, is_left_over, stale
from tsukisoi.insurance import guidance as insurance
from tsukisoi.insurance import points as insurance_points
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

if TYPE_CHECKING:
    from django.db.models import QuerySet

Said = tuple[str, str, date | None]
"""One thing said of a person: the page, the kind, the day."""
_Found = tuple[UUID, int | None]
"""A finding's id, and how many sheets come of it where they were counted."""

_read: dict[UUID, Kept] = {}
"""Findings already read, by id: they never change."""
_READ_AT_MOST = 4000


def refresh(viewer: Viewer, patience: float | None = None) -> int:
    """Reckon again whoever's standing does not hold. How many people are left when the patience (seconds) is over."""
    house, until = house_mark(viewer), monotonic() + (holding.PATIENCE if patience is None else patience)
    if not behind(viewer):
        _sweep(viewer, False)
        return 0
    while people := list(stale(viewer, house)[: holding.SLICE]):
        _reckon(viewer, house, people)
        if monotonic() > until:
            return stale(viewer, house).count()
    _sweep(viewer, True)
    return 0


def reckon_all(viewer: Viewer, told: Callable[[int], None] | None = None) -> int:
    """Reckon everybody whose standing does not hold, however long it takes; `told` hears how many are done.

    For the job of the night: nobody waits. How many people were reckoned.
    """
    house, done = house_mark(viewer), 0
    while people := list(stale(viewer, house)[: holding.BATCH]):
        _reckon(viewer, house, people)
        done += len(people)
        if told:
            told(done)
    _sweep(viewer, bool(done))
    return done


def kept_of(viewer: Viewer, people: Sequence[Person]) -> dict[UUID, Kept]:
    """What the rules say of each of these people; reckoned anew for whoever's standing does not hold."""
    house, stamps = house_mark(viewer), {person.pk: person.changed_at for person in people}
    standing = _standing(list(stamps), house)
    found = {resident: finding for resident, finding, stamp in standing if stamps[resident] == stamp}
    known = read_findings(found.values())
    kept = {resident: known[finding] for resident, finding in found.items() if finding in known}
    return kept | _reckon(viewer, house, [person for person in people if person.pk not in kept])


@prepared
def _standing(people: list[UUID], house: str) -> "QuerySet[Standing, tuple[UUID, UUID, datetime]]":
    found = Standing.objects.filter(resident__in=people, house=house)
    return found.values_list("resident_id", "finding_id", "stamp")


def read_findings(ids: Iterable[UUID]) -> dict[UUID, Kept]:
    """These findings as they were kept, each read once."""
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
    marks = marks_of(told)
    known = dict(Finding.objects.filter(mark__in=set(marks.values())).values_list("mark", "pk"))
    read = read_findings(known.values())
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


def marks_of(told: Sequence[Told]) -> dict[UUID, str]:
    """By what each of these people is known: of whom it is the same, the rules say the same."""
    day, layers = day_mark(), {}
    for one in told:  # one list a town, shared by everybody registered there
        if id(one.layers) not in layers:
            layers[id(one.layers)] = layers_mark(one.layers)
    return {one.person.pk: told_mark(day, one, layers[id(one.layers)]) for one in told}


def row_like(person: Person, kept: Kept) -> Row:
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
            row = row_like(person, kept[person.pk])
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


def _put_findings(viewer: Viewer, wanted: Mapping[str, Kept]) -> dict[str, _Found]:
    """These findings by their marks, made where they are not there, locked so that no sweep takes them meanwhile."""
    ids = _locked(wanted)
    lacking = [mark for mark in wanted if mark not in ids]
    if lacking:
        made = [Finding(organisation_id=viewer.organisation, mark=m, content=keep(wanted[m])) for m in lacking]
        Finding.objects.bulk_create(made, ignore_conflicts=True)
        ids |= _locked(lacking)
    return ids


def _locked(marks: Iterable[str]) -> dict[str, _Found]:
    found = Finding.objects.select_for_update(no_key=True).filter(mark__in=list(marks)).order_by("pk")
    return {mark: (pk, sheets) for mark, pk, sheets in found.values_list("mark", "pk", "sheets")}


def _put(viewer: Viewer, house: str, people: Sequence[Person], findings: Mapping[UUID, _Found]) -> None:
    made = [
        Standing(
            organisation_id=viewer.organisation, resident_id=person.pk, finding_id=finding, house=house,
            stamp=person.changed_at, sheets=sheets,
        )
        for person in people
        for finding, sheets in [findings[person.pk]]
    ]  # fmt: skip
    Standing.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["organisation", "resident"],
        update_fields=["finding", "house", "stamp", "sheets"],
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


def _sweep(viewer: Viewer, worked: bool) -> None:
    """Forget the standing of whoever is not here any more, and findings that hold for nobody."""
    if viewer.units is None and is_left_over(viewer):
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
