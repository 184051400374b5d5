"""What every page knows of the computer it stands on."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tsukisoi.desks.middleware import WAITS, minutes
from tsukisoi.desks.queries import half_typed
from tsukisoi.staff.queries import units


def desk(request: HttpRequest) -> dict[str, Any]:
    """`desk`: None, or the seconds until the screen locks and what waits half-typed; of a shared computer its unit."""
    device, viewer = getattr(request, "device", None), getattr(request, "viewer", None)
    if viewer is None:
        return {"desk": None}
    waits = device or request.session.get(WAITS)
    return {
        "desk": {
            "device": device,
            "idle": minutes(device) * 60,
            "units": SimpleLazyObject(lambda: list(units(viewer))),
            "focus": viewer.focus,
            "drafts": SimpleLazyObject(lambda: list(half_typed(viewer))) if waits else [],
            "here": request.path,
        }
    }
