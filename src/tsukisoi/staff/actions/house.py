"""The organisation's settings and its units."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tsukisoi.journal.actions import Chain, write
from tsukisoi.staff.models import Organisation, Unit
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer

SETTINGS = ("name", "head_title", "custody", "idle_minutes")


class NameTaken(Exception):
    """Another unit of the house has this name."""


def set_up(viewer: Viewer, values: Mapping[str, Any]) -> Organisation:
    """Change the organisation's settings (SETTINGS). Only what differs is written and recorded."""
    viewer.require(Right.SET_UP)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get(pk=viewer.organisation)
        told = {name: values[name] for name in SETTINGS if name in values}
        changed = {name: value for name, value in told.items() if value != getattr(organisation, name)}
        if changed:
            for name, value in changed.items():
                setattr(organisation, name, value)
            organisation.save(update_fields=list(changed))
            write(viewer, "staff.set_up", Chain("organisation", organisation.pk), values=changed)
    return organisation


def add_unit(viewer: Viewer, name: str) -> Unit:
    """Add a unit after the others. The same name again gives the unit that is there."""
    return add_units(viewer, [name])[0]


def add_units(viewer: Viewer, names: Sequence[str]) -> list[Unit]:
    """Add units after the others, and give those of all these names, in their order, whether they were there or not."""
    viewer.require(Right.SET_UP)
    with transaction.atomic():
        there = set(Unit.objects.values_list("name", flat=True))
        wanted = [name for name in dict.fromkeys(names) if name not in there]
        made = [
            Unit(organisation_id=viewer.organisation, name=name, order=order)
            for order, name in enumerate(wanted, len(there))
        ]
        Unit.objects.bulk_create(made, ignore_conflicts=True)
        units: dict[str, Unit] = {unit.name: unit for unit in Unit.objects.filter(name__in=names)}
        for unit in made:
            if units[unit.name].pk == unit.pk:  # else somebody else has just made one of this name
                write(viewer, "staff.add_unit", _house(viewer), values={"name": unit.name}, refs=[unit.pk])
    return [units[name] for name in names]


def rename_unit(viewer: Viewer, unit: UUID, name: str) -> Unit:
    """Give a unit another name. Raises Unit.DoesNotExist, and NameTaken where another unit has it."""
    viewer.require(Right.SET_UP)
    try:
        with transaction.atomic():
            found: Unit = Unit.objects.select_for_update().get(pk=unit)
            if found.name != name:
                found.name = name
                found.save(update_fields=["name"])
                write(viewer, "staff.rename_unit", _house(viewer), values={"name": name}, refs=[found.pk])
            return found
    except IntegrityError as error:
        raise NameTaken from error


def _house(viewer: Viewer) -> Chain:
    return Chain("organisation", viewer.organisation)
