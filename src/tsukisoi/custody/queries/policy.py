"""How a home keeps things: its policy, and who is appointed to handle them."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from tsukisoi.custody.models import (
    Custodian,
    House,
    Kind,
    Matter,
)
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.prepared import prepared
from tsukisoi.tenancy.viewer import Viewer

_HEADS = ("head", "deputy")


def house(viewer: Viewer) -> House:
    """How the viewer's home keeps things; the defaults where nothing was set yet."""
    return next(iter(_house()), None) or House(organisation_id=viewer.organisation)


@prepared
def _house() -> "QuerySet[House]":
    return House.objects.order_by("pk")[:1]


def policy(viewer: Viewer) -> str:
    """What the home keeps at all: cards, certificates or nothing."""
    return str(staff.organisation_of(viewer).custody)


def matter_of(kind: str) -> Matter:
    """Which arrangement covers a thing: the card has its own."""
    return Matter.CARD if kind == Kind.CARD else Matter.PAPERS


def house_keeps(viewer: Viewer, matter: str) -> bool:
    """Does the home keep this matter?"""
    held = policy(viewer)
    return held == "cards" or (held == "certificates" and matter == Matter.PAPERS)


def colleagues(viewer: Viewer) -> list[tuple[str, str]]:
    """Those who may be the second person at the locker: id and name."""
    if not viewer.may(Right.SEE_STAFF):
        return []
    found = staff.workers(viewer).filter(is_active=True).exclude(pk=viewer.worker)
    return [(str(worker.pk), worker.name) for worker in found]


def seconds(viewer: Viewer) -> list[tuple[str, str]]:
    """The same where the home wants two people at the locker; nobody where one is enough."""
    return colleagues(viewer) if house(viewer).two_people else []


def custodians(viewer: Viewer, on: date | None = None) -> list[Custodian]:
    """Who is appointed on that day (default today)."""
    viewer.require(Right.SEE_RESIDENTS)
    return list(_appointed(on or today()).select_related("worker", "unit"))


def _appointed(on: date) -> "QuerySet[Custodian]":
    return Custodian.objects.filter(since__lte=on).filter(Q(until=None) | Q(until__gte=on))


def may_handle(viewer: Viewer, unit: UUID | None = None) -> bool:
    """May the viewer move things there in ordinary times: the head, or one of those appointed in writing.

    Where nobody is appointed yet, everybody with the right.
    """
    if not viewer.may(Right.HANDLE_CUSTODY) or not viewer.in_reach(unit):
        return False
    if viewer.role in _HEADS:
        return True
    appointed = who_is_appointed(today())
    return not appointed or any(who == viewer.worker and where in (None, unit) for who, where in appointed)


@prepared
def who_is_appointed(on: date) -> "QuerySet[Custodian, tuple[UUID, UUID | None]]":
    """Worker and unit of everybody who may handle things on that day; None is the whole house."""
    return _appointed(on).values_list("worker_id", "unit_id")
