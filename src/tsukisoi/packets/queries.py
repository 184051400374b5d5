"""Reading what went over and came in, and with whom files are exchanged."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from tsukisoi.packets.models import Direction, Keys
from tsukisoi.packets.models import Packet as Packet  # for other rooms
from tsukisoi.packets.models import Partner as Partner
from tsukisoi.packets.sealed import Public
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

HAND_OVER = "hand_over"


def partners(viewer: Viewer) -> list[Partner]:
    """Everybody whose files are opened here."""
    viewer.require(HAND_OVER)
    return list(Partner.objects.all())


def partner(viewer: Viewer, id: UUID) -> Partner:
    """One of them. Raises Http404."""
    viewer.require(HAND_OVER)
    found: Partner = get_object_or_404(Partner.objects, pk=id)
    return found


def own_public(viewer: Viewer) -> Public | None:
    """The organisation's own public keys; None before the first use."""
    viewer.require(HAND_OVER)
    keys = Keys.objects.filter(organisation_id=viewer.organisation).first()
    return Public(keys.signing_public, keys.opening_public) if keys else None


def public_of(partner: Partner) -> Public:
    """The public keys of a partner, with the words to compare by telephone."""
    return Public(partner.signing_public, partner.opening_public)


def packets(viewer: Viewer, about: UUID) -> list[Packet]:
    """Every file made or opened for this thing, newest first."""
    viewer.require(HAND_OVER)
    return list(Packet.objects.filter(about=about))


def last_made(about: UUID, kinds: Sequence[str]) -> datetime | None:
    """When a file of one of these kinds was last made for this thing. It says no more than the moment."""
    return next(iter(_last_made(about, list(kinds))), None)


@prepared
def _last_made(about: UUID, kinds: list[str]) -> "QuerySet[Packet, datetime]":
    made = Packet.objects.filter(direction=Direction.MADE, about=about, kind__in=kinds)
    return made.order_by("-at", "-id").values_list("at", flat=True)[:1]


def packet(viewer: Viewer, id: UUID) -> Packet:
    """One file's record. Raises Http404."""
    viewer.require(HAND_OVER)
    found: Packet = get_object_or_404(Packet.objects, pk=id)
    return found


def to_delete(viewer: Viewer) -> list[Packet]:
    """Files opened here whose day of deletion has come, and whose content nobody has yet deleted."""
    viewer.require(HAND_OVER)
    return _to_delete(today())


@prepared
def _to_delete(on: date) -> "QuerySet[Packet]":
    due = Packet.objects.filter(direction=Direction.OPENED, deleted_on=None, delete_on__lte=on)
    return due.order_by("delete_on", "id")


def without_receipt(viewer: Viewer) -> list[Packet]:
    """Files handed over of which nobody has heard that they could be opened."""
    viewer.require(HAND_OVER)
    return _without_receipt()


@prepared
def _without_receipt() -> "QuerySet[Packet]":
    return Packet.objects.filter(direction=Direction.MADE, received_on=None).order_by("at", "id")
