"""Which computer this is, and what waits half-typed."""

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet

from tsukisoi.desks.models import Device, Draft
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer

SALT = "tsukisoi.desks.device"
KEPT = timedelta(hours=24)
"""How long half-typed text waits."""


def digest(key: str) -> str:
    """What is kept of the key of a device."""
    return sha256(key.encode()).hexdigest()


def device_of(cookie: str) -> Device | None:
    """The computer whose cookie this is, if it is enrolled still. Asked before anybody is known: of any house."""
    try:
        id, key = signing.loads(cookie, salt=SALT)
        device: Device | None = (
            Device.objects.model._base_manager.select_related("unit", "organisation")
            .filter(pk=UUID(id), key_digest=digest(key), revoked_at=None)
            .first()
        )
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return device


def devices(viewer: Viewer) -> "QuerySet[Device]":
    """Every computer of the house, those in use first."""
    viewer.require(Right.SEE_STAFF)
    found: QuerySet[Device] = Device.objects.select_related("unit").order_by("revoked_at", "name", "id")
    return found


def drafts(viewer: Viewer) -> "QuerySet[Draft]":
    """What the viewer themselves left half-typed, the last first."""
    found: QuerySet[Draft] = Draft.objects.filter(worker_id=viewer.worker, at__gte=now() - KEPT)
    return found.order_by("-at", "-id")


def half_typed(viewer: Viewer) -> Iterable[Draft]:
    """Of those only what holds text: the others say just where somebody was."""
    return [draft for draft in drafts(viewer) if draft.values]
