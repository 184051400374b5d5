"""Pages of calendar addresses, and the calendar itself."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext, override
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_scopes import scope

from tsukisoi.feeds import actions, queries
from tsukisoi.feeds.days import days
from tsukisoi.feeds.forms import FeedForm
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id


@require_http_methods(["GET", "POST"])
def index(request: StaffRequest) -> HttpResponse:
    """One's own addresses; a new one is shown once."""
    form = FeedForm(request.POST if request.method == "POST" else None, initial={"id": new_id()})
    address = ""
    if request.method == "POST" and form.is_valid():
        try:
            _feed, token = actions.make(request.viewer, form.cleaned_data["id"], form.cleaned_data["label"])
            address = request.build_absolute_uri(reverse("feeds:calendar", args=[token])) if token else ""
            form = FeedForm(initial={"id": new_id()})
        except ValidationError as error:
            form.add_error("label", error)
    context = {"feeds": queries.mine(request.viewer), "form": form, "address": address}
    response = render(request, "feeds/list.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def stop(request: StaffRequest, feed: UUID) -> HttpResponse:
    """From now on the address gives nothing."""
    actions.stop(request.viewer, feed)
    messages.success(request, gettext("止めました。この住所では、もう何も出ません。"))
    return redirect("feeds:list")


@login_not_required
@require_GET
def calendar(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever made the address; nothing at all for any other address."""
    reader = queries.reader(token)
    with scope(organisation=reader.viewer.organisation), override("ja"):
        write = import_string(settings.FEED_WRITER)
        text = write(str(reader.feed.pk), gettext("つきそい"), days(reader.viewer), now())
    headers = {"Cache-Control": "private, max-age=3600", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)
