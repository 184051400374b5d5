"""How a press on the board is answered: back to the board, with what happened, or with why it did not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from tsukisoi.staff.request import StaffRequest
from tsukisoi.ui.addresses import address
from tsukisoi.venue import tickets
from tsukisoi.venue.actions import NotNow
from tsukisoi.venue.models import Seat


def board_with(seat: UUID, day: UUID) -> str:
    """The board with this person in hand."""
    return f"{board_of(day)}?seat={seat}"


def board_at(seat: Seat) -> str:
    """The same, where the person is at hand."""
    return board_with(seat.pk, seat.day_id)


def board_of(day: UUID) -> str:
    """The board."""
    return address("venue:board", day)


def attempt(request: StaffRequest, do: Callable[[], object], back: str, done: str = "") -> HttpResponse:
    """Do it, say so, and lead on; where it cannot be done, say why on the same page."""
    try:
        do()
    except NotNow as error:
        messages.error(request, str(error))
    else:
        if done:
            messages.success(request, done)
    return redirect(back)


def page(request: StaffRequest, template: str, seat: Seat, form: Any = None, **context: Any) -> HttpResponse:
    """A page of one person at one desk."""
    shown = {
        "seat": seat, "listed": seat.listed, "ticket": tickets.shown(seat.listed.number), "form": form,
        "back_url": board_at(seat), **context,
    }  # fmt: skip
    return render(request, template, shown, status=422 if form is not None and form.errors else 200)
