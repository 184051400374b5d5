"""One line about notes nobody should miss."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tsukisoi.notes import queries
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, When, link


def lines(viewer: Viewer) -> Iterable[Line]:
    """How many the viewer has not read."""
    count, important = queries.unread(viewer)
    if count:
        title = ngettext("申し送りを読む（%(n)d件）", "申し送りを読む（%(n)d件）", count) % {"n": count}
        told = _("かならず読んでほしいもの %(n)d件。") % {"n": important} if important else _("前の勤務の人からです。")
        yield Line(
            "notes", When.NOW if important else When.WEEK, title, told, link(_("申し送りを読む"), "notes:list"),
            cites=[_("職員の申し送り")],
        )  # fmt: skip
