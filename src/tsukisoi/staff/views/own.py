"""One's own way of signing in, and changing places at a shared computer."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters

from tsukisoi.staff.actions import set_own_code
from tsukisoi.staff.forms import OwnCodeForm
from tsukisoi.staff.onward import onward
from tsukisoi.staff.queries import has_own_code
from tsukisoi.staff.request import StaffRequest


def switch(request: StaffRequest) -> HttpResponse:
    """Change places: sign out, and let the next person go on at the same page."""
    page = _onward(request)
    if request.method == "POST":
        logout(request)
        return redirect_to_login(page)
    return render(request, "staff/switch.html", {"next": page})


@sensitive_post_parameters("password", "code", "again")
def own_code(request: StaffRequest) -> HttpResponse:
    """Set the short code for the shared computer; one's password is asked, so that nobody does it for another."""
    form = OwnCodeForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            set_own_code(request.user, form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
        else:
            messages.success(request, gettext("自分の番号を決めました。緊急で持ち出すときに使います。"))
            return redirect("staff:switch")
    context = {"form": form, "has_one": has_own_code(request.viewer)}
    return render(request, "staff/own_code.html", context, status=422 if form.errors else 200)


def _onward(request: StaffRequest) -> str:
    """The page one came from, if it is one of ours."""
    path = onward(request, request.POST.get("next") or request.GET.get("next") or request.headers.get("referer", ""))
    return path if path and path != request.path else "/"


def closed(request: HttpRequest) -> HttpResponse:
    """There is no sign-up and no e-mail here: whom to ask instead."""
    return render(request, "staff/closed.html", status=404)
