"""Two records of one person: choose the other, see every consequence, confirm."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from tsukisoi.journal.actions import looked
from tsukisoi.residents import actions, guidance, queries
from tsukisoi.residents.models import Resident
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.ids import id_from


@require_http_methods(["GET", "POST"])
def merge(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Merge another record into this one."""
    viewer = request.viewer
    viewer.require(Right.MERGE_RESIDENTS)
    keep = queries.person(viewer, resident)
    chosen = id_from((request.POST if request.method == "POST" else request.GET).get("other"))
    if chosen is None:
        return _choose(request, keep)
    drop = queries.person(viewer, chosen)
    if request.method == "POST":
        try:
            actions.merge(viewer, keep, drop)
            messages.success(request, gettext("記録をまとめました。"))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect("residents:detail", keep.pk)
    looked(viewer, "residents.merge", [keep.pk, drop.pk])
    told = queries.merge_consequences(viewer, keep, drop)
    differs = [(guidance.name_of(k), guidance.in_words(k, a), guidance.in_words(k, b)) for k, a, b in told.differs]
    return render(
        request, "residents/merge_confirm.html", {"keep": keep, "drop": drop, "told": told, "differs": differs}
    )


def _choose(request: StaffRequest, keep: Resident) -> HttpResponse:
    viewer = request.viewer
    words = request.GET.get("q", "")[:80]
    found = queries.search(viewer, words) if words else queries.alike(viewer, keep.name, keep.birth_date)
    others = [one for one in found if one.pk != keep.pk]
    looked(viewer, "residents.merge", [one.pk for one in others])
    return render(request, "residents/merge.html", {"keep": keep, "others": others, "words": words})
