"""The end of the day, laptops and what they tell differently."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.packets import codes
from tsukisoi.packets.actions import Made, Refused
from tsukisoi.receptions import queries as receptions
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import actions, queries, tickets
from tsukisoi.venue.desks import line
from tsukisoi.venue.forms import BackForm, CloseForm, DecideForm, LaptopForm, WhyForm
from tsukisoi.venue.looks import saw
from tsukisoi.venue.models import OPEN_PLACES, Day, Place, Seat
from tsukisoi.venue.showing import accounts, reasons_counted
from tsukisoi.venue.views.answering import attempt
from tsukisoi.venue.views.board import LATE_COMERS


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: StaffRequest, day: UUID) -> HttpResponse:
    """People, papers and pictures agree, or somebody signs why not."""
    viewer, found = request.viewer, queries.day(request.viewer, day)
    told = queries.reckoning(viewer, found)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        counted = {name: form.cleaned_data[name] for name in ("papers", "envelopes", "photos")}
        try:
            actions.close(viewer, found.pk, counted, form.cleaned_data["explanation"])
        except actions.NotNow as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("今日の受付を締めました。おつかれさまでした。"))
            return redirect(request.path)
    everybody = queries.seats(viewer, found)
    undone = [line(seat) for seat in everybody if seat.place in OPEN_PLACES]
    pictures = [line(seat) for seat in everybody if _photo_open(seat)]
    saw(viewer, "close", [one.seat for one in (*undone, *pictures)])
    context = {
        "day": queries.day(viewer, day), "reception": found.reception, "told": told, "tally": told.tally, "form": form,
        "undone": undone, "pictures": pictures, "reasons": reasons_counted(told.tally.reasons), "why_form": WhyForm(),
        "back_url": reverse("venue:board", args=[found.pk]), "may_sign": viewer.may(Right.CLOSE_VENUE),
        "applied": _not_yet_applied(viewer, found, everybody), "added": told.added,
        "runs": viewer.may(Right.RUN_VENUE),
        "agreed": receptions.agreed_on(viewer, found.reception, LATE_COMERS),
    }  # fmt: skip
    return render(request, "venue/close.html", context, status=422 if form.errors else 200)


def _not_yet_applied(viewer: Viewer, day: Day, everybody: Iterable[Seat]) -> list[UUID]:
    """Who was through on a day that is closed, and whose application nobody follows yet."""
    if day.closed_at is None or not viewer.may(Right.RUN_RECEPTIONS):
        return []
    through = {seat.listed_id for seat in everybody if seat.place == Place.DONE}
    unmarked = (one.listed.pk for one in receptions.progress(viewer, day.reception) if one.on("applied") is None)
    return [pk for pk in unmarked if pk in through]


def _photo_open(seat: object) -> bool:
    data = getattr(seat, "standing", {}).get("photo", {}).get("data", {})
    return bool(data.get("doubt") or (data.get("picture") and len(data.get("seen", [])) < 2))


@require_http_methods(["GET", "HEAD", "POST"])
def laptops(request: StaffRequest, day: UUID) -> HttpResponse:
    """Taking the day along on laptops, and bringing it back."""
    viewer, found = request.viewer, queries.day(request.viewer, day)
    viewer.require(Right.HAND_OVER)
    if request.method == "POST":
        form = LaptopForm(request.POST)
        try:
            if form.is_valid():
                return _file(actions.take_along(viewer, found.pk, form.cleaned_data["code"]))
        except (actions.NotNow, Refused) as error:
            messages.error(request, str(error))
        return redirect(request.path)
    context = {
        "day": found, "carried": [(tickets.letter(one.machine), one) for one in queries.carried(viewer, found)],
        "code": codes.make(), "letter": tickets.letter(found.machines + 1), "back_form": BackForm(),
        "own": tickets.letter(found.machine), "back_url": reverse("venue:board", args=[found.pk]),
    }  # fmt: skip
    return render(request, "venue/laptops.html", context)


def _file(made: Made) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/octet-stream", headers=headers)


@require_POST
def bring_back(request: StaffRequest, day: UUID) -> HttpResponse:
    """On a laptop: the file for the server."""
    found = queries.day(request.viewer, day)
    try:
        return _file(actions.bring_back(request.viewer, found.pk))
    except (actions.NotNow, Refused) as error:
        messages.error(request, str(error))
        return redirect("venue:laptops", found.pk)


@require_POST
def merge(request: StaffRequest, day: UUID) -> HttpResponse:
    """On the server: what a laptop brings back."""
    found = queries.day(request.viewer, day)
    form = BackForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("「持ち帰り」のファイルを選んでください。"))
        return redirect("venue:laptops", found.pk)
    try:
        done = actions.merge(request.viewer, found.pk, form.cleaned_data["file"].read())
    except (actions.NotNow, Refused) as error:
        messages.error(request, str(error))
        return redirect("venue:laptops", found.pk)
    said = {"machine": done.machine, "people": done.people, "events": done.events, "pictures": done.pictures}
    messages.success(
        request, _("パソコン %(machine)s の%(people)d人・%(events)d件・写真%(pictures)d枚を取りこみました。") % said
    )
    return redirect("venue:disputes" if done.disputed else "venue:laptops", found.pk)


@require_GET
def disputes(request: StaffRequest, day: UUID) -> HttpResponse:
    """What two machines told differently: both accounts side by side."""
    viewer, found = request.viewer, queries.day(request.viewer, day)
    seats = queries.disputed(viewer, found)
    saw(viewer, "disputes", seats)
    shown = [(line(seat), accounts(viewer, seat)) for seat in seats]
    context = {"day": found, "disputes": shown, "back_url": reverse("venue:board", args=[found.pk])}
    return render(request, "venue/disputes.html", context)


@require_POST
def decide(request: StaffRequest, seat: UUID, topic: str) -> HttpResponse:
    """A person says which of two accounts counts."""
    viewer, found = request.viewer, queries.seat(request.viewer, seat)
    form = DecideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("どちらかを選んでください。"))
        return redirect("venue:disputes", found.day_id)
    event = form.cleaned_data["event"]
    back = reverse("venue:disputes", args=[found.day_id])
    return attempt(request, lambda: actions.decide(viewer, found.pk, topic, event), back)
