"""The monthly count."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tsukisoi.custody import actions, papers, queries
from tsukisoi.custody.forms import RemarkForm, SeeForm
from tsukisoi.custody.models import Count, CountLine, Kind, Place, Seen
from tsukisoi.custody.views.request import pdf, site, tried
from tsukisoi.journal.actions import looked
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.paging import number_from

MANY = 120
"""Things that the list of what may lie in a wrong pouch holds; beyond that the owner's label is read."""


def index(request: StaffRequest) -> HttpResponse:
    """The counts of the last months; begin this month's."""
    viewer = request.viewer
    form = RemarkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        made: list[Count] = []
        paper = "paper" in request.POST
        if tried(form, lambda: made.append(actions.begin_count(viewer, on_paper=paper))):
            return redirect("custody:count", made[0].pk)
    found = queries.counts(viewer)
    sums = queries.sums_of(viewer, found)
    context = {
        "counts": [(one, sums[one.pk]) for one in found], "month": today(),
        "this_month": any(one.month == today().replace(day=1) for one in found),
        "may_handle": queries.may_handle(viewer), "whole": viewer.units is None, "form": form,
        "nothing": not queries.sums(viewer)[0],
    }  # fmt: skip
    return render(request, "custody/counts.html", context, status=422 if form.errors else 200)


def count(request: StaffRequest, count: UUID) -> HttpResponse:
    """One count: scan a pouch, say what is in it; what differs is explained."""
    viewer, found = request.viewer, queries.count(request.viewer, count)
    if "scan" in request.POST:
        return _scanned(request, found, request.POST["scan"])
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


def _scanned(request: StaffRequest, count: Count, typed: str) -> HttpResponse:
    """A pouch is in the hand: what the book puts into it is there. The page that follows says what was counted."""
    try:
        pouch = queries.scanned(request.viewer, typed)
        seen = actions.see_pouch(request.viewer, count.pk, pouch.pk)
    except (queries.Unread, ValidationError) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return _page(request, count, None, said, SeeForm(), RemarkForm())
    return redirect(_address(count, pouch.code, len(seen)))


def _address(count: Count, pouch: str, counted: int | None = None) -> str:
    asked = {"scan": pouch} | ({} if counted is None else {"counted": str(counted)})
    return reverse("custody:count", args=[count.pk]) + (f"?{urlencode(asked)}" if pouch else "")


def _see(request: StaffRequest, count: Count, data: dict[str, Any]) -> None:
    viewer = request.viewer
    if data["explanation"] or not data["seen"]:
        actions.explain(viewer, count.pk, data["item"], data["explanation"])
        return
    if data["seen"] != Seen.ELSEWHERE:
        actions.see(viewer, count.pk, data["item"], data["seen"])
        return
    try:
        item = data["item"] or _of_owner(viewer, count, data)
        actions.see(viewer, count.pk, item, data["seen"], seen_in=queries.scanned(viewer, data["seen_in"]).pk)
    except queries.Unread as error:
        raise ValidationError(str(error), code="unread") from None


def _of_owner(viewer: Viewer, count: Count, data: dict[str, Any]) -> UUID:
    """In a large house the thing is named by the owner's pouch and its kind."""
    try:
        return queries.line_of(viewer, count, queries.scanned(viewer, data["owner"]), data["kind"]).item_id
    except Http404:
        raise ValidationError(gettext("その袋に、その品目はありません。"), code="owner") from None


def _page(
    request: StaffRequest, found: Count, pouch: Place | None, said: str, form: SeeForm, remark: RemarkForm
) -> HttpResponse:
    viewer, after = request.viewer, number_from(request.GET.get("after"))
    lines, following = queries.page_of(viewer, found, after)
    sums = queries.sums_of(viewer, [found])[found.pk]
    differ = queries.differing(viewer, found)
    in_pouch = queries.lines_in(viewer, found, pouch) if pouch else []
    elsewhere = queries.still_open(viewer, found, pouch, MANY) if pouch else []
    shown = (*lines, *differ, *in_pouch, *elsewhere)
    looked(viewer, "custody.count", {line.item.resident_id for line in shown})
    names = staff.names(viewer, [pk for pk in (found.begun_by, found.closed_by, found.signed_by) if pk])
    wrong = bool(said or form.errors or remark.errors)
    context = {
        "count": found, "lines": lines, "next": following, "after": after, "sums": sums, "pouch": pouch,
        "said": said, "form": form, "remark": remark, "in_pouch": in_pouch, "elsewhere": elsewhere[:MANY],
        "kinds": Kind.choices if len(elsewhere) > MANY else None, "differ": [(line, _runbook(line)) for line in differ],
        "closed_by": names.get(found.closed_by, "") if found.closed_by else "",
        "signed_by": names.get(found.signed_by, "") if found.signed_by else "",
        "may_sign": viewer.may(Right.APPROVE_CUSTODY), "sound": "error" if wrong else "ok" if pouch else "",
        "counted": number_from(request.GET["counted"]) if "counted" in request.GET else None,
        "seen_before": any(line.seen not in (Seen.OPEN, Seen.OUT) for line in in_pouch),
        "to_see": sum(line.seen == Seen.OPEN for line in in_pouch),
    }  # fmt: skip
    return render(request, "custody/count.html", context, status=422 if wrong else 200)


def _runbook(line: CountLine) -> str:
    """Where the steps begin for a card that is not there."""
    return queries.where_to_begin(line.item) if line.seen == Seen.MISSING else ""


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
