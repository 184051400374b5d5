"""Who is on the list: those who stand on it, those who are proposed, and why the others are not."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.cards import queries as cards
from tsukisoi.journal.actions import looked
from tsukisoi.receptions import actions, current, proposing, queries
from tsukisoi.receptions.forms import ListedForm, PickForm
from tsukisoi.receptions.views.telling import over_again
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest


@require_GET
def people(request: StaffRequest, reception: UUID) -> HttpResponse:
    """The list, and beneath it everybody who might be put on it."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    on_it = queries.people(viewer, found)
    every = proposing.by_room(residents.everybody(viewer)) if found.is_ours and found.open else []
    said = {line.resident.pk: line for line in proposing.lines(viewer, found, every)}
    changed = current.changes(viewer, found, on_it, said)
    on_it = current.shown(on_it, changed)
    stands: dict[UUID | None, proposing.Line | None] = {
        one.resident_id: said.pop(one.resident_id, None) for one in on_it if one.resident_id
    }
    if not found.to_come:
        stands = {}  # what was missing on the day is what was written then
    lines = list(said.values())
    left = {line.resident.pk for line in lines if not line.fits}
    renewals = [row for row in cards.renewals(viewer, found.on) if row.person.pk in left] if left else []
    seen = {one.resident_id for one in on_it if one.resident_id} | {line.resident.pk for line in lines}
    looked(viewer, "receptions.people", seen)
    context = {
        "reception": found, "listed": [(one, stands.get(one.resident_id), changed.get(one.pk, {})) for one in on_it],
        "proposed": [line for line in lines if line.fits and not line.blocked],
        "short": [line for line in lines if line.fits and line.blocked and not line.busy],
        "busy": [line for line in lines if line.busy],
        "busy_why": dict(Counter(line.busy for line in lines if line.busy)),
        "others": [line for line in lines if not line.fits], "may_run": viewer.may(Right.RUN_RECEPTIONS),
        "renewals": renewals, "changed": changed,
        "handed_over": bool(changed) and queries.was_handed_over(viewer, found),
        "over_again": over_again(viewer, found),
        "towns": sorted({one.town_of_record for one in on_it if one.elsewhere}),
    }  # fmt: skip
    return render(request, "receptions/people.html", context)


@require_POST
def put_on(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Put everybody ticked on the list."""
    viewer = request.viewer
    found = queries.reception(viewer, reception)
    viewer.require(Right.RUN_RECEPTIONS)
    form = PickForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("一人以上を選んでください。"))
        return redirect("receptions:people", found.pk)
    made = actions.put_on_residents(viewer, found, form.ids)
    said = ngettext("%(n)d人を名簿にのせました。", "%(n)d人を名簿にのせました。", len(made))
    messages.success(request, said % {"n": len(made)})
    return redirect("receptions:people", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: StaffRequest, listed: UUID) -> HttpResponse:
    """One person on the list: what the day needs to know."""
    viewer = request.viewer
    found = queries.listed(viewer, listed)
    viewer.require(Right.RUN_RECEPTIONS)
    form = ListedForm.of(found, request.POST or None)
    back = reverse("receptions:people", args=[found.reception_id])
    if request.method == "POST" and form.is_valid():
        actions.change_listed(viewer, found, **form.columns)
        messages.success(request, _("書きとめました。"))
        return redirect(back)
    looked(viewer, "receptions.listed", [found.resident_id] if found.resident_id else [])
    context = {"person": found, "form": form, "back_url": back}
    return render(request, "receptions/listed.html", context, status=422 if form.errors else 200)


@require_POST
def take_off(request: StaffRequest, listed: UUID) -> HttpResponse:
    """Take one person off the list; the number stays theirs."""
    viewer = request.viewer
    found = queries.listed(viewer, listed)
    actions.take_off(viewer, found)
    messages.success(request, _("名簿から外しました。番号は、その人のまま空けてあります。"))
    return redirect("receptions:people", found.reception_id)
