"""The screen locks by itself and keeps what is half-typed; at a shared computer lists begin with its unit."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.module_loading import import_string
from django_scopes import scope

from tsukisoi.desks.actions import drop_drafts, keep_draft
from tsukisoi.desks.hands import remember_house
from tsukisoi.desks.models import Device
from tsukisoi.desks.queries import device_of, drafts
from tsukisoi.staff.queries import viewer_of

SEEN, UNIT, WAITS = "desk_seen", "desk_unit", "desk_waits"
OWN_MINUTES = 15
"""Minutes until a computer locks that is not enrolled: there only the password opens it again."""
EVERY = 20
"""Seconds between two notes of the last page asked for: not every page writes the session."""
SLACK = 90
"""Seconds that the server waits longer than the page, which locks itself and first hands in what is half-typed."""


class DeskMiddleware:
    """Sets request.device; locks after the house's minutes. Stands before the middleware that asks for a sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing of a person stays in the browser's own store, and what was sent needs no draft."""
        request.device = _device(request)  # type: ignore[attr-defined]
        response = self.get_response(request)
        viewer = getattr(request, "viewer", None)
        if request.device is None and not (viewer and request.session.get(WAITS)):  # type: ignore[attr-defined]
            return _unkept(response) if viewer else response
        _unkept(response)
        if request.method == "POST" and viewer and response.status_code < 400:
            with scope(organisation=viewer.organisation):
                drop_drafts(viewer, request.path)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Lead to the locked screen: after the minutes, and at an enrolled computer whoever is not signed in."""
        device: Device | None = request.device  # type: ignore[attr-defined]
        if not request.user.is_authenticated:
            return _to_lock(request) if device and _asks_who(request, view) else None
        if _idle(request) > minutes(device) * 60 + SLACK:  # from here on no page is a touch: none opens the others
            return None if _leaves(request) or _is_watched(request) else lock(request, _sent(request))
        _note(request)
        return None


def minutes(device: Device | None) -> int:
    """After how many minutes without a touch the screen locks: as the house decided, or that of a computer alone."""
    return int(device.organisation.idle_minutes) if device else OWN_MINUTES


def _unkept(response: HttpResponse) -> HttpResponse:
    """After the lock the browser's way back shows nothing."""
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _device(request: HttpRequest) -> Device | None:
    """The enrolled computer; none for somebody of another house."""
    cookie = request.COOKIES.get(settings.DESK_COOKIE, "")
    device = device_of(cookie) if cookie else None
    user: Any = request.user
    stranger = device and user.is_authenticated and user.organisation_id != device.organisation_id
    return None if stranger else device


def _asks_who(request: HttpRequest, view: Callable[..., Any]) -> bool:
    own_password = request.resolver_match and request.resolver_match.view_name == "account_login"
    if own_password:
        return request.method == "GET" and "own" not in request.GET
    return bool(getattr(view, "login_required", True))


def _leaves(request: HttpRequest) -> bool:
    """The last words of a page that locks itself, perhaps after the computer slept: text half-typed, and the lock."""
    name = request.resolver_match.view_name if request.resolver_match else ""
    return request.method == "POST" and name in ("desks:draft", "desks:change_places")


def _to_lock(request: HttpRequest) -> HttpResponse:
    onward = request.GET.get("next", "") if request.path == reverse("account_login") else request.path
    return _gone(request, onward)


def _gone(request: HttpRequest, onward: str) -> HttpResponse:
    return _lead(
        request, reverse("desks:locked") + (f"?{urlencode({'next': onward})}" if onward not in ("", "/") else "")
    )


def _lead(request: HttpRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _idle(request: HttpRequest) -> float:
    seen: float = request.session.get(SEEN, time.time())
    return time.time() - seen


def _note(request: HttpRequest) -> None:
    """A page that renews itself is nobody's touch."""
    by_itself = request.method == "GET" and request.headers.get("HX-Request")
    if SEEN not in request.session:
        request.session[WAITS] = _waits(request)
    if not by_itself and (_idle(request) > EVERY or SEEN not in request.session):
        request.session[SEEN] = time.time()


def _waits(request: HttpRequest) -> bool:
    """Does half-typed text wait for whoever just signed in? Asked once, so that no page has to."""
    viewer = viewer_of(request.user)  # type: ignore[arg-type]
    with scope(organisation=viewer.organisation):
        return drafts(viewer).exclude(values=[]).exists()


def _is_watched(request: HttpRequest) -> bool:
    """A page where nobody touches anything for long, and somebody stands before it all the same: at a reception."""
    room = request.resolver_match.namespace if request.resolver_match else ""
    watched = settings.SCREENS_WATCHED.get(room)
    return bool(watched and import_string(watched)(viewer_of(request.user)))  # type: ignore[arg-type]


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form that came too late."""
    if request.method != "POST" or request.headers.get("HX-Request"):
        return []
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


def lock(request: HttpRequest, values: list[tuple[str, str]], page: str = "") -> HttpResponse:
    """Sign out, keep what came too late for the same person, and show the locked screen or that of signing in."""
    viewer = viewer_of(request.user)  # type: ignore[arg-type]
    here = page or request.path
    with scope(organisation=viewer.organisation), transaction.atomic():
        if values or page or request.method == "GET":
            keep_draft(viewer, here, request.path if values else "", values)
    logout(request)
    remember_house(request, viewer.organisation)
    request.viewer = None  # type: ignore[attr-defined]  # nobody sent anything: what was kept stays
    alone = request.device is None  # type: ignore[attr-defined]
    return _lead(request, reverse("account_login") + "?locked=1") if alone else _gone(request, "")


class FocusMiddleware:
    """Stands after the one that knows the viewer: the unit that lists begin with is chosen, or the computer's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the viewer on with a focus."""
        viewer, device = getattr(request, "viewer", None), getattr(request, "device", None)
        if viewer and device:
            chosen = request.session.get(UNIT)
            unit = device.unit_id if chosen is None else (UUID(chosen) if chosen else None)
            if unit and viewer.in_reach(unit):
                request.viewer = replace(viewer, focus=unit)  # type: ignore[attr-defined]
        return self.get_response(request)
