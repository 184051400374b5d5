"""Pages of troubles: load, one call, render."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.journal import queries as journal
from tsukisoi.journal.actions import looked
from tsukisoi.papers.press import Pdf
from tsukisoi.residents import queries as residents
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import now
from tsukisoi.upkeep import actions, guidance, papers, queries
from tsukisoi.upkeep.forms import (
    KINDS,
    BeginForm,
    CloseForm,
    LeakForm,
    LeakItemsForm,
    ReportForm,
    SeenForm,
    TickForm,
)
from tsukisoi.upkeep.models import Trouble


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """What went wrong and is not settled, and a button for each trouble."""
    viewer = request.viewer
    open_cases = [(case, guidance.book_of(viewer, case)) for case in queries.still_open(viewer.focused)]
    closed = queries.closed(viewer.focused)
    looked(viewer, "upkeep.list", {case.person.pk for case, _book in open_cases} | {c.person.pk for c in closed})
    context = {
        "open": open_cases, "closed": closed, "troubles": Trouble.choices, "may": viewer.may(Right.RUN_INCIDENTS),
        "may_leak": viewer.may(Right.HANDLE_LEAKS), "resident": _chosen(request),
    }  # fmt: skip
    return render(request, "upkeep/list.html", context)


def _chosen(request: StaffRequest) -> str:
    """The person from whose page one comes."""
    try:
        return str(UUID(request.GET.get("resident", "")))
    except ValueError:
        return ""


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: StaffRequest, trouble: str) -> HttpResponse:
    """Begin a runbook: who, when, and only what this trouble asks."""
    viewer = request.viewer
    viewer.require(Right.RUN_INCIDENTS)
    if trouble not in Trouble:
        raise Http404
    people = list(residents.everybody(viewer))
    form = BeginForm(trouble, people, request.POST or None, _chosen(request))
    if request.method == "POST" and form.is_valid():
        made = actions.begin(viewer, form.who, trouble, **form.values)
        return redirect("upkeep:incident", made.pk)
    looked(viewer, "upkeep.begin", [person.pk for person in people])
    context = {"form": form, "trouble": Trouble(trouble)}
    return render(request, "upkeep/begin.html", context, status=422 if form.errors else 200)


@require_GET
def incident(request: StaffRequest, incident: UUID) -> HttpResponse:
    """One runbook: the next step large, all steps with their times, whom to call."""
    viewer = request.viewer
    case = queries.case(viewer, incident)
    book = guidance.book_of(viewer, case)
    looked(viewer, "upkeep.incident", [case.person.pk])
    context = {
        "case": case, "book": book, "next": book.next, "close_form": CloseForm(case.incident.trouble),
        "report": ReportForm(initial={"cause": case.incident.cause, "prevention": case.incident.prevention}),
        "may": viewer.may(Right.RUN_INCIDENTS),
        "minutes": int((now() - case.incident.noticed_at).total_seconds() // 60),
        "log": [step for step in queries.every_step(viewer, case.incident) if step.taken_back_at],
    }  # fmt: skip
    return render(request, "upkeep/incident.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tick(request: StaffRequest, incident: UUID, code: str) -> HttpResponse:
    """A step was done: now (the large button sends nothing else), or at the time that is typed here."""
    viewer = request.viewer
    case = queries.case(viewer, incident)
    line = next((one for one in guidance.book_of(viewer, case).lines if one.code == code), None)
    if line is None:
        raise Http404
    form = TickForm(request.POST if "day" in request.POST else None)
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        at, note = (form.moment, form.cleaned_data["note"]) if form.is_bound else (None, "")
        actions.tick(viewer, incident, code, at, note)
        return redirect("upkeep:incident", incident)
    looked(viewer, "upkeep.incident", [case.person.pk])
    context = {"case": case, "line": line, "form": form}
    return render(request, "upkeep/tick.html", context, status=422 if form.errors else 200)


@require_POST
def untick(request: StaffRequest, incident: UUID, code: str) -> HttpResponse:
    """The tick was a mistake."""
    actions.untick(request.viewer, incident, code)
    messages.info(request, _("取り消しました。取り消したことも記録に残ります。"))
    return redirect("upkeep:incident", incident)


def _may_write(request: StaffRequest, incident: UUID) -> queries.Incident:
    """Before a form is read at all. Raises Http404 or NotPermitted."""
    case = queries.case(request.viewer, incident)
    request.viewer.require(Right.RUN_INCIDENTS, case.person.unit_id)
    return case.incident


@require_POST
def describe(request: StaffRequest, incident: UUID) -> HttpResponse:
    """What led to it, and what is done so that it does not happen again."""
    _may_write(request, incident)
    form = ReportForm(request.POST)
    if form.is_valid():
        actions.describe(request.viewer, incident, **form.cleaned_data)
        messages.success(request, _("書きとめました。報告書に入ります。"))
    else:
        messages.error(request, _("保存していません。番号らしいものを消して、もう一度入れてください。"))
    return redirect("upkeep:incident", incident)


@require_POST
def close(request: StaffRequest, incident: UUID) -> HttpResponse:
    """It is settled."""
    form = CloseForm(_may_write(request, incident).trouble, request.POST)
    if not form.is_valid():
        messages.error(request, _("どう終わったかを選んでください。"))
        return redirect("upkeep:incident", incident)
    row = actions.close(request.viewer, incident, form.cleaned_data["outcome"])
    if row.outcome == "new_card":
        messages.success(request, _("終わりにしました。新しいカードの期限を書きとめてください。"))
        return redirect("cases:person", row.resident_id)
    messages.success(request, _("終わりにしました。"))
    return redirect("upkeep:incident", incident)


@require_POST
def fax(request: StaffRequest, incident: UUID) -> HttpResponse:
    """The letter to fax."""
    return _pdf(papers.fax_pdf(request.viewer, queries.case(request.viewer, incident), _site(request)), "fax.pdf")


@require_POST
def paper(request: StaffRequest, incident: UUID) -> HttpResponse:
    """The report to the head."""
    made = papers.report_pdf(request.viewer, queries.case(request.viewer, incident), _site(request))
    return _pdf(made, "report.pdf")


def _site(request: StaffRequest) -> str:
    return request.build_absolute_uri(reverse("papers:ask"))


def _pdf(made: Pdf, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


# ── leaks ──


@require_GET
def leaks(request: StaffRequest) -> HttpResponse:
    """Every leak, the open ones first."""
    rows = [(leak, guidance.duties(leak)) for leak in queries.leaks(request.viewer)]
    return render(request, "upkeep/leaks.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def begin_leak(request: StaffRequest) -> HttpResponse:
    """A leak, as it is first known."""
    viewer = request.viewer
    viewer.require(Right.HANDLE_LEAKS)
    form = LeakForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = actions.begin_leak(
            viewer, noticed_at=form.moment, flags=said["kinds"], outline=said["outline"], id=said["number"]
        )
        return redirect("upkeep:leak", made.pk)
    return render(request, "upkeep/begin_leak.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def leak(request: StaffRequest, leak: UUID) -> HttpResponse:
    """One leak: what to do by when, whom it concerns, and each item of the report."""
    viewer = request.viewer
    row = queries.leak(viewer, leak)
    on = timezone.localtime(row.noticed_at).date()
    started = {**row.items, "kinds": [code for code, _words in KINDS if getattr(row, code)]}
    form = LeakItemsForm(guidance.report_items(on), request.POST or None, started)
    if request.method == "POST" and form.is_valid():
        actions.describe_leak(viewer, leak, form.cleaned_data["kinds"], form.items)
        messages.success(request, _("書きとめました。"))
        return redirect("upkeep:leak", leak)
    people = residents.persons(viewer, [UUID(pk) for pk in row.people])
    looked(viewer, "upkeep.leak", [person.pk for person in people])
    context = {
        "leak": row, "duties": guidance.duties(row), "people": people, "form": form,
        "items": [form[code] for code in form.codes],
    }  # fmt: skip
    return render(request, "upkeep/leak.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def concern(request: StaffRequest, leak: UUID) -> HttpResponse:
    """Whom it concerns: asked of the record in one click, then confirmed."""
    viewer = request.viewer
    row = queries.leak(viewer, leak)
    form = SeenForm(staff.workers(viewer), request.GET or None)
    if request.method == "POST":
        ids = [UUID(pk) for pk in request.POST.getlist("person") if _is_id(pk)]
        actions.concern(viewer, leak, ids)
        messages.success(request, _("かかわる人を書きとめました。"))
        return redirect("upkeep:leak", leak)
    found = []
    if form.is_bound and form.is_valid():
        since = datetime.combine(form.cleaned_data["since"], time.min, now().tzinfo)
        until = datetime.combine(form.cleaned_data["until"], time.min, now().tzinfo) + timedelta(days=1)
        seen = journal.seen(viewer, since, until, form.by)
        found = [(person, seen[person.pk]) for person in residents.persons(viewer, seen)]
    looked(viewer, "upkeep.concern", [person.pk for person, _seen in found])
    context = {"leak": row, "form": form, "found": found, "chosen": set(row.people)}
    return render(request, "upkeep/concern.html", context, status=422 if form.errors else 200)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@require_POST
def leak_done(request: StaffRequest, leak: UUID, report: str) -> HttpResponse:
    """A report was made, or the people were told."""
    actions.leak_done(request.viewer, leak, report)
    return redirect("upkeep:leak", leak)


@require_POST
def close_leak(request: StaffRequest, leak: UUID) -> HttpResponse:
    """Everything that was to be done is done."""
    try:
        actions.close_leak(request.viewer, leak)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("upkeep:leak", leak)
    return redirect("upkeep:leaks")


@require_POST
def leak_paper(request: StaffRequest, leak: UUID) -> HttpResponse:
    """The items of the report on paper."""
    return _pdf(papers.leak_pdf(request.viewer, queries.leak(request.viewer, leak), _site(request)), "leak.pdf")
