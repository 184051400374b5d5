"""Papers that come and go."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.insurance import guidance, queries
from tsukisoi.insurance.actions.applications import close_with
from tsukisoi.insurance.actions.insurers import OF_INSURER
from tsukisoi.insurance.models import Paper, PaperKind, Scheme
from tsukisoi.journal.actions import Chain, write
from tsukisoi.residents import actions as residents
from tsukisoi.residents.actions.writing import clean, locked, touch
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def paper_arrived(
    viewer: Viewer, resident: UUID, *, kind: str, arrived_on: date, expires: date | None = None, place: str = "",
    ground: str = "", options: Sequence[str] = (), name: str = "", scheme: str = "",
) -> Paper:  # fmt: skip
    """A paper came. `expires` is what is printed on it, never reckoned. The one before it ends as replaced.

    `scheme`: of which insurance it is, as it says; to be said where it comes shortly before a 75th birthday, else that
    of the day. Kept beside it: what the rules had expected. An open application is closed by its certificate.
    Raises ValidationError for a day to come, or where it has to be said of which insurance the paper is.
    """
    viewer.require(Right.EDIT_RESIDENTS)
    kind, name, place = str(PaperKind(kind)), clean(name)[:40], clean(place)[:60]
    if arrived_on > today():
        raise ValidationError(gettext("これからの日は書けません。届いた日を入れてください。"), code="day")
    with transaction.atomic():
        person = locked(viewer, resident)
        now: Paper | None = Paper.objects.filter(resident=person.pk, kind=kind, name=name, ended_on=None).first()
        same = (arrived_on, expires, place, ground, list(options))
        if now is not None and (now.arrived_on, now.expires, now.place, now.ground, now.options) == same:
            return now
        known = queries.known_of(viewer, [person])[0]
        of = _scheme(known, kind, scheme, arrived_on, expires)
        if not _kept_till_75(viewer, known, kind, name, of, arrived_on, now) and now is not None:
            Paper.objects.filter(pk=now.pk).update(ended_on=arrived_on, ended_why="replaced")
        made: Paper = Paper.objects.create(
            organisation_id=viewer.organisation, resident_id=person.pk, kind=kind, name=name, arrived_on=arrived_on,
            insurer_id=known.insurer.pk if known.insurer else None, scheme=of,
            ground=ground, predicted=_predicted(known, arrived_on), expires=expires, place=place, options=list(options),
        )  # fmt: skip
        if kind in queries.HELD and not name:
            residents.hold_document(viewer, person, kind, expires=expires, place=place, checked_on=arrived_on)
        if kind == PaperKind.CERTIFICATE:
            close_with(viewer, person.pk, arrived_on, "arrived")
        told = {"kind": kind, "on": arrived_on.isoformat(), "expires": _text(expires)}
        touch(person)
        write(viewer, "insurance.paper", Chain("resident", person.pk), refs=[made.pk], values=told)
    return made


def _scheme(known: queries.Known, kind: str, said: str, on: date, expires: date | None) -> str:
    """Of which insurance a paper is. Nobody guesses before a 75th birthday: then it is asked."""
    if said:
        return str(Scheme(said))
    recorded = str(known.facts.get("insurance.kind", ""))
    if kind in OF_INSURER and guidance.may_be_of_next(recorded, known.person.birth_date, on, expires):
        raise ValidationError(
            gettext("まもなく75歳です。いまの保険の書類か、75歳からの保険の書類かを選んでください。"), code="scheme"
        )
    return guidance.scheme_on(known.facts, known.person.birth_date, on)


def _kept_till_75(
    viewer: Viewer, known: queries.Known, kind: str, name: str, of: str, on: date, now: Paper | None
) -> bool:
    """Where what came is of the insurance after a 75th birthday: what is there holds till the day before it."""
    recorded = str(known.facts.get("insurance.kind", ""))
    turns = guidance.turning_75(recorded, known.person.birth_date, on)
    if turns is None or turns <= on or of == recorded or kind != PaperKind.CERTIFICATE or name:
        return False
    if (now.scheme if now else recorded) == of:
        return False
    ends = {"ended_on": turns - timedelta(days=1), "ended_why": queries.UNTIL_75}
    if now is not None:
        Paper.objects.filter(pk=now.pk).update(**ends)
    elif (held := known.paper(kind)) is not None:
        Paper.objects.create(
            organisation_id=viewer.organisation, resident_id=known.person.pk, kind=kind, arrived_on=on,
            scheme=recorded, expires=held.expires, place=held.place, **ends,
        )  # fmt: skip
    return True


def _predicted(known: queries.Known, on: date) -> str:
    """What the rules expected to come: kept as it was said on that day."""
    claim = guidance.claim_of(known.facts, known.person.birth_date, on)
    return str({"automatic": PaperKind.CERTIFICATE, "not_issued": PaperKind.NOTICE}.get(claim.say, ""))


def end_paper(viewer: Viewer, resident: UUID, kind: str, *, on: date, why: str, name: str = "") -> None:
    """The paper is no longer there: returned, destroyed with two signatures, or gone. Repeated, it changes nothing."""
    viewer.require(Right.EDIT_RESIDENTS)
    kind = str(PaperKind(kind))
    with transaction.atomic():
        person = locked(viewer, resident)
        standing = Paper.objects.filter(resident=person.pk, kind=kind, name=name, ended_on=None)
        ended = standing.update(ended_on=on, ended_why=why)
        held = not name and any(d.kind == kind for d in queries.documents_of(viewer, person.pk))
        if held:
            residents.drop_document(viewer, person, kind)
        if ended or held:
            told = {"kind": kind, "on": on.isoformat(), "state": why}
            touch(person)
            write(viewer, "insurance.paper_ended", Chain("resident", person.pk), values=told)


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
