"""The meeting, the things for the day, the room, and the timetable with who helps whom."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.receptions import actions, floor, guidance, queries
from tsukisoi.receptions.forms.listing import HelperForm
from tsukisoi.receptions.forms.preparing import GoodsForm, HallForm, MeetingForm
from tsukisoi.receptions.models import Reception
from tsukisoi.receptions.papers import timetable_of
from tsukisoi.receptions.timetable import LONGEST, SHORTEST
from tsukisoi.receptions.views.telling import lost_times
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The manual's agenda as a form; what was decided flows into the plan, the things and the papers."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    points = guidance.agenda(queries.anybody_from_elsewhere(viewer, found))
    form = MeetingForm(points, found, queries.meeting(viewer, found), request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        with lost_times(request, found):
            actions.hold_meeting(
                viewer, found, held_on=data["held_on"], present=data["present"], answers=form.answers, **form.decided
            )
        messages.success(request, _("打合せを書きとめました。段取りと物品に入れました。"))
        return redirect("receptions:reception", found.pk)
    context = {"reception": found, "form": form, "written": queries.meeting(viewer, found)}
    return render(request, "receptions/meeting.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def goods(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The things for the day: which, by whom, there or not."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    things = guidance.goods(found, queries.anybody_from_elsewhere(viewer, found))
    form = GoodsForm(things, queries.items(viewer, found), request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_items(viewer, found, form.said)
        messages.success(request, _("物品を書きとめました。"))
        return redirect("receptions:goods", found.pk)
    kept = queries.items(viewer, found)
    there = sum(kept[thing.code].there for thing in things if thing.code in kept)
    context = {"reception": found, "form": form, "there": there, "count": len(things)}
    return render(request, "receptions/goods.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hall(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The room drawn from its size, and the numbers the timetable is reckoned from."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    room = queries.hall(viewer, found)
    form = HallForm.of(room, request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.set_hall(viewer, found, **form.cleaned_data)
        return redirect("receptions:hall", found.pk)
    drawn = floor.draw(room.width, room.depth, room.desks, found.photo_service)
    context = {"reception": found, "form": form, "floor": drawn}
    return render(request, "receptions/hall.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def timetable(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Who is called when, by whom they are brought, when it ends, and how sure that is. POST writes the times."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    room = queries.hall(viewer, found)
    made = timetable_of(viewer, found, room)
    if request.method == "POST":
        count = actions.set_times(viewer, found, made)
        messages.success(request, _("%(n)d人の呼ぶ時刻を書きとめました。") % {"n": count})
        return redirect("receptions:timetable", found.pk)
    people = {one.number: one for one in queries.people(viewer, found)}
    looked(viewer, "receptions.timetable", {one.resident_id for one in people.values() if one.resident_id})
    context = {
        "reception": found, "hall": room, "slots": [_shown(found, people[s.number], s) for s in made.slots],
        "ends": actions.clock(found.begins, made.ends), "likely": actions.clock(found.begins, made.likely),
        "nine": actions.clock(found.begins, made.nine_of_ten), "runs": made.runs, "shortest": SHORTEST,
        "longest": LONGEST, "late": actions.clock(found.begins, made.nine_of_ten) > found.ends,
        "may_run": viewer.may(Right.RUN_RECEPTIONS),
    }  # fmt: skip
    return render(request, "receptions/timetable.html", context)


@require_POST
def escorts(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Who brings everybody ticked."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    form = HelperForm(request.POST)
    if form.is_valid():
        chosen = set(form.ids)
        people = [one for one in queries.people(viewer, found) if one.pk in chosen]
        actions.set_helpers(viewer, people, form.cleaned_data["helper"], form.cleaned_data["aid"])
        said = _("%(n)d人の介助する人を書きとめました。") % {"n": len(people)}
        messages.success(request, said)
    else:
        messages.error(request, _("人を選び、介助する人の名前を入れてください。"))
    return redirect("receptions:timetable", found.pk)


def _shown(reception: Reception, person: Any, slot: Any) -> tuple[Any, Any, int, Any]:
    calls, through = actions.clock(reception.begins, slot.calls), actions.clock(reception.begins, slot.through)
    return person, calls, slot.desk, through
