"""Pages of offices: the list of them, and what each does."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.municipalities import actions, guidance, points, queries
from tsukisoi.municipalities.forms import (
    AnswerForm,
    AskForm,
    BringForm,
    DifferenceForm,
    FileForm,
    OfficeForm,
    PhoneForm,
    ReplyForm,
)
from tsukisoi.municipalities.models import Difference, OfficeKind
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.once import looking
from tsukisoi.tenancy.viewer import Viewer

_OWN_NAME = re.compile(r"own_[0-9a-f]{12}")


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
    context = {
        "office": place,
        "form": form,
        "sections": [
            (title, [_line(key, rows.get(key)) for key in keys]) for title, keys in guidance.sections(place.kind)
        ],
        "call": _call_to(viewer, place),
        "changed_rows": [guidance.in_plain_words(row) for row in queries.changed_rows(viewer, place)],
        "counts": place.kind != OfficeKind.INSURER,
        "may_edit": viewer.may(Right.EDIT_MUNICIPALITIES),
    }
    return render(request, "municipalities/office.html", context, status=422 if form.errors else 200)


def _call_to(viewer: Viewer, place: queries.Place) -> points.Call | None:
    """Everything to ask that office about people."""
    with looking():
        mine = [point for point in points.points(viewer) if point.office == place.pk]
        return next(iter(points.calls(viewer, mine)), None)


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
    if not guidance.asks(place.kind, key):
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
    """While an office is asked for the first time, one question that the rules hang on leads to the next."""
    return (
        ""
        if key in rows or key not in guidance.KEYS
        else next((k for k in guidance.KEYS if k not in rows and k != key), "")
    )


@require_http_methods(["GET", "POST"])
def inquiry(request: StaffRequest, office: UUID, table: str, key: str) -> HttpResponse:
    """One question to an office about people: that it was asked, what was answered, and where the answer counts."""
    viewer = request.viewer
    viewer.require(Right.EDIT_MUNICIPALITIES)
    place, table = queries.office(viewer, office), "" if table == "answers" else table
    if not guidance.may_be_asked(place.kind, table, key):
        raise Http404
    row = queries.inquiry(viewer, place, table, key)
    ask, reply = _inquiry_forms(request, row)
    sent = ask if "asked_on" in request.POST else reply
    if request.method == "POST" and sent.is_valid():
        if sent is ask:
            actions.ask(viewer, place, table, key, **ask.cleaned_data)
        else:
            actions.reply(viewer, place, table, key, **reply.cleaned_data)
        messages.success(request, gettext("保存しました。"))
        return redirect("cases:questions")
    line = _asked_of(viewer, (office, table, key))
    looked(viewer, "municipalities.inquiry", line.people_ids if line else ())
    context = {
        "office": place, "table": table, "key": key, "words": guidance.asked_about(table, key), "line": line,
        "note": guidance.note_of(table, key), "row": row, "ask": ask, "reply": reply,
    }  # fmt: skip
    return render(request, "municipalities/inquiry.html", context, status=422 if sent.errors else 200)


def _asked_of(viewer: Viewer, about: tuple[UUID, str, str]) -> points.Line | None:
    """The question as it stands on the list, with everybody it is about."""
    with looking():
        found = [point for point in points.points(viewer) if (point.office, point.table, point.key) == about]
        return next((line for call in points.calls(viewer, found) for line in call.lines), None)


def _inquiry_forms(request: StaffRequest, row: Any) -> tuple[AskForm, ReplyForm]:
    """Both forms of a question; only the one that was sent is filled with what was sent."""
    sent = request.POST if request.method == "POST" else None
    asked = sent if sent is not None and "asked_on" in sent else None
    ask = AskForm(asked, initial={"asked_on": today(), "asked_whom": row.asked_whom if row else ""})
    reply = ReplyForm(
        sent if asked is None else None, initial={"replied_on": today(), "replied_by": row.asked_whom if row else ""}
    )
    return ask, reply


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


@require_http_methods(["GET", "POST"])
def difference(request: StaffRequest, office: UUID, table: str, row: str) -> HttpResponse:
    """What an office does otherwise in one row of a table, or a row that only this office has."""
    viewer = request.viewer
    viewer.require(Right.EDIT_MUNICIPALITIES)
    place = queries.office(viewer, office)
    if row == guidance.NEW and guidance.may_differ(place.kind, table) and guidance.takes_new_rows(table):
        return redirect("municipalities:difference", place.pk, table, f"own_{new_id().hex[-12:]}")
    known = queries.changed_row(viewer, place, table, row)
    basis = _basis(place, table, row, known)
    form = DifferenceForm(request.POST if request.method == "POST" else None, basis=basis, row=known)
    if request.method == "POST" and form.is_valid() and _kept(viewer, place, form):
        messages.success(request, gettext("保存しました。"))
        return redirect(_after(place, table, row))
    context = {"office": place, "form": form, "basis": basis, "row": known, "places": _places(viewer, place, basis)}
    return render(request, "municipalities/difference.html", context, status=422 if form.errors else 200)


def _basis(place: queries.Place, table: str, row: str, known: Difference | None) -> guidance.Basis:
    try:
        basis = guidance.basis(place.kind, table, row)
    except KeyError:
        raise Http404 from None
    if basis.is_new and known is None and not _OWN_NAME.fullmatch(row):
        raise Http404
    return basis


def _places(viewer: Viewer, place: queries.Place, basis: guidance.Basis) -> list[tuple[queries.Place, str]]:
    """Every office that may do this table otherwise, with the address of the same row there."""
    row = guidance.NEW if basis.is_new else basis.row
    found = [other for other in queries.offices(viewer) if guidance.may_differ(other.kind, basis.table)]
    return [(other, reverse("municipalities:difference", args=[other.pk, basis.table, row])) for other in found]


def _kept(viewer: Viewer, place: queries.Place, form: DifferenceForm) -> bool:
    """Write what the form says; where that is refused, the form says why."""
    data = form.cleaned_data
    try:
        change = form.change
        actions.change_row(viewer, place, form.basis.table, change, data["source"], data["checked_on"], data["was"])
    except actions.ChangedMeanwhile as changed:
        _row_meanwhile(form, changed.row)
    except ValidationError as error:
        form.add_error(None, error)
    return not form.errors


def _row_meanwhile(form: DifferenceForm, row: Difference | None) -> None:
    """Say what somebody else wrote meanwhile; sent once more as it stands, it is meant."""
    shown: Any = form.data
    sent = shown.copy()
    sent["was"] = actions.token(row)
    form.data = sent
    now = gettext("、").join(guidance.in_plain_words(row).lines) if row is not None else gettext("全国の決まりのとおり")
    text = gettext(
        "そのあいだに、ほかの人が書きかえました。いまは「%(now)s」です。このまま保存すると、あなたの内容になります。"
    )
    form.add_error(None, text % {"now": now})


def _after(place: queries.Place, table: str, row: str) -> str:
    """Whose answer is another now; what an insurer does changes nobody's answer yet."""
    if place.kind == OfficeKind.INSURER:
        return _page_of(place)
    return reverse("rulebook:difference", args=[place.pk, table, row])


@require_POST
def drop(request: StaffRequest, office: UUID, table: str, row: str) -> HttpResponse:
    """Take a changed row back: the national rule counts again."""
    place = queries.office(request.viewer, office)
    actions.drop_row(request.viewer, place, table, row)
    messages.success(request, gettext("取り消しました。全国の決まりのとおりです。"))
    return redirect(_page_of(place))


@require_GET
def export(request: StaffRequest, office: UUID) -> HttpResponse:
    """What is known of an office as a file, to pass on."""
    place = queries.office(request.viewer, office)
    name = f"tsukisoi-{place.kind}-{place.pk.hex[-6:]}.toml"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    text = actions.export(request.viewer, place)
    return HttpResponse(text, content_type="application/toml; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
def bring(request: StaffRequest) -> HttpResponse:
    """Bring in a file of an office: first what it says beside what is known, then, confirmed, what was ticked."""
    viewer = request.viewer
    viewer.require(Right.EDIT_MUNICIPALITIES)
    if request.method == "GET":
        return render(request, "municipalities/import.html", {"form": FileForm()})
    if "text" in request.POST:
        return _brought(request)
    form = FileForm(request.POST, request.FILES)
    try:
        if form.is_valid():
            return _preview(request, form.cleaned_data["file"])
    except ValidationError as error:
        form.add_error("file", error)
    return render(request, "municipalities/import.html", {"form": form}, status=422)


def _preview(request: StaffRequest, text: str) -> HttpResponse:
    brought = guidance.bring(text)
    lines = guidance.beside(request.viewer, brought)
    context = {
        "brought": brought,
        "kind": OfficeKind(brought.kind).label,
        "known": queries.called(request.viewer, brought.name, brought.kind),
        "lines": lines,
        "form": BringForm(initial={"text": text}),
        "any": any(line.state != "same" for line in lines),
    }
    return render(request, "municipalities/preview.html", context)


def _brought(request: StaffRequest) -> HttpResponse:
    """Take over what was ticked. The text is read once more: what a browser sends back is not believed."""
    try:
        brought = guidance.bring(request.POST["text"].replace("\r\n", "\n"))
        form = BringForm(request.POST, ids=[item.id for item in brought.items])
        if form.is_valid():
            place = actions.bring(request.viewer, brought, form.cleaned_data["take"])
            messages.success(request, gettext("取りこみました。"))
            return redirect(_page_of(place))
        raise ValidationError([error for errors in form.errors.as_data().values() for error in errors])
    except ValidationError as error:
        again = FileForm(request.POST)
        again.errors.clear()
        again.add_error(None, error)
        return render(request, "municipalities/import.html", {"form": again}, status=422)
