"""The monthly count."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tsukisoi.custody import actions, papers, queries
from tsukisoi.custody.forms import RemarkForm, SeeForm
from tsukisoi.custody.models import Count, CountLine, Place, Seen
from tsukisoi.custody.views.request import pdf, site, tried
from tsukisoi.journal.actions import looked
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today


def index(request: StaffRequest) -> HttpResponse:
    """The counts of the last months; begin this month's."""
    viewer = request.viewer
    if request.method == "POST":
        made = actions.begin_count(viewer, on_paper="paper" in request.POST)
        return redirect("custody:count", made.pk)
    found = queries.counts(viewer)
    context = {
        "counts": [(one, _sums(queries.lines_of(viewer, one))) for one in found], "month": today(),
        "this_month": any(one.month == today().replace(day=1) for one in found),
        "may_handle": queries.may_handle(viewer),
    }  # fmt: skip
    return render(request, "custody/counts.html", context)


def _sums(lines: list[CountLine]) -> dict[str, int]:
    found = {str(seen.name).lower(): sum(line.seen == seen for line in lines) for seen in Seen}
    return {**found, "book": len(lines), "differ": found["elsewhere"] + found["missing"]}


def count(request: StaffRequest, count: UUID) -> HttpResponse:
    """One count: scan a pouch, say what is in it; what differs is explained."""
    viewer, found = request.viewer, queries.count(request.viewer, count)
    form = SeeForm(request.POST or None)
    said, pouch = "", None
    if form.is_valid() and tried(form, lambda: _see(request, found, form.cleaned_data)):
        return redirect(_address(found, request.POST.get("pouch", "")))
    if asked := request.GET.get("scan", "") or request.POST.get("pouch", ""):
        try:
            pouch = queries.scanned(viewer, asked)
        except queries.Unread as error:
            said = str(error)
    return _page(request, found, pouch, said, form, RemarkForm())


def _address(count: Count, pouch: str) -> str:
    return f"/custody/counts/{count.pk}/" + (f"?scan={pouch}" if pouch else "")


def _see(request: StaffRequest, count: Count, data: dict[str, Any]) -> None:
    viewer = request.viewer
    if data["explanation"] or not data["seen"]:
        actions.explain(viewer, count.pk, data["item"], data["explanation"])
        return
    place = None
    if data["seen"] == Seen.ELSEWHERE:
        place = queries.scanned(viewer, data["seen_in"])
    actions.see(viewer, count.pk, data["item"], data["seen"], seen_in=place.pk if place else None)


def _page(
    request: StaffRequest, found: Count, pouch: Place | None, said: str, form: SeeForm, remark: RemarkForm
) -> HttpResponse:
    viewer = request.viewer
    lines = queries.lines_of(viewer, found)
    looked(viewer, "custody.count", {line.item.resident_id for line in lines})
    names = staff.names(viewer, [pk for pk in (found.begun_by, found.closed_by, found.signed_by) if pk])
    wrong = bool(said or form.errors or remark.errors)
    context = {
        "count": found, "lines": lines, "sums": _sums(lines), "pouch": pouch, "said": said, "form": form,
        "remark": remark, "in_pouch": [line for line in lines if pouch and line.item.place_id == pouch.pk],
        "elsewhere": [line for line in lines if line.seen == Seen.OPEN and pouch and line.item.place_id != pouch.pk],
        "differ": [line for line in lines if line.seen in (Seen.ELSEWHERE, Seen.MISSING)],
        "closed_by": names.get(found.closed_by, "") if found.closed_by else "",
        "signed_by": names.get(found.signed_by, "") if found.signed_by else "",
        "may_sign": viewer.may(Right.APPROVE_CUSTODY), "sound": "error" if wrong else "ok" if pouch else "",
    }  # fmt: skip
    return render(request, "custody/count.html", context, status=422 if wrong else 200)


@require_POST
def close(request: StaffRequest, count: UUID) -> HttpResponse:
    """Everything was looked for."""
    found, form = queries.count(request.viewer, count), RemarkForm(request.POST)
    if form.is_valid() and tried(
        form, lambda: actions.close_count(request.viewer, found.pk, form.cleaned_data["remark"])
    ):
        messages.success(request, gettext("点検を締めました。施設長が確かめます。"))
        return redirect("custody:count", found.pk)
    return _page(request, found, None, "", SeeForm(), form)


def _close(request: StaffRequest, count: Count, form: RemarkForm) -> None:
    actions.close_count(request.viewer, count.pk, form.cleaned_data["remark"])


@require_POST
def sign(request: StaffRequest, count: UUID) -> HttpResponse:
    """The head's sign-off."""
    found, form = queries.count(request.viewer, count), RemarkForm({})
    if tried(form, lambda: actions.sign_count(request.viewer, found.pk)):
        messages.success(request, gettext("月の点検を確かめました。"))
        return redirect("custody:count", found.pk)
    return _page(request, found, None, "", SeeForm(), form)


@require_POST
def restore(request: StaffRequest, count: UUID, item: UUID) -> HttpResponse:
    """What lay in a wrong pouch is back in its own."""
    found = queries.count(request.viewer, count)
    actions.put_in_own_pouch(request.viewer, item)
    messages.success(request, gettext("自分の袋に戻しました。"))
    return redirect("custody:count", found.pk)


@require_POST
def sheet(request: StaffRequest, count: UUID) -> HttpResponse:
    """The count on paper."""
    found = queries.count(request.viewer, count)
    return pdf(papers.count_sheet(request.viewer, found, site(request)), "count.pdf")
