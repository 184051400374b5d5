"""Lines of the day of a reception: one that is on, one that nobody closed, pictures whose day has come."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from tsukisoi.receptions import queries as receptions
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, When, link
from tsukisoi.venue import queries


def lines(viewer: Viewer) -> Iterable[Line]:
    """What of the day itself cannot wait."""
    if viewer.may(Right.RUN_VENUE):
        yield from _days(viewer)
        yield from _left_open(viewer)
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
        now = reception.on == today()
        yield Line(
            f"venue.{reception.pk}", When.NOW, title, reception.place, button, due=reception.on, first=now,
            said=_("今日") if now else "",
        )  # fmt: skip


def _left_open(viewer: Viewer) -> Iterator[Line]:
    """Receptions whose day went by without a board: held on paper, put off, or forgotten."""
    opened = {reception.pk for reception, day in queries.days(viewer) if day is not None}
    for reception in receptions.gone_by(viewer):
        if reception.pk not in opened:
            yield Line(
                f"venue.{reception.pk}", When.NOW, _("受付の日がすぎました：%(place)s") % {"place": reception.place},
                _("紙でしたときは当日の記録に入れて締めます。のびたときは日を動かし、しないときは中止にします。"),
                link(_("受付を開く"), "receptions:reception", reception.pk), due=reception.on,
            )  # fmt: skip
