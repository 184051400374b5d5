"""After the day: each application until the card is in the hand, the facility's own help, the money, the round."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.municipalities import guidance as offices
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.receptions import actions, current, guidance, money, queries, reversing, walking
from tsukisoi.receptions import papers as sheets
from tsukisoi.receptions.forms import WhyForm
from tsukisoi.receptions.forms.following import ClaimForm, KeepForm, MarkForm, SupportForm, TakeBackForm
from tsukisoi.receptions.progress import CODES, stepped_aside
from tsukisoi.receptions.tasks import KEPT_BACK
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import id_from
from tsukisoi.tenancy.viewer import Viewer


@require_http_methods(["GET", "HEAD", "POST"])
def after(request: StaffRequest, reception: UUID) -> HttpResponse:
    """How far each application is. POST writes one thing for everybody ticked."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    form = MarkForm(request.POST or None)
    if request.method == "POST":
        viewer.require(Right.RUN_RECEPTIONS)
        if form.is_valid():
            chosen = set(form.ids)
            people = [one for one in queries.people(viewer, found) if one.pk in chosen]
            try:
                count = actions.set_mark(viewer, people, form.cleaned_data["code"], form.cleaned_data["on"])
            except ValidationError as refused:
                form.add_error("on", refused)
            else:
                messages.success(request, _("%(n)d人の記録を書きとめました。") % {"n": count})
                return redirect("receptions:after", found.pk)
    lines = queries.progress(viewer, found)
    looked(viewer, "receptions.after", {one.listed.resident_id for one in lines if one.listed.resident_id})
    context = {
        "reception": found, "lines": lines, "form": form, "keep": KeepForm(),
        "keeps": queries.lead_times(viewer, found.town).get(KEPT_BACK),
        "may_run": viewer.may(Right.RUN_RECEPTIONS), "may_edit_town": viewer.may(Right.EDIT_MUNICIPALITIES),
        "may_end": found.open and found.on <= today(), "done": sum(one.state == "done" for one in lines),
        "urgent": [one for one in lines if one.urgent],
        "short": [one for one in lines if one.short and not one.way.collected],
    }  # fmt: skip
    return render(request, "receptions/after.html", context, status=422 if form.errors else 200)


@require_GET
def course(request: StaffRequest, listed: UUID) -> HttpResponse:
    """Everything written after the day for one person, with what was taken back."""
    viewer = request.viewer
    found = queries.listed(viewer, listed)
    looked(viewer, "receptions.course", [found.resident_id] if found.resident_id else [])
    lines = [(mark, CODES[mark.code], stepped_aside(mark)) for mark in queries.marks_of(viewer, found)]
    context = {
        "reception": found.reception, "person": found, "now": queries.progress_one(viewer, found), "lines": lines,
        "may_run": viewer.may(Right.RUN_RECEPTIONS), "may_print": viewer.may(Right.PRINT_PAPERS),
    }  # fmt: skip
    return render(request, "receptions/course.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: StaffRequest, listed: UUID) -> HttpResponse:
    """One of them was written by mistake: what goes with it is said first, and what is in the way of it."""
    viewer = request.viewer
    found = queries.listed(viewer, listed)
    viewer.require(Right.RUN_RECEPTIONS)
    mark = queries.mark(viewer, found, id_from(request.POST.get("mark") or request.GET.get("mark", "")))
    if mark is None:
        messages.info(request, _("この記録は、もう取り消してあります。"))
        return redirect("receptions:course", found.pk)
    form = TakeBackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_back(viewer, found, mark.pk, form.cleaned_data["why"])
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("「%(what)s」を取り消しました。") % {"what": CODES[mark.code]})
            return redirect("receptions:course", found.pk)
    context = {
        "person": found, "mark": mark, "words": CODES[mark.code], "form": form,
        "goes": reversing.goes_with(viewer, found, mark), "blocked": reversing.blocked(viewer, found, mark),
    }  # fmt: skip
    return render(request, "receptions/take_back.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Everything of this reception is over; what becomes of cards that are still on their way is said."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    left = queries.on_the_way(viewer, found)
    form = WhyForm(request.POST or None)
    form.fields["why"].required = bool(left)
    if request.method == "POST" and form.is_valid():
        try:
            actions.close(viewer, found, form.cleaned_data["why"])
        except ValidationError as refused:
            form.add_error("why", refused)
        else:
            messages.success(request, _("この受付を終えました。記録は、そのまま見られます。"))
            return redirect("receptions:list")
    looked(viewer, "receptions.after", {one.listed.resident_id for one in left if one.listed.resident_id})
    told = _("まだ手にわたっていない人：%(names)s") % {"names": _("、").join(one.listed.name for one in left)}
    context = {
        "form": form, "title": _("この受付を終える"), "label": _("終える"), "told": told if left else "",
        "back_url": reverse("receptions:after", args=[found.pk]), "back_label": _("カードが届くまで"),
    }  # fmt: skip
    return render(request, "receptions/form.html", context, status=422 if form.errors else 200)


@require_POST
def keeps(request: StaffRequest, reception: UUID) -> HttpResponse:
    """For how many days this town keeps a card that came back: asked once, it counts for every reception there."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    form = KeepForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        actions.set_lead_time(viewer, found.town, KEPT_BACK, data["days"], data["source"])
        messages.success(request, _("町の日数を書きとめました。"))
    else:
        messages.error(request, _("日数を数字で入れてください。"))
    return redirect("receptions:after", found.pk)


@require_POST
def record(request: StaffRequest, listed: UUID) -> HttpResponse:
    """One person's record of the whole way as a PDF: explained, applied, handed over, mode, who was there."""
    viewer = request.viewer
    found = queries.listed(viewer, listed)
    made = sheets.print_record(viewer, found, request.build_absolute_uri(reverse("papers:ask")))
    looked(viewer, "receptions.record", [found.resident_id] if found.resident_id else [])
    headers = {"Content-Disposition": 'inline; filename="record.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


@require_GET
def alone(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The facility's own help: how far each application is."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    people = queries.people(viewer, found)
    kept = queries.supports(viewer, found)
    looked(viewer, "receptions.alone", {one.resident_id for one in people if one.resident_id})
    context = {
        "reception": found, "rows": [(one, kept.get(one.pk)) for one in people],
        "may_run": viewer.may(Right.RUN_RECEPTIONS), "cites": guidance.manual("第6-1(4)"),
        **_post_office(viewer, found, people),
    }  # fmt: skip
    return render(request, "receptions/alone.html", context)


def _post_office(viewer: Viewer, found: queries.Day, people: list[queries.Person]) -> dict[str, Any]:
    """Which of its three services a post office of the town offers, and who can go there themselves: nobody else."""
    town = municipalities.called(viewer, found.town)
    key = "municipality.post_office"
    told = municipalities.office_facts(viewer, town).get(key)
    group = residents.persons(viewer, [one.resident_id for one in people if one.resident_id])
    facts = residents.facts_of(viewer, group)
    return {
        "post_office": told, "post_services": "" if told is None else offices.in_words(key, list(told)),
        "post_names": queries.town_answers(viewer, found).get("post_office.names", ""),
        "post_accepts": "acceptance" in (told or ()),
        "post_people": [one.name for one in group if facts[one.pk].get("can_visit_counter") is True],
        "post_unknown": [one.name for one in group if facts[one.pk].get("can_visit_counter") is None],
        "post_cites": guidance.manual("第5-2参考"),
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def support(request: StaffRequest, listed: UUID) -> HttpResponse:
    """The facility's own help with one application."""
    viewer = request.viewer
    found = queries.listed(viewer, listed)
    viewer.require(Right.RUN_RECEPTIONS)
    form = SupportForm.of(queries.support(viewer, found), request.POST or None)
    back = reverse("receptions:alone", args=[found.reception_id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_support(viewer, found, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("sent_on", refused)
        else:
            messages.success(request, _("書きとめました。"))
            return redirect(back)
    looked(viewer, "receptions.listed", [found.resident_id] if found.resident_id else [])
    context = {"form": form, "title": found.name, "label": _("保存する"), "back_url": back,
               "back_label": _("申請を進める")}  # fmt: skip
    return render(request, "receptions/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: StaffRequest, reception: UUID) -> HttpResponse:
    """What may be claimed, what the town will refuse and why, and the papers for it."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    kept = queries.claim(viewer, found)
    form = ClaimForm.of(kept, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_claim(viewer, found, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error("consulted_on", refused)
        else:
            messages.success(request, _("書きとめました。"))
            return redirect("receptions:claim", found.pk)
    lines = queries.claim_lines(viewer, found)
    looked(viewer, "receptions.claim", {one.work.listed.resident_id for one in lines if one.work.listed.resident_id})
    counted = [line for line in lines if not line.refused]
    rules = guidance.money_rules(
        found, kept.consulted_on is not None, kept.own_account, any(one.work.listed.elsewhere for one in lines),
        kept.method, any(one.work.kind == "proxy" for one in lines),
    )  # fmt: skip
    context = {
        "reception": found, "claim": kept, "form": form, "lines": lines, "counted": counted,
        "total": money.total(lines), "rules": rules, "usual": guidance.usual_amounts(),
        "asked": municipalities.called(viewer, found.town), "answers": _answers(viewer, found),
        "may_invoice": money.may_ask(lines),
    }  # fmt: skip
    return render(request, "receptions/claim.html", context, status=422 if form.errors else 200)


def _answers(viewer: Viewer, found: queries.Day) -> list[tuple[str, str]]:
    """What the town's own page says about money, in words."""
    told = queries.town_answers(viewer, found)
    keys = [key for key in told if key.startswith("support_money.")]
    return [(offices.question(key).name, offices.in_words(key, told[key])) for key in keys]


@require_GET
def the_round(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The homes of one day in a sensible order, what to bring to each, what to mind: for a phone in one hand."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    homes = walking.homes(current.as_now(viewer, found), found, queries.hall(viewer, found).minutes)
    people = [one.listed for one in homes]
    looked(viewer, "receptions.round", {one.resident_id for one in people if one.resident_id})
    context = {
        "reception": found, "homes": homes, "may_run": viewer.may(Right.RUN_RECEPTIONS),
        "cites": guidance.manual("第5-2(5)"), "unsettled": sum(not one.listed.privacy for one in homes),
    }  # fmt: skip
    return render(request, "receptions/round.html", context)
