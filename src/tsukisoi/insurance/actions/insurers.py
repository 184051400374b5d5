"""The insurer of a person: another one, one that is to be asked after a move, and the former one again."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import models, transaction

from tsukisoi.insurance import queries
from tsukisoi.insurance.models import Membership, Paper, PaperKind, Scheme
from tsukisoi.journal.actions import Chain, write
from tsukisoi.municipalities import queries as offices
from tsukisoi.residents import actions as residents
from tsukisoi.residents.actions.writing import locked, touch
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

OF_INSURER = (PaperKind.CERTIFICATE, PaperKind.NOTICE, PaperKind.VOUCHER)
"""Papers that end with the insurance they are of."""
CHANGED = "insurer_changed"
DAY = timedelta(days=1)


def set_insurer(
    viewer: Viewer, resident: UUID, *, scheme: str, insurer: UUID | None = None, since: date | None = None,
    told_by: str = "paper", moved: bool = False,
) -> None:  # fmt: skip
    """Which insurance, and which insurer. When either changes, the papers of the former one end the day before.

    Answered after a move, it holds since the move; where it is the former one after all, nothing has ended. `moved`:
    said together with a move on the day `since`, which ends an insurer whose name nobody had written down, too.
    Raises ValueError for a scheme there is not, Http404 for an office of another house.
    """
    viewer.require(Right.EDIT_RESIDENTS)
    scheme = str(Scheme(scheme))
    with transaction.atomic():
        person = locked(viewer, resident)
        office = offices.office(viewer, insurer) if insurer else None
        if moved and since is not None:
            _is_asked(viewer, person, since)
        before = queries.known_of(viewer, [person])[0]
        changed, begins = _changed(before, scheme, office), since or before.asks_insurer or today()
        residents.record_fact(viewer, person, "insurance.kind", scheme, told_by=told_by, since=since)
        _join(viewer, person, office, since, same=scheme == before.facts.get("insurance.kind"))
        touch(person)
        if changed:
            _end_all(viewer, person, _of_the_new(before, scheme, office), begins - DAY)
        if changed or office != before.insurer:
            _written(viewer, person, scheme, office.name if office else "", since)


def _written(viewer: Viewer, person: Person, scheme: str, office: str, since: date | None) -> None:
    told = {"kind": scheme, "office": office, "since": since.isoformat() if since else ""}
    write(viewer, "insurance.insurer", Chain("resident", person.pk), values=told)


def _changed(before: queries.Known, scheme: str, office: Any) -> bool:
    was = before.facts.get("insurance.kind")
    if was is not None and was != scheme:
        return True
    if office is None:
        return False
    if before.asks_insurer is not None:
        return bool(office.pk != before.former_insurer)
    return before.insurer is not None and before.insurer.pk != office.pk


def _join(viewer: Viewer, person: Person, office: Any, since: date | None, *, same: bool) -> None:
    now: Membership | None = Membership.objects.filter(resident=person.pk, until=None).first()
    if now is not None and now.insurer_id is None:
        _answered(person, now, office, since, same=same)
        return
    if now is not None and office is not None and now.insurer_id == office.pk:
        if since and now.since != since:
            Membership.objects.filter(pk=now.pk).update(since=since)
        return
    if now is not None:
        Membership.objects.filter(pk=now.pk).update(until=(since or today()) - DAY)
    if office is not None:
        Membership.objects.create(
            organisation_id=viewer.organisation, resident_id=person.pk, insurer_id=office.pk, since=since
        )


def _answered(person: Person, now: Membership, office: Any, since: date | None, *, same: bool) -> None:
    """What was to be asked after a move is known: the former insurer stays, or another one began with the move."""
    former = queries.former_membership(person.pk)
    if office is None:
        if not same:
            Membership.objects.filter(pk=now.pk).delete()
    elif former is not None and former.insurer_id == office.pk:
        Membership.objects.filter(pk=now.pk).delete()
        Membership.objects.filter(pk=former.pk).update(until=None)
    else:
        Membership.objects.filter(pk=now.pk).update(insurer_id=office.pk, since=since or now.since)


def _of_the_new(before: queries.Known, scheme: str, office: Any) -> models.Q:
    """Papers of the new insurance that came ahead: of its scheme; where only the insurer moves, of that insurer."""
    if before.facts.get("insurance.kind") != scheme:
        return models.Q(scheme=scheme)
    new = models.Q(scheme=scheme, insurer=office.pk if office else None)
    if before.asks_insurer is None:
        return new
    return models.Q(scheme=scheme, insurer=office.pk) | models.Q(arrived_on__gte=before.asks_insurer)


def _end_all(viewer: Viewer, person: Person, new: models.Q, on: date) -> None:
    """What is of the former insurance; a paper of the new one that came ahead stays."""
    standing = Paper.objects.filter(resident=person.pk, kind__in=OF_INSURER, ended_on=None)
    standing.exclude(new).update(ended_on=on, ended_why=CHANGED)
    if not standing.filter(kind=PaperKind.CERTIFICATE).exists():
        residents.drop_document(viewer, person, PaperKind.CERTIFICATE)


def ask_insurer(viewer: Viewer, resident: UUID, since: date) -> None:
    """The town changed on that day: the insurer of the old one ends the day before, and the new one is to be asked.

    What is there stays, but nobody says any more that it is sure to be accepted. Repeated, it changes nothing.
    """
    viewer.require(Right.EDIT_RESIDENTS)
    with transaction.atomic():
        person = locked(viewer, resident)
        if not _is_asked(viewer, person, since):
            return
        touch(person)
        _written(viewer, person, str(queries.schemes_of(viewer, [person.pk]).get(person.pk, "")), "", since)


def _is_asked(viewer: Viewer, person: Person, since: date) -> bool:
    """End the insurer there is the day before, and leave the next one open; False where it is open since then."""
    now: Membership | None = Membership.objects.filter(resident=person.pk, until=None).first()
    if now is not None and now.insurer_id is None and (now.since is None or now.since >= since):
        return False
    if now is not None:
        Membership.objects.filter(pk=now.pk).update(until=since - DAY)
    Membership.objects.create(organisation_id=viewer.organisation, resident_id=person.pk, since=since)
    return True


def insurer_back(viewer: Viewer, resident: UUID, since: date) -> None:
    """The change of insurer of that day was a mistake: the one before, and the papers that ended with it, stand again.

    Where another change came since, nothing is put back.
    """
    viewer.require(Right.EDIT_RESIDENTS)
    with transaction.atomic():
        person = locked(viewer, resident)
        now: Membership | None = Membership.objects.filter(resident=person.pk, until=None).first()
        if now is None or now.since != since:
            return
        Membership.objects.filter(pk=now.pk).delete()
        former = queries.former_membership(person.pk)
        if former is not None and former.until == since - DAY:
            Membership.objects.filter(pk=former.pk).update(until=None)
        for paper in Paper.objects.filter(resident=person.pk, ended_on=since - DAY, ended_why=CHANGED):
            _stands_again(viewer, person, paper)
        touch(person)
        scheme = str(queries.schemes_of(viewer, [person.pk]).get(person.pk, ""))
        _written(viewer, person, scheme, former.insurer.name if former and former.insurer else "", None)


def _stands_again(viewer: Viewer, person: Person, paper: Paper) -> None:
    other = Paper.objects.filter(resident=person.pk, kind=paper.kind, name=paper.name, ended_on=None)
    if other.exists():
        return
    Paper.objects.filter(pk=paper.pk).update(ended_on=None, ended_why="")
    if paper.kind == PaperKind.CERTIFICATE and not paper.name:
        residents.hold_document(
            viewer, person, paper.kind, expires=paper.expires, place=paper.place, checked_on=paper.arrived_on
        )
