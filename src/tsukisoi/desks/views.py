"""The locked screen, changing places, enrolling computers, half-typed text."""

from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe
from django_scopes import scope

from tsukisoi.desks import actions, queries
from tsukisoi.desks.forms import DeviceForm, HandsForm
from tsukisoi.desks.hands import worker_here
from tsukisoi.desks.middleware import UNIT, WAITS, lock
from tsukisoi.desks.models import Device
from tsukisoi.desks.request import DeskRequest
from tsukisoi.staff import queries as staff
from tsukisoi.staff.onward import onward
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import id_from, new_id

YEAR = 400 * 24 * 60 * 60
"""How long a computer stays enrolled without being used, in seconds: as long as browsers allow."""
BACKEND = "tsukisoi.staff.sessions.Backend"
USED_UP = _("続けてまちがえたため、5分間は使えません。パスワードで入れます。")


@never_cache
@login_not_required
@sensitive_post_parameters("code")
def locked(request: DeskRequest) -> HttpResponse:
    """Who takes this place. No name stands here; badge and own code are enough, as the computer is the second proof."""
    if request.device is None:
        return redirect("account_login")
    if request.user.is_authenticated:
        return redirect("/")
    form = HandsForm(request.POST or None)
    if form.is_valid() and (worker := worker_here(request, form, USED_UP)):
        return _sit_down(request, worker, request.device)
    context = {"form": form, "device": request.device, "next": _onward(request), "now": now()}
    return render(request, "desks/locked.html", context, status=422 if form.errors else 200)


def _sit_down(request: DeskRequest, worker: Any, device: Device) -> HttpResponse:
    login(request, worker, backend=BACKEND)
    UserSession.objects.create_from_request(request)
    viewer = staff.viewer_of(worker)
    actions.sit_down(viewer, device)
    with scope(organisation=viewer.organisation):
        left = queries.drafts(viewer).first()
    response = redirect(_onward(request) or (left.page if left else "/"))
    response.set_cookie(settings.DESK_COOKIE, request.COOKIES[settings.DESK_COOKIE], **_for(request))
    return response


def _for(request: HttpRequest) -> dict[str, Any]:
    return {"max_age": YEAR, "httponly": True, "secure": request.is_secure(), "samesite": "Lax"}


def _onward(request: HttpRequest) -> str:
    """The page that was asked for, if it is one of ours."""
    return onward(request, request.POST.get("next") or request.GET.get("next") or "")


def _path(request: HttpRequest, asked: str) -> str:
    """The same without what was asked of it: half-typed text is kept by the path, and leads back there."""
    return onward(request, asked).partition("?")[0]


@require_POST
def change_places(request: DeskRequest) -> HttpResponse:
    """Lock: the next person goes on with a screen of their own, the same person where they were."""
    page = _path(request, request.POST.get("page", "")) or "/"
    return lock(request, [], page)


@never_cache
def draft(request: DeskRequest) -> HttpResponse:
    """The half-typed text of a page: handed in while somebody types, asked for when the same person is back.

    Also tells the server that somebody is at the keyboard.
    """
    if request.method == "POST":
        page, action = (_path(request, request.POST.get(name, "")) for name in ("page", "action"))
        sent = [(name[2:], str(v)) for name, vs in request.POST.lists() if name.startswith("v-") for v in vs]
        if sent and page:
            if not request.session.get(WAITS):
                request.session[WAITS] = True
            actions.keep_draft(request.viewer, page, action, sent)
        return HttpResponse(status=204)
    page = _path(request, request.GET.get("page", ""))
    found = [one for one in queries.half_typed(request.viewer) if one.page == page]
    told = [{"action": one.action, "values": one.values, "at": f"{one.at:%H:%M}"} for one in found]
    return JsonResponse({"drafts": told})


def half_typed(request: DeskRequest) -> HttpResponse:
    """Everything the viewer left half-typed: back to the page, send it as it is, or throw it away."""
    if request.method == "POST":
        actions.drop_draft(request.viewer, id_from(request.POST.get("draft", "")) or new_id())
        return redirect("desks:half_typed")
    found = [(one, actions.said(one)) for one in queries.half_typed(request.viewer)]
    return render(request, "desks/half_typed.html", {"drafts": found})


@require_POST
def unit(request: DeskRequest) -> HttpResponse:
    """Begin lists with another unit, or with the whole house: until the next person takes this place."""
    chosen = request.POST.get("unit", "")
    known = id_from(chosen)
    request.session[UNIT] = chosen if known and staff.units(request.viewer).filter(pk=known).exists() else ""
    return redirect(_onward(request) or "/")


@require_safe
def index(request: DeskRequest) -> HttpResponse:
    """Every shared computer of the house."""
    found = list(queries.devices(request.viewer))
    context = {
        "here": [one for one in found if one.revoked_at is None],
        "gone": [one for one in found if one.revoked_at is not None],
        "device": request.device, "may": request.viewer.may(Right.SET_UP),
        "minutes": staff.organisation_of(request.viewer).idle_minutes,
    }  # fmt: skip
    return render(request, "desks/list.html", context)


def _units(request: DeskRequest) -> list[tuple[str, str]]:
    return [(str(unit.pk), unit.name) for unit in staff.house_units(request.viewer)]


def enrol(request: DeskRequest) -> HttpResponse:
    """Enrol the computer one sits at."""
    request.viewer.require(Right.SET_UP)
    form = DeviceForm(
        request.POST if request.method == "POST" else None, units=_units(request), initial={"id": new_id()}
    )
    if form.is_valid():
        id = form.cleaned_data["id"] or new_id()
        made, cookie = actions.enrol(request.viewer, id, form.cleaned_data["name"], id_from(form.cleaned_data["unit"]))
        messages.success(
            request, gettext("「%(name)s」を登録しました。札と自分の番号で替われます。") % {"name": made.name}
        )
        response = redirect("desks:list")
        response.set_cookie(settings.DESK_COOKIE, cookie, **_for(request))
        return response
    return render(request, "desks/enrol.html", {"form": form}, status=422 if form.errors else 200)


def change(request: DeskRequest, device: UUID) -> HttpResponse:
    """Another name or unit."""
    request.viewer.require(Right.SET_UP)
    found = get_object_or_404(queries.devices(request.viewer), pk=device, revoked_at=None)
    now_is = {"name": found.name, "unit": str(found.unit_id or "")}
    form = DeviceForm(request.POST if request.method == "POST" else None, units=_units(request), initial=now_is)
    if form.is_valid():
        actions.change(request.viewer, found.pk, form.cleaned_data["name"], id_from(form.cleaned_data["unit"]))
        messages.success(request, gettext("変えました。"))
        return redirect("desks:list")
    return render(request, "desks/change.html", {"form": form, "device": found}, status=422 if form.errors else 200)


@require_POST
def revoke(request: DeskRequest, device: UUID) -> HttpResponse:
    """Take a computer out."""
    request.viewer.require(Right.SET_UP)
    found = get_object_or_404(queries.devices(request.viewer), pk=device)
    actions.revoke(request.viewer, found.pk)
    messages.success(request, gettext("「%(name)s」の登録を消しました。") % {"name": found.name})
    return redirect("desks:list")
