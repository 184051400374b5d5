"""What every page knows of custody: whether there is anything to take out in an emergency."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django_scopes import scope

from tsukisoi.custody import queries
from tsukisoi.staff.permits import Right


def emergency(request: HttpRequest) -> dict[str, Any]:
    """`takes_out`: whether the page offers 「緊急で持ち出す」. Asked only by pages that would."""
    viewer = getattr(request, "viewer", None)
    if viewer is None or not viewer.may(Right.EMERGENCY_CUSTODY):
        return {"takes_out": False}
    keeps = getattr(getattr(request.user, "organisation", None), "custody", "nothing") != "nothing"
    return {"takes_out": keeps or SimpleLazyObject(lambda: _anything(viewer))}


def _anything(viewer: Any) -> bool:
    """A home that keeps nothing may still have found things in its safe: as long as one lies there, it can be taken."""
    with scope(organisation=viewer.organisation):
        return queries.anything_kept(viewer)
