"""The first page."""

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsukisoi.journal.actions import looked
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today as this_day
from tsukisoi.tenancy.once import looking
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today import (
    calls,
    cards,
    custody,
    deliveries,
    house,
    keeping,
    mail,
    movements,
    notes,
    outings,
    people,
    receptions,
    rules,
    upkeep,
    venue,
)
from tsukisoi.today.first_steps import first_steps
from tsukisoi.today.lines import Line, sections
from tsukisoi.today.town_hall import closed
from tsukisoi.today.wellbeing import wellbeing
from tsukisoi.ui.paging import number_from

LENGTH = 50
"""How many people one page of a kind holds."""

PARTS: tuple[Callable[[Viewer], Iterable[Line]], ...] = (
    upkeep.lines,
    outings.lines,
    movements.lines,
    mail.lines,
    people.lines,
    cards.lines,
    receptions.lines,
    deliveries.lines,
    custody.lines,
    venue.lines,
    house.lines,
    rules.lines,
    notes.lines,
    calls.lines,
    keeping.lines,
)
"""Where the lines come from, one function a room: the docstring of `tsukisoi.today` says how a room joins."""


@require_GET
def today(request: StaffRequest) -> HttpResponse:
    """What is due, for whom, why; before anybody is entered, the first steps of a new house."""
    viewer = request.viewer
    context: dict[str, Any] = {"day": this_day(), "closed": closed(this_day())}
    if viewer.may(Right.SEE_RESIDENTS):
        movements.happen(viewer)
    with looking():
        return render(request, "today/today.html", context | _what_is_due(viewer.focused))


def _what_is_due(viewer: Viewer) -> dict[str, Any]:
    if not viewer.may(Right.SEE_RESIDENTS):
        return {"sections": sections([])}
    left = people.left(viewer)
    lines = _lines(viewer)
    # A town hall has no residents of its own; a new house has neither people nor anything due.
    if not any(line.due for line in lines) and not residents.everybody(viewer).exists():
        return {"steps": first_steps(viewer)}
    looked(viewer, "today.page", dict.fromkeys(line.resident.pk for line in lines if line.resident))
    return {"sections": sections(lines), "left": left, "wellbeing": wellbeing(viewer)}


def _lines(viewer: Viewer) -> list[Line]:
    """Every line in the order of the rooms. The people come first: whom they name is not read again by the others."""
    named = people.lines(viewer)
    return [line for part in PARTS for line in (named if part is people.lines else part(viewer))]


@require_GET
def kind(request: StaffRequest, kind: str) -> HttpResponse:
    """Everybody of whom the first page says the same, a page at a time."""
    viewer = request.viewer
    start = number_from(request.GET.get("start"))
    people.left(viewer)
    found = people.of_kind(viewer.focused, kind, start, LENGTH + 1)
    if not found and not start:
        raise Http404
    shown = found[:LENGTH]
    looked(viewer, "today.kind", [line.resident.pk for line in shown if line.resident])
    onward = f"?start={start + LENGTH}" if len(found) > LENGTH else ""
    return render(request, "today/kind.html", {"lines": shown, "day": this_day(), "next_url": onward})
