"""Pages of visits: load, one call, render."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.custody import queries as locker
from tsukisoi.journal.actions import looked
from tsukisoi.outings import actions, guidance, papers, queries, rehearsal
from tsukisoi.outings.forms import CredentialForm, PlanForm, ProviderForm, SecondForm, ToldForm, WhoForm, WishForm
from tsukisoi.papers.press import Pdf
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import id_from


@require_GET
def day(request: StaffRequest) -> HttpResponse:
    """The day's list: who goes where with what, who is out, who is late."""
    viewer = request.viewer
    shown = _day(request.GET.get("day", ""))
    trips = queries.on(viewer, shown)
    looked(viewer, "outings.day", {s.person.pk for trip in trips for s in trip.stops})
    context = {
        "trips": [(trip, guidance.slips_of(viewer, trip)) for trip in trips],
        "day": shown, "is_today": shown == today(),
        "before": (shown - timedelta(days=1)).isoformat(), "after": (shown + timedelta(days=1)).isoformat(),
        "questions": queries.questions(viewer), "may": viewer.may(Right.RUN_OUTINGS),
    }  # fmt: skip
    return render(request, "outings/day.html", context)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today()


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: StaffRequest) -> HttpResponse:
    """Plan one trip for one person or several."""
    viewer = request.viewer
    viewer.require(Right.RUN_OUTINGS)
    people = list(residents.everybody(viewer))
    form = PlanForm(people, queries.providers(viewer), locker.labels(viewer), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            outing = actions.plan(
                viewer, id=said["number"], leaves_at=form.moment("leaves"), back_by=form.moment("back"),
                care=said["care"], people=form.who, provider=form.where, escort=said["escort"],
            )  # fmt: skip
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect("outings:outing", outing.pk)
    looked(viewer, "outings.plan", [person.pk for person in people])
    return render(request, "outings/plan.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def outing(request: StaffRequest, outing: UUID) -> HttpResponse:
    """One trip: everybody on it, what each takes, and the two buttons: out, back."""
    return _trip(request, outing)


def _trip(request: StaffRequest, outing: UUID, said: str = "") -> HttpResponse:
    viewer = request.viewer
    trip = queries.trip(viewer, outing)
    looked(viewer, "outings.outing", [stop.person.pk for stop in trip.stops])
    slips = guidance.slips_of(viewer, trip)
    kept = guidance.in_locker(viewer, slips)
    planned = [one for one in kept if one.stop.state == "planned"]
    inside = [one for one in kept if one.stop.state == "out" and one.here]
    left_behind = [one for one in inside if not one.stop.going.hand_outs]
    heard = next((stop for stop in trip.stops if str(stop.going.pk) == request.GET.get("heard")), None)
    stays = heard is not None and any(one.stop is heard for one in left_behind)
    context = {
        "trip": trip, "slips": slips, "kept": kept, "may": viewer.may(Right.RUN_OUTINGS),
        "goes": [one for one in planned if one.here], "gone": [one for one in planned if one.out],
        "still_out": [one for one in kept if one.out and one.stop.state == "back" and one.stop.going.brought_back],
        "lost": [one for one in kept if one.gone and one.stop.state in ("planned", "out")],
        "left_behind": left_behind, "put_back": [one for one in inside if one.stop.going.hand_outs],
        "scans": bool(kept) and (bool(trip.out) or trip.day <= today()), "said": said, "heard": heard,
        "heard_kept": [one for one in kept if one.stop is heard],
        "sound": "error" if said or stays else "ok" if heard else "",
        **_two_people(request),
    }  # fmt: skip
    return render(request, "outings/outing.html", context, status=422 if said else 200)


def _two_people(request: StaffRequest) -> dict[str, Any]:
    """Where the home wants two people at the locker: the other one, chosen once for all presses on the page."""
    colleagues = locker.seconds(request.viewer)
    chosen = _second(request, colleagues)
    return {"second": chosen, "second_form": SecondForm(colleagues, chosen) if colleagues else None}


def _second(request: StaffRequest, colleagues: list[tuple[str, str]]) -> UUID | None:
    asked = request.POST.get("second") or request.GET.get("second", "")
    return id_from(asked) if asked in dict(colleagues) else None


def _to_trip(outing: UUID, second: UUID | None, **told: Any) -> HttpResponse:
    """Back to the page of the trip, with the other person at the locker still chosen."""
    if second:
        told["second"] = second
    return redirect(reverse("outings:outing", args=[outing]) + (f"?{urlencode(told)}" if told else ""))


def _at_locker(press: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hands on the other person at the locker; what the locker refuses is said on the page of the trip."""

    @wraps(press)
    def asked(request: StaffRequest, **found: UUID) -> HttpResponse:
        try:
            return press(request, second=_second(request, locker.seconds(request.viewer)), **found)
        except ValidationError as error:
            outing = found.get("outing") or queries.stop(request.viewer, found["going"]).going.outing_id
            return _trip(request, outing, error.messages[0])

    return asked


@require_POST
@_at_locker
def scan(request: StaffRequest, outing: UUID, second: UUID | None) -> HttpResponse:
    """A pouch was read: whose it is leaves or is back; a wrong one stops with name and room."""
    try:
        row = actions.scanned(request.viewer, outing, request.POST.get("scan", ""), second)
    except actions.Stopped as stopped:
        return _trip(request, outing, str(stopped))
    return _to_trip(outing, second, heard=row.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest, outing: UUID) -> HttpResponse:
    """Take more people along, perhaps to another provider."""
    viewer = request.viewer
    viewer.require(Right.RUN_OUTINGS)
    trip = queries.trip(viewer, outing)
    on_it = {stop.person.pk for stop in trip.stops}
    people = [person for person in residents.everybody(viewer) if person.pk not in on_it]
    form = WhoForm(people, queries.providers(viewer), locker.labels(viewer), request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add(viewer, outing, form.who, form.cleaned_data["care"], form.where)
        return redirect("outings:outing", outing)
    looked(viewer, "outings.plan", [person.pk for person in people])
    return render(request, "outings/add.html", {"form": form, "trip": trip}, status=422 if form.errors else 200)


@require_POST
@_at_locker
def leave(request: StaffRequest, outing: UUID, second: UUID | None) -> HttpResponse:
    """Everybody on the trip has left."""
    left = actions.leave(request.viewer, outing, second=second)
    said = ngettext("%(n)d人が出ました。", "%(n)d人が出ました。", len(left)) % {"n": len(left)}
    messages.success(request, said)
    return _to_trip(outing, second)


@require_POST
@_at_locker
def leave_one(request: StaffRequest, going: UUID, second: UUID | None) -> HttpResponse:
    """From the slip: this person has left."""
    row = actions.leave_one(request.viewer, going, second=second)
    messages.success(request, ngettext("%(n)d人が出ました。", "%(n)d人が出ました。", 1) % {"n": 1})
    return _to_trip(row.outing_id, second)


@require_POST
@_at_locker
def all_back(request: StaffRequest, outing: UUID, second: UUID | None) -> HttpResponse:
    """Everybody is back with what they took."""
    back = actions.all_back(request.viewer, outing, second=second)
    said = ngettext("%(n)d人が戻りました。", "%(n)d人が戻りました。", len(back)) % {"n": len(back)}
    messages.success(request, said)
    return _to_trip(outing, second)


@require_GET
def slip(request: StaffRequest, going: UUID) -> HttpResponse:
    """One person's slip for one visit."""
    viewer = request.viewer
    stop = queries.stop(viewer, going)
    made = guidance.slip_of(viewer, stop)
    looked(viewer, "outings.slip", [stop.person.pk])
    form = CredentialForm(initial={"credential": stop.going.credential})
    kept = guidance.in_locker(viewer, [(stop, made)])
    context = {
        "stop": stop, "slip": made, "form": form, "may": viewer.may(Right.RUN_OUTINGS), "kept": kept,
        "elsewhere": guidance.elsewhere(viewer, stop, made), "goes": any(one.here for one in kept),
        "following": guidance.following(viewer, stop) if stop.going.wished_at else None, **_two_people(request),
    }  # fmt: skip
    return render(request, "outings/slip.html", context)


@require_POST
def choose(request: StaffRequest, going: UUID) -> HttpResponse:
    """What this person takes along."""
    form = CredentialForm(request.POST)
    if not form.is_valid():
        raise Http404(_("それは選べません。"))
    actions.choose(request.viewer, going, form.cleaned_data["credential"])
    return redirect("outings:slip", going)


@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: StaffRequest, going: UUID) -> HttpResponse:
    """Ask the person beforehand what they want to answer at the reader. Only they answer it."""
    viewer = request.viewer
    stop = queries.stop(viewer, going)
    viewer.require(Right.RUN_OUTINGS, stop.person.unit_id)
    made = guidance.slip_of(viewer, stop)
    started = {
        **stop.going.wishes, "help": stop.going.help, "could_not_say": stop.going.could_not_say,
        "heard_by": stop.going.heard_by or viewer.name,
    }  # fmt: skip
    form = WishForm(made.consents, guidance.help_codes(made.as_of), request.POST or None, initial=started)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.hear(
            viewer, going, wishes=form.wishes, could_not_say=said["could_not_say"], helps=said["help"],
            heard_by=said["heard_by"],
        )  # fmt: skip
        messages.success(request, _("今日のご本人の希望を書きとめました。"))
        return redirect("outings:slip", going)
    looked(viewer, "outings.wishes", [stop.person.pk])
    asked = [(form[consent.code], consent) for consent in made.consents]
    context = {"stop": stop, "slip": made, "form": form, "asked": asked}
    return render(request, "outings/wishes.html", context, status=422 if form.errors else 200)


@require_POST
@_at_locker
def back(request: StaffRequest, going: UUID, second: UUID | None) -> HttpResponse:
    """This person is back: with the card, or without it."""
    brought = request.POST.get("brought") != "no"
    row = actions.come_back(request.viewer, going, brought, second=second)
    if row.brought_back is False:
        messages.warning(request, _("手元にないものがあります。受診先に電話し、見つからなければ紛失の手順を始めます。"))
    else:
        messages.success(request, _("戻りました。"))
    return _to_trip(row.outing_id, second)


@require_POST
@_at_locker
def take_back(request: StaffRequest, going: UUID, second: UUID | None) -> HttpResponse:
    """The last press was a mistake."""
    row = actions.take_back(request.viewer, going, second)
    messages.info(request, _("ひとつ前に戻しました。"))
    return _to_trip(row.outing_id, second)


@require_POST
def drop(request: StaffRequest, going: UUID) -> HttpResponse:
    """This person does not go after all."""
    row = actions.drop(request.viewer, going)
    messages.info(request, _("この人の受診をやめました。"))
    return redirect("outings:day") if row.state == "dropped" else redirect("outings:outing", row.outing_id)


@require_POST
def slips(request: StaffRequest, outing: UUID) -> HttpResponse:
    """Everybody's slips, two on a sheet."""
    return _pdf(papers.slips_pdf(request.viewer, queries.trip(request.viewer, outing), _site(request)), "slips.pdf")


@require_POST
def one_slip(request: StaffRequest, going: UUID) -> HttpResponse:
    """One person's slip on paper."""
    stop = queries.stop(request.viewer, going)
    trip = queries.Trip(stop.going.outing, [stop])
    return _pdf(papers.slips_pdf(request.viewer, trip, _site(request)), "slip.pdf")


@require_POST
def van(request: StaffRequest, outing: UUID) -> HttpResponse:
    """One sheet for everybody in one van."""
    return _pdf(papers.van_pdf(request.viewer, queries.trip(request.viewer, outing), _site(request)), "van.pdf")


def _site(request: StaffRequest) -> str:
    return request.build_absolute_uri(reverse("papers:ask"))


def _pdf(made: Pdf | None, name: str) -> HttpResponse:
    if made is None:
        raise Http404(_("出す紙がありません。"))
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def providers(request: StaffRequest) -> HttpResponse:
    """The home's own clinics and pharmacies, with what each said; add one."""
    viewer = request.viewer
    form = ProviderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("outings:provider", actions.add_provider(viewer, **form.cleaned_data).pk)
    rows = [(provider, queries.answers(viewer, provider)) for provider in queries.providers(viewer)]
    context = {"rows": rows, "form": form, "may": viewer.may(Right.RUN_OUTINGS), "questions": queries.questions(viewer)}
    return render(request, "outings/providers.html", context, status=422 if form.errors else 200)


@require_GET
def provider(request: StaffRequest, provider: UUID) -> HttpResponse:
    """One provider: every question, the answer, who said so and when."""
    viewer = request.viewer
    place = queries.provider(viewer, provider)
    waiting = {q.answer.key: q.people for q in queries.questions(viewer) if q.provider.pk == place.pk}
    looked(viewer, "outings.provider", {person.pk for people in waiting.values() for person in people})
    rows = [(answer, waiting.get(answer.key, [])) for answer in queries.answers(viewer, place)]
    context = {"provider": place, "rows": rows, "may": viewer.may(Right.RUN_OUTINGS)}
    return render(request, "outings/provider.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: StaffRequest, provider: UUID, key: str) -> HttpResponse:
    """Write what a provider answered on the telephone."""
    viewer = request.viewer
    viewer.require(Right.RUN_OUTINGS)
    place = queries.provider(viewer, provider)
    answer = next((a for a in queries.answers(viewer, place) if a.key == key), None)
    if answer is None:
        raise Http404
    form = ToldForm(request.POST or None, initial={"told_on": today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.tell(
                viewer, place.pk, key, form.said, form.cleaned_data["told_by"], form.cleaned_data["told_on"]
            )  # fmt: skip
        except ValidationError as error:
            form.add_error("told_on", error)
        else:
            return redirect("outings:provider", place.pk)
    context: dict[str, Any] = {"provider": place, "answer": answer, "form": form}
    return render(request, "outings/tell.html", context, status=422 if form.errors else 200)


@require_GET
def practice(request: StaffRequest, step: str = "start") -> HttpResponse:
    """A practice screen of the card reader. Pages only: nothing is asked, kept or recorded."""
    found = rehearsal.step(step, now().date())
    if found is None:
        raise Http404
    context = {"step": found, "pad": rehearsal.PAD if found.key else (), "again": "again" in request.GET}
    return render(request, "outings/practice.html", context)
