"""The list to the other side, what comes back, and the differences to decide."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.packets import actions as packet_actions
from tsukisoi.packets import codes, workbooks
from tsukisoi.packets import queries as packets
from tsukisoi.receptions import actions, columns, queries
from tsukisoi.receptions.actions.handing import WORKBOOK
from tsukisoi.receptions.forms.handing import (
    CodeForm,
    HandOverForm,
    LayoutForm,
    PasswordForm,
    ReceiptForm,
    TakeForm,
    WorkbookForm,
)
from tsukisoi.receptions.models import Correction, Reception
from tsukisoi.receptions.views.telling import lost_times, over_again
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.viewer import Viewer

KEPT_FOR = timedelta(days=90)
"""How long after the day the other side may keep the list, where nothing else is agreed: a guide of this program."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _partners(viewer: Viewer) -> list[tuple[UUID, str]]:
    return [(one.pk, one.name) for one in packets.partners(viewer)]


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: StaffRequest, reception: UUID) -> HttpResponse:
    """What went over and came in; the form to make a file. With a code it is shown first, then the file is saved."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.HAND_OVER)
    form = HandOverForm(_partners(viewer), request.POST or None, found.on + KEPT_FOR)
    if request.method == "POST" and form.is_valid():
        return _show_code(request, found, form)
    return _page(request, found, form, _workbook_form(viewer, found))


def _page(request: StaffRequest, found: Reception, form: HandOverForm, own: WorkbookForm) -> HttpResponse:
    viewer = request.viewer
    context = {
        "reception": found, "form": form, "workbook": own, "files": queries.files(viewer, found),
        "people": queries.people(viewer, found), "own_layout": queries.layout(viewer, found.town),
        "may_export": viewer.may(Right.EXPORT), "corrections": queries.corrections(viewer, found),
        "columns": [str(columns.WORDS[name]) for name in columns.SENT], "receipt": ReceiptForm(),
        "workbook_kind": WORKBOOK, "over_again": over_again(viewer, found),
    }  # fmt: skip
    status = 422 if form.errors or own.errors else 200
    return render(request, "receptions/hand_over.html", context, status=status)


def _workbook_form(viewer: Viewer, found: Reception, data: Any = None) -> WorkbookForm:
    return WorkbookForm(_own_layout(viewer, found), data, found.on + KEPT_FOR)


def _own_layout(viewer: Viewer, found: Reception) -> str:
    """The town, where it has columns of its own."""
    return str(found.town) if queries.layout(viewer, found.town) else ""


def _show_code(request: StaffRequest, found: Reception, form: HandOverForm) -> HttpResponse:
    code = "" if form.partner else codes.make()
    sent = {**request.POST.dict(), "code": code}
    context = {"reception": found, "code": code, "form": CodeForm(_partners(request.viewer), sent), "sent": sent}
    return render(request, "receptions/code.html", context | {"delete_on": form.cleaned_data["delete_on"]})


@require_POST
def hand_over_file(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The file itself. Asked for again it is the same file in the record, locked with the same code."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    form = CodeForm(_partners(viewer), request.POST)
    viewer.require(Right.HAND_OVER)
    if not form.is_valid():
        return redirect("receptions:hand_over", found.pk)
    data = form.cleaned_data
    to = packets.partner(viewer, form.partner) if form.partner else None
    try:
        made = actions.hand_over(
            viewer, found, delete_on=data["delete_on"], to=to, code=data["code"], id=data["packet"]
        )  # fmt: skip
    except (packet_actions.Refused, codes.Mistyped) as refused:
        messages.error(request, str(refused))
        return redirect("receptions:hand_over", found.pk)
    looked(viewer, "receptions.hand_over", _residents(viewer, found))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/octet-stream", headers=headers)


def _residents(viewer: Viewer, reception: Reception) -> Iterable[UUID]:
    return [one.resident_id for one in queries.people(viewer, reception) if one.resident_id]


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: StaffRequest) -> HttpResponse:
    """Open a file that came: a new reception, or corrections to one that is here."""
    viewer = request.viewer
    viewer.require(Right.HAND_OVER)
    form = TakeForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        try:
            found, opened = actions.take(viewer, form.read(), form.cleaned_data["code"])
        except packet_actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            _tell(request, opened)
            waits = queries.corrections(viewer, found)
            return redirect("receptions:corrections" if waits else "receptions:reception", found.pk)
    context = {
        "form": form, "title": _("届いたファイルを開く"), "label": _("開く"), "multipart": True,
        "back_url": reverse("receptions:list"), "back_label": _("出張申請受付"),
    }  # fmt: skip
    return render(request, "receptions/form.html", context, status=422 if form.errors else 200)


def _tell(request: StaffRequest, opened: packet_actions.Opened) -> None:
    if opened.again:
        messages.info(request, _("このファイルは、前に開いたものと同じです。何も変わっていません。"))
    said = _("%(sender)s のファイルを開きました。受け取りの印は %(receipt)s です。相手に電話などで知らせてください。")
    messages.success(request, said % {"sender": opened.sender, "receipt": opened.record.receipt_shown})


@require_POST
def received(request: StaffRequest, packet: UUID) -> HttpResponse:
    """The other side read its eight signs out: the file arrived and could be opened."""
    viewer = request.viewer
    found = packets.packet(viewer, packet)
    form = ReceiptForm(request.POST)
    try:
        packet_actions.received(viewer, found, form.cleaned_data["receipt"] if form.is_valid() else "")
        messages.success(request, _("相手が受け取ったことを書きとめました。"))
    except packet_actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("receptions:hand_over", found.about) if found.about else redirect("receptions:list")


@require_GET
def corrections(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Every difference between our list and theirs, both versions beside each other."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    waiting = queries.corrections(viewer, found)
    looked(viewer, "receptions.corrections", {id for one in waiting if (id := _known(one))})
    lines = [(one, str(columns.WORDS.get(one.field, one.field))) for one in waiting]
    context = {"reception": found, "lines": lines, "may_run": viewer.may(Right.RUN_RECEPTIONS)}
    return render(request, "receptions/corrections.html", context)


def _known(correction: Correction) -> UUID | None:
    return correction.listed.resident_id if correction.listed else None


@require_POST
def decide(request: StaffRequest, correction: UUID) -> HttpResponse:
    """Take theirs, or keep ours."""
    viewer = request.viewer
    found = queries.correction(viewer, correction)
    with lost_times(request, found.reception):
        actions.decide(viewer, found, request.POST.get("take") == "theirs")
    return redirect("receptions:corrections", found.reception_id)


@require_POST
def decide_all(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The same for everything that waits."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    with lost_times(request, found):
        count = actions.decide_all(viewer, found, request.POST.get("take") == "theirs")
    messages.success(request, _("%(n)dつを決めました。") % {"n": count})
    return redirect("receptions:reception", found.pk)


@require_POST
def workbook(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The password of the workbook, shown once; then the workbook is saved."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.HAND_OVER)
    viewer.require(Right.EXPORT)
    form = _workbook_form(viewer, found, request.POST)
    if not form.is_valid():
        return _page(request, found, HandOverForm(_partners(viewer), None, found.on + KEPT_FOR), form)
    context = {
        "reception": found, "password": workbooks.password(), "sent": form, "delete_on": form.cleaned_data["delete_on"],
        "layout": "standard" if form.standard else "",
    }  # fmt: skip
    answer = render(request, "receptions/workbook.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@sensitive_post_parameters("workbook-password")
def workbook_file(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The workbook itself. Asked for again it is the same file in the record, opened by the same password."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.HAND_OVER)
    viewer.require(Right.EXPORT)
    form = PasswordForm(_own_layout(viewer, found), request.POST)
    if not form.is_valid():
        return redirect("receptions:hand_over", found.pk)
    data = form.cleaned_data
    made = actions.hand_over_workbook(
        viewer, found, delete_on=data["delete_on"], standard=form.standard, password=data["password"], id=data["packet"]
    )  # fmt: skip
    looked(viewer, "receptions.export", _residents(viewer, found))
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def layout(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Which column of the town's own workbook takes what: remembered for the town."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    form = LayoutForm(request.POST or None, queries.layout(viewer, found.town))
    if request.method == "POST" and form.is_valid() and not form.incomplete:
        actions.set_layout(viewer, found.town, form.layout)
        messages.success(request, _("この町の様式を覚えました。"))
        return redirect("receptions:hand_over", found.pk)
    if form.incomplete:
        form = LayoutForm(None, [(name, "") for name in form.names])
    context = {
        "form": form, "title": _("%(town)sの様式（Excel）") % {"town": found.town}, "label": _("覚える"),
        "told": _("個人番号の欄があっても、空けておきます。空にして保存すると、つきそいの様式にもどります。"),
        "back_url": reverse("receptions:hand_over", args=[found.pk]), "back_label": _("渡す・受け取る"),
    }  # fmt: skip
    return render(request, "receptions/form.html", context, status=422 if form.errors else 200)


@require_POST
def destroy(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Delete what the other side gave of its people."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.HAND_OVER)
    try:
        actions.destroy(viewer, found)
        messages.success(request, _("受け取った名簿を廃棄しました。番号と数だけが残っています。"))
    except packet_actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("receptions:reception", found.pk)
