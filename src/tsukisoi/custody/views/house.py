"""The home's own matters: places and labels, who handles things, the papers of the whole house, the ledger's head."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from tsukisoi.custody import actions, export, guidance, papers, queries
from tsukisoi.custody.forms import AppointForm, HangForm, HouseForm, LabelForm, PlaceForm
from tsukisoi.custody.models import Custodian
from tsukisoi.custody.views.request import file, pdf, site, tried
from tsukisoi.journal.queries import last_seal
from tsukisoi.staff import actions as staff_actions
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import id_from
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.paging import number_from


def places(request: StaffRequest) -> HttpResponse:
    """How the home keeps things, its places and their labels."""
    viewer = request.viewer
    viewer.require(Right.SET_UP_CUSTODY)
    after = number_from(request.GET.get("after"))
    furniture, pouches = queries.furniture(viewer), queries.shelf(viewer, after)
    above = [(str(one.pk), str(one)) for one in furniture]
    hanging = HangForm(above, request.POST if "hang" in request.POST else None)
    if hanging.is_valid() and tried(hanging, lambda: _hang(viewer, hanging.cleaned_data)):
        messages.success(request, gettext("袋の置き場所を決めました。"))
        return redirect("custody:places")
    form = PlaceForm(above, request.POST if "add" in request.POST else None)
    if form.is_valid() and tried(form, lambda: _add(viewer, form.cleaned_data)):
        messages.success(request, gettext("ふやしました。"))
        return redirect("custody:places")
    house = queries.house(viewer)
    now = {name: getattr(house, name) for name in actions.SETTINGS}
    settings = HouseForm(request.POST if "settings" in request.POST else None, initial=now)
    if settings.is_valid() and tried(settings, lambda: actions.set_house(viewer, settings.cleaned_data)):
        messages.success(request, gettext("決まりを保存しました。"))
        return redirect("custody:places")
    measures = guidance.measures(today(), queries.policy(viewer) == "cards")
    context = {
        "form": form, "settings": settings, "places": [*([] if after else furniture), *pouches[: queries.SHELF]],
        "next": pouches[queries.SHELF - 1].number if len(pouches) > queries.SHELF else None, "after": after,
        "hanging": hanging if above else None, "label_form": LabelForm(),
        "measures": measures, "measure_cites": guidance.cites(measures), "as_of": today(),
        "policy": staff.organisation_of(viewer).get_custody_display(), "may_set_up": viewer.may(Right.SET_UP),
        "may_badge": viewer.may(Right.MANAGE_STAFF),
    }  # fmt: skip
    wrong = form.errors or settings.errors or hanging.errors
    return render(request, "custody/places.html", context, status=422 if wrong else 200)


def _add(viewer: Viewer, data: dict[str, Any]) -> None:
    actions.add_place(viewer, data["kind"], data["name"], id_from(data["parent"]))


def _hang(viewer: Viewer, data: dict[str, Any]) -> None:
    actions.hang(viewer, UUID(data["above"]), data["first_pouch"], data["last_pouch"])


@require_POST
def labels(request: StaffRequest) -> HttpResponse:
    """Sheets of labels, or a list for a label printer."""
    viewer, form = request.viewer, LabelForm(request.POST)
    viewer.require(Right.SET_UP_CUSTODY)
    if not form.is_valid():
        raise Http404(gettext("札の用紙を選んでください。"))
    data = form.cleaned_data
    if data["what"] == "badges":
        staff_actions.give_badges(viewer)
    made = papers.labels_of(viewer, data["what"])
    if not made:
        messages.warning(request, gettext("札を出すものが、まだありません。"))
        return redirect("custody:places")
    if data["sheet"] == "csv":
        return file(papers.labels_csv(made), "labels.csv", "text/csv; charset=utf-8")
    return pdf(papers.label_sheet(viewer, made, int(data["sheet"]), data["first"] or 1), "labels.pdf")


@require_POST
def free(request: StaffRequest, place: UUID) -> HttpResponse:
    """An empty pouch may be given to somebody else."""
    found = queries.place(request.viewer, place)
    form = PlaceForm(data={})
    if found.kind != "pouch":
        raise Http404
    if tried(form, lambda: actions.free_pouch(request.viewer, found.pk)):
        messages.success(request, gettext("袋を空けました。"))
    else:
        messages.error(request, gettext("まだ入っているものがあります。先に返してください。"))
    return redirect("custody:places")


def custodians(request: StaffRequest) -> HttpResponse:
    """Who handles what is kept, appointed in writing."""
    viewer = request.viewer
    viewer.require(Right.SEE_STAFF)
    people = [(str(w.pk), w.name) for w in staff.workers(viewer).filter(is_active=True)]
    units = [(str(u.pk), u.name) for u in staff.house_units(viewer)]
    form = AppointForm(people, units, request.POST or None, viewer.focus)
    if form.is_valid():
        data = form.cleaned_data
        unit = id_from(data["unit"])
        if tried(
            form, lambda: actions.appoint(viewer, UUID(data["worker"]), data["since"], unit=unit, until=data["until"])
        ):
            messages.success(request, gettext("扱う職員を決めました。任命の紙を印刷して、印をもらってください。"))
            return redirect("custody:custodians")
    rules = [rule for rule in guidance.measures(today(), card=True) if rule.name == "who"]
    context = {
        "form": form, "appointed": queries.custodians(viewer), "may_appoint": viewer.may(Right.APPROVE_CUSTODY),
        "as_of": today(), "measures": rules, "measure_cites": guidance.cites(rules),
    }  # fmt: skip
    return render(request, "custody/custodians.html", context, status=422 if form.errors else 200)


@require_POST
def dismiss(request: StaffRequest, custodian: UUID) -> HttpResponse:
    """An appointment ends."""
    request.viewer.require(Right.APPROVE_CUSTODY)
    actions.dismiss(request.viewer, get_object_or_404(Custodian.objects, pk=custodian).pk)
    messages.success(request, gettext("今日で終わりにしました。"))
    return redirect("custody:custodians")


@require_POST
def paper(request: StaffRequest, kind: str) -> HttpResponse:
    """A paper of the whole house."""
    if kind not in papers.OF_THE_HOUSE:
        raise Http404
    return pdf(papers.of_house(request.viewer, kind, site(request)), f"custody-{kind}.pdf")


def ledger(request: StaffRequest) -> HttpResponse:
    """The seal over the whole record, to print each week; and the record as a file with its own verifier."""
    viewer = request.viewer
    viewer.require(Right.READ_JOURNAL)
    if request.method == "POST":
        viewer.require(Right.EXPORT)
        return file(export.packed(viewer), "ledger.zip", "application/zip")
    context = {"seal": last_seal(viewer), "may_export": viewer.may(Right.EXPORT)}
    return render(request, "custody/ledger.html", context)
