"""Lines of receptions: steps of this side that are due, lists nobody has answered, decisions that wait."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from tsukisoi.receptions import queries, showing
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, link, when
from tsukisoi.ui.templatetags.ui import short_day

AHEAD = timedelta(days=31)


def lines(viewer: Viewer) -> Iterable[Line]:
    """Every step of this side that falls due within a month and is not done."""
    if viewer.may(Right.RUN_RECEPTIONS):
        yield from _steps(viewer)


def _steps(viewer: Viewer) -> Iterator[Line]:
    for step in queries.due_steps(viewer, today() + AHEAD):
        reception = step.reception
        if step.due is None or step.by not in showing.ours(reception):
            continue
        shown = showing.line_of(step, reception)
        where = _("%(day)sの出張申請受付（%(place)s）") % {"day": short_day(reception.on), "place": reception.place}
        yield Line(
            f"reception.{step.pk}", when(step.due), shown.words, where,
            link(_("受付を開く"), "receptions:reception", reception.pk), due=step.due, cites=shown.cites,
        )  # fmt: skip
