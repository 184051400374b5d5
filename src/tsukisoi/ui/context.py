"""What every page knows."""

from typing import Any

from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """The viewer and the navigation."""
    return {"viewer": getattr(request, "viewer", None)}
