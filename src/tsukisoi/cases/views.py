"""Pages of a case: load, one call, render."""

import io
import zipfile
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.cases import actions, grid, papers, queries, standings
from tsukisoi.cases.actions import Matter
from tsukisoi.cases.forms import AnswerForm, AttemptForm, BulkForm, KitForm, RunForm, TaskForm, WayForm
from tsukisoi.cases.guidance import (
    answer_of,
    answers_of,
    fact_among,
    guide,
    if_moved,
    of_this_card,
    question_for,
    what_would_change,
)
from tsukisoi.cases.kit import kinds_for
from tsukisoi.cases.methods import TASKS
from tsukisoi.cases.road import now_lines, road_of, step_of
from tsukisoi.journal import queries as journal
from tsukisoi.journal.actions import looked
from tsukisoi.municipalities import points
from tsukisoi.papers.press import Pdf
from tsukisoi.residents import actions as resident_actions
from tsukisoi.residents import here
from tsukisoi.residents import queries as residents
from tsukisoi.residents.panels import panels
from tsukisoi.staff.queries import units, wards, who_may
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import id_from
from tsukisoi.tenancy.once import looking
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.paging import number_from


@require_GET
def person(request: HttpRequest, resident: UUID) -> HttpResponse:
    """One person, one page: now, next, the road, the papers, the other ways, the record."""
    with looking():
        return _person(request, resident)


def _person(request: HttpRequest, resident: UUID) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    who = residents.person(viewer, resident)
    guidance = guide(viewer, who)
    looked(viewer, "cases.person", [who.pk])
    will = of_this_card(queries.wills(viewer, [who.pk]).get(who.pk, queries.WillNow()), guidance.facts)
    return render(
        request,
        "cases/person.html",
        {
            "resident": who,
            "guidance": guidance,
            "will": will,
            "step": step_of(guidance, will),
            "road": road_of(guidance, will),
            "now": now_lines(guidance, will),
            "attempts": queries.attempts(viewer, who.pk),
            "tasks": [(code, TASKS[code], task) for code, task in _tasks(viewer, who.pk).items() if code in TASKS],
            "may_run": viewer.may("run_cases"),
            "panels": panels(viewer, who),
            "record": [(line, fact_among(line.values.values())) for line in _record(viewer, who.pk)],
        },
    )


def _record(viewer: Viewer, resident: UUID) -> list[journal.Line]:
    return journal.about(viewer, "resident", resident, limit=12)


def _tasks(viewer: Viewer, resident: UUID) -> dict[str, queries.TaskNow]:
    return queries.tasks_now(viewer, [resident]).get(resident, {})


@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, resident: UUID) -> HttpResponse:
    """Who does one task of this person, and by when."""
    viewer = request.viewer  # type: ignore[attr-defined]
    who = residents.person(viewer, resident)
    viewer.require("run_cases", who.unit_id)
    code = request.GET.get("task", "")
    form = TaskForm(who_may(viewer, "run_cases"), request.POST or None, initial=_task_now(viewer, who.pk, code))
    if request.method == "POST" and form.is_valid():
        actions.assign_task(viewer, who.pk, form.cleaned_data["task"], **form.said)
        said = {"name": who.name, "task": form.task_words}
        messages.success(request, _("%(name)s さんの「%(task)s」を、だれがいつまでにするか決めました。") % said)
        return redirect("cases:person", who.pk)
    looked(viewer, "cases.tasks", [who.pk])
    context = {"resident": who, "form": form, "back_url": reverse("cases:person", args=[who.pk])}
    return render(request, "cases/task.html", context, status=422 if form.errors else 200)


def _task_now(viewer: Viewer, resident: UUID, code: str) -> dict[str, Any]:
    """What was said of a task so far, for the fields of the form."""
    if code not in TASKS:
        return {}
    said = queries.task(viewer, resident, code)
    if said is None:
        return {"task": code, "owner": str(viewer.worker)}
    return {"task": code, "owner": str(said.owner_id or ""), "due": said.due, "state": said.state, "note": said.note}


@require_GET
def changes(request: HttpRequest, resident: UUID) -> HttpResponse:
    """What would change the answer: asked for only when somebody opens it."""
    viewer = request.viewer  # type: ignore[attr-defined]
    who = residents.person(viewer, resident)
    looked(viewer, "cases.changes", [who.pk])
    page = "cases/changes.html" if "HX-Request" in request.headers else "cases/changes_page.html"
    return render(request, page, {"resident": who, "changes": what_would_change(viewer, who)})


@require_GET
def the_grid(request: HttpRequest) -> HttpResponse:
    """Everybody's way at once: row = person, cell = task."""
    viewer = request.viewer  # type: ignore[attr-defined]
    unit = viewer.unit_of(id_from(request.GET.get("unit")), "unit" in request.GET)
    start = number_from(request.GET.get("start"))
    picked = request.GET.get("show", "all")
    hows = here.ways(viewer)
    how = here.way(hows, request.GET.get("stay"))
    with looking():
        sheet = grid.sheet(viewer, picked, unit, start, how)
    looked(viewer, "cases.grid", [row.resident.pk for row in sheet.rows])
    context = {
        "sheet": sheet,
        "columns": grid.column_words(),
        "picked": picked,
        "units": wards(viewer),
        "as_of": now().date(),
        "unit": unit,
        "hows": hows if any(one.count for one in hows[1:]) else [],
        "stay": how.code if how else "",
        "form": BulkForm(),
        "next_url": _onward(sheet.start, unit=unit or "", show=picked, stay=how.code if how else ""),
    }
    return render(request, "cases/grid.html", context)


def _onward(start: int | None, **query: Any) -> str:
    """Where a list goes on; empty at its end."""
    return f"?{urlencode({**query, 'start': start})}" if start else ""


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Set one task for everybody ticked, or for the one cell pressed."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = BulkForm(request.POST)
    if not form.is_valid():
        return render(request, "cases/bulk_refused.html", {"form": form}, status=422)
    chosen = form.cleaned_data
    actions.set_tasks(viewer, [UUID(person) for person in chosen["people"]], chosen["task"], chosen["state"])
    said = {"count": len(chosen["people"]), "task": form.task_words}
    messages.success(request, _("%(count)d人の「%(task)s」を替えました。") % said)
    return redirect(form.back)


@require_http_methods(["GET", "HEAD", "POST"])
def will(request: HttpRequest, resident: UUID) -> HttpResponse:
    """Record one attempt to learn the person's will."""
    viewer = request.viewer  # type: ignore[attr-defined]
    who = residents.person(viewer, resident)
    viewer.require("record_will", who.unit_id)
    matter = request.GET.get("matter", "")
    started = {"on": now().date(), "at": now().strftime("%H:%M"), "explained_by": viewer.name}
    started |= {"matter": matter} if matter in Matter.values else {}
    form = AttemptForm(request.POST or None, initial=started)
    onward = "row" in request.GET
    if request.method == "POST" and form.is_valid():
        actions.record_attempt(viewer, who.pk, at=form.moment, **form.said())
        said = _("%(name)s さんの意思確認を記録しました。") % {"name": who.name}
        messages.success(request, said)
        return redirect(_next_to_ask(viewer, who.pk) if onward else reverse("cases:person", args=[who.pk]))
    looked(viewer, "cases.will", [who.pk])
    context = {
        "resident": who,
        "form": form,
        "attempts": queries.attempts(viewer, who.pk),
        "back_url": reverse("cases:person", args=[who.pk]),
        "skip_url": _next_to_ask(viewer, who.pk) if onward else "",
    }
    return render(request, "cases/will.html", context, status=422 if form.errors else 200)


def _next_to_ask(viewer: Viewer, after: UUID | None) -> str:
    """The page of the next person whom nobody has asked yet; the grid where there is none."""
    found = queries.next_to_ask(viewer, [person.pk for person in residents.everybody(viewer)], after)
    return f"{reverse('cases:will', args=[found])}?row=1" if found else reverse("cases:grid")


@require_GET
def ask_in_a_row(request: HttpRequest) -> HttpResponse:
    """Begin to ask one after the other, in the order of the list."""
    viewer = request.viewer  # type: ignore[attr-defined]
    return redirect(_next_to_ask(viewer, None))


@require_POST
def withdraw(request: HttpRequest, resident: UUID, attempt: UUID) -> HttpResponse:
    """The person takes a former answer back: a counter-entry, nothing is erased."""
    viewer = request.viewer  # type: ignore[attr-defined]
    actions.withdraw_attempt(viewer, resident, attempt)
    messages.success(request, _("前の返事を取り消した、と記録しました。もう一度うかがってください。"))
    return redirect("cases:person", resident)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, resident: UUID, attempt: UUID) -> HttpResponse:
    """An answer was written for the wrong person: find the right one, see what follows, move it by counter-entry."""
    viewer = request.viewer  # type: ignore[attr-defined]
    who = residents.person(viewer, resident)
    viewer.require("record_will", who.unit_id)
    line = queries.attempt(viewer, who.pk, attempt)
    to = id_from(request.POST.get("to") or request.GET.get("to"))
    other = residents.person(viewer, to) if to else None
    if request.method == "POST" and other is not None and other.pk != who.pk:
        actions.move_attempt(viewer, who.pk, line.pk, other.pk)
        messages.success(request, _("%(name)s さんの返事として記録しなおしました。") % {"name": other.name})
        return redirect("cases:person", other.pk)
    found = [p for p in residents.search(viewer, request.GET.get("q", "")) if p.pk != who.pk]
    looked(viewer, "cases.move", [who.pk, *(p.pk for p in found), *([other.pk] if other else [])])
    follows = if_moved(viewer, line.pk, line.answer, who, other) if other else []
    context = {"resident": who, "attempt": line, "found": found, "other": other, "follows": follows}
    return render(request, "cases/move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def interview(request: HttpRequest, resident: UUID, fact: str = "") -> HttpResponse:
    """One question a page: only what could still change the answer; 「わからない」 is always there."""
    viewer = request.viewer  # type: ignore[attr-defined]
    who = residents.person(viewer, resident)
    question = question_for(viewer, who, fact)
    if question is None:
        if fact:
            raise Http404(_("この質問はありません。"))
        return redirect("cases:person", who.pk)
    form = AnswerForm(question, request.POST or None)
    if request.method == "POST" and form.is_valid():
        resident_actions.record_fact(viewer, who.pk, question.fact, form.value, told_by=form.told)
        return redirect("cases:interview", who.pk)
    looked(viewer, "cases.interview", [who.pk])
    context = {"resident": who, "question": question, "form": form}
    return render(request, "cases/interview.html", context, status=422 if form.errors else 200)


@require_POST
def choose(request: HttpRequest, resident: UUID) -> HttpResponse:
    """Keep the way that was decided on with the person."""
    viewer = request.viewer  # type: ignore[attr-defined]
    form = WayForm(request.POST)
    if not form.is_valid():
        raise Http404(_("その道はありません。"))
    actions.choose_way(viewer, resident, form.cleaned_data["route"])
    messages.success(request, _("この道で進めます。"))
    return redirect("cases:person", resident)


@require_GET
def town(request: HttpRequest) -> HttpResponse:
    """What to ask the offices: one telephone call an office, each question once, with the people it is about."""
    viewer = request.viewer  # type: ignore[attr-defined]
    with looking():
        left = standings.refresh(viewer)
        calls = points.calls(viewer, points.points(viewer))
    looked(viewer, "cases.questions", {pk for call in calls for line in call.lines for pk in line.people_ids})
    may_edit = viewer.may("edit_municipalities")
    context: dict[str, Any] = {"calls": calls, "as_of": now().date(), "may_edit": may_edit, "left": left}
    return render(request, "cases/questions.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def kit(request: HttpRequest, resident: UUID) -> HttpResponse:
    """One person's papers: which ones, how many sheets, and the PDF."""
    viewer = request.viewer  # type: ignore[attr-defined]
    who = residents.person(viewer, resident)
    guidance = guide(viewer, who)
    form = KitForm(kinds_for(guidance), request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = papers.print_kit(viewer, who, form.cleaned_data["kinds"], _site(request))
        actions.keep_answer(viewer, who.pk, answer_of(viewer, guidance))
        return _pdf(made, f"kit-{who.pk.hex[-8:]}.pdf")
    looked(viewer, "cases.kit", [who.pk])
    context = {"resident": who, "guidance": guidance, "form": form, "lost": papers.undrawable(who.name)}
    return render(request, "cases/kit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def kits(request: HttpRequest) -> HttpResponse:
    """Everybody's papers: by unit, all or only what changed, from a person on after a jam; the house's own sheets."""
    viewer = request.viewer  # type: ignore[attr-defined]
    viewer.require("print_papers")
    form = RunForm(units(viewer), request.POST or None, initial={"unit": str(viewer.focus or "")})
    if request.method == "POST" and form.is_valid():
        run = form.cleaned_data
        people = list(residents.everybody(viewer, form.unit_id, run["room"]))
        made = papers.print_run(
            viewer, people, run["kinds"], _site(request), only_changed=run["only_changed"], first=form.first
        )
        if made:
            actions.keep_answers(viewer, answers_of(viewer, people))
            return _volumes(made)
        messages.info(request, _("新しく出す紙はありません。前に出したものが、いまも正しいままです。"))
        return redirect("cases:kits")
    looked(viewer, "cases.kits", ())
    with looking():
        context = {"form": form, "run": standings.sheets(viewer), "can_export": viewer.may("export")}
        return render(request, "cases/kits.html", context, status=422 if form.errors else 200)


@require_POST
def roster(request: HttpRequest, kind: str) -> HttpResponse:
    """The roster for the municipality, as a paper or as a workbook."""
    viewer = request.viewer  # type: ignore[attr-defined]
    people = list(residents.everybody(viewer))
    if kind == "pdf":
        return _pdf(papers.roster_pdf(viewer, people), "roster.pdf")
    made = papers.roster_workbook(viewer, people, now())
    looked(viewer, "cases.roster", [person.pk for person in people])
    return _file(made, "roster.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")


@require_POST
def staff_list(request: HttpRequest) -> HttpResponse:
    """Rooms and tasks for the staff room's wall."""
    viewer = request.viewer  # type: ignore[attr-defined]
    people = list(residents.everybody(viewer))
    tasks = [
        (row.resident, row.step.title) for row in standings.rows(viewer, people) if row.step.code in grid.FOR_THE_WALL
    ]
    return _pdf(papers.staff_list_pdf(viewer, people, tasks), "staff-list.pdf")


def _pdf(made: Pdf | None, name: str) -> HttpResponse:
    if made is None:
        raise Http404(_("出す紙を一枚以上選んでください。"))
    return _file(made.content, name, "application/pdf")


def _site(request: HttpRequest) -> str:
    """The address under which a sheet's QR asks whether it still holds."""
    return request.build_absolute_uri(reverse("papers:ask"))


def _volumes(made: list[Pdf]) -> HttpResponse:
    """One PDF; a long run is a ZIP of numbered volumes, each a whole document."""
    if len(made) == 1:
        return _pdf(made[0], "kits.pdf")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as volumes:
        for number, volume in enumerate(made, start=1):
            volumes.writestr(f"kits-{number:02}.pdf", volume.content)
    return _file(packed.getvalue(), "kits.zip", "application/zip")


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)
