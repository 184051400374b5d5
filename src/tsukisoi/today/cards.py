"""Lines about errands for cards: booked days, inquiry letters that wait for a reply, notices that did not come."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tsukisoi.cards import queries as cards
from tsukisoi.residents import queries as residents
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, When, link, when
from tsukisoi.ui.templatetags.ui import short_day

REPLY_AFTER = 14
"""An inquiry letter is on its way for about two weeks: then somebody asks."""


def lines(viewer: Viewer) -> list[Line]:
    """Every line about errands of the people this viewer may see. Two queries for any number."""
    if not viewer.may(Right.SEE_RESIDENTS):
        return []
    found = cards.open_errands(viewer)
    people = [person for person in residents.persons(viewer, found) if person.status == residents.HERE]
    return [line for person in people for one in found[person.pk] for line in _errand(person, one)]


def _errand(person: residents.Person, one: cards.Errand) -> Iterator[Line]:
    look = link(_("カードのことを見る"), "cards:card", person.pk)
    everybody = link(_("一覧を見る"), "cards:ending")
    kind = one.get_kind_display()
    if one.booked_for is not None:
        late = one.booked_for < today()
        title = _("すんだかどうかを書く：%(kind)s") if late else _("窓口へ行く：%(kind)s")
        yield Line(
            "errand", when(one.booked_for), title % {"kind": kind},
            _("予約 %(day)s") % {"day": short_day(one.booked_for)},
            look, due=one.booked_for, resident=person, cites=[_("窓口の予約")], all=everybody,
        )  # fmt: skip
    elif one.inquiry_on is not None and one.reply_on is None and (today() - one.inquiry_on).days >= REPLY_AFTER:
        yield Line(
            "errand_reply", When.WEEK, _("照会書の回答をそろえる：%(kind)s") % {"kind": kind},
            _("%(day)sに頼みました。本人に届いているか確かめます。") % {"day": short_day(one.inquiry_on)},
            look, resident=person, cites=[_("窓口の用件")], all=everybody,
        )  # fmt: skip
    elif one.notice_returned:
        yield Line(
            "errand_notice", When.WEEK, _("有効期限通知書が戻りました"),
            _("通知書がなくても手続できます。代理人が行くときは2回になります。"), look, resident=person,
            cites=[_("窓口の用件")], all=everybody,
        )  # fmt: skip
