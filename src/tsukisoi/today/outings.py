"""Lines about visits: who is out too long, who is out, who goes today, and what to ask a provider beforehand."""

from collections.abc import Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tsukisoi.outings import queries as outings
from tsukisoi.outings.queries import Trip
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.guidance import manual
from tsukisoi.today.lines import Line, When, link
from tsukisoi.ui.templatetags.ui import clock_time, how_long, short_day


def lines(viewer: Viewer) -> Iterator[Line]:
    """Every line about visits that this viewer can do something about."""
    if not viewer.may(Right.RUN_OUTINGS):
        return
    trips = outings.around(viewer)
    for trip in trips:
        yield from _out(trip)
        if trip.planned and localtime(trip.outing.leaves_at).date() == today():
            yield _to_go(trip)
    yield from _questions(viewer, trips)


def _out(trip: Trip) -> Iterator[Line]:
    """Those who are out: past their time they come first of all, with the minutes."""
    for stop in trip.out:
        where = stop.going.provider.name if stop.going.provider else str(stop.going.get_care_display())
        told = {"where": where, "out": clock_time(stop.going.out_at), "back": clock_time(trip.outing.back_by)}
        late = _("戻る予定の%(back)sを%(time)sすぎています。行き先は%(where)s、%(out)sに出ました。")
        yield Line(
            "outing_late" if trip.late else "outing_out", When.NOW,
            _("まだ戻っていません") if trip.late else _("受診で外出中です"),
            late % {**told, "time": how_long(trip.minutes_late)} if trip.late
            else _("%(where)sへ%(out)sに出ました。%(back)sまでに戻ります。") % told,
            link(_("確かめる"), "outings:outing", trip.outing.pk), rank=0 if trip.late else 3,
            due=localtime(trip.outing.back_by).date() if trip.late else today(), resident=stop.person,
            cites=manual("第8②"), all=link(_("今日の受診"), "outings:day"), first=trip.late,
            said=_("時間すぎ") if trip.late else _("外出中"),
        )  # fmt: skip


def _to_go(trip: Trip) -> Line:
    names = _("、").join(stop.person.name for stop in trip.planned)
    n = len(trip.planned)
    title = ngettext("%(at)sに%(n)d人が受診に出ます", "%(at)sに%(n)d人が受診に出ます", n)
    return Line(
        "outing", When.NOW, title % {"at": clock_time(trip.outing.leaves_at), "n": n}, names,
        link(_("しおりを見る"), "outings:outing", trip.outing.pk), rank=1, due=today(), cites=manual("第2-2(1)"),
        all=link(_("今日の受診"), "outings:day"), first=True, said=_("今日"),
    )  # fmt: skip


def _questions(viewer: Viewer, trips: list[Trip]) -> Iterator[Line]:
    for question in outings.questions(viewer, trips):
        names = _("、").join(person.name for person in question.people)
        told = _("答えでしおりが変わる人：%(names)s") % {"names": names}
        if question.answer.stale and question.answer.told:
            told += _("（前に聞いたのは%(day)s）") % {"day": short_day(question.answer.told.told_on)}
        yield Line(
            "provider", When.WEEK, _("%(where)sに聞く：%(what)s")
            % {"where": question.provider.name, "what": question.answer.words}, told,
            link(_("答えを書く"), "outings:tell", question.provider.pk, question.answer.key), rank=2,
            cites=manual("第2-2"), all=link(_("かかりつけを見る"), "outings:providers"),
            all_title=_("かかりつけに聞く"),
        )  # fmt: skip
