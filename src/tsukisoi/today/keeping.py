"""Lines about data that goes soon, and about what people asked."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tsukisoi.keeping import queries
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, When, link, when


def lines(viewer: Viewer) -> Iterable[Line]:
    """For whoever decides on data only."""
    if not viewer.may(Right.KEEP_DATA):
        return
    for one in queries.open_requests(viewer)[:30]:
        yield Line(
            "asked", When.WEEK, _("%(wanted)sの求めに答える") % {"wanted": one.get_wanted_display()},
            _("受けてから日がたつ前に答えます。"), link(_("答えを書く"), "keeping:answer", one.pk),
            resident=one.resident, cites=[_("個人情報の開示などの求め")], rank=2,
        )  # fmt: skip
    due = queries.due(viewer, today() + queries.AHEAD)
    if due:
        title = ngettext("%(n)d人の記録が消える日がくる", "%(n)d人の記録が消える日がくる", len(due)) % {"n": len(due)}
        yield Line(
            "keeping", when(due[0].on), title, _("残すわけがあるときは、延ばします。なければ、そのままで消えます。"),
            link(_("だれのことか見る"), "keeping:page"), due=due[0].on, cites=[_("この施設の決めた期間")], rank=8,
        )  # fmt: skip
