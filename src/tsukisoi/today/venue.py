"""Lines of the day of a reception: one that is on, one that nobody closed, pictures whose day has come."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, When, link
from tsukisoi.venue import queries


def lines(viewer: Viewer) -> Iterable[Line]:
    """What of the day itself cannot wait."""
    if viewer.may(Right.RUN_VENUE):
        yield from _days(viewer)
        if due := queries.pictures_due(viewer):
            said = _("消す日が来た申請用の写真が %(count)d枚あります。") % {"count": due}
            yield Line("venue.pictures", When.NOW, _("写真を消す"), said, link(_("消す"), "venue:days"))


def _days(viewer: Viewer) -> Iterator[Line]:
    for reception, day in queries.days(viewer):
        if day is not None and day.closed_at is None and reception.on < today():
            title, button = _("受付をまだ締めていません"), link(_("受付を締める"), "venue:close", day.pk)
        elif reception.on == today() and (day is None or day.closed_at is None):
            title, button = _("きょうは出張申請受付です"), link(_("受付の当日"), "venue:days")
        else:
            continue
        yield Line(f"venue.{reception.pk}", When.NOW, title, reception.place, button, due=reception.on)
