"""What is lent for some days is not passed on: the limits of whoever stands in for the absent head."""

from uuid import UUID

from tsukisoi.staff.models import Post, Role
from tsukisoi.staff.permits import ROLES, Right
from tsukisoi.tenancy.viewer import NotPermitted, Viewer


class Lent(NotPermitted):
    """Whoever stands in has the right for these days, but not for this: what is given so would outlast the days."""

    def __init__(self) -> None:
        super().__init__(Right.MANAGE_STAFF)


def is_lent(viewer: Viewer) -> bool:
    """Are the rights of the head only lent to this viewer?"""
    return viewer.stands_in and viewer.role != Role.HEAD


def may_change(viewer: Viewer, worker: UUID, role: str) -> None:
    """Raises Lent where somebody who stands in would change themselves, or touch a headship."""
    if is_lent(viewer) and (worker == viewer.worker or role == Role.HEAD):
        raise Lent


def own_limits(viewer: Viewer) -> list[UUID]:
    """The units to which somebody who stands in is limited otherwise: whom they add is limited so as well."""
    return list(Post.objects.filter(worker=viewer.worker).values_list("unit_id", flat=True)) if is_lent(viewer) else []


def may_give(viewer: Viewer, role: str) -> None:
    """Raises Lent where somebody who stands in would give a role that may do more than their own."""
    if is_lent(viewer) and not ROLES[Role(role)] <= ROLES[Role(viewer.role)]:
        raise Lent
