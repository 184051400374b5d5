"""Pages of insurance: load, one call, render."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.insurance import actions, guidance, papers, queries
from tsukisoi.insurance.forms import (
    ApplyForm,
    ArrivedForm,
    AsOfForm,
    EndedForm,
    InsurerForm,
    LetterForm,
    RegisterForm,
    SentForm,
)
from tsukisoi.insurance.guidance import Standing
from tsukisoi.journal.actions import looked
from tsukisoi.municipalities import queries as offices
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.residents.wills import will_of
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import units
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import id_from
from tsukisoi.tenancy.once import looking
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day


@require_GET
def house(request: StaffRequest) -> HttpResponse:
    """Who can see a doctor today (or on another day), with what: one line a person, gaps first."""
    with looking():
        return _house(request)


def _house(request: StaffRequest) -> HttpResponse:
    viewer = request.viewer
    first = {"unit": str(viewer.focus)} if viewer.focus else None
    form = AsOfForm(units(viewer), request.GET or first)
    unit, on = _asked(form)
    lines = guidance.standings(viewer, queries.people_of(viewer, unit), on)
    counts = Counter(line.state for line in lines)
    shown = request.GET.get("show", "")
    rows = [line for line in lines if not shown or line.state == shown]
    looked(viewer, "insurance.house", [line.person.pk for line in rows])
    tabs = [(state, words, counts[state]) for state, words in guidance.STATES.items() if counts[state]]
    context = {
        "form": form, "lines": rows, "on": on, "ahead": on != today(), "narrowed": bool(form.errors or on != today()),
        "tabs": tabs, "shown": shown, "unit": unit,
        "total": len(lines), "people_without": sum(counts[state] for state in ("gap", "unknown")),
    }  # fmt: skip
    return render(request, "insurance/house.html", context)


def _asked(form: AsOfForm) -> tuple[UUID | None, date]:
    """Which unit and which day; today where nothing sensible was asked."""
    if not form.is_bound or not form.is_valid():
        return None, today()
    return id_from(form.cleaned_data["unit"]), form.cleaned_data["on"] or today()


@require_POST
def house_paper(request: StaffRequest) -> HttpResponse:
    """The same on A4."""
    viewer = request.viewer
    form = AsOfForm(units(viewer), request.POST)
    unit, on = _asked(form)
    lines = guidance.standings(viewer, queries.people_of(viewer, unit), on)
    return _pdf(papers.house_pdf(viewer, lines, on, _site(request)), "insurance.pdf")


@require_GET
def campaign(request: StaffRequest) -> HttpResponse:
    """The summer: what is expected from whom by when, and what became of it."""
    viewer = request.viewer
    cycle = guidance.cycle_of(today())
    lines = guidance.expectations(viewer, queries.people_of(viewer), cycle, today())
    turning = guidance.turning(viewer, queries.people_of(viewer), today())
    looked(viewer, "insurance.campaign", [line.person.pk for line in lines])
    counts = Counter(line.state for line in lines)
    context = {
        "lines": lines, "cycle": cycle, "turning": turning, "counts": counts, "as_of": today(),
        "contacts": queries.contacts_of(viewer, [line.person.pk for line in lines if line.elsewhere]),
        "may_edit": viewer.may(Right.EDIT_RESIDENTS),
    }  # fmt: skip
    return render(request, "insurance/campaign.html", context)


@require_GET
def person(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One person's insurance: what can be shown, the registration, the papers, the application, what came before."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    line = guidance.standings(viewer, [who], today())[0]
    looked(viewer, "insurance.person", [who.pk])
    moment, mode = _moment(line)
    known = guidance.is_registered(line.known.facts)
    context = {
        "resident": who, "line": line, "papers": line.known.papers, "history": queries.history(viewer, who.pk),
        "applications": queries.applications(viewer, who.pk), "registrations": queries.registrations(viewer, who.pk),
        "registered": known, "registered_fact": residents.facts(viewer, who).get("insurance.insurance_use_registered"),
        "channels": guidance.channels(today(), moment, mode, "", bool(known), None, None),
        "steps": guidance.reader_steps(), "will": will_of(viewer, who.pk, "certificate"), "as_of": today(),
        "may_edit": viewer.may(Right.EDIT_RESIDENTS), "ended_form": EndedForm(),
        "ground_words": guidance.ground_words(line.claim.ground),
        "outcome_form": SentForm(initial={"on": today()}), "elsewhere": line.known.facts.get("registered_elsewhere"),
        "no_card": line.card.state in ("none", "lost", "returned"),
        "lapsed": bool(known) and guidance.lapsed(line.card),
        "contacts": residents.contacts(viewer, who), **_asked_insurer(viewer, line),
    }  # fmt: skip
    return render(request, "insurance/person.html", context)


def _asked_insurer(viewer: Viewer, line: Standing) -> dict[str, Any]:
    """After a move: which insurer to propose for a yes, and the former one, who may still be it."""
    known = line.known
    if known.asks_insurer is None:
        return {}
    town = known.person.office or offices.home(viewer)
    proposed = queries.proposed_insurer(viewer, known.person.pk, town, line.scheme)
    former = next((one for one in queries.insurers(viewer) if one.pk == known.former_insurer), None)
    return {"asks_insurer": known.asks_insurer, "town": town, "proposed": proposed, "former": former}


def _moment(line: Standing) -> tuple[Any, str]:
    """At which moment this card is: still to be issued, about to be switched, or held."""
    if line.card.state == "to_come":
        wants = line.known.facts.get("wants_pin")
        return "to_be_issued", "face_auth" if wants is False else "standard" if wants else ""
    return "held", line.card.mode


def _form_page(
    request: StaffRequest, resident: UUID, form: forms.Form, title: str, lead: str, act: Callable[[Person], str]
) -> HttpResponse:
    """One form about one person; a refused one comes back with what was typed."""
    who = residents.person(request.viewer, resident)
    request.viewer.require(Right.EDIT_RESIDENTS, who.unit_id)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act(who))
            return redirect("insurance:person", who.pk)
        except ValidationError as error:
            form.add_error(None, error)
    looked(request.viewer, "insurance.person", [who.pk])
    back = reverse("insurance:person", args=[who.pk])
    context = {"resident": who, "form": form, "title": title, "lead": lead, "back_url": back}
    return render(request, "insurance/form.html", context, status=422 if form.errors else 200)


def _sent(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
def insurer(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Which insurance and which insurer; a change ends the papers of the former one."""
    viewer = request.viewer
    known = queries.known_of(viewer, [residents.person(viewer, resident)])[0]
    initial = {"scheme": known.facts.get("insurance.kind"), "insurer": str(known.insurer.pk) if known.insurer else ""}
    form = InsurerForm(queries.insurers(viewer), _sent(request), initial=initial)

    def act(who: Person) -> str:
        data = form.cleaned_data
        actions.set_insurer(
            viewer, who.pk, scheme=data["scheme"], insurer=id_from(data["insurer"]), since=data["since"]
        )
        return _("保険者を書きとめました。前の保険の書類は終わりにしました（変わったときだけ）。")

    lead = _("保険や保険者が変わると、前の書類は使えません。変わったときは、前の書類を終わりにします。")
    return _form_page(request, resident, form, _("保険と保険者"), lead, act)


@require_http_methods(["GET", "HEAD", "POST"])
def arrived(request: StaffRequest, resident: UUID) -> HttpResponse:
    """A paper came."""
    known = queries.known_of(request.viewer, [residents.person(request.viewer, resident)])[0]
    initial = {"arrived_on": today(), "kind": request.GET.get("kind", "")}
    form = ArrivedForm(guidance.schemes_of_papers(known, today()), _sent(request), initial=initial)

    def act(who: Person) -> str:
        made = actions.paper_arrived(request.viewer, who.pk, **form.cleaned_data)
        if (
            made.predicted
            and made.predicted != made.kind
            and made.kind in ("eligibility_certificate", "eligibility_notice")
        ):
            return _("書きとめました。届く見込みだった書類とちがいます。保険者に確かめてください。")
        return _("書きとめました。")

    lead = _("記号・番号は書きません。写しも取りません。有効期限は、書いてあるとおりに入れます。")
    return _form_page(request, resident, form, _("保険の書類が届いた"), lead, act)


@require_POST
def ended(request: StaffRequest, resident: UUID, kind: str) -> HttpResponse:
    """A paper is no longer there."""
    form = EndedForm(request.POST)
    if not form.is_valid() or kind not in queries.PaperKind.values:
        raise Http404
    name = request.POST.get("name", "")[:40]
    actions.end_paper(request.viewer, resident, kind, on=today(), why=form.cleaned_data["why"], name=name)
    messages.success(request, _("終わりにしました。前の記録は残っています。"))
    return redirect("insurance:person", resident)


@require_http_methods(["GET", "HEAD", "POST"])
def registration(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One step of the registration for insurance use."""
    form = RegisterForm(_sent(request), initial={"on": today()})

    def act(who: Person) -> str:
        actions.register(request.viewer, who.pk, **form.cleaned_data)
        return _("利用登録のことを書きとめました。")

    lead = _("だれから聞いたか、どこで見たかも書きます。解除は申し込んでから1〜2か月かかります。")
    return _form_page(request, resident, form, _("健康保険証の利用登録"), lead, act)


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Prepare the application for a 資格確認書."""
    viewer = request.viewer
    known = queries.known_of(viewer, [residents.person(viewer, resident)])[0]
    lost = known.facts.get("insurance.card_lost")
    initial = {"ground": "card_lost_or_renewing" if lost else "needs_support", "applies": "facility_staff"}
    if known.application is not None:
        initial = {field: getattr(known.application, field) for field in ApplyForm.base_fields}
    told = queries.said_of(viewer, known.insurer).get(guidance.PAPERS)
    form = ApplyForm(_sent(request), initial=initial, papers_note=_papers_note(known.insurer, told, initial["applies"]))

    def act(who: Person) -> str:
        actions.apply(viewer, who.pk, **form.cleaned_data)
        return _("申請の準備を書きとめました。紙を出して、そろったら保険者に出します。")

    lead = _("利用登録はそのままです。一度申請すると、次からは申請しなくても届きます。意思確認の記録が要ります。")
    return _form_page(request, resident, form, _("資格確認書を申請する"), lead, act)


def _papers_note(insurer: Any, told: Any, applies: str) -> str:
    """Which papers are wanted: as this insurer has said, with source and day; else as the rules know, to be asked."""
    words = dict(guidance.paper_words())
    needed = guidance.needed_for(applies, {told.key: told.value} if told else None)
    names = _("、").join(words[code] for code in needed)
    if told is not None:
        return _("%(insurer)sに要るもの：%(papers)s（%(source)s、%(day)sに確認）") % {
            "insurer": insurer.name, "papers": names, "source": told.source, "day": short_day(told.checked_on),
        }  # fmt: skip
    title = _("、").join(place.title for place in guidance.papers_places(applies))
    who = str(dict(guidance.proxy_words()).get(applies, ""))
    said = _(
        "申請する人が「%(who)s」のとき、ふつう要るもの：%(papers)s（%(source)s、%(day)s現在）。"
        "保険者によってちがいます。◇ 保険者に確認"
    )
    return said % {"who": who, "papers": names, "source": title, "day": short_day(today())}


@require_POST
def outcome(request: StaffRequest, resident: UUID, application: UUID) -> HttpResponse:
    """It was sent, refused or taken back."""
    viewer, form = request.viewer, SentForm(request.POST)
    who = residents.person(viewer, resident)
    queries.application(viewer, who.pk, application)
    if not form.is_valid():
        messages.error(request, _("日にちを入れてください。例：令和8年11月23日"))
        return redirect("insurance:person", who.pk)
    data = form.cleaned_data
    if data["outcome"] == "sent":
        actions.send_application(viewer, who.pk, application, data["on"])
    else:
        actions.end_application(viewer, who.pk, application, data["on"], data["outcome"], data["why"])
    messages.success(request, _("申請のことを書きとめました。"))
    return redirect("insurance:person", who.pk)


@require_POST
def sheet(request: StaffRequest, resident: UUID, application: UUID) -> HttpResponse:
    """The sheet that goes with the application."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    one = queries.application(viewer, who.pk, application)
    return _pdf(papers.application_pdf(viewer, who, one, _site(request)), "application.pdf")


@require_POST
def letter(request: StaffRequest, resident: UUID) -> HttpResponse:
    """A letter of the summer went back, or somebody called about it."""
    form = LetterForm(request.POST)
    if not form.is_valid():
        raise Http404
    data = form.cleaned_data
    act = actions.letter_returned if data["what"] == "returned" else actions.letter_called
    act(request.viewer, resident, data["cycle"], today(), data["note"])
    messages.success(request, _("書きとめました。"))
    return redirect("insurance:campaign")


def _site(request: StaffRequest) -> str:
    return request.build_absolute_uri(reverse("papers:ask"))


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
