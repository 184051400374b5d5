"""The rulebook's pages."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsukisoi.rulebook import queries
from tsukisoi.rulebook.forms import Days


def _day(request: HttpRequest) -> tuple[date, Days]:
    form = Days(request.GET)
    return form.on, form


@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    """Every table in force on a day that the reader can change."""
    on, form = _day(request)
    return render(request, "rulebook/list.html", {"chapters": queries.chapters(on), "on": on, "form": form})


@require_GET
def table(request: HttpRequest, name: str) -> HttpResponse:
    """One table like a circular's table, with a box for the sign-off."""
    on, form = _day(request)
    return render(request, "rulebook/table.html", {"sheet": queries.sheet(name, on), "on": on, "form": form})


@require_GET
def changes(request: HttpRequest) -> HttpResponse:
    """The 新旧対照表 between two days."""
    on, form = _day(request)
    found = queries.differences(form.before, on)
    return render(request, "rulebook/changes.html", {"changes": found, "on": on, "before": form.before, "form": form})


@require_GET
def sources(request: HttpRequest) -> HttpResponse:
    """Where the rules were read, and when."""
    return render(request, "rulebook/sources.html", {"sources": queries.every_source()})
