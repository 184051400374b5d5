"""The receptions of a house, and one of them: what was agreed, what is next, the plan of both sides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.municipalities import queries as municipalities
from tsukisoi.receptions import actions, guidance, queries, showing
from tsukisoi.receptions.forms import ReceptionForm, StepForm, WhyForm
from tsukisoi.receptions.models import Reception, Side
from tsukisoi.receptions.views.telling import fallen_papers, lost_times, over_again
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import organisation_of, who_may
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.viewer import Viewer


@require_GET
def receptions(request: StaffRequest) -> HttpResponse:
    """Every reception, what comes first on top."""
    viewer = request.viewer
    found = queries.receptions(viewer)
    counted = queries.counts(viewer, found)
    rows = [(one, counted.get(one.pk, queries.Counts())) for one in found]
    context = {
        "open": [row for row in rows if row[0].open][::-1],
        "ended": [row for row in rows if not row[0].open],
        "may_run": viewer.may(Right.RUN_RECEPTIONS),
        "may_take": viewer.may(Right.HAND_OVER),
    }
    return render(request, "receptions/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def open_reception(request: StaffRequest) -> HttpResponse:
    """Begin a reception from one date."""
    viewer = request.viewer
    viewer.require(Right.RUN_RECEPTIONS)
    form = ReceptionForm.fresh(request.POST or None, **_usual(viewer))
    if request.method == "POST" and form.is_valid():
        made = actions.open_reception(viewer, shared=form.cleaned_data["shared"], **form.agreed)
        messages.success(request, _("段取りを作りました。"))
        return redirect("receptions:reception", made.pk)
    context = {"form": form, "title": _("出張申請受付をはじめる"), "label": _("段取りを作る")}
    return _form(request, context | {"back_url": reverse("receptions:list"), "back_label": _("出張申請受付")})


def _usual(viewer: Viewer) -> dict[str, Any]:
    """Who the other side is, as far as it can be known."""
    house, home = organisation_of(viewer), municipalities.home(viewer)
    ours = house.kind in (Side.FACILITY, Side.SUPPORT_ORGANISATION)
    town = home.name if home else house.municipality
    return {"town": town, "partner": town if ours else ""}


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Write anew what was agreed."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    form = ReceptionForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with lost_times(request, found):
            actions.change(viewer, found, **form.agreed)
        messages.success(request, _("約束を書きかえました。段取りの日も合わせました。"))
        return redirect("receptions:reception", found.pk)
    return _form(request, {"form": form, "title": _("約束したことを直す"), "label": _("保存する"), **_back(found)})


@require_GET
def reception(request: StaffRequest, reception: UUID) -> HttpResponse:
    """One reception: now, next, both sides' plan, and the way to everything of it."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    counted = queries.counts(viewer, [found]).get(found.pk, queries.Counts())
    lines = showing.lines(viewer, found)
    told, cites = guidance.support_only(found)
    context = {
        "reception": found, "counts": counted, "lines": lines, "next": showing.next_of(found, lines),
        "support_only": told, "support_cites": cites, "may_run": viewer.may(Right.RUN_RECEPTIONS),
        "corrections": queries.corrections(viewer, found), "parts": showing.parts(viewer, found),
        "over_again": over_again(viewer, found), "fallen": fallen_papers(viewer, found) if found.open else [],
    }  # fmt: skip
    return render(request, "receptions/reception.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: StaffRequest, step: UUID) -> HttpResponse:
    """Say who does one step, by when, and whether it is done."""
    viewer = request.viewer
    found = queries.step(viewer, step)
    viewer.require(Right.RUN_RECEPTIONS)
    form = StepForm(_workers(viewer), request.POST or None, found)
    if request.method == "POST" and form.is_valid():
        actions.set_step(viewer, found, **form.said)
        messages.success(request, _("段取りを書きかえました。"))
        return redirect("receptions:reception", found.reception_id)
    title = found.words or guidance.step_words(found.code, found.reception)
    return _form(request, {"form": form, "title": title, "label": _("保存する"), **_back(found.reception)})


@require_POST
def step_done(request: StaffRequest, step: UUID) -> HttpResponse:
    """It is done; pressed again, it is not."""
    viewer = request.viewer
    found = queries.step(viewer, step)
    actions.set_step(viewer, found, due=found.due, by=found.by, worker=found.worker_id, done=found.done_on is None)
    return redirect(reverse("receptions:reception", args=[found.reception_id]) + "#plan")


@require_http_methods(["GET", "HEAD", "POST"])
def add_step(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Add a step of one's own."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    form = StepForm(_workers(viewer), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = actions.add_step(viewer, found, words=data["words"], by=data["by"], due=data["due"])
        actions.set_step(viewer, made, **form.said)
        return redirect("receptions:reception", found.pk)
    return _form(request, {"form": form, "title": _("することを加える"), "label": _("加える"), **_back(found)})


@require_http_methods(["GET", "HEAD", "POST"])
def call_off(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The reception will not be held: say why."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.call_off(viewer, found, form.cleaned_data["why"])
        messages.success(request, _("中止を書きとめました。相手と家族に知らせてください。"))
        return redirect("receptions:list")
    return _form(request, {"form": form, "title": _("この受付を中止する"), "label": _("中止する"), **_back(found)})


def _workers(viewer: Viewer) -> list[tuple[UUID, str]]:
    return list(who_may(viewer, Right.RUN_RECEPTIONS).values_list("pk", "name"))


def _back(reception: Reception) -> dict[str, str]:
    return {"back_url": reverse("receptions:reception", args=[reception.pk]), "back_label": str(reception.place)}


def _form(request: StaffRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "receptions/form.html", context, status=422 if context["form"].errors else 200)
