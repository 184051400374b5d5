"""One's own way of signing in, and changing places at a shared computer."""

from urllib.parse import urlsplit

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from tsukisoi.staff.request import StaffRequest


def switch(request: StaffRequest) -> HttpResponse:
    """Change places: sign out, and let the next person go on at the same page."""
    onward = _onward(request)
    if request.method == "POST":
        logout(request)
        return redirect_to_login(onward)
    return render(request, "staff/switch.html", {"next": onward})


def _onward(request: StaffRequest) -> str:
    """The page one came from, if it is one of ours."""
    asked = request.POST.get("next") or request.GET.get("next") or request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    parts = urlsplit(asked)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if ours and path != request.path else "/"


def closed(request: HttpRequest) -> HttpResponse:
    """There is no sign-up and no e-mail here: whom to ask instead."""
    return render(request, "staff/closed.html", status=404)
