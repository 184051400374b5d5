"""Four questions on the first evening, one page each."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from tsukisoi.staff.actions import AlreadyFounded, Founding, found
from tsukisoi.staff.forms import AdministratorStep, CustodyStep, MunicipalityStep, OrganisationStep
from tsukisoi.staff.queries import is_founded

KEPT = "first_run"
BACKEND = "tsukisoi.staff.sessions.Backend"
NEXT = ("residents:import", "residents:list", "today:today", "staff:list")


@dataclass(frozen=True, slots=True)
class Step:
    """One question: its place, its words and its form."""

    name: str
    title: Promise
    why: Promise
    form: type[Form]


STEPS = (
    Step("organisation", _("どちらの組織で使いますか"), _("名前は、印刷する紙にもそのまま出ます。"), OrganisationStep),
    Step(
        "municipality", _("どの市区町村にありますか"),
        _("マイナンバーカードの手続きは市区町村ごとに少しちがいます。"), MunicipalityStep,
    ),
    Step(
        "administrator", _("管理する人はどなたですか"),
        _("職員をふやし、設定を変えられる人です。あとから二人目をふやせます。"), AdministratorStep,
    ),
    Step("custody", _("利用者のカードを預かりますか"), _("預からない施設では、預かりの画面は出ません。"), CustodyStep),
)  # fmt: skip
NAMES = tuple(step.name for step in STEPS)


@login_not_required
@never_cache
def begin(request: HttpRequest) -> HttpResponse:
    """To the first question that has no answer yet."""
    _only_before()
    return redirect(f"staff:first_run_{_next(request)}")


@login_not_required
@never_cache
def question(request: HttpRequest, name: str) -> HttpResponse:
    """One question. The answers wait in the session; the last one founds the house."""
    _only_before()
    place = NAMES.index(name)
    step, kept = STEPS[place], request.session.get(KEPT, {})
    form = step.form(request.POST if request.method == "POST" else None, initial=kept)
    if request.method == "POST" and form.is_valid():
        request.session[KEPT] = kept | form.cleaned_data
        return _founded(request) if _next(request) is None else redirect(f"staff:first_run_{_next(request)}")
    back = reverse(f"staff:first_run_{NAMES[place - 1]}") if place else ""
    context = {"form": form, "step": step, "place": place + 1, "of": len(STEPS), "back_url": back}
    return render(request, "staff/first_run.html", context, status=422 if form.errors else 200)


def _only_before() -> None:
    if is_founded():
        raise Http404(gettext("はじめの設定は、もう終わっています。"))


def _next(request: HttpRequest) -> str | None:
    kept: dict[str, Any] = request.session.get(KEPT, {})
    return next((step.name for step in STEPS if not set(step.form.base_fields) - {"again"} <= set(kept)), None)


def _founded(request: HttpRequest) -> HttpResponse:
    try:
        head = found(Founding(**request.session[KEPT]))
    except AlreadyFounded:
        del request.session[KEPT]
        messages.warning(request, gettext("ほかの人が先に、はじめの設定を終えました。"))
        return redirect("account_login")
    del request.session[KEPT]
    login(request, head, backend=BACKEND)
    messages.success(request, gettext("準備ができました。つぎは、利用者の一覧を入れます。"))
    return redirect(_first_work())


def _first_work() -> str:
    for name in NEXT:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"
