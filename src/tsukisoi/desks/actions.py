"""What people do with shared computers: enrol one, take one out, change places, leave text half-typed."""

import re
import secrets
from collections.abc import Iterable
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext
from django_scopes import scope

from tsukisoi.desks.models import Device, Draft
from tsukisoi.desks.queries import KEPT, SALT, digest
from tsukisoi.guard.refusal import refuse
from tsukisoi.journal.actions import Chain, as_server, write
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import house_units, names
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer

FIELDS, LENGTH = 80, 20_000
"""How much of a form is kept: so many fields, so many characters in all."""
NEVER = re.compile(r"pass|code|pin|token|csrf|secret|again|otp|number", re.IGNORECASE)
"""Fields whose names say that they are not kept half-typed."""
PRIVATE = ("/accounts/", "/staff/", "/desks/", "/custody/emergency/")
"""Addresses of which nothing is kept half-typed."""
_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def enrol(viewer: Viewer, id: UUID, name: str, unit: UUID | None) -> tuple[Device, str]:
    """Enrol the computer that asks; the text for its cookie. The same `id` again gives it a new cookie."""
    viewer.require(Right.SET_UP)
    key = secrets.token_hex(32)
    with transaction.atomic():
        where = house_units(viewer).filter(pk=unit).first() if unit else None
        values = {"name": name, "unit": where, "key_digest": digest(key)}
        device, made = Device.objects.select_for_update(of=("self",)).get_or_create(
            pk=id, organisation_id=viewer.organisation,
            defaults={**values, "enrolled_by": viewer.worker, "enrolled_at": now()},
        )  # fmt: skip
        if made:
            told = {"name": name, "unit": str(where or "")}
            write(viewer, "desks.enrol", Chain("organisation", viewer.organisation), values=told, refs=[device.pk])
        elif device.revoked_at is None:
            device.key_digest = digest(key)
            device.save(update_fields=["key_digest"])
    return device, signing.dumps([str(device.pk), key], salt=SALT)


def change(viewer: Viewer, device: UUID, name: str, unit: UUID | None) -> Device:
    """Another name or another unit for a computer. Raises Device.DoesNotExist."""
    viewer.require(Right.SET_UP)
    with transaction.atomic():
        found: Device = Device.objects.select_for_update().get(pk=device)
        where = house_units(viewer).filter(pk=unit).first() if unit else None
        if (found.name, found.unit_id) != (name, where and where.pk):
            found.name, found.unit = name, where
            found.save(update_fields=["name", "unit"])
            told = {"name": name, "unit": str(where or "")}
            write(viewer, "desks.change", Chain("organisation", viewer.organisation), values=told, refs=[found.pk])
    return found


def revoke(viewer: Viewer, device: UUID) -> Device:
    """A computer was lost, sold or moved: nobody changes places at it any more. Raises Device.DoesNotExist."""
    viewer.require(Right.SET_UP)
    with transaction.atomic():
        found: Device = Device.objects.select_for_update().get(pk=device)
        if found.revoked_at is None:
            found.revoked_at, found.key_digest = now(), ""
            found.save(update_fields=["revoked_at", "key_digest"])
            write(viewer, "desks.revoke", Chain("organisation", viewer.organisation), refs=[found.pk])
    return found


def sit_down(viewer: Viewer, device: Device) -> None:
    """Record that somebody took a place at this computer with badge and own code. Part of signing in there."""
    with scope(organisation=viewer.organisation), transaction.atomic():
        write(viewer, "desks.sit_down", Chain("worker", viewer.worker), refs=[viewer.worker, device.pk])
        if device.used_on != today():
            device.used_on = today()
            device.save(update_fields=["used_on"])


def note_wrong_code(house: UUID, worker: UUID | None, device: Device | None) -> None:
    """Record that somebody who is not known was wrong with badge or own code at a screen of the house.

    `worker`: whose code was tried, who is named where they work in this house. What was typed is not kept.
    """
    server = as_server(house)
    with scope(organisation=house), transaction.atomic():
        tried = names(server, [worker] if worker else [])
        write(server, "desks.wrong_code", Chain("organisation", house), refs=[*tried, *([device.pk] if device else [])])


def keep_draft(viewer: Viewer, page: str, action: str, values: Iterable[tuple[str, str]]) -> Draft | None:
    """Keep what the viewer has half-typed on a page, or (without values) only where they were. None: not kept.

    Passwords, codes and anything that looks like an individual number or a PIN are left out; the last one counts.
    """
    if page.startswith(PRIVATE) or action.startswith(PRIVATE) or len(page) > 200 or len(action) > 200:
        return None
    kept = _allowed(values)
    found = _ID.search(page)
    with transaction.atomic():
        if not action:  # one place where somebody was, the last
            Draft.objects.filter(worker_id=viewer.worker, action="").delete()
        draft, _ = Draft.objects.update_or_create(
            organisation_id=viewer.organisation, worker_id=viewer.worker, page=page, action=action,
            defaults={"values": kept, "subject_id": UUID(found[0]) if found else None, "at": now()},
        )  # fmt: skip
    return draft


def _allowed(values: Iterable[tuple[str, str]]) -> list[list[str]]:
    kept: list[list[str]] = []
    left = LENGTH
    for name, value in list(values)[:FIELDS]:
        left -= len(value)
        if left >= 0 and not NEVER.search(name) and refuse(value) is None:
            kept.append([name, value])
    return kept


def drop_drafts(viewer: Viewer, action: str) -> None:
    """The form was sent: what was half-typed in it is no longer needed."""
    Draft.objects.filter(worker_id=viewer.worker, action=action).delete()


def drop_draft(viewer: Viewer, draft: UUID) -> None:
    """Throw one's own half-typed text away."""
    Draft.objects.filter(worker_id=viewer.worker, pk=draft).delete()


def end_drafts() -> int:
    """What waited for a day goes. Made by the clock, inside the scope of a house; how many."""
    return int(Draft.objects.filter(at__lt=now() - KEPT).delete()[0])


def said(draft: Draft) -> str:
    """The half-typed text in one line, for whoever typed it."""
    texts = [value for _, value in draft.values if len(value) > 1 and not _ID.fullmatch(value)]
    return gettext("、").join(texts)[:120]
