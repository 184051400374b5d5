"""Finding, adding and changing people."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from tsukisoi.journal.actions import looked
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.papers import ids
from tsukisoi.residents import actions, guidance, here, queries
from tsukisoi.residents.actions.identity import token
from tsukisoi.residents.forms import PersonForm, meanwhile, person_initial
from tsukisoi.residents.models import Resident, Status
from tsukisoi.residents.showing import fact_sections, field_words
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import units
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.ids import id_from, new_id
from tsukisoi.tenancy.viewer import Viewer


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """Everybody here, page by page; or those who left."""
    viewer = request.viewer
    status = request.GET.get("status", Status.HERE)
    status = status if status in (Status.HERE, Status.LEFT, Status.DIED) else Status.HERE
    unit = viewer.unit_of(id_from(request.GET.get("unit")), "unit" in request.GET)
    hows = here.ways(viewer)
    how = here.way(hows, request.GET.get("stay")) if status == Status.HERE else None
    page = queries.people(viewer, unit, status, id_from(request.GET.get("after")), how=how)
    looked(viewer, "residents.list", [person.pk for person in page.people])
    lacking = queries.missing(viewer, page.people, guidance.ASKED_FIRST)
    of_several = page.after is not None or "after" in request.GET
    context = {
        "rows": [(person, lacking[person.pk]) for person in page.people],
        "after": page.after,
        "paged": "after" in request.GET,
        "counts": queries.counts(viewer),
        "status": status,
        "unit": unit,
        "hows": hows if any(one.count for one in hows[1:]) else [],
        "stay": how.code if how else "",
        "units": list(units(viewer)),
        "everyone": queries.listed(viewer, unit, status, how).count() if of_several else 0,
        "may_edit": viewer.may(Right.EDIT_RESIDENTS),
        "may_import": viewer.may(Right.IMPORT_ROSTER) and viewer.units is None,
    }
    return render(request, "residents/list.html", context)


@require_GET
def search(request: StaffRequest) -> HttpResponse:
    """People as they are typed; the part in the middle alone when the page asks for it while typing."""
    viewer = request.viewer
    words = request.GET.get("q", "")[:80]
    found = queries.search(viewer, words)
    whose = None if found else _of_label(viewer, words)
    if whose and "HX-Request" not in request.headers:
        return redirect("cases:person", whose)
    found = [queries.person(viewer, whose)] if whose else found
    looked(viewer, "residents.search", [person.pk for person in found])
    page = "residents/found.html" if "HX-Request" in request.headers else "residents/search.html"
    return render(request, page, {"words": words, "found": found, "may_edit": viewer.may(Right.EDIT_RESIDENTS)})


def _of_label(viewer: Viewer, typed: str) -> UUID | None:
    """Whose label was scanned, where the words are a label."""
    return import_string(settings.LABEL_OF)(viewer, typed) if ids.readings(typed) else None


def _form(request: StaffRequest, initial: dict[str, Any]) -> PersonForm:
    return PersonForm(
        request.POST if request.method == "POST" else None, initial=initial, units=units(request.viewer),
        offices=[o for o in municipalities.offices(request.viewer) if o.kind == "municipality"],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Take one person in by hand; somebody of the same name and birth date is shown first."""
    viewer = request.viewer
    viewer.require(Right.EDIT_RESIDENTS)
    home = municipalities.home(viewer)
    form = _form(request, {"id": new_id(), "office_id": str(home.pk) if home else ""})
    alike: list[Resident] = []
    if request.method == "POST" and form.is_valid():
        said, id = form.said(), form.cleaned_data["id"]
        alike = [one for one in queries.alike(viewer, said["name"], said["birth_date"]) if one.pk != id]
        if not alike or "really" in request.POST:
            try:
                made = actions.enrol(viewer, id=id, **said)
                messages.success(request, gettext("%(name)s さんを加えました。") % {"name": made.name})
                return redirect("residents:detail", made.pk)
            except ValidationError as error:
                form.add_error(None, error)
    status = 422 if form.errors or alike else 200
    return render(request, "residents/add.html", {"form": form, "alike": alike}, status=status)


@require_GET
def detail(request: StaffRequest, resident: UUID) -> HttpResponse:
    """All that is recorded of one person, each with the way to change it."""
    viewer = request.viewer
    who = queries.person(viewer, resident)
    looked(viewer, "residents.detail", [who.pk])
    context = {
        "resident": who,
        "merged_into": queries.person(viewer, who.merged_into_id) if who.merged_into_id else None,
        "sections": fact_sections(queries.facts(viewer, who)),
        "documents": queries.documents(viewer, who),
        "document_names": guidance.identity_documents(),
        "contacts": queries.contacts(viewer, who),
        "care": queries.accommodations_of(viewer, [who])[who.pk],
        "care_names": guidance.accommodations(),
        "proposals": queries.proposals(viewer, who),
        "may_edit": viewer.may(Right.EDIT_RESIDENTS) and who.status != Status.MERGED,
        "may_merge": viewer.may(Right.MERGE_RESIDENTS) and who.status != Status.MERGED,
    }
    return render(request, "residents/detail.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Change who the person is. Of two who do so at once, the second is shown what the first wrote."""
    viewer = request.viewer
    who = queries.person(viewer, resident)
    viewer.require(Right.EDIT_RESIDENTS, who.unit_id)
    form = _form(request, {**person_initial(who), "was": token(who)}).of_somebody_here()
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(viewer, who, was=form.cleaned_data["was"].replace("\r\n", "\n"), **form.said())
            messages.success(request, gettext("保存しました。"))
            return redirect("residents:detail", who.pk)
        except actions.ChangedMeanwhile as changed:
            meanwhile(form, "、".join(field_words(changed.now)), token(who))
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, "residents/edit.html", {"form": form, "resident": who}, status=422 if form.errors else 200)
