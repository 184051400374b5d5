"""The board: who is next, who is in hand, what is left."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsukisoi.receptions import queries as receptions
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import actions, queries, tickets
from tsukisoi.venue.desks import desks, is_face_auth, line, unfinished
from tsukisoi.venue.forms import LateForm, LeaveForm, WalkInForm, WhyForm
from tsukisoi.venue.looks import saw
from tsukisoi.venue.models import Day, Place, Seat, Topic
from tsukisoi.venue.reasons import LEAVING
from tsukisoi.venue.showing import told
from tsukisoi.venue.tally import tally
from tsukisoi.venue.views.answering import attempt, board_at, board_of, board_with, page

LATE_COMERS = "late_comers"
"""The point of the meeting's agenda about whoever comes without being on the list, or cannot be received."""
SHOWN = 6
"""So many of the queue stand on the board; the others are one press away."""


@require_GET
def days(request: StaffRequest) -> HttpResponse:
    """The receptions of these days."""
    viewer = request.viewer
    context = {"days": queries.days(viewer), "due": queries.pictures_due(viewer), "runs": viewer.may(Right.RUN_VENUE)}
    return render(request, "venue/days.html", context)


@require_POST
def delete_pictures(request: StaffRequest) -> HttpResponse:
    """Delete every picture whose day has come."""
    count = actions.delete_due(request.viewer)
    messages.success(request, _("写真 %(count)d枚を消しました。") % {"count": count})
    return redirect("venue:days")


@require_http_methods(["GET", "HEAD", "POST"])
def open_day(request: StaffRequest, reception: UUID) -> HttpResponse:
    """Open the day of a reception. Only looked at: its board where it is open, else where it is opened."""
    if request.method != "POST":
        return _to_the_day(request, receptions.reception(request.viewer, reception).pk)
    day = actions.open_day(request.viewer, receptions.reception(request.viewer, reception).pk)
    return redirect(board_of(day.pk))


def _to_the_day(request: StaffRequest, reception: UUID) -> HttpResponse:
    opened = queries.day_of(request.viewer, reception)
    if opened is not None:
        return redirect(board_of(opened.pk))
    if reception not in {one.pk for one, _day in queries.days(request.viewer)}:
        messages.info(request, _("この受付の画面は、受付の日の3日前から、ここで開けます。"))
    return redirect("venue:days")


@require_GET
def board(request: StaffRequest, day: UUID) -> HttpResponse:
    """The queue, the person in hand, the numbers of the day. A part of it refreshes itself where there is a script."""
    viewer, found = request.viewer, queries.day(request.viewer, day)
    everybody = queries.seats(viewer, found)
    context = {"day": found, "reception": found.reception, **_queue(everybody, request.GET.get("all") == "1")}
    context |= {"now": now(), "can_close": viewer.may(Right.CLOSE_VENUE), "runs": viewer.may(Right.RUN_VENUE)}
    context["added"] = queries.added(viewer, found, everybody)
    if "HX-Request" in request.headers:
        return render(request, "venue/queue.html", context)
    in_hand = _in_hand(viewer, everybody, request.GET.get("seat"))
    context |= _found(everybody, request.GET.get("q", "")) | _of_person(in_hand, found)
    shown = [one.seat for one in context["waiting"]] + ([in_hand] if in_hand else [])
    saw(viewer, "board", shown)
    return render(request, "venue/board.html", context)


def _queue(everybody: list[Seat], whole: bool) -> dict[str, Any]:
    waiting = sorted((s for s in everybody if s.place == Place.WAITING), key=lambda s: (s.place_at, s.place_event))
    expected = [s for s in everybody if s.place == Place.EXPECTED]
    held = [s for s in everybody if s.place == Place.HELD]
    room = len(everybody) if whole else SHOWN
    left = max(room - len(waiting), 0)
    return {
        "waiting": [line(s) for s in waiting[:room]], "held": [line(s) for s in held],
        "expected": [line(s) for s in expected[:left]], "more": max(len(waiting) + len(expected) - room, 0),
        "whole": whole, "tally": tally(everybody), "count": len(waiting), "coming": len(expected),
        "called_now": [line(s) for s in everybody if s.place == Place.CALLED],
        "gone": [line(s) for s in everybody if s.place == Place.NOT_TODAY] if whole else [],
        "done": [line(s) for s in everybody if s.place not in (*_OPEN, Place.NOT_TODAY)] if whole else [],
    }  # fmt: skip


_OPEN = (Place.EXPECTED, Place.WAITING, Place.CALLED, Place.HELD)


def _in_hand(viewer: Viewer, everybody: list[Seat], asked: str | None) -> Seat | None:
    """Who was chosen; else whom this sign-in called last."""
    if asked:
        return next((seat for seat in everybody if str(seat.pk) == asked), None)
    mine = [s for s in everybody if s.place == Place.CALLED and s.standing["place"]["by"] == str(viewer.worker)]
    return max(mine, key=lambda s: (s.place_at, s.place_event), default=None)


def _found(everybody: list[Seat], words: str) -> dict[str, Any]:
    """Who was looked for, by ticket, name or reading."""
    words = words.strip()
    if not words:
        return {"q": "", "found": None}
    number, plain = tickets.read(words), words.replace(" ", "").replace("\u3000", "")
    hits = [
        s for s in everybody
        if s.listed.number == number or plain in s.listed.name.replace(" ", "").replace("\u3000", "")
        or plain in s.listed.kana.replace(" ", "").replace("\u3000", "")
    ]  # fmt: skip
    return {"q": words, "found": [line(s) for s in hits[:SHOWN]]}


def _of_person(seat: Seat | None, day: Day) -> dict[str, Any]:
    if seat is None:
        return {"in_hand": None}
    shown, photo = desks(seat, day.reception), seat.standing.get("photo", {}).get("data", {})
    return {
        "in_hand": line(seat), "desks": shown, "next": next((desk for desk in shown if desk.next), None),
        "doubt": bool(photo.get("doubt")),
        "left": unfinished(seat, day.reception), "open": seat.place in _OPEN and day.closed_at is None,
        "face_auth": is_face_auth(seat), "pictured": bool(photo.get("picture")),
    }  # fmt: skip


@require_POST
def call_next(request: StaffRequest, day: UUID) -> HttpResponse:
    """Call whoever has waited longest."""
    try:
        seat = actions.call_next(request.viewer, queries.day(request.viewer, day).pk)
    except actions.NotNow as error:
        messages.error(request, str(error))
        return redirect(board_of(day))
    if seat is None:
        messages.info(request, _("待っている方はいません。"))
        return redirect(board_of(day))
    return redirect(board_at(seat))


@require_POST
def arrive(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Somebody is here. Nearly always now: no time is read where none was written."""
    if request.POST.get("at"):
        return _arrived_earlier(request, queries.seat(request.viewer, seat))
    return _press(request, seat, lambda viewer, found: actions.arrive(viewer, found), stay=False)


def _arrived_earlier(request: StaffRequest, seat: Seat) -> HttpResponse:
    """From paper: at the time that was written; a time that cannot be is said, and nobody has come."""
    form = LateForm(request.POST, on=seat.day.reception.on)
    if not form.is_valid():
        messages.error(request, " ".join(map(str, form.errors["at"])))
        return redirect("venue:person", seat.pk)
    return _press(request, seat.pk, lambda viewer, found: actions.arrive(viewer, found, at=form.moment), stay=False)


@require_POST
def call(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Call this one."""
    return _press(request, seat, lambda viewer, found: actions.call(viewer, found))


@require_POST
def hold(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Later."""
    return _press(request, seat, lambda viewer, found: actions.hold(viewer, found), stay=False)


@require_POST
def come_back(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Back in the queue."""
    return _press(request, seat, lambda viewer, found: actions.come_back(viewer, found))


@require_POST
def undo(request: StaffRequest, seat: UUID, topic: str) -> HttpResponse:
    """Take the last word on one matter back."""
    if topic not in Topic.values:
        return redirect(board_with(seat, queries.day_of_seat(request.viewer, seat)))
    return _press(request, seat, lambda viewer, found: actions.undo(viewer, found, topic))


def _press(request: StaffRequest, seat: UUID, do: Any, stay: bool = True) -> HttpResponse:
    """One press, and back to the board. Where it went well the action itself knows the day: nothing more is read."""
    viewer = request.viewer
    try:
        day = do(viewer, seat).seat.day_id
    except actions.NotNow as error:
        messages.error(request, str(error))
        day = queries.day_of_seat(viewer, seat)
    return HttpResponseRedirect(board_with(seat, day) if stay else board_of(day))


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Not today, by a home visit, by proxy: one press for the page, one for the reason."""
    viewer, found = request.viewer, queries.seat(request.viewer, seat)
    viewer.require(Right.RUN_VENUE)
    form = LeaveForm(request.POST or None, on=found.day.reception.on)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        said = _("%(ticket)s番の方の今日の受付を終えました。") % {"ticket": tickets.shown(found.listed.number)}
        return attempt(
            request,
            lambda: actions.leave(
                viewer, found.pk, chosen["place"], chosen["why"], note=chosen["note"], at=form.moment
            ),
            board_of(found.day_id), said,
        )  # fmt: skip
    saw(viewer, "seat", [found])
    return page(request, "venue/leave.html", found, form, reasons=list(LEAVING.items()))


@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: StaffRequest, day: UUID) -> HttpResponse:
    """Somebody who is not on the list."""
    viewer, found = request.viewer, queries.day(request.viewer, day)
    viewer.require(Right.RUN_VENUE)
    form, on_list = WalkInForm(request.POST or None, initial={"shared": new_id()}), None
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.walk_in(viewer, found.pk, **form.cleaned_data)
        except actions.NotNow as error:
            form.add_error(None, str(error))
            on_list = _seats_to_open(viewer, error)
        else:
            said = {"ticket": tickets.shown(made.listed.number)}
            messages.success(request, _("番号札は %(ticket)s番です。列に入りました。") % said)
            return redirect(board_of(found.pk))
    context = {
        "day": found, "form": form, "back_url": board_of(found.pk),
        "agreed": receptions.agreed_on(viewer, found.reception, LATE_COMERS), "on_list": on_list,
    }  # fmt: skip
    return render(request, "venue/walk_in.html", context, status=422 if form.errors else 200)


def _seats_to_open(viewer: Viewer, error: actions.NotNow) -> list[tuple[str, str]] | None:
    """Ticket and address of everybody on the list who could be the one who came; None where that was not asked."""
    if not isinstance(error, actions.OnTheList):
        return None
    seats = queries.seats_of(viewer, error.listed).values()
    return [(tickets.shown(seat.listed.number), board_at(seat)) for seat in seats]


@require_GET
def person(request: StaffRequest, seat: UUID) -> HttpResponse:
    """Everything that happened to one person today, and what is entered from paper."""
    viewer, found = request.viewer, queries.seat(request.viewer, seat)
    saw(viewer, "seat", [found])
    return page(
        request, "venue/person.html", found, events=told(queries.events(viewer, found)),
        late=LateForm(on=found.day.reception.on), line=line(found), desks=desks(found, found.day.reception),
    )  # fmt: skip


@require_GET
def hall(request: StaffRequest, day: UUID) -> HttpResponse:
    """The screen of the waiting room: numbers and nothing else."""
    found = queries.day(request.viewer, day)
    return render(request, "venue/hall.html", {"day": found, "called": queries.called(request.viewer, found)})


@require_POST
def reopen(request: StaffRequest, day: UUID) -> HttpResponse:
    """Open a closed day once more."""
    found = queries.day(request.viewer, day)
    form = WhyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("わけを書いてください。"))
        return redirect(reverse("venue:close", args=[day]))
    actions.reopen(request.viewer, found.pk, form.cleaned_data["why"])
    return redirect(board_of(day))
