"""Pages of trips: who goes where for whom, the papers of the van, and what became of each card."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.custody import guidance as custody_rules
from tsukisoi.custody import queries as custody
from tsukisoi.deliveries import actions, papers, queries, watch
from tsukisoi.deliveries.forms import DoneForm, ResultForm, TripForm
from tsukisoi.deliveries.guidance import agent_words
from tsukisoi.deliveries.views.people import pdf
from tsukisoi.journal.actions import looked
from tsukisoi.municipalities import guidance as offices
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import id_from, new_id

_OF_THE_COUNTER = (
    "counter.place", "counter.hours", "delivery.booking", "delivery.booking_days", "delivery.most_per_agent",
    "delivery.staff_papers", "delivery.own_form", "delivery.own_form_where", "delivery.inquiry_first",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def plan(request: StaffRequest) -> HttpResponse:
    """One way to one town hall for the people who were ticked; the same form shows them and is sent again."""
    viewer = request.viewer
    viewer.require(Right.RUN_CASES)
    people = [found for value in request.POST.getlist("people") if (found := id_from(value))]
    if not people:
        messages.info(request, _("一人以上を選んでください。"))
        return redirect("deliveries:list")
    chosen = [residents.person(viewer, pk) for pk in people]
    sent = "on" in request.POST
    form = TripForm(request.POST if sent else None, initial={"agent": "facility_staff", "agent_name": viewer.name})
    id = id_from(request.POST.get("id")) or new_id()
    if sent and form.is_valid():
        try:
            trip = actions.plan_trip(viewer, id, people, **form.cleaned_data)
            messages.success(request, _("行く日を決めました。"))
            return redirect("deliveries:trip", trip.pk)
        except ValidationError as error:
            form.add_error(None, error)
    looked(viewer, "deliveries.plan", people)
    town = chosen[0].office or municipalities.home(viewer)
    context = {"form": form, "people": chosen, "id": id, "town": town, "facts": _facts(request, town)}
    return render(request, "deliveries/plan.html", context, status=422 if form.errors else 200)


def _facts(request: StaffRequest, town: municipalities.Place | None) -> list[tuple[str, str]]:
    """What the town said of its counter; what nobody asked yet is told as such."""
    known = municipalities.particulars(request.viewer, town)
    words = {key: offices.in_words(key, known[key]) if key in known else "" for key in _OF_THE_COUNTER}
    return [(offices.question(key).name, told) for key, told in words.items()]


@require_GET
def trip(request: StaffRequest, trip: UUID) -> HttpResponse:
    """One trip: whose cards, whose folder lacks what, the town's counter, the papers."""
    viewer = request.viewer
    found = queries.trip(viewer, trip)
    aboard = queries.aboard(viewer, found)
    standing = {one.person.pk: one for one in watch.of_people(viewer, [one.person.pk for one in aboard])}
    looked(viewer, "deliveries.trip", [one.person.pk for one in aboard])
    context = {
        "trip": found, "aboard": [(one, standing.get(one.person.pk)) for one in aboard],
        "agent": _("本人") if found.agent == "self" else agent_words(found.agent),
        "facts": _facts(request, found.office),
        "may": viewer.may(Right.RUN_CASES) and found.closed_on is None, "over": found.on <= today(),
    }  # fmt: skip
    return render(request, "deliveries/trip.html", context)


@require_http_methods(["GET", "POST"])
def change(request: StaffRequest, trip: UUID) -> HttpResponse:
    """Another day, another person, or booked now."""
    viewer = request.viewer
    viewer.require(Right.RUN_CASES)
    found = queries.trip(viewer, trip)
    form = TripForm.of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_trip(viewer, found.pk, **form.cleaned_data)
            messages.success(request, _("保存しました。"))
            return redirect("deliveries:trip", found.pk)
        except ValidationError as error:
            form.add_error(None, error)
    context = {"trip": found, "form": form, "facts": _facts(request, found.office)}
    return render(request, "deliveries/change.html", context, status=422 if form.errors else 200)


@require_POST
def call_off(request: StaffRequest, trip: UUID) -> HttpResponse:
    """Nobody goes."""
    try:
        actions.call_off(request.viewer, trip)
        messages.success(request, _("取りやめました。みなさん、また「行く日を決める」にもどります。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("deliveries:list")


@require_POST
def trip_papers(request: StaffRequest, trip: UUID) -> HttpResponse:
    """The list for the van, and one folder cover a person, as one PDF."""
    viewer = request.viewer
    found = queries.trip(viewer, trip)
    people = watch.of_people(viewer, [one.person.pk for one in queries.aboard(viewer, found)])
    site = request.build_absolute_uri(reverse("papers:ask"))
    return pdf(papers.trip_pdf(viewer, found, people, site), f"trip-{found.pk.hex[-8:]}.pdf")


@require_http_methods(["GET", "POST"])
def results(request: StaffRequest, trip: UUID) -> HttpResponse:
    """What became of each card."""
    viewer = request.viewer
    viewer.require(Right.RUN_CASES)
    found = queries.trip(viewer, trip)
    aboard = queries.aboard(viewer, found)
    sent = request.POST if request.method == "POST" else None
    day = DoneForm(sent, initial={"on": found.on})
    refusals = _no_custody(request, aboard)
    forms = [(one, _result_form(one, sent, refusals[one.person.pk])) for one in aboard]
    if sent is not None and day.is_valid() and _all_valid(forms):
        try:
            actions.record_results(viewer, found.pk, _told(forms), day.cleaned_data["on"])
            messages.success(request, _("けっかを残しました。"))
            return redirect("deliveries:trip", found.pk)
        except ValidationError as error:
            day.add_error(None, error)
    looked(viewer, "deliveries.results", [one.person.pk for one in aboard])
    wrong = bool(day.errors) or any(form.errors for _one, form in forms)
    context = {"trip": found, "day": day, "forms": forms}
    return render(request, "deliveries/results.html", context, status=422 if wrong else 200)


def _no_custody(request: StaffRequest, aboard: Sequence[queries.Aboard]) -> dict[UUID, str]:
    """Why a card cannot be taken into custody now, person by person; empty where it can."""
    viewer = request.viewer
    refused = custody_rules.refusals(viewer, [one.person.pk for one in aboard], actions.CARD)
    only = _("預かりに入れられるのは、預かり担当だけです。本人に渡すか、預かり担当にたのみます。")
    return {
        one.person.pk: refused.get(one.person.pk, "")
        or ("" if custody.may_handle(viewer, one.person.unit_id) else only)
        for one in aboard
    }


def _result_form(one: queries.Aboard, sent: Any, no_custody: str) -> ResultForm:
    stop = one.stop
    initial = {
        "result": stop.result,
        "why": stop.why,
        "told": stop.told,
        "told_by": stop.told_by,
        "where": one.delivery.outcome,
    }
    return ResultForm(sent, prefix=f"p{one.person.pk.hex[-8:]}", initial=initial, no_custody=no_custody)


def _all_valid(forms: Sequence[tuple[queries.Aboard, ResultForm]]) -> bool:
    """Every form is looked at, so that every fault is shown."""
    valid = [form.is_valid() for _one, form in forms]
    return all(valid)


def _told(forms: Sequence[tuple[queries.Aboard, ResultForm]]) -> list[actions.Told]:
    return [
        actions.Told(
            one.person.pk, data["result"], data["where"], tuple(data["why"]), data["told"], data["told_by"]
        )
        for one, form in forms
        if (data := form.cleaned_data)["result"]
    ]  # fmt: skip
