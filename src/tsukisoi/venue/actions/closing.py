"""The end of the day: people, papers and pictures agree, or somebody signs why not."""

from collections.abc import Mapping
from uuid import UUID

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext, ngettext

from tsukisoi.guard.validators import model_validator
from tsukisoi.journal.actions import Chain, write
from tsukisoi.receptions import actions as receptions_actions
from tsukisoi.receptions import queries as receptions
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day
from tsukisoi.venue import queries
from tsukisoi.venue.actions.writing import NotNow, open_day
from tsukisoi.venue.desks import owes_identity
from tsukisoi.venue.models import Day, Place, Seat
from tsukisoi.venue.tally import COUNTED
from tsukisoi.venue.turns import turn


def close(viewer: Viewer, day: UUID, counted: Mapping[str, int], explanation: str = "") -> Day:
    """Close the day. Refused before its date, and while anybody is without a seat, still open, disputed or in doubt.

    A difference between what was counted and what was written needs an explanation. Closing twice is closing once.
    Raises NotNow.
    """
    viewer.require(Right.CLOSE_VENUE)
    model_validator(explanation)
    with turn():
        done = get_object_or_404(Day.objects, pk=day)
        if done.closed_at:
            return done
        _wait_for_presses(day)
        found = open_day(viewer, day)
        on = receptions.reception(viewer, found.reception_id).on
        if on > today():
            said = gettext(
                "受付の日は %(on)s です。締めるのは、その日からです。日がちがうときは「約束を直す」で直します。"
            )
            raise NotNow(said % {"on": short_day(on)})
        told = queries.reckoning(viewer, found)
        if told.added:
            raise NotNow(_added(told.added))
        if not told.tally.settled or told.same_shots:
            raise NotNow(gettext("まだ終わっていない方がいます。下の表の「まだ」を先に終えてください。"))
        numbers = {what: int(counted[what]) for what in COUNTED}
        if (told.tally.differences(numbers) or told.away) and not explanation.strip():
            raise NotNow(gettext("数が合いません。数えなおすか、ちがうわけを書いてください。"))
        found.counted, found.explanation = {"counted": numbers, "written": told.tally.expected}, explanation.strip()
        found.closed_at, found.closed_by = now(), viewer.worker
        found.save(update_fields=["counted", "explanation", "closed_at", "closed_by"])
        write(viewer, "venue.close", Chain("day", found.pk), values=numbers, reason=explanation.strip())
        held = receptions_actions.hold(viewer, receptions.reception(viewer, found.reception_id))
        receptions_actions.support_of_the_day(viewer, held, _short(viewer, found))
        return found


def _wait_for_presses(day: UUID) -> None:
    """Hold every seat: whoever is being written is waited for, and whoever presses now waits. Seats before the day, as
    a press takes them."""
    list(Seat.objects.select_for_update().filter(day=day).order_by("pk").values_list("pk", flat=True))


def _added(count: int) -> str:
    return ngettext(
        "名簿にあとから加わった方が %(count)d人います。「受付に加える」を押し、その方を終えてから締めてください。",
        "名簿にあとから加わった方が %(count)d人います。「受付に加える」を押し、その方を終えてから締めてください。",
        count,
    ) % {"count": count}  # fmt: skip


def _short(viewer: Viewer, day: Day) -> set[UUID]:
    """Who was received without identity being settled: the card of each is collected, not mailed. Source: A-17."""
    reception = receptions.reception(viewer, day.reception_id)
    return {
        seat.listed_id for seat in queries.seats(viewer, day)
        if seat.place in (Place.DONE, Place.PARTLY) and (owes_identity(seat, reception) or _found_short(seat))
    }  # fmt: skip


def _found_short(seat: Seat) -> bool:
    return seat.standing.get("identity", {}).get("data", {}).get("complete") is False


def reopen(viewer: Viewer, day: UUID, why: str) -> Day:
    """Open a closed day once more, to put something right: its reception is not over any more. Says why."""
    viewer.require(Right.CLOSE_VENUE)
    model_validator(why)
    with turn():
        found: Day = get_object_or_404(Day.objects.select_for_update(), pk=day)
        if found.closed_at:
            found.closed_at, found.closed_by = None, None
            found.save(update_fields=["closed_at", "closed_by"])
            write(viewer, "venue.reopen", Chain("day", found.pk), reason=why)
            receptions_actions.reopen(viewer, receptions.reception(viewer, found.reception_id), why)
        return found
