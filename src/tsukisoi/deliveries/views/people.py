"""Pages of one person's delivery, and the list of all."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.deliveries import actions, papers, queries, watch
from tsukisoi.deliveries.forms import BeginForm, EndForm, FolderForm, KeepForm, LostForm, NoticeForm
from tsukisoi.deliveries.guidance import agent_words, fact_words, photo_rule
from tsukisoi.deliveries.models import Outcome, Way
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.journal.actions import looked
from tsukisoi.papers.press import Pdf
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today


@require_GET
def index(request: StaffRequest) -> HttpResponse:
    """Every card that waits, and every trip that is planned."""
    viewer = request.viewer
    rows = watch.standings(viewer.focused)
    trips = queries.open_trips(viewer)
    looked(viewer, "deliveries.list", [one.person.pk for one in rows])
    aboard = queries.counts(viewer, trips)
    context = {
        "rows": [(one, next(iter(watch.matters_of(one)), None)) for one in rows],
        "trips": [(trip, aboard.get(trip.pk, 0)) for trip in trips],
        "past": queries.past_trips(viewer),
        "may": viewer.may(Right.RUN_CASES),
        "day": today(),
    }
    return render(request, "deliveries/list.html", context)


@require_GET
def person(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One person's delivery: now, next, may an agent go, the folder, who might go."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    waiting = queries.open_of(viewer, who.pk)
    looked(viewer, "deliveries.person", [who.pk])
    if waiting is None:
        return render(request, "deliveries/none.html", {"resident": who, "past": queries.past(viewer, who.pk)})
    now = watch.standing(viewer, waiting)
    said, cites = photo_rule()
    context = {
        "resident": who, "standing": now, "delivery": waiting.delivery, "reading": now.reading,
        "matters": list(watch.matters_of(now)), "past": queries.past(viewer, who.pk),
        "may": viewer.may(Right.RUN_CASES) and viewer.in_reach(who.unit_id), "photo_rule": said, "photo_cites": cites,
        "agent": agent_words(waiting.delivery.agent), "asks": fact_words(now.reading.asks),
    }  # fmt: skip
    return render(request, "deliveries/person.html", context)


def _form_page(
    request: StaffRequest, resident: UUID, form: GuardedForm, title: str, act: Callable[[], Any],
    onward: Callable[[], str] = str, **context: Any,
) -> HttpResponse:  # fmt: skip
    """One small form about one person: load, one call, back to the person's delivery (or where `onward` says)."""
    who = residents.person(request.viewer, resident)
    request.viewer.require(Right.RUN_CASES, who.unit_id)
    if request.method == "POST" and form.is_valid():
        try:
            act()
            messages.success(request, _("保存しました。"))
            return redirect(onward() or reverse("deliveries:person", args=[who.pk]))
        except ValidationError as error:
            form.add_error(None, error)
    looked(request.viewer, "deliveries.form", [who.pk])
    page = {"resident": who, "form": form, "title": title, **context}
    return render(request, "deliveries/form.html", page, status=422 if form.errors else 200)


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "POST"])
def begin(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Begin to wait for a card."""
    form = BeginForm(_sent(request), initial={"way": Way.PROXY, "applied_on": today()})
    return _form_page(
        request, resident, form, _("カードの受取をはじめる"),
        lambda: actions.begin(request.viewer, resident, **form.cleaned_data),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def notice(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The delivery notice has come."""
    waiting = queries.open_of(request.viewer, resident)
    row = waiting.delivery if waiting else None
    second = bool(row and row.notice_on)
    form = NoticeForm(_sent(request), initial={
        "second": "yes" if second else "no", "on": today(), "applied_on": row.applied_on if row else None,
        "destroy_on": row.destroy_on if row else None,
    })  # fmt: skip
    return _form_page(
        request, resident, form, _("交付通知書が届いた"),
        lambda: actions.notice_came(request.viewer, resident, **form.said()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def keep(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The town was asked to wait."""
    _open_or_404(request, resident)
    form = KeepForm(_sent(request), initial={"on": today()})
    return _form_page(
        request, resident, form, _("町に保管をたのんだ"),
        lambda: actions.keep_asked(request.viewer, resident, **form.cleaned_data),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def lost(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The notice was lost."""
    _open_or_404(request, resident)
    form = LostForm(_sent(request), initial={"on": today()})
    return _form_page(
        request, resident, form, _("交付通知書をなくした"),
        lambda: actions.notice_lost(request.viewer, resident, form.cleaned_data["on"]),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The delivery is over, or begins again."""
    form = EndForm(_sent(request), initial={"on": today()})
    return _form_page(request, resident, form, _("受取を終える"), lambda: _end(request, resident, form))


def _end(request: StaffRequest, resident: UUID, form: EndForm) -> None:
    data = form.cleaned_data
    if data["again"] and data["outcome"] in (Outcome.LOST, Outcome.DESTROYED, Outcome.RETURNED):
        actions.restart(request.viewer, resident, data["outcome"], data["on"])
    else:
        actions.end(request.viewer, resident, data["outcome"], data["on"], data["note"])


@require_http_methods(["GET", "POST"])
def folder(request: StaffRequest, resident: UUID) -> HttpResponse:
    """What lies in one person's folder."""
    now = watch.standing(request.viewer, _open_or_404(request, resident))
    choices = [(paper.document, paper.words) for paper in now.reading.papers]
    form = FolderForm(_sent(request), papers=choices, delivery=now.waiting.delivery)
    return _form_page(
        request, resident, form, _("受取のファイル"),
        lambda: actions.prepare(request.viewer, resident, **form.cleaned_data),
        onward=lambda: _more_to_tick(request, resident, dict(choices)), reading=now.reading,
    )  # fmt: skip


def _more_to_tick(request: StaffRequest, resident: UUID, before: Mapping[str, str]) -> str:
    """The folder again where whoever goes now needs papers that did not stand on the form; else nothing."""
    now = watch.standing(request.viewer, _open_or_404(request, resident))
    more = [paper.words for paper in now.reading.papers if paper.document not in before]
    if not more:
        return ""
    told = _("行く人が決まったので、入れるものが増えました：%(papers)s。入れたら、ここで印をつけます。")
    messages.info(request, told % {"papers": _("、").join(more)})
    return reverse("deliveries:folder", args=[resident])


def _open_or_404(request: StaffRequest, resident: UUID) -> queries.Waiting:
    waiting = queries.open_of(request.viewer, resident)
    if waiting is None:
        raise Http404
    return waiting


@require_POST
def person_papers(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One person's folder cover and the help with the delegation, as one PDF."""
    now = watch.standing(request.viewer, _open_or_404(request, resident))
    site = request.build_absolute_uri(reverse("papers:ask"))
    return pdf(papers.folder_pdf(request.viewer, now, site), f"folder-{resident.hex[-8:]}.pdf")


def pdf(made: Pdf, name: str) -> HttpResponse:
    """A PDF to look at; nobody's cache keeps it."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)
