"""Lines about the rules themselves: a change that is on its way, before it applies."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.guidance import changes_ahead
from tsukisoi.today.lines import Line, link, when

AHEAD = timedelta(days=90)
"""So long before a change its people are to be looked at: papers take weeks."""


def lines(viewer: Viewer) -> Iterator[Line]:
    """The changes of the next three months. Whom they touch stands on their page."""
    if not viewer.may(Right.RUN_CASES):
        return
    for day, titles in changes_ahead(today(), today() + AHEAD):
        what = _("変わる表：%(tables)s。だれの何が変わるかを、先に見ておきます。") % {"tables": _("、").join(titles)}
        yield Line(
            "rules", when(day), _("規則が変わります"), what,
            link(_("だれの何が変わるか"), "rulebook:touched", query=f"?day={day.isoformat()}"), rank=6, due=day,
            cites=[_("規則集の新しい版")], all=link(_("これから変わること"), "rulebook:coming"),
        )  # fmt: skip
