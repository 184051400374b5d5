"""What every page knows of the computer it stands on."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tsukisoi.desks.queries import half_typed
from tsukisoi.staff.queries import units


def desk(request: HttpRequest) -> dict[str, Any]:
    """`desk`: None, or the shared computer with the seconds until it locks, its unit, and what waits half-typed."""
    device, viewer = getattr(request, "device", None), getattr(request, "viewer", None)
    if device is None or viewer is None:
        return {"desk": None}
    return {
        "desk": {
            "device": device,
            "idle": device.organisation.idle_minutes * 60,
            "units": SimpleLazyObject(lambda: list(units(viewer))),
            "focus": viewer.focus,
            "drafts": SimpleLazyObject(lambda: list(half_typed(viewer))),
            "here": request.path,
        }
    }
