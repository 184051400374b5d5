"""The rulebook's pages."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsukisoi.journal.actions import looked
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.municipalities.guidance import in_plain_words, may_differ, takes_new_rows
from tsukisoi.residents import queries as residents
from tsukisoi.rulebook import law, queries
from tsukisoi.rulebook.forms import Days
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today


def _day(request: HttpRequest) -> tuple[date, Days]:
    form = Days(request.GET)
    return form.on, form


@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    """Every table in force on a day that the reader can change."""
    on, form = _day(request)
    return render(request, "rulebook/list.html", {"chapters": queries.chapters(on), "on": on, "form": form})


@require_GET
def table(request: StaffRequest, name: str) -> HttpResponse:
    """One table like a circular's table, with a box for the sign-off."""
    on, form = _day(request)
    viewer = request.viewer
    sheet = queries.sheet(name, on)
    local = queries.local(viewer, sheet)
    may_edit = viewer.may(Right.EDIT_MUNICIPALITIES) and on >= sheet.since and sheet.until is None
    office = queries.where_it_may_differ(viewer, name) if may_edit else None
    wants_office = may_edit and office is None and may_differ("municipality", name)
    context = {
        "sheet": sheet, "on": on, "form": form, "local": local, "office": office,
        "changed": {line.changed.row.key for line in local}, "takes_new_rows": takes_new_rows(name),
        "wants_office": wants_office,
    }  # fmt: skip
    return render(request, "rulebook/table.html", context)


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """The 新旧対照表 between two days."""
    on, form = _day(request)
    found = queries.differences(form.before, on)
    return render(request, "rulebook/changes.html", {"changes": found, "on": on, "before": form.before, "form": form})


@require_GET
def coming(request: HttpRequest) -> HttpResponse:
    """The days to come on which the rules change; and any day, to look ahead over the whole house."""
    return render(request, "rulebook/coming.html", {"coming": law.coming(today()), "form": Days()})


@require_GET
def touched(request: StaffRequest) -> HttpResponse:
    """Who of the house is touched by the rules of a day, and what changes for them: only those one may see."""
    viewer = request.viewer
    viewer.require(Right.SEE_RESIDENTS)
    day, form = _day(request)
    moved = law.touched(viewer, day, list(residents.everybody(viewer)))
    looked(viewer, "rulebook.touched", [line.resident.pk for line in moved])
    context = {
        "day": day, "form": form, "tables": law.tables_of(day), "changes": law.alike(moved), "people": len(moved),
        "ahead": day > today(),
    }  # fmt: skip
    return render(request, "rulebook/touched.html", context)


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Where the rules were read, and when."""
    return render(request, "rulebook/sources.html", {"sources": queries.every_source()})


@require_GET
def difference(request: StaffRequest, office: UUID, table: str, row: str) -> HttpResponse:
    """Whose answer a town's difference changes. Without the difference this page is not there."""
    viewer = request.viewer
    place = municipalities.office(viewer, office)
    changed = municipalities.changed_row(viewer, place, table, row)
    if changed is None:
        raise Http404
    moved = queries.moved_by(viewer, changed.pk, list(residents.everybody(viewer)))
    looked(viewer, "rulebook.difference", [line.resident.pk for line in moved])
    context = {"office": place, "changed": in_plain_words(changed), "moved": moved}
    return render(request, "rulebook/difference.html", context)
