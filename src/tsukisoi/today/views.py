"""The first page."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsukisoi.journal.actions import looked
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today as this_day
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today import house, people
from tsukisoi.today.first_steps import first_steps
from tsukisoi.today.lines import sections
from tsukisoi.today.town_hall import closed


@require_GET
def today(request: StaffRequest) -> HttpResponse:
    """What is due, for whom, why; before anybody is entered, the first steps of a new house."""
    viewer = request.viewer
    context: dict[str, Any] = {"day": this_day(), "closed": closed(this_day())}
    return render(request, "today/today.html", context | _what_is_due(viewer))


def _what_is_due(viewer: Viewer) -> dict[str, Any]:
    if not viewer.may(Right.SEE_RESIDENTS):
        return {"sections": sections([])}
    everybody = list(residents.everybody(viewer))
    if not everybody:
        return {"steps": first_steps(viewer)}
    desk = people.desk(viewer, everybody)
    lines = people.lines(desk) + house.lines(viewer, desk.town)
    looked(viewer, "today.page", dict.fromkeys(line.resident.pk for line in lines if line.resident))
    return {"sections": sections(lines)}
