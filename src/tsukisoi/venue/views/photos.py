"""The photograph: slate, shot, frame, look."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.venue import actions, guidance, queries, tickets
from tsukisoi.venue.desks import line
from tsukisoi.venue.forms import BLANK, CompareForm, ExcuseForm, FrameForm, PairForm, RollForm
from tsukisoi.venue.locking import MARK
from tsukisoi.venue.looks import saw
from tsukisoi.venue.models import Picture
from tsukisoi.venue.pictures import Box, Unusable
from tsukisoi.venue.showing import code_picture, frame_shown, gone_from_backups, stopped_words, unusable_words
from tsukisoi.venue.views.answering import attempt, board_at, board_of, page


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: StaffRequest, seat: UUID) -> HttpResponse:
    """The slate to photograph first, and the two frames of this person; once there, the frame and the first look."""
    viewer = request.viewer
    viewer.require(Right.RUN_VENUE)
    found = queries.seat(viewer, seat)
    form = PairForm(request.POST or None, request.FILES or None) if request.method == "POST" else PairForm()
    if request.method == "POST" and form.is_valid():
        done = actions.take_pair(viewer, found.pk, *(one.read() for one in form.cleaned_data["frames"]))
        for words in [*stopped_words(done.roll), *unusable_words(done.unusable)]:
            form.add_error("frames", words)
        if done.seats:
            return redirect(request.path)
    saw(viewer, "seat", [found])
    found = queries.seat(viewer, seat)
    picture = queries.picture(viewer, found)
    slate = actions.slate(viewer, found.pk) if picture is None and found.day.closed_at is None else None
    return page(
        request, "venue/photo.html", found, form, picture=picture, slate=slate, line=line(found),
        code=code_picture(MARK + slate.token) if slate else "", frame=frame_shown(picture) if picture else None,
        alike=queries.alike(found, queries.seats(viewer, found.day)),
        told=found.standing.get("photo", {}).get("data", {}), frame_form=_frame_form(picture),
        gone_on=gone_from_backups(picture.delete_on) if picture else None,
        online=found.day.reception.channel == "online",
    )  # fmt: skip


def _frame_form(picture: Picture | None) -> FrameForm | None:
    return FrameForm(initial=dict(zip(("left", "top", "height"), picture.box, strict=True))) if picture else None


@require_POST
def frame(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Move the frame by hand."""
    found = queries.seat(request.viewer, seat)
    form = FrameForm(request.POST)
    back = redirect("venue:photo", found.pk)
    if not form.is_valid():
        messages.error(request, _("枠の数を入れてください。"))
        return back
    try:
        actions.frame_by_hand(request.viewer, found.pk, Box(**form.cleaned_data))
    except (Unusable, actions.NotNow) as error:
        messages.error(request, unusable_words([(1, error.why)])[0] if isinstance(error, Unusable) else str(error))
    return back


@require_POST
def look(request: StaffRequest, seat: UUID, picture: UUID) -> HttpResponse:
    """The first look: the picture is this person's."""
    viewer, found = request.viewer, queries.seat(request.viewer, seat)
    form = CompareForm(request.POST)
    number = tickets.read(form.cleaned_data["ticket"]) if form.is_valid() else None
    return attempt(
        request, lambda: actions.compare(viewer, found.pk, picture, str(number or "")), board_at(found),
        _("写真と本人を見くらべた、と記録しました。"),
    )  # fmt: skip


@require_POST
def doubt(request: StaffRequest, seat: UUID) -> HttpResponse:
    """This is not the person, or nobody is sure."""
    viewer, found = request.viewer, queries.seat(request.viewer, seat)
    said = _("写真を使わないことにしました。名札から、撮りなおしてください。")
    return attempt(request, lambda: actions.doubt(viewer, found.pk), board_at(found), said)


@require_POST
def spoil(request: StaffRequest, seat: UUID) -> HttpResponse:
    """A new slate."""
    found = queries.seat(request.viewer, seat)
    actions.spoil_slate(request.viewer, found.pk)
    return redirect("venue:photo", found.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def excuse(request: StaffRequest, seat: UUID) -> HttpResponse:
    """A picture off the standard: why, in the words for the way it goes."""
    viewer = request.viewer
    viewer.require(Right.RUN_VENUE)
    found = queries.seat(viewer, seat)
    channel = request.POST.get("channel") or request.GET.get("channel") or _channel(found.day.reception.channel)
    said, todo, cites = guidance.exceptions(channel if channel in ("counter", "online", "post") else "counter")
    said = [(kind, re.sub(r"\{\w+\}", BLANK, sentence)) for kind, sentence in said]
    form = ExcuseForm(said, request.POST or None, initial={"channel": channel})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        return attempt(
            request, lambda: actions.excuse(viewer, found.pk, told["kind"], told["channel"], told["words"]),
            board_at(found), _("写真のわけを記録しました。"),
        )  # fmt: skip
    saw(viewer, "seat", [found])
    return page(request, "venue/excuse.html", found, form, todo=todo, cites=cites, line=line(found))


def _channel(reception: str) -> str:
    return "online" if reception == "online" else "counter"


@require_http_methods(["GET", "HEAD", "POST"])
def roll(request: StaffRequest, day: UUID) -> HttpResponse:
    """A camera's whole roll: each frame to its slate, or told why not."""
    viewer = request.viewer
    viewer.require(Right.RUN_VENUE)
    found = queries.day(viewer, day)
    form = RollForm(request.POST or None, request.FILES or None) if request.method == "POST" else RollForm()
    context = {"day": found, "form": form, "back_url": board_of(found.pk)}
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.take_roll(viewer, found.pk, [one.read() for one in form.cleaned_data["frames"]])
        except actions.NotNow as error:
            form.add_error(None, str(error))
        else:
            bound = [line(queries.seat(viewer, pk)) for pk in done.seats]
            saw(viewer, "compare", [one.seat for one in bound])
            context |= {
                "bound": bound,
                "stopped": [*stopped_words(done.roll), *unusable_words(done.unusable)],
                "sent": True,
            }
    return render(request, "venue/roll.html", context, status=422 if form.errors else 200)


@require_GET
def picture(request: StaffRequest, seat: UUID, picture: UUID, part: str) -> HttpResponse:
    """The picture itself, for a screen of the day only. Nothing of it is kept by the browser."""
    content = queries.content(request.viewer, seat, picture, "cut" if part == "cut" else "frame")
    headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="image/jpeg", headers=headers)
