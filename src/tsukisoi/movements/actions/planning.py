"""A movement is written: on its day or later it happens at once, before its day it waits."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.movements import queries
from tsukisoi.movements.actions.applying import apply
from tsukisoi.movements.actions.effects import goes_home, stays_home
from tsukisoi.movements.guidance import STAYS, Draft, Line, consequences
from tsukisoi.movements.models import Kind, Movement, State, Stay
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import letters, new_id
from tsukisoi.tenancy.twice import made_once
from tsukisoi.tenancy.viewer import Viewer

LONGEST_BACK = timedelta(days=366)
_STAYS = (Kind.SHORT, Kind.DAY, Kind.HOSPITAL)


class NotAsShown(Exception):
    """What the movement brings with it changed since the list was shown: it is shown again."""


def shown(lines: Sequence[Line]) -> str:
    """What a page remembers of the consequences that somebody saw."""
    return letters(sha256("\n".join(f"{line.code} {line.how} {line.item}" for line in lines).encode()).hexdigest()[:16])


def record(viewer: Viewer, resident: UUID, draft: Draft, *, id: UUID | None = None, was: str | None = None) -> Movement:
    """Write a movement with its consequences. `id` comes from the form, so that the same form sent twice is one.

    `was`: what was `shown`; NotAsShown where that is not so any more. A day to come waits, any other happens now.
    Raises ValidationError for what cannot be, Http404, NotPermitted.
    """
    person = residents.person(viewer, resident)
    viewer.require(Right.MOVE_PEOPLE, person.unit_id)
    with transaction.atomic():
        standing: Movement | None = Movement.objects.filter(pk=id).first() if id else None
        if standing is not None:
            return standing
        check(viewer, person, draft)
        lines = consequences(viewer, person, draft)
        if was is not None and shown(lines) != was:
            raise NotAsShown
        made, new = made_once(_fresh(viewer, person, draft, lines, id))
        if not new:
            return made
        goes_home(viewer, made)
        if draft.on > today():
            write(viewer, "movements.plan", _chain(made), refs=[made.pk], values=told(made))
            return made
        return apply(viewer, made.pk)


def _fresh(viewer: Viewer, person: Person, draft: Draft, lines: Sequence[Line], id: UUID | None) -> Movement:
    return Movement(
        id=id or new_id(), organisation_id=viewer.organisation, resident=person, kind=draft.kind, on=draft.on,
        until=draft.until, unit_id=draft.unit, room=draft.room, office_id=draft.office, place=draft.place,
        note=draft.note, insurer_id=draft.insurer_id, insurer_stays=draft.insurer == STAYS,
        told=[line.words for line in lines], recorded_at=now(), by=viewer.worker,
    )  # fmt: skip


def told(movement: Movement) -> dict[str, str]:
    """What the record says of a movement."""
    said = {"kind": str(movement.kind), "on": movement.on.isoformat(), "room": movement.room, "to": movement.place}
    return {key: value for key, value in said.items() if value}


def _chain(movement: Movement) -> Chain:
    return Chain("resident", movement.resident_id)


def check(viewer: Viewer, person: Person, draft: Draft) -> None:
    """Can this happen to this person on that day? Raises ValidationError saying what is in the way."""
    for text in (draft.room, draft.place, draft.note):
        model_validator(text)
    _check_days(draft)
    if draft.office is not None:
        municipalities.office(viewer, draft.office)
    if draft.insurer_id is not None:
        municipalities.office(viewer, draft.insurer_id)
    if reason := _in_the_way(viewer, person, draft):
        raise ValidationError(reason, code="not_now")
    if Movement.objects.filter(resident=person.pk, kind=draft.kind, on=draft.on, state=State.WAITING).exists():
        raise ValidationError(gettext("同じ日の同じ予定が、もう書いてあります。"), code="twice")


def _check_days(draft: Draft) -> None:
    if draft.until is not None and draft.until < draft.on:
        raise ValidationError(gettext("終わりの日は、はじめの日からあとにしてください。"), code="order")
    if draft.on < today() - LONGEST_BACK:
        raise ValidationError(gettext("1年より前の日は書けません。"), code="day")
    if draft.kind == Kind.DEATH and draft.on > today():
        raise ValidationError(gettext("これからの日は書けません。"), code="future")


def _in_the_way(viewer: Viewer, person: Person, draft: Draft) -> str:
    here = person.status == residents.HERE
    if person.status == "merged":
        return gettext("この人は、ほかの人にまとめてあります。")
    if draft.kind == Kind.RETURN:
        return gettext("いまも利用しています。") if here else ""
    if draft.kind == Kind.SHORT and not here and person.status != "died":
        return ""
    if not here:
        return gettext("いまは利用していません。先に「また入所された」を書きます。")
    if draft.kind == Kind.BACK and draft.on <= today() and queries.stay_of(viewer, person.pk) is None:
        return gettext("入院・短期入所などの記録が開いていません。")
    if draft.kind == Kind.ROOM and not draft.room and draft.unit is None:
        return gettext("新しい部屋かユニットを入れてください。")
    return gettext("どの市区町村に移るかを選んでください。") if draft.kind == Kind.TOWN and not draft.office else ""


def call_off(viewer: Viewer, movement: UUID) -> Movement:
    """What was planned does not happen. Called off twice is called off once; what has happened is left."""
    found = queries.movement(viewer, movement)
    viewer.require(Right.MOVE_PEOPLE, found.resident.unit_id)
    with transaction.atomic():
        if Movement.objects.filter(pk=found.pk, state=State.WAITING).update(state=State.OFF):
            stays_home(found)
            write(viewer, "movements.call_off", _chain(found), refs=[found.pk], values=told(found))
    return queries.movement(viewer, movement)


def join(viewer: Viewer, keep: UUID, drop: UUID) -> None:
    """Two records of one person are being merged: of two open stays, and of the same plan twice, the second ends."""
    viewer.require(Right.MERGE_RESIDENTS)
    with transaction.atomic():
        if Stay.objects.filter(resident=keep, ended_on=None).exists():
            Stay.objects.filter(resident=drop, ended_on=None).update(ended_on=today())
        for one in Movement.objects.filter(resident=drop, state=State.WAITING):
            if _waits(keep, one.kind, one.on):
                Movement.objects.filter(pk=one.pk).update(state=State.OFF)
        write(viewer, "movements.join", Chain("resident", keep))


def _waits(resident: UUID, kind: str, on: date) -> bool:
    return Movement.objects.filter(resident=resident, kind=kind, on=on, state=State.WAITING).exists()
