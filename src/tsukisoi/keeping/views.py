"""Pages of keeping: load, one call, render."""

import tempfile
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.keeping import actions, papers, queries
from tsukisoi.keeping.along.places import Packed
from tsukisoi.keeping.along.writing import take_along
from tsukisoi.keeping.forms import AnswerForm, AskForm, EraseForm, HoldForm, TermForm
from tsukisoi.keeping.kinds import kinds
from tsukisoi.keeping.telling import in_words
from tsukisoi.keeping.whole import whole
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """What is kept and how long, whose data goes soon, what was asked, what is gone."""
    viewer = request.viewer
    viewer.require(Right.KEEP_DATA)
    due = queries.due(viewer, today() + queries.AHEAD)
    requests = queries.open_requests(viewer)
    looked(viewer, "keeping.page", {one.resident.pk for one in due} | {one.resident_id for one in requests})
    context = {
        "terms": queries.terms(),
        "due": due,
        "requests": requests,
        "erased": queries.erased(viewer),
        "today": today(),
    }
    return render(request, "keeping/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def term(request: StaffRequest, kind: str) -> HttpResponse:
    """How long one kind of thing is kept here."""
    viewer = request.viewer
    viewer.require(Right.KEEP_DATA)
    if kind not in kinds():
        raise Http404
    line = next(one for one in queries.terms() if one.kind.code == kind)
    form = TermForm(request.POST or None, kind=line.kind, initial={"days": line.days, "why": line.why})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_term(viewer, kind, form.cleaned_data["days"], form.cleaned_data["why"])
        except ValidationError as error:
            form.add_error("days", error)
        else:
            messages.success(request, _("期間を決めました。"))
            return redirect("keeping:page")
    return render(request, "keeping/term.html", {"form": form, "line": line}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def person(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One person's data: what there is, until when, what was asked."""
    viewer = request.viewer
    viewer.require(Right.KEEP_DATA)
    who = residents.person(viewer, resident)
    form = AskForm(request.POST or None, initial={"on": today()})
    if request.method == "POST" and form.is_valid():
        actions.ask(viewer, who.pk, **form.cleaned_data)
        messages.success(request, _("求めを書きとめました。"))
        return redirect("keeping:person", who.pk)
    looked(viewer, "keeping.person", [who.pk])
    parts = in_words(viewer, whole(queries.one_person(viewer, who)))
    context = {
        "resident": who, "form": form, "parts": parts, "due": queries.when(viewer, who),
        "requests": queries.asked(viewer, who.pk), "in_the_way": actions.in_the_way(viewer, who),
    }  # fmt: skip
    return render(request, "keeping/person.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def along(request: StaffRequest) -> HttpResponseBase:
    """Everything the house owns as one ZIP of open files."""
    viewer = request.viewer
    viewer.require(Right.KEEP_DATA)
    viewer.require(Right.EXPORT)
    if request.method != "POST":
        return render(request, "keeping/take_along.html", {"people": sum(residents.counts(viewer).values())})
    file = tempfile.TemporaryFile(prefix=".along-", dir=settings.DATA)  # noqa: SIM115  # closed once it was sent
    try:
        with Packed(file) as packed:
            take_along(viewer, packed, with_papers="papers" in request.POST)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename="tsukisoi.zip", headers={"Cache-Control": "no-store"})


@require_POST
def disclose(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Everything of one person as a paper."""
    viewer = request.viewer
    viewer.require(Right.KEEP_DATA)
    who = residents.person(viewer, resident)
    made = papers.disclosure(viewer, who, request.build_absolute_uri(reverse("papers:ask")))
    headers = {"Content-Disposition": 'inline; filename="disclosure.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: StaffRequest, asked: UUID) -> HttpResponse:
    """How a request was answered."""
    viewer = request.viewer
    found = queries.request(viewer, asked)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.answer(viewer, found.pk, form.cleaned_data["answer"])
        messages.success(request, _("答えを書きとめました。"))
        return redirect("keeping:person", found.resident_id)
    looked(viewer, "keeping.answer", [found.resident_id])
    context = {"form": form, "asked": found, "resident": found.resident}
    return render(request, "keeping/answer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def hold(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Put off the day on which a person's data goes."""
    viewer = request.viewer
    viewer.require(Right.KEEP_DATA)
    who = residents.person(viewer, resident)
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold(viewer, who.pk, form.cleaned_data["until"], form.cleaned_data["why"])
        except ValidationError as error:
            form.add_error("until", error)
        else:
            messages.success(request, _("消す日を延ばしました。"))
            return redirect("keeping:person", who.pk)
    looked(viewer, "keeping.hold", [who.pk])
    return render(request, "keeping/hold.html", {"form": form, "resident": who}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: StaffRequest, resident: UUID) -> HttpResponse:
    """End everything of one person, after the last question."""
    viewer = request.viewer
    viewer.require(Right.KEEP_DATA)
    who = residents.person(viewer, resident)
    form = EraseForm(request.POST or None, expected=who.name)
    in_the_way = actions.in_the_way(viewer, who)
    if request.method == "POST" and form.is_valid() and not in_the_way:
        done = actions.erase(viewer, who.pk)
        said = {"day": done.gone_from_backups_on}
        messages.success(request, _("消しました。控えからも %(day)s までに消えます。") % said)
        return redirect("keeping:page")
    looked(viewer, "keeping.erase", [who.pk])
    context = {
        "form": form,
        "resident": who,
        "in_the_way": in_the_way,
        "counts": whole(queries.one_person(viewer, who)).counts,
    }
    status = 422 if form.errors or (request.method == "POST" and in_the_way) else 200
    return render(request, "keeping/erase.html", context, status=status)
