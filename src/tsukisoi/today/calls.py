"""Lines about calls to be returned."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from tsukisoi.calls import queries
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, link, when

_SHOWN = 30


def lines(viewer: Viewer) -> Iterable[Line]:
    """Whoever waits for a call within a week."""
    for call in queries.to_return(viewer, today() + timedelta(days=7), _SHOWN):
        if call.call_back_by is None:
            continue
        yield Line(
            "call", when(call.call_back_by), _("%(caller)sに折り返す") % {"caller": call.caller}, call.said,
            link(_("電話を見る"), "calls:list", query="?show=open"), due=call.call_back_by, resident=call.resident,
            cites=[_("職員が決めた期限")], all=link(_("折り返す電話を見る"), "calls:list", query="?show=open"),
            all_title=_("折り返す電話"),
        )  # fmt: skip
