"""Lines about mail that lies too long, whose written day is near, or that was expected and has not come."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tsukisoi.mail import queries
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import SHOWN, Line, When, link, when

_KNOWN_ELSEWHERE = ("deliveries:person", "insurance:person")
"""Rooms that say themselves on this page what has not come."""


def lines(viewer: Viewer) -> Iterable[Line]:
    """The tray first, then what has not come."""
    yield from _lying(viewer)
    late = [one for one in queries.expected(viewer) if one.page not in _KNOWN_ELSEWHERE]
    for number, late_one in enumerate(late[:SHOWN]):
        more = len(late) - SHOWN if number == SHOWN - 1 else 0
        yield Line(
            "mail_late", When.WEEK, _("%(what)sが、まだ届かない") % {"what": late_one.what}, late_one.why,
            link(_("この人を見る"), late_one.page, late_one.person.pk), resident=late_one.person,
            cites=[_("届くはずの日をすぎた郵便")], all=link(_("郵便を見る"), "mail:tray", query="#late"),
            all_title=_("届くはずで、届いていない郵便"), more=max(more, 0),
        )  # fmt: skip


def _lying(viewer: Viewer) -> Iterable[Line]:
    found = [one for one in queries.tray(viewer) if one.due or one.days >= queries.LONG.days or one.kind.until]
    for number, one in enumerate(found[:SHOWN]):
        more = len(found) - SHOWN if number == SHOWN - 1 else 0
        told = _("%(n)d日、施設にあります。") % {"n": one.days}
        if one.due is None and one.kind.until:
            told = _("期限を通知で確かめます。封は開けません。")
        yield Line(
            "mail", when(one.due) if one.due else When.WEEK, _("%(kind)sを渡す") % {"kind": one.kind.words}, told,
            link(_("郵便を見る"), "mail:letter", one.letter.pk), due=one.due, resident=one.person,
            cites=[_("職員が受け付けた郵便")], all=link(_("郵便を見る"), "mail:tray"), all_title=_("渡していない郵便"),
            more=max(more, 0),
        )  # fmt: skip
