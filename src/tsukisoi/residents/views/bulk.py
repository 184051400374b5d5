"""One fact for many people: choose them on the list, choose the fact, answer once, confirm."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from tsukisoi.residents import actions, guidance, queries
from tsukisoi.residents.forms import BulkKeyForm, FactForm
from tsukisoi.residents.models import Resident
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.ids import id_from


def _picked(request: StaffRequest) -> list[Resident]:
    request.viewer.require(Right.EDIT_RESIDENTS)
    ids: list[UUID] = [id for text in request.POST.getlist("person") if (id := id_from(text))]
    return queries.persons(request.viewer, ids)


@require_POST
def choose(request: StaffRequest) -> HttpResponse:
    """Which fact, for the people ticked on the list."""
    people = _picked(request)
    if not people:
        messages.warning(request, gettext("一覧で、人を選んでください。"))
        return redirect("residents:list")
    form = BulkKeyForm(request.POST if "key" in request.POST else None)
    if form.is_bound and form.is_valid():
        return _ask(request, people, form.cleaned_data["key"], None)
    return render(request, "residents/bulk.html", {"form": form, "people": people})


@require_POST
def answer(request: StaffRequest, key: str) -> HttpResponse:
    """The answer for all of them. What each had before is on the page before anything is written."""
    people = _picked(request)
    if key not in guidance.KEYS | {guidance.DOCUMENTS} or not people:
        raise Http404
    form = FactForm(request.POST, question=guidance.question(key))
    if not form.is_valid():
        return _ask(request, people, key, form)
    try:
        news = actions.record_facts(
            request.viewer, people, key, form.value, told_by=form.cleaned_data["told_by"],
            since=form.cleaned_data["since"],
        )  # fmt: skip
    except ValidationError as error:
        form.add_error("value", error)
        return _ask(request, people, key, form)
    messages.success(request, ngettext("%(n)d人に入れました。", "%(n)d人に入れました。", news) % {"n": news})
    return redirect("residents:list")


def _ask(request: StaffRequest, people: list[Resident], key: str, form: FactForm | None) -> HttpResponse:
    known = queries.facts_of(request.viewer, people)
    rows = [
        (person, guidance.in_words(key, known[person.pk][key]) if key in known[person.pk] else "") for person in people
    ]
    context = {"form": form or FactForm(question=guidance.question(key)), "rows": rows, "key": key}
    return render(request, "residents/bulk_fact.html", context, status=422 if form and form.errors else 200)
