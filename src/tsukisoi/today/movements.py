"""Lines about who comes and goes, and about what is still to be done after it."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from tsukisoi.movements import actions, queries
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import SHOWN, Line, When, link, when

_AHEAD = timedelta(days=7)


def happen(viewer: Viewer) -> None:
    """What the day brings happens before anything is read: the first look of the day is as good as a clock."""
    actions.apply_due(viewer)


def lines(viewer: Viewer) -> Iterable[Line]:
    """Who comes and goes, what is to be done after it, and whose planned day is over."""
    yield from _waiting(viewer)
    yield from _duties(viewer)
    yield from _over(viewer)


def _waiting(viewer: Viewer) -> Iterable[Line]:
    found = queries.waiting(viewer, today() + _AHEAD)
    for one in found[:SHOWN]:
        yield Line(
            "movement", when(one.on), str(one.get_kind_display()), one.note or one.place,
            link(_("動きを見る"), "movements:person", one.resident_id), due=one.on, resident=one.resident,
            cites=[_("職員が書いた予定")], all=link(_("人の動きを見る"), "movements:house"), all_title=_("人の動き"),
        )  # fmt: skip


def _duties(viewer: Viewer) -> Iterable[Line]:
    found = queries.duties(viewer, until=today() + _AHEAD)
    for number, one in enumerate(found[:SHOWN]):
        more = len(found) - SHOWN if number == SHOWN - 1 else 0
        yield Line(
            "movement_duty", When.WEEK if one.duty.due is None else when(one.duty.due), one.duty.words,
            _("「%(kind)s」のあと") % {"kind": one.movement.get_kind_display()},
            link(_("することを見る"), "movements:person", one.person.pk), due=one.duty.due, resident=one.person,
            cites=[_("動きを確かめたときの一覧")], all=link(_("人の動きを見る"), "movements:house"),
            all_title=_("動きのあとにすること"), more=max(more, 0),
        )  # fmt: skip


def _over(viewer: Viewer) -> Iterable[Line]:
    for one in [one for one in queries.stays(viewer) if one.over][:SHOWN]:
        told = _("%(how)sの予定の日がすぎました") % {"how": one.stay.get_kind_display()}
        yield Line(
            "movement_over", When.NOW, told,
            _("もどられたか、のびたかを書きます。"), link(_("動きを書く"), "movements:person", one.person.pk),
            due=one.stay.until, resident=one.person, cites=[_("職員が書いた予定")],
            all=link(_("人の動きを見る"), "movements:house"), all_title=_("予定の日がすぎた人"),
        )  # fmt: skip
