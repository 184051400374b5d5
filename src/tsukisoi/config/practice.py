"""The training mode as pages see it: how to open it, how to sign in there, how to begin it anew."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from tsukisoi.config import demonstration
from tsukisoi.config.verbs.practice import AGAIN
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest


def context(request: HttpRequest) -> dict[str, Any]:
    """`practice_url`: the training mode, seen from the real one; `real_url` and `practice_sign_ins`: the other way."""
    if settings.TSUKISOI_PRACTICE:
        signed_in = getattr(request, "viewer", None)
        entries = [] if signed_in else demonstration.sign_ins()
        return {"real_url": _beside(request, settings.REAL_PORT), "practice_sign_ins": entries}
    return {"practice_url": _beside(request, settings.PRACTICE_PORT)}


def _beside(request: HttpRequest, port: str) -> str:
    """The same machine on another port; empty where there is none."""
    host = request.META.get("HTTP_HOST", "localhost").rsplit(":", 1)[0]
    return f"{request.scheme}://{host}:{port}/" if port else ""


@require_POST
def again(request: StaffRequest) -> HttpResponse:
    """Throw away everything that was done in the training mode. Only there: elsewhere this address is nothing."""
    if not settings.TSUKISOI_PRACTICE:
        raise Http404
    request.viewer.require(Right.SET_UP)
    (settings.DATA / AGAIN).touch()
    return render(request, "practice_again.html")


urlpatterns = [path("again/", again, name="again")]
