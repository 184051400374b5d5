"""Lockers, shelves and pouches with their labels; who handles them; how the home does it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from tsukisoi.custody import queries
from tsukisoi.custody.actions.permission import clean, line_up, locked, permit
from tsukisoi.custody.models import Custodian, House, Item, Place, PlaceKind
from tsukisoi.journal.actions import Chain, write
from tsukisoi.papers import ids
from tsukisoi.residents.queries import Person
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

SETTINGS = ("two_people", "night_place", "loud_after", "clean_up_days", "face_photos")


def _house_chain(viewer: Viewer) -> Chain:
    return Chain("organisation", viewer.organisation)


def set_house(viewer: Viewer, values: dict[str, Any]) -> House:
    """How this home keeps things (SETTINGS). Only what differs is written."""
    viewer.require(Right.SET_UP_CUSTODY)
    values = {"face_photos": False, **values, "night_place": clean(values["night_place"], 80)}
    with transaction.atomic():
        house = House.objects.get_or_create(organisation_id=viewer.organisation)[0]
        changed = {name: values[name] for name in SETTINGS if values[name] != getattr(house, name)}
        if changed:
            House.objects.filter(pk=house.pk).update(**changed)
            write(viewer, "custody.set_house", _house_chain(viewer), values=changed)
    return House.objects.get(pk=house.pk)


def appoint(
    viewer: Viewer, worker: UUID, since: date, *, unit: UUID | None = None, until: date | None = None
) -> Custodian:
    """Appoint somebody in writing. The same appointment again is the same."""
    viewer.require(Right.APPROVE_CUSTODY)
    if until is not None and until < since:
        raise ValidationError(gettext("終わりの日が、はじまりの日より前です。"), code="until")
    if not staff.workers(viewer).filter(pk=worker, is_active=True).exists():
        raise ValidationError(gettext("この職員は選べません。"), code="worker")
    if unit is not None and not staff.house_units(viewer).filter(pk=unit).exists():
        raise ValidationError(gettext("このユニットは選べません。"), code="unit")
    with transaction.atomic():
        line_up(viewer)
        same = {"worker_id": worker, "unit_id": unit, "since": since, "until": until}
        standing: Custodian | None = Custodian.objects.filter(**same).first()
        if standing is not None:
            return standing
        made: Custodian = Custodian.objects.create(
            organisation_id=viewer.organisation, appointed_by=viewer.worker, **same
        )
        told = {"worker": str(worker), "since": since.isoformat(), "until": until.isoformat() if until else ""}
        write(viewer, "custody.appoint", _house_chain(viewer), values=told, refs=[made.pk, worker])
        return made


def dismiss(viewer: Viewer, custodian: UUID) -> None:
    """An appointment ends today."""
    viewer.require(Right.APPROVE_CUSTODY)
    with transaction.atomic():
        found: Custodian = Custodian.objects.select_for_update().get(pk=custodian)
        if found.until is None or found.until > today():
            Custodian.objects.filter(pk=found.pk).update(until=today())
            write(viewer, "custody.dismiss", _house_chain(viewer), refs=[found.pk, found.worker_id])


def add_place(viewer: Viewer, kind: str, name: str = "", parent: UUID | None = None) -> Place:
    """One more locker, shelf or empty pouch, with its label's code."""
    viewer.require(Right.SET_UP_CUSTODY)
    with transaction.atomic():
        above = Place.objects.get(pk=parent) if parent else None
        return _made(viewer, PlaceKind(kind), clean(name, 40), parent=above)


def _made(viewer: Viewer, kind: PlaceKind, name: str = "", **more: Any) -> Place:
    line_up(viewer)  # numbers are given one after the other
    last = Place.objects.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    made: Place = Place.objects.create(
        organisation_id=viewer.organisation, kind=kind, number=last + 1, name=name, code=_free_code(), **more
    )
    values = {"kind": kind, "number": made.number, "name": name}
    write(viewer, "custody.add_place", _house_chain(viewer), values=values, refs=[made.pk])
    return made


def _free_code() -> str:
    while Place.objects.filter(code=(code := ids.make())).exists():
        pass
    return code


def open_pouch(viewer: Viewer, person: Person) -> Place:
    """The person's pouch; an empty one is given first, else a new one is made."""
    permit(viewer, person.unit_id)
    with transaction.atomic():
        line_up(viewer)
        mine = Place.objects.filter(kind=PlaceKind.POUCH, retired_on=None)
        standing: Place | None = mine.filter(resident_id=person.pk).first()
        if standing is not None:
            return standing
        free: Place | None = mine.filter(resident=None).order_by("number").first()
        pouch = free or _made(viewer, PlaceKind.POUCH)
        Place.objects.filter(pk=pouch.pk).update(resident_id=person.pk)
        pouch.resident_id = person.pk
        write(viewer, "custody.open_pouch", Chain("resident", person.pk), values={"place": str(pouch)}, refs=[pouch.pk])
        return pouch


def free_pouch(viewer: Viewer, place: UUID) -> Place:
    """Nothing of the person is in it any more: the pouch is empty and may be given to somebody else."""
    viewer.require(Right.HANDLE_CUSTODY)
    with transaction.atomic():
        pouch: Place = Place.objects.select_for_update().get(pk=place, kind=PlaceKind.POUCH)
        if pouch.resident_id is None:
            return pouch
        if Item.objects.filter(place=pouch, ended_at=None).exists():
            raise ValidationError(gettext("まだ入っているものがあります。先に返してください。"), code="full")
        Place.objects.filter(pk=pouch.pk).update(resident=None)
        values = {"place": str(pouch)}
        write(viewer, "custody.free_pouch", Chain("resident", pouch.resident_id), values=values, refs=[pouch.pk])
        pouch.resident = None
        return pouch


def hang(viewer: Viewer, parent: UUID, first: int, last: int) -> list[Place]:
    """The pouches with these numbers stand in that locker, or on that shelf, from now on. Those that moved."""
    viewer.require(Right.SET_UP_CUSTODY)
    with transaction.atomic():
        above: Place = Place.objects.get(pk=parent)
        if above.kind == PlaceKind.POUCH:
            raise ValidationError(gettext("袋の中には置けません。"), code="parent")
        pouches = Place.objects.select_for_update().filter(kind=PlaceKind.POUCH, number__range=(first, last))
        moved = list(pouches.filter(retired_on=None).exclude(parent=above).order_by("number"))
        Place.objects.filter(pk__in=[pouch.pk for pouch in moved]).update(parent=above)
        if moved:
            values = {"parent": str(above), "place": f"{first:02}〜{last:02}"}
            write(viewer, "custody.hang", _house_chain(viewer), values=values, refs=[pouch.pk for pouch in moved])
        return moved


def found_again(viewer: Viewer, item: UUID) -> Item:
    """What was missing lies in its pouch after all. Whoever works here may say so; of what is not missing nothing."""
    with transaction.atomic():
        thing = locked(viewer, item)
        viewer.require(Right.EMERGENCY_CUSTODY, thing.resident.unit_id)
        if thing.ended_at is None and queries.missing_among(viewer, [thing]):
            chain = Chain("custody_item", thing.pk)
            write(viewer, "custody.found", chain, values={"place": str(thing.place or "")}, refs=[thing.resident_id])
        return thing


def put_in_own_pouch(viewer: Viewer, item: UUID) -> Item:
    """It lay in a wrong pouch and is back in the person's own."""
    with transaction.atomic():
        thing = locked(viewer, item)
        pouch = open_pouch(viewer, thing.resident)
        Item.objects.filter(pk=thing.pk).update(place=pouch)
        chain = Chain("custody_item", thing.pk)
        write(viewer, "custody.put_right", chain, values={"place": str(pouch)}, refs=[thing.resident_id])
        thing.place = pouch
        return thing
