"""The numbers of one reception: for the screen, for A4, and as a workbook."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsukisoi.papers.workbook import Table, workbook
from tsukisoi.receptions import queries as receptions
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.wareki import plain
from tsukisoi.venue import numbers as reckoning
from tsukisoi.venue import queries
from tsukisoi.venue.numbers import Bar, Numbers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def numbers(request: StaffRequest, reception: UUID) -> HttpResponse:
    """How the day went, as a chart that a head can read. Nobody's name stands on it."""
    viewer = request.viewer
    found = receptions.reception(viewer, reception)
    told = _numbers(viewer, found)
    context: dict[str, Any] = {
        "reception": found, "told": told, "after": _after(viewer, found), "may_export": viewer.may(Right.EXPORT),
        "bars": reckoning.bars(told) if told else [], "columns": reckoning.columns(told) if told else [],
        "step": reckoning.STEP, "hall": receptions.hall(viewer, found),
    }  # fmt: skip
    return render(request, "venue/numbers.html", context)


@require_POST
def numbers_xlsx(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The same as a workbook."""
    viewer = request.viewer
    found = receptions.reception(viewer, reception)
    viewer.require(Right.EXPORT)
    told = _numbers(viewer, found)
    rows = [(str(bar.words), str(bar.count)) for bar in reckoning.bars(told)] if told else []
    rows += _more(told) if told else []
    rows += [(str(bar.words), str(bar.count)) for bar in _after(viewer, found)]
    took = [(str(at), str(minutes)) for at, minutes in enumerate(told.minutes if told else (), start=1)]
    tables = [
        Table(_("数"), (_("こと"), _("人数など")), rows, f"{plain(found.on)}　{found.place}"),
        Table(_("一人の時間"), (_("短い順"), _("分")), took),
    ]
    headers = {"Content-Disposition": 'attachment; filename="reception-numbers.xlsx"', "Cache-Control": "no-store"}
    return HttpResponse(workbook(tables, now()), content_type=XLSX, headers=headers)


def _numbers(viewer: Viewer, found: receptions.Day) -> Numbers | None:
    day = queries.day_of(viewer, found.pk)
    return queries.numbers(viewer, day) if day else None


def _more(told: Numbers) -> list[tuple[str, str]]:
    return [
        (_("一人の時間（まんなかの人、分）"), "" if told.middle is None else str(told.middle)),
        (_("一人の時間（いちばん長い人、分）"), "" if told.longest is None else str(told.longest)),
        (_("写真の撮りなおし"), str(told.retakes)), (_("本人確認書類が足りなかった"), str(told.short)),
        (_("紙からあとで入れた"), str(told.late)),
    ]  # fmt: skip


def _after(viewer: Viewer, found: receptions.Day) -> list[Bar]:
    """Until the card is in the hand: how many applications are how far."""
    lines = receptions.progress(viewer, found)
    rows = [
        (_("申請した"), sum(one.on("applied") is not None for one in lines), "done"),
        (_("カードが市区町村に届いた"), sum(one.on("arrived") is not None for one in lines), "done"),
        (_("本人の手にわたった"), sum(one.on("in_hand") is not None for one in lines), "done"),
        (_("窓口か代理人が受け取る（申請サポート）"), sum(one.short for one in lines), "part"),
        (_("郵便がもどった"), sum(one.on("returned") is not None for one in lines), "not"),
        (_("廃棄された"), sum(one.on("destroyed") is not None for one in lines), "not"),
    ]  # fmt: skip
    most = max(count for _words, count, _kind in rows) or 1
    return [Bar(words, count, round(1000 * count / most), kind) for words, count, kind in rows]
