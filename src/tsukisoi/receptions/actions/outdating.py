"""What a change makes out of date: papers that are printed, times of call, and the list that went over."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop, override

from tsukisoi.journal.actions import Chain, write
from tsukisoi.papers import actions as papers
from tsukisoi.papers.queries import PRINT_PAPERS
from tsukisoi.receptions import columns, queries
from tsukisoi.receptions.models import Listed, Reception
from tsukisoi.receptions.queries import OUTDATED
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer

OF_THE_LIST = ("tags", "timetable", "fallback")
"""Papers on which the people of the list stand."""
OF_THE_DAY = (*OF_THE_LIST, "minutes", "family", "flyer", "pin_sheet", "goods", "hall", "report", "invoice")
"""Papers on which the day, its hours and its place stand."""
OTHERS = gettext_noop("出したあとに、名簿の人が変わりました。")


def agreed_anew(viewer: Viewer, reception: Reception, changed: Mapping[str, Any], known: bool) -> None:
    """Other things are agreed than stand on paper. `known`: the other side wrote it itself."""
    viewer.require(Right.RUN_RECEPTIONS)
    sent = [name for name in columns.AGREED if name in changed]
    if not sent:
        return
    with override("ja"):
        what = "、".join(str(columns.WORDS[name]) for name in sent)
    _fall(viewer, reception, OF_THE_DAY, f"出したあとに、約束が変わりました（{what}）。")
    if "begins" in changed or "ends" in changed:
        _times_fall(viewer, reception)
    if not known:
        _over_again(viewer, reception, {name: columns.plain(changed[name]) for name in sent})


def list_anew(viewer: Viewer, reception: Reception, people: int, known: bool = False) -> None:
    """Others stand on the list than on paper; once the day is over it is a document of that day."""
    viewer.require(Right.RUN_RECEPTIONS)
    if not reception.to_come:
        return
    _fall(viewer, reception, OF_THE_LIST, OTHERS)
    if not known:
        _over_again(viewer, reception, {"rows": people})


def _fall(viewer: Viewer, reception: Reception, kinds: tuple[str, ...], why: str) -> None:
    if viewer.may(PRINT_PAPERS):  # whoever may not, on a laptop at the venue, has printed none
        papers.withdraw(viewer, reception.pk, kinds, why)


def _times_fall(viewer: Viewer, reception: Reception) -> None:
    """Nobody is called at an hour at which nobody is there."""
    timed = Listed.objects.filter(reception=reception, call_at__isnull=False)
    lost = list(timed.exclude(call_at__gte=reception.begins, call_at__lte=reception.ends))
    if lost:
        Listed.objects.filter(pk__in=[one.pk for one in lost]).update(call_at=None)
        write(viewer, "receptions.times", Chain("reception", reception.pk), refs=[one.pk for one in lost])


def _over_again(viewer: Viewer, reception: Reception, what: Mapping[str, Any]) -> None:
    """The other side has a list that says otherwise: that is on record until a newer file is made."""
    if queries.handed_over_at(reception) is not None:
        write(viewer, OUTDATED, Chain("reception", reception.pk), values=what)
