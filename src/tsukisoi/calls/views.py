"""Pages of calls: load, one call, render."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.calls import actions, queries
from tsukisoi.calls.forms import CallForm, WishForm
from tsukisoi.journal.actions import looked
from tsukisoi.residents import queries as residents
from tsukisoi.residents.meant import meant, one_is_meant
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import names
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import id_from, new_id
from tsukisoi.tenancy.viewer import Viewer


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """The newest calls, those found, or those to be returned."""
    viewer = request.viewer
    words, only_open = request.GET.get("q", "")[:60], request.GET.get("show") == "open"
    # Who searches means everybody; the list itself begins with the computer's own unit.
    of_whom = viewer if words else viewer.focused
    found = queries.calls(of_whom, words, only_open=only_open, before=id_from(request.GET.get("before")))
    shown = found[: queries.LIST_LENGTH]
    looked(viewer, "calls.list", {call.resident_id for call in shown if call.resident_id})
    context = {
        "calls": shown, "words": words, "only_open": only_open, "today": today(),
        "before": shown[-1].pk if len(found) > len(shown) and not only_open else None,
        "names": names(viewer, {call.by for call in shown}), "may_record": viewer.may(Right.RECORD_CALLS),
    }  # fmt: skip
    return render(request, "calls/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Write a call down while it goes on; whoever is meant is found by what was typed."""
    viewer = request.viewer
    viewer.require(Right.RECORD_CALLS)
    found = meant(viewer, request)
    person = found[0] if len(found) == 1 else None
    listeners = queries.listeners(viewer, person) if person else []
    form = CallForm(request.POST or None, listeners=listeners, initial={"id": new_id()})
    if request.method == "POST" and form.is_valid() and one_is_meant(form, found) and _kept(viewer, form, person):
        messages.success(request, _("電話を書きとめました。"))
        return redirect("cases:person", person.pk) if person else redirect("calls:list")
    looked(viewer, "calls.add", {one.pk for one in found})
    context = {
        "form": form, "person": person, "found": found if len(found) > 1 else [], "listeners": listeners,
        "dispute": queries.in_dispute(listeners),
    }  # fmt: skip
    return render(request, "calls/add.html", context, status=422 if form.errors else 200)


def _kept(viewer: Viewer, form: CallForm, person: Person | None) -> bool:
    said = form.said_now()
    said["contact"] = UUID(said["contact"]) if said["contact"] else None
    try:
        actions.record_call(viewer, resident=person.pk if person else None, **said)
    except ValidationError as error:
        form.add_error("told" if error.code == "untold" else None, error)
        return False
    return True


@require_POST
def returned(request: StaffRequest, call: UUID) -> HttpResponse:
    """Somebody called back."""
    actions.call_returned(request.viewer, call)
    messages.success(request, _("折り返した、と書きとめました。"))
    return redirect("calls:list")


@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: StaffRequest, resident: UUID) -> HttpResponse:
    """What the person wants told to whom."""
    viewer = request.viewer
    person = residents.person(viewer, resident)
    viewer.require(Right.RECORD_WILL, person.unit_id)
    listeners = queries.listeners(viewer, person)
    form = WishForm(request.POST or None, listeners=listeners, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {name: form.cleaned_data[name] for name in ("scope", "named_by", "on")}
        actions.record_wish(viewer, person.pk, UUID(form.cleaned_data["contact"]), **said)
        messages.success(request, _("話してよいことを書きとめました。"))
        return redirect("cases:person", person.pk)
    looked(viewer, "calls.wish", [person.pk])
    context = {"form": form, "person": person, "listeners": listeners}
    return render(request, "calls/wish.html", context, status=422 if form.errors else 200)
