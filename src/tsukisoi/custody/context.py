"""What every page knows of custody: whether there is anything to take out in an emergency, or nothing at all."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django_scopes import scope

from tsukisoi.custody import queries
from tsukisoi.staff.permits import Right


def emergency(request: HttpRequest) -> dict[str, Any]:
    """`takes_out`: whether the page offers 「緊急で持ち出す」. Asked only by pages that would.

    `keeps_nothing`: for the pages of this room, which then show who keeps what, and no locker.
    """
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return {"takes_out": False, "keeps_nothing": False}
    keeps = getattr(getattr(request.user, "organisation", None), "custody", "nothing") != "nothing"
    takes_out = viewer.may(Right.EMERGENCY_CUSTODY) and (keeps or SimpleLazyObject(lambda: _anything(viewer)))
    return {
        "takes_out": takes_out,
        "keeps_nothing": False if keeps else SimpleLazyObject(lambda: queries.keeps_nothing(viewer)),
    }


def _anything(viewer: Any) -> bool:
    """A home that keeps nothing may still have found things in its safe: as long as one lies there, it can be taken."""
    with scope(organisation=viewer.organisation):
        return queries.anything_kept(viewer)
