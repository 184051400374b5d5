"""Pages of offices: the list of them, and what each does."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from tsukisoi.municipalities import actions, guidance, queries
from tsukisoi.municipalities.forms import AnswerForm, OfficeForm, PhoneForm
from tsukisoi.municipalities.models import Difference, OfficeKind
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """Every office, and what is to be asked again."""
    viewer = request.viewer
    context = {
        "offices": queries.offices(viewer),
        "stale": [(row, guidance.label(row)) for row in queries.stale(viewer)],
        "unanswered": [(row, guidance.label(row)) for row in queries.unanswered(viewer)],
        "may_edit": viewer.may(Right.EDIT_MUNICIPALITIES),
    }
    return render(request, "municipalities/list.html", context)


@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Add an office to ask."""
    request.viewer.require(Right.EDIT_MUNICIPALITIES)
    sent = request.POST if request.method == "POST" else None
    form = OfficeForm(sent, initial={"kind": OfficeKind.MUNICIPALITY})
    if request.method == "POST" and form.is_valid():
        return redirect("municipalities:office", actions.add_office(request.viewer, **form.cleaned_data).pk)
    return render(request, "municipalities/add.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def office(request: StaffRequest, office: UUID) -> HttpResponse:
    """One office: whom to call, its answers with source and last-checked day, and the rows it does otherwise."""
    viewer = request.viewer
    place = queries.office(viewer, office)
    form = PhoneForm.of(place, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.change_office(viewer, place, **form.cleaned_data)
        messages.success(request, gettext("保存しました。"))
        return redirect("municipalities:office", place.pk)
    rows = queries.differences(viewer, place)
    asks = place.kind == OfficeKind.MUNICIPALITY
    context = {
        "office": place,
        "form": form,
        "questions": [_line(key, rows.get(key)) for key in guidance.KEYS] if asks else [],
        "changed_rows": [(row, guidance.label(row)) for row in queries.changed_rows(viewer, place)],
        "may_edit": viewer.may(Right.EDIT_MUNICIPALITIES),
    }
    return render(request, "municipalities/office.html", context, status=422 if form.errors else 200)


def _line(key: str, row: Difference | None) -> dict[str, Any]:
    known = row is not None and row.value is not None
    return {
        "key": key,
        "name": guidance.question(key).name,
        "row": row,
        "words": guidance.in_words(key, row.value) if row is not None and known else "",
        "stale": row is not None and queries.is_stale(row),
    }


@require_http_methods(["GET", "POST"])
def answer(request: StaffRequest, office: UUID, key: str) -> HttpResponse:
    """One question to an office."""
    viewer = request.viewer
    viewer.require(Right.EDIT_MUNICIPALITIES)
    place = queries.office(viewer, office)
    if key not in guidance.KEYS:
        raise Http404
    rows = queries.differences(viewer, place)
    row, onward = rows.get(key), _next_question(rows, key)
    form = AnswerForm(
        request.POST if request.method == "POST" else None, key=key, row=row, source=queries.source_of_today(rows)
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.answer(viewer, place, key, form.value, data["source"], data["checked_on"], data["was"])
            messages.success(request, gettext("保存しました。"))
            return redirect(reverse("municipalities:answer", args=[place.pk, onward]) if onward else _page_of(place))
        except actions.ChangedMeanwhile as changed:
            _meanwhile(form, key, changed.row)
        except ValidationError as error:
            form.add_error("source" if error.code == "required" else None, error)
    context = {"office": place, "form": form, "onward": onward}
    return render(request, "municipalities/answer.html", context, status=422 if form.errors else 200)


def _page_of(place: queries.Place) -> str:
    return reverse("municipalities:office", args=[place.pk])


def _next_question(rows: dict[str, Difference], key: str) -> str:
    """While an office is asked for the first time, one question leads to the next."""
    return "" if key in rows else next((k for k in guidance.KEYS if k not in rows and k != key), "")


def _meanwhile(form: AnswerForm, key: str, row: Difference | None) -> None:
    """Say what somebody else wrote meanwhile; sent once more as it stands, it is meant."""
    shown: Any = form.data
    sent = shown.copy()
    sent["was"] = actions.token(row)
    form.data = sent
    now = guidance.in_words(key, row.value) if row is not None and row.value is not None else gettext("わからない")
    text = gettext(
        "そのあいだに、ほかの人が書きかえました。いまは「%(now)s」です。このまま保存すると、あなたの内容になります。"
    )
    form.add_error(None, text % {"now": now})
