"""The papers of a reception."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.papers import queries as printed
from tsukisoi.receptions import money, queries
from tsukisoi.receptions import papers as sheets
from tsukisoi.staff.request import StaffRequest

IN_A_ROOM = ("flyer", "tags", "hall", "timetable")
LEFT_OUT: dict[str, tuple[str, ...]] = {
    "home_visit_reception": IN_A_ROOM,
    "application_support": (*IN_A_ROOM, "minutes", "goods", "fallback"),
}
"""Papers that a kind of reception has no use for."""
WITH_PEOPLE = ("tags", "timetable", "fallback", "report", "invoice")


@require_GET
def papers(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Which papers there are, for whom, and when they are needed."""
    found = queries.reception(request.viewer, reception)
    left_out = LEFT_OUT.get(found.kind, ())
    fallen = printed.fallen_of(request.viewer, found.pk)
    rows = [
        (code, name, what, fallen.get(code))
        for code, (name, what, _build) in sheets.SHEETS.items()
        if code not in left_out
    ]
    return render(request, "receptions/papers.html", {"reception": found, "sheets": rows})


@require_POST
def paper(request: StaffRequest, reception: UUID, kind: str) -> HttpResponse:
    """One of them as a PDF."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    if kind not in {**sheets.SHEETS, **sheets.MONEY}:
        raise Http404(_("その紙はありません。"))
    if kind in sheets.MONEY and not money.may_ask(queries.claim_lines(viewer, found)):
        messages.error(request, _("まだ出せません。協議した日、口座、額と、対象になる作業を、先に書きとめます。"))
        return redirect("receptions:claim", found.pk)
    made = sheets.print_sheet(viewer, found, kind, request.build_absolute_uri(reverse("papers:ask")))
    if kind in WITH_PEOPLE:
        people = queries.people(viewer, found)
        looked(viewer, "receptions.paper", {one.resident_id for one in people if one.resident_id})
    headers = {"Content-Disposition": f'inline; filename="{kind}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)
