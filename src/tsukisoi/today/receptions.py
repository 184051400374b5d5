"""Lines of receptions: steps of this side that are due, lists nobody has answered, decisions that wait."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.utils.translation import gettext as _

from tsukisoi.packets import queries as packets
from tsukisoi.receptions import guidance, queries, showing
from tsukisoi.receptions.queries import Day
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, When, link, when
from tsukisoi.ui.templatetags.ui import short_day

AHEAD = timedelta(days=31)


def lines(viewer: Viewer) -> Iterable[Line]:
    """Every step of this side that falls due within a month and is not done."""
    if viewer.may(Right.RUN_RECEPTIONS):
        yield from _steps(viewer)
        yield from _cards(viewer)
    if viewer.may(Right.HAND_OVER):
        yield from _files(viewer)


def _steps(viewer: Viewer) -> Iterator[Line]:
    sides = {side for one in queries.receptions(viewer, open_only=True) for side in showing.ours(one)}
    for step in queries.due_steps(viewer, today() + AHEAD, sides):
        reception = step.reception
        if step.due is None or step.by not in showing.ours(reception):
            continue
        shown, button = showing.line_of(step, reception), link(_("受付を開く"), "receptions:reception", reception.pk)
        yield Line(
            f"reception.{reception.pk}", when(step.due), shown.words, _called(reception), button, due=step.due,
            cites=shown.cites, all=button, all_title=_("出張申請受付の準備"),
        )  # fmt: skip


def _called(reception: Day) -> str:
    return _("%(day)sの出張申請受付（%(place)s）") % {"day": short_day(reception.on), "place": reception.place}


def _files(viewer: Viewer) -> Iterator[Line]:
    """Files nobody has heard of again, lists whose day of deletion has come, corrections that wait."""
    for packet in packets.to_delete(viewer):
        if packet.about:
            yield Line(
                "reception.delete", when(packet.delete_on), _("受け取った名簿を廃棄する"),
                _("%(sender)s から受け取った名簿の、廃棄する日です。") % {"sender": packet.sender},
                link(_("廃棄へ"), "receptions:hand_over", packet.about, query="#destroy"), due=packet.delete_on,
                cites=[_("渡した人との約束")],
            )  # fmt: skip
    for packet in packets.without_receipt(viewer):
        if packet.about and packet.delete_on >= today():
            yield Line(
                "reception.receipt", When.WEEK, _("名簿が届いたか確かめる"),
                _("%(recipient)s へのファイルの受け取りの印を、まだ聞いていません。") % {"recipient": packet.recipient},
                link(_("受け取りの印を入れる"), "receptions:hand_over", packet.about, query="#files"), rank=3,
                cites=guidance.manual("第5-1(5)"),
            )  # fmt: skip
    for reception in queries.with_corrections(viewer):
        yield Line(
            "reception.corrections", When.NOW, _("相手からの直しを決める"), _called(reception),
            link(_("並べて見る"), "receptions:corrections", reception.pk), rank=2, cites=guidance.manual("第5-1(5)"),
        )  # fmt: skip


def _cards(viewer: Viewer) -> Iterator[Line]:
    """Cards that came back, or are near the day on which the town destroys them. No name stands on the line."""
    for reception, waiting in queries.urgent(viewer):
        due = min((one.destroy_on for one in waiting if one.destroy_on), default=None)
        yield Line(
            "reception.returned", When.NOW, _("もどったカードのことを町に聞く"),
            _("%(n)d人のカードが、もどったか、廃棄に近づいています。") % {"n": len(waiting)},
            link(_("経過を見る"), "receptions:after", reception.pk), due=due, rank=1,
            cites=guidance.manual("第5-1(2)"),
        )  # fmt: skip
