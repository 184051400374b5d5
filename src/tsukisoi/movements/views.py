"""Pages of movements: load, one call, render."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.insurance import queries as insurance
from tsukisoi.journal.actions import looked
from tsukisoi.movements import actions, papers, queries
from tsukisoi.movements.actions.planning import check, shown
from tsukisoi.movements.forms import MovementForm, WhyForm
from tsukisoi.movements.guidance import consequences, town_insurance
from tsukisoi.movements.models import Kind, State
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import names, units
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id

LATELY = timedelta(days=7)
HERE = (Kind.ROOM, Kind.HOSPITAL, Kind.BACK, Kind.SHORT, Kind.DAY, Kind.TOWN, Kind.LEAVE, Kind.DEATH)
GONE = (Kind.RETURN, Kind.SHORT)


@require_GET
def house(request: StaffRequest) -> HttpResponse:
    """The coming days: who comes, who goes, who is in hospital, and what is still to be done."""
    viewer = request.viewer
    actions.apply_due(viewer)
    near = viewer.focused
    context: dict[str, Any] = {
        "counted": queries.counted(near), "waiting": queries.waiting(near), "stays": queries.stays(near),
        "duties": queries.duties(near), "lately": queries.lately(near, today() - LATELY), "day": today(),
        "may_move": viewer.may(Right.MOVE_PEOPLE), "may_print": viewer.may(Right.PRINT_PAPERS),
    }  # fmt: skip
    people = {row.resident_id for row in (*context["waiting"], *context["lately"])}
    looked(viewer, "movements.house", people | {one.person.pk for one in (*context["stays"], *context["duties"])})
    return render(request, "movements/house.html", context)


@require_POST
def paper(request: StaffRequest) -> HttpResponse:
    """The list for the day."""
    actions.apply_due(request.viewer)
    made = papers.day_pdf(request.viewer.focused, _site(request))
    headers = {"Content-Disposition": 'inline; filename="movements.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("papers:ask"))


@require_GET
def person(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One person's movements: what is planned, what happened, what is still to be done."""
    viewer = request.viewer
    actions.apply_due(viewer)
    who = residents.person(viewer, resident)
    rows = queries.of_person(viewer, resident)
    last = queries.last_done(viewer, resident)
    looked(viewer, "movements.person", [who.pk])
    kinds = HERE if who.status == residents.HERE else GONE if who.status == "left" else (Kind.RETURN,)
    context = {
        "resident": who, "rows": rows, "stay": queries.stay_of(viewer, resident), "last": last.pk if last else None,
        "duties": queries.duties(viewer, resident), "earlier": queries.made_before(viewer, who),
        "kinds": [kind for kind in kinds if kind != Kind.BACK or queries.stay_of(viewer, resident)],
        "names": names(viewer, {row.by for row in rows}), "may_move": viewer.may(Right.MOVE_PEOPLE),
    }  # fmt: skip
    return render(request, "movements/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def record(request: StaffRequest, resident: UUID, kind: str) -> HttpResponse:
    """Write a movement: first what it is, then what it brings with it, then it is confirmed."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    viewer.require(Right.MOVE_PEOPLE, who.unit_id)
    if kind not in Kind.values:
        raise Http404
    form = _form(request, who, kind)
    context: dict[str, Any] = {"resident": who, "form": form, "kind": Kind(kind)}
    if request.method == "POST" and form.is_valid():
        try:
            return _confirmed(request, who, form, context)
        except ValidationError as error:
            form.add_error(None, error)
    looked(viewer, "movements.record", [who.pk])
    return render(request, "movements/record.html", context, status=422 if form.errors else 200)


def _form(request: StaffRequest, who: Person, kind: str) -> MovementForm:
    viewer = request.viewer
    offices = [one for one in municipalities.offices(viewer) if one.kind == "municipality"]
    data = request.POST if request.method == "POST" else None
    asks = kind == Kind.TOWN and bool(town_insurance(viewer, who, today()))
    return MovementForm(
        kind, who, data, units=units(viewer), offices=offices, initial={"id": new_id(), "on": today()},
        insurers=insurance.insurers(viewer) if asks else None,
    )  # fmt: skip


def _confirmed(request: StaffRequest, who: Person, form: MovementForm, context: dict[str, Any]) -> HttpResponse:
    """The list of consequences, or, once that was seen, the movement itself. Raises ValidationError."""
    viewer, draft = request.viewer, form.draft()
    if "confirm" in request.POST:
        try:
            made = actions.record(viewer, who.pk, draft, id=form.cleaned_data["id"], was=request.POST.get("was", ""))
        except actions.NotAsShown:
            messages.warning(request, _("見ているあいだに、ほかの予定がかわりました。もう一度見てください。"))
        else:
            waits = made.state == State.WAITING
            messages.success(
                request, _("予定を書きました。その日になると、すすみます。") if waits else _("記録しました。")
            )
            return redirect("movements:person", who.pk)
    elif "change" in request.POST:
        return render(request, "movements/record.html", context)
    check(viewer, who, draft)
    lines = consequences(viewer, who, draft)
    looked(viewer, "movements.record", [who.pk])
    context |= {"lines": lines, "was": shown(lines), "draft": draft, "waits": draft.on > today()}
    return render(request, "movements/confirm.html", context)


@require_POST
def off(request: StaffRequest, movement: UUID) -> HttpResponse:
    """What was planned does not happen."""
    found = actions.call_off(request.viewer, movement)
    messages.success(request, _("予定を取りやめました。"))
    return redirect("movements:person", found.resident_id)


@require_POST
def now(request: StaffRequest, movement: UUID) -> HttpResponse:
    """What was planned has happened already."""
    found = queries.movement(request.viewer, movement)
    try:
        actions.apply(request.viewer, movement)
        messages.success(request, _("記録しました。"))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("movements:person", found.resident_id)


@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: StaffRequest, movement: UUID) -> HttpResponse:
    """A movement was a mistake: what stood before is put back."""
    viewer = request.viewer
    found = queries.movement(viewer, movement)
    viewer.require(Right.MOVE_PEOPLE, found.resident.unit_id)
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.counter(viewer, movement, form.cleaned_data["why"])
            messages.success(request, _("取り消しました。前の記録も残ります。"))
            return redirect("movements:person", found.resident_id)
        except ValidationError as error:
            form.add_error(None, error)
    looked(viewer, "movements.counter", [found.resident_id])
    context = {"form": form, "movement": found, "resident": found.resident}
    return render(request, "movements/counter.html", context, status=422 if form.errors else 200)


@require_POST
def duty(request: StaffRequest, duty: UUID) -> HttpResponse:
    """A thing to do is done, or was not."""
    if "open" in request.POST:
        done = actions.duty_open(request.viewer, duty)
    else:
        done = actions.duty_done(request.viewer, duty)
    if request.POST.get("to") == "house":
        return redirect("movements:house")
    return redirect("movements:person", done.movement.resident_id)
