"""Pages of a card: load, one call, render."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.cards import actions, chart, guidance, queries
from tsukisoi.cards import papers as sheets
from tsukisoi.cards.forms import (
    HappenedForm,
    ReadForm,
    ReceivedForm,
    RenewalForm,
    RenewedForm,
    SwitchedForm,
    SwitchForm,
    SwitchPlanForm,
    sent,
)
from tsukisoi.cards.guidance import CardNow
from tsukisoi.cards.queries import ErrandKind
from tsukisoi.journal.actions import looked
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.residents.wills import will_of
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


def _now(viewer: Viewer, who: Person) -> tuple[dict[str, Any], CardNow]:
    facts = residents.facts_of(viewer, [who])[who.pk]
    early = who.pk in queries.renewed_early(viewer, [who.pk])
    return facts, guidance.card_now(facts, today(), early)


@require_GET
def card(request: StaffRequest, resident: UUID) -> HttpResponse:
    """One person's card: its clocks and where each day is from, how it is set, what happened, what is planned."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    facts, now = _now(viewer, who)
    looked(viewer, "cards.card", [who.pk])
    context = {
        "resident": who, "card": now, "events": queries.events(viewer, who.pk),
        "errands": queries.errands_of(viewer, who.pk),
        "may_edit": viewer.may(Right.EDIT_RESIDENTS), "as_of": today(), "elsewhere": facts.get("registered_elsewhere"),
        "birthdays": guidance.birthdays(who.birth_date, today()), "modes": dict(guidance.mode_words()),
    }  # fmt: skip
    return render(request, "cards/card.html", context)


def _form_page(
    request: StaffRequest, who: Person, form: forms.Form, title: str, lead: str, act: Callable[[], str]
) -> HttpResponse:
    """One form about one card; a refused one comes back with what was typed."""
    request.viewer.require(Right.EDIT_RESIDENTS, who.unit_id)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, act())
            return redirect("cards:card", who.pk)
        except ValidationError as error:
            form.add_error(None, error)
        except actions.ChangedMeanwhile:
            form.add_error(None, _("そのあいだに、ほかの人が書きかえました。ページを開きなおして、確かめてください。"))
    looked(request.viewer, "cards.card", [who.pk])
    context = {
        "resident": who,
        "form": form,
        "title": title,
        "lead": lead,
        "back_url": reverse("cards:card", args=[who.pk]),
    }
    return render(request, "cards/form.html", context, status=422 if form.errors else 200)


def _posted(request: StaffRequest) -> Any:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: StaffRequest, resident: UUID) -> HttpResponse:
    """What is written on the card, read off it."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    facts = residents.facts_of(viewer, [who])[who.pk]
    initial: dict[str, Any] = {
        key.removeprefix("card."): date.fromisoformat(facts[key]) for key in guidance.DATES if key in facts
    }
    initial |= {"mode": facts.get("card.mode", ""), "was": queries.token(viewer, who, guidance.KEYS)}
    form = ReadForm(_posted(request), initial=initial)

    def act() -> str:
        data = form.cleaned_data
        actions.read_dates(viewer, who.pk, form.values, told_by=data["told_by"], was=data["was"])
        return _("カードに書いてあることを書きとめました。")

    lead = _(
        "カードの裏は見ません。番号は書きません。読めないところは空けます。空けた日は、計算できるときだけ計算します。"
    )
    return _form_page(request, who, form, _("カードを見て書きとめる"), lead, act)


@require_http_methods(["GET", "HEAD", "POST"])
def received(request: StaffRequest, resident: UUID) -> HttpResponse:
    """A card has come: a first one, or a new one."""
    who = residents.person(request.viewer, resident)
    facts = residents.facts_of(request.viewer, [who])[who.pk]
    wanted = "face_auth" if facts.get("wants_pin") is False else "standard"
    form = ReceivedForm(_posted(request), initial={"on": today(), "mode": wanted})

    def act() -> str:
        actions.receive(request.viewer, who.pk, **form.cleaned_data)
        return _("カードを受け取ったことを書きとめました。")

    lead = _("前のカードのことは終わりになり、記録に残ります。日付は、カードを見て書きます。")
    return _form_page(request, who, form, _("カードを受け取った"), lead, act)


@require_http_methods(["GET", "HEAD", "POST"])
def happened(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The card was lost, found, broken or given back."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    form = HappenedForm(_posted(request), initial={"on": today()})

    def act() -> str:
        data = form.cleaned_data
        kind, on, note = data["happening"], data["on"], data["note"]
        if kind == queries.Happening.LOST:
            actions.lose(viewer, who.pk, on=on, reported_on=data["reported_on"], note=note)
            return _("紛失を書きとめました。いま何で受診できるかを、保険のページで確かめてください。")
        acts = {
            queries.Happening.FOUND: actions.find, queries.Happening.DAMAGED: actions.damage,
            queries.Happening.RETURNED: actions.give_back,
        }  # fmt: skip
        acts[kind](viewer, who.pk, on=on, note=note)
        return _("書きとめました。")

    lead = _("なくしたときは、まず一時停止の電話をします（用語と連絡先）。そのあとで、ここに書きます。")
    return _form_page(request, who, form, _("カードに何かあった"), lead, act)


@require_http_methods(["GET", "HEAD", "POST"])
def switch(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Before choosing a card without a PIN: what stops working, what it takes, in which order; what is prepared."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    facts, now = _now(viewer, who)
    back = now.mode == guidance.FACE_AUTH
    ask = SwitchForm(request.GET or None)
    chosen: dict[str, Any] = (
        ask.cleaned_data if ask.is_bound and ask.is_valid() else {"who": "", "certificate_too": False}
    )
    too = bool(chosen["certificate_too"]) or now.certificate in ("grace", "expired")
    kind = ErrandKind.BACK if back else ErrandKind.SWITCH_WITH_CERTIFICATE if too else ErrandKind.SWITCH
    errand = queries.errand(viewer, who.pk, kind)
    fields = SwitchPlanForm.base_fields
    form = SwitchPlanForm(
        _posted(request), initial={name: getattr(errand, name) for name in fields} if errand else None
    )
    viewer.require(Right.SEE_RESIDENTS, who.unit_id)
    if request.method == "POST" and form.is_valid():
        actions.plan_errand(viewer, who.pk, kind, who=chosen["who"], **form.cleaned_data)
        messages.success(request, _("準備を書きとめました。"))
        return redirect(f"{reverse('cards:switch', args=[who.pk])}?{request.GET.urlencode()}")
    looked(viewer, "cards.card", [who.pk])
    way = guidance.switch_way(
        today(),
        chosen["who"],
        certificate_too=too,
        certificate=now.certificate,
        guardian=facts.get("guardian"),
        signing=None,
    )
    context = {
        "resident": who, "card": now, "back": back, "services": guidance.services(today()), "ask": ask,
        "chosen": chosen, "too": too, "way": way, "will": will_of(viewer, who.pk, "mode"),
        "registered": guidance.is_registered(facts),
        "form": form, "errand": errand, "as_of": today(), "may_edit": viewer.may(Right.EDIT_RESIDENTS),
        "town": who.office,
    }  # fmt: skip
    return render(request, "cards/switch.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def switched(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The setting was switched at the counter."""
    who = residents.person(request.viewer, resident)
    facts, now = _now(request.viewer, who)
    later = "" if guidance.is_registered(facts) else None
    mode = guidance.STANDARD if now.mode == guidance.FACE_AUTH else guidance.FACE_AUTH
    initial = {"on": today(), "mode": mode, "who": request.GET.get("who", "")} | (
        {} if later is None else {"registered_later": later}
    )
    form = SwitchedForm(_posted(request), initial=initial)

    def act() -> str:
        actions.switch(request.viewer, who.pk, **form.cleaned_data)
        return _("設定の切替えを書きとめました。前の設定は記録に残っています。")

    lead = _("カードはそのままで、設定だけが変わります。顔認証には、本人の意思確認の記録と、利用登録が先に要ります。")
    return _form_page(request, who, form, _("設定を切り替えた"), lead, act)


@require_http_methods(["GET", "HEAD", "POST"])
def renewal(request: StaffRequest, resident: UUID) -> HttpResponse:
    """Renewing the certificate: the notice, who goes, the sealed form, the booking; one visit or two, and why."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    facts, now = _now(viewer, who)
    errand = queries.errand(viewer, who.pk, ErrandKind.CERTIFICATE)
    initial = {name: getattr(errand, name) for name in RenewalForm.base_fields} if errand else {}
    initial |= {name: sent(getattr(errand, name)) for name in ("sealed", "pin_remembered")} if errand else {}
    form = RenewalForm(_posted(request), initial=initial)
    if request.method == "POST":
        viewer.require(Right.EDIT_RESIDENTS, who.unit_id)
        if form.is_valid():
            actions.plan_errand(viewer, who.pk, ErrandKind.CERTIFICATE, **form.values)
            messages.success(request, _("更新の段取りを書きとめました。"))
            return redirect("cards:renewal", who.pk)
    looked(viewer, "cards.card", [who.pk])
    alive = None if not now.certificate else now.certificate in ("valid", "renewable")
    way = guidance.renewal_way(
        today(), errand.who if errand else "", errand.sealed if errand else None, alive,
        errand.pin_remembered if errand else None, now.mode == guidance.FACE_AUTH,
    )  # fmt: skip
    context = {
        "resident": who, "card": now, "form": form, "errand": errand, "way": way, "as_of": today(), "town": who.office,
        "may_edit": viewer.may(Right.EDIT_RESIDENTS), "elsewhere": facts.get("registered_elsewhere"),
        "book_by": guidance.book_by(now, queries.said_of(viewer, who)), "waits": queries.waits_of(viewer, who),
    }  # fmt: skip
    return render(request, "cards/renewal.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def renewed(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The certificate was renewed."""
    who = residents.person(request.viewer, resident)
    errand = queries.errand(request.viewer, who.pk, ErrandKind.CERTIFICATE)
    form = RenewedForm(_posted(request), initial={"on": today(), "who": errand.who if errand else ""})

    def act() -> str:
        actions.renew_certificate(request.viewer, who.pk, **form.cleaned_data)
        return _("電子証明書の更新を書きとめました。")

    lead = _("有効期限は、窓口でカードの欄に書いてもらった日を入れます。")
    return _form_page(request, who, form, _("電子証明書を更新した"), lead, act)


@require_POST
def drop(request: StaffRequest, resident: UUID, errand: UUID) -> HttpResponse:
    """This errand is not run after all."""
    who = residents.person(request.viewer, resident)
    queries.errand_by_id(request.viewer, who.pk, errand)
    actions.drop_errand(request.viewer, who.pk, errand)
    messages.success(request, _("用件をやめました。"))
    return redirect("cards:card", who.pk)


@require_POST
def papers(request: StaffRequest, resident: UUID) -> HttpResponse:
    """The papers of a switch or a renewal: for the person, and for whoever goes."""
    viewer = request.viewer
    who = residents.person(viewer, resident)
    facts, now = _now(viewer, who)
    site = request.build_absolute_uri(reverse("papers:ask"))
    made = sheets.errand_pdf(viewer, who, facts, now, request.POST.get("kind", ""), request.POST.get("who", ""), site)
    headers = {"Content-Disposition": 'inline; filename="card.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


KINDS = ("certificate", "card")


@require_GET
def ending(request: StaffRequest) -> HttpResponse:
    """What ends within three months: certificates or cards, soonest first; and how far the reckoning is."""
    viewer = request.viewer
    actions.reckon_if_due(viewer)
    kind = request.GET.get("kind", "") if request.GET.get("kind") in KINDS else KINDS[0]
    page = queries.ending(viewer.focused, kind, after=_after(request.GET.get("after", "")))
    people = queries.people_of(viewer.focused, page.endings)
    rows = [(people[one.resident_id], one) for one in page.endings if one.resident_id in people]
    planned = queries.errands(viewer, people)
    looked(viewer, "cards.ending", people)
    onward = f"?kind={kind}&after={page.after[0].isoformat()}.{page.after[1]}" if page.after else ""
    context = {
        "rows": [(who, one, planned.get(who.pk, [])) for who, one in rows], "kind": kind, "next_url": onward,
        "round": queries.last_round(viewer), "as_of": today(), "origins": guidance.origin_words(),
    }  # fmt: skip
    return render(request, "cards/ending.html", context)


def _after(text: str) -> tuple[date, UUID] | None:
    day, _dot, id = text.partition(".")
    try:
        return date.fromisoformat(day), UUID(id)
    except ValueError:
        return None


@require_GET
def wave(request: StaffRequest) -> HttpResponse:
    """How many certificates and cards end in each month of the three years ahead."""
    viewer = request.viewer
    actions.reckon_if_due(viewer)
    first = today().replace(day=1)
    until = guidance.months_on(first, chart.MONTHS) - timedelta(days=1)
    certificates, cards = (queries.ends_between(viewer, kind, first, until) for kind in KINDS)
    context = {
        "months": chart.months(first, certificates, cards), "first": first, "until": until, "as_of": today(),
        "place": guidance.wave_place(today()),
    }  # fmt: skip
    return render(request, "cards/wave.html", context)
