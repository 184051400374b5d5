"""Bringing a list in: give it, look, confirm, and take it back if it was wrong."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.guard.allowance import screens_itself
from tsukisoi.journal.actions import looked
from tsukisoi.residents import queries
from tsukisoi.residents.actions import importing, previews
from tsukisoi.residents.comparison import Change, Comparison, compare
from tsukisoi.residents.forms import COLUMN_WORDS, ColumnsForm, ListForm
from tsukisoi.residents.models import Draft
from tsukisoi.residents.roster.preview import Refused
from tsukisoi.residents.roster.said import kept as as_kept
from tsukisoi.residents.showing import field_name, sentence, value_words
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import organisation_of
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.ids import id_from

SHOWN = 100
"""So many new people are shown by name; the rest is counted."""


@screens_itself("rows")
@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest) -> HttpResponse:
    """Give a list: a file, or rows pasted from a spreadsheet."""
    viewer = request.viewer
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ListForm(*sent)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("residents:preview", importing.read_list(viewer, *form.read()).pk)
        except Refused as refused:
            form.add_error(None, sentence(as_kept(refused.args[0])))
    viewer.require(Right.IMPORT_ROSTER)
    context = {"form": form, "imports": queries.imports(viewer)}
    return render(request, "residents/import.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change as the page shows it: what, before, after."""

    change: Change
    lines: list[tuple[str, str, str]]


@require_http_methods(["GET", "POST"])
def preview(request: StaffRequest, draft: UUID) -> HttpResponse:
    """What the list would bring in, every doubt in its place; one confirmation stores it."""
    viewer = request.viewer
    if request.method == "POST":
        accepted = {id: token for name, token in _ticked(request) if (id := id_from(name))}
        made = importing.bring_in(
            viewer, draft, accepted, all_live_here="all_live_here" in request.POST, apart=_apart(request)
        )
        return redirect("residents:imported", made.pk)
    if queries.was_imported(viewer, draft):
        return _already(request, draft)
    kept = queries.draft(viewer, draft)
    told = previews.unpack(kept)
    people = previews.people_of(told)
    held = compare(viewer, people)
    looked(
        viewer,
        "residents.import_preview",
        [one.resident for one in (*held.changes, *(alike.change for alike in held.alike))],
    )
    return render(request, "residents/preview.html", _shown(request, kept, told, held))


def _already(request: StaffRequest, draft: UUID) -> HttpResponse:
    """Somebody went back to a list that was brought in meanwhile: it is not lost, and it says where it is."""
    return render(request, "residents/already.html", {"batch": queries.imported(request.viewer, draft)})


def _ticked(request: StaffRequest) -> list[tuple[str, str]]:
    """(person, token of the change) of each change that is wanted: ticked, or said of a row that looks like them."""
    ticked = [(name.removeprefix("change_"), request.POST[name]) for name in request.POST if name.startswith("change_")]
    said = [request.POST[name].partition(" ") for name in request.POST if name.startswith("row_")]
    return [*ticked, *((person, token) for person, _blank, token in said if token)]


def _apart(request: StaffRequest) -> set[int]:
    """The rows that are people of their own."""
    said = {name.removeprefix("row_") for name in request.POST if request.POST[name] == "apart"}
    return {int(row) for row in {*said, *request.POST.getlist("apart")} if row.isascii() and row.isdecimal()}


def _doubled(told: dict[str, Any], held: Comparison) -> list[dict[str, Any]]:
    """The rows left out because an earlier one says the same person. Of several already there none more is made."""
    people = {person.row: person for person in previews.doubled_in(told)}
    unclear = {one.row for one in held.unclear}
    return [
        {**one, "person": people.get(one["row"]), "may_be_another": one["first_row"] not in unclear}
        for one in told["duplicates"]
    ]


def _shown(request: StaffRequest, kept: Draft, told: dict[str, Any], held: Comparison) -> dict[str, Any]:
    units = {id: name for name, id in held.places.units.items()} if held.places else {}
    return {
        "draft": kept,
        "sheets": _other_sheets(request, kept.filename, told["sheet"]),
        "told": told,
        "held": held,
        "new": held.new[:SHOWN],
        "more": max(0, len(held.new) - SHOWN),
        "proposals": sum(len(person.proposals) for person in held.new),
        "no_kana": sum(not person.kana for person in held.new),
        "changes": [_change(one, units) for one in held.changes],
        "doubled": _doubled(told, held),
        "alike": [(one, _change(one.change, units)) for one in held.alike],
        "may_be_new": bool(held.new or held.alike or told["duplicates"]),
        "questions": list(map(sentence, told["questions"])),
        "rejected": [_rejected(one) for one in told["rejected"]],
        "columns_form": ColumnsForm(columns=told["columns"]),
        "may_add_units": request.viewer.may(Right.SET_UP),
        "is_facility": organisation_of(request.viewer).kind == "facility",
    }


def _other_sheets(request: StaffRequest, filename: str, sheet: str = "") -> dict[str, UUID]:
    """The other lists of the same file that still wait, by the name of their sheet; of one read twice, the last."""
    found = queries.drafts_of(request.viewer, filename)
    named = {previews.unpack(one)["sheet"]: one.pk for one in found}
    return {name: id for name, id in named.items() if name not in ("", sheet)}


def _rejected(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "field": COLUMN_WORDS.get(one["field"], one["field"]), "message": sentence(one["message"])}


def _change(one: Change, units: dict[UUID, str]) -> ShownChange:
    return ShownChange(
        one,
        [
            (field_name(key), value_words(key, before, units), value_words(key, after, units))
            for key, (before, after) in one.fields.items()
        ],
    )


@require_POST
def columns(request: StaffRequest, draft: UUID) -> HttpResponse:
    """Read the waiting list again with corrected columns."""
    viewer = request.viewer
    if queries.was_imported(viewer, draft):
        return _already(request, draft)
    told = previews.unpack(queries.draft(viewer, draft))
    form = ColumnsForm(request.POST, columns=told["columns"])
    if form.is_valid():
        importing.read_again(viewer, draft, form.said())
        return redirect("residents:preview", draft)
    return render(request, "residents/columns.html", {"form": form, "draft": draft}, status=422)


@require_POST
def forget(request: StaffRequest, draft: UUID) -> HttpResponse:
    """Do not bring this list in."""
    importing.forget_list(request.viewer, draft)
    messages.success(request, gettext("名簿を取りこまずに、やめました。"))
    return redirect("residents:import")


@require_GET
def imported(request: StaffRequest, batch: UUID) -> HttpResponse:
    """What was brought in, what comes next, and the way back."""
    made = queries.imported(request.viewer, batch)
    return render(request, "residents/imported.html", {"batch": made, "sheets": _other_sheets(request, made.filename)})


@require_POST
def undo(request: StaffRequest, batch: UUID) -> HttpResponse:
    """Take a list back; whoever was worked on since stays and is named."""
    told = importing.undo(request.viewer, batch)
    looked(request.viewer, "residents.undo_import", [id for id, _name in told.kept])
    return render(request, "residents/undone.html", {"told": told, "batch": queries.imported(request.viewer, batch)})
