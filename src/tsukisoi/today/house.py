"""Lines about the house itself: what the town has not answered, and whether everything could be restored."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tsukisoi.journal import queries as journal
from tsukisoi.municipalities import guidance as offices
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.guidance import manual
from tsukisoi.today.lines import Line, When, link
from tsukisoi.ui.templatetags.ui import short_day

BACKUP_WITHIN = timedelta(days=8)


def lines(viewer: Viewer) -> list[Line]:
    """Every line about the house that this viewer can do something about."""
    found: list[Line] = []
    if viewer.may(Right.EDIT_MUNICIPALITIES):
        found += [*_home(viewer), *_stale(viewer)]
    if viewer.may(Right.SET_UP):
        found += _backup(viewer)
    return found


def _home(viewer: Viewer) -> Iterator[Line]:
    """The house-wide questions, asked once: each person's way hangs on them."""
    home = municipalities.home(viewer)
    answered = municipalities.office_facts(viewer, home)
    open_keys = [key for key in offices.KEYS if key not in answered]
    if home is None:
        yield Line(
            "home", When.NOW, _("この施設のある市区町村を決める"),
            _("市区町村が決まると、聞くことと、町ごとのちがいを書きとめられます。"),
            link(_("市区町村へ"), "municipalities:list"), rank=1, cites=manual("第5-1(1)"),
        )  # fmt: skip
    elif open_keys:
        names = _("、").join(offices.question(key).name for key in open_keys)
        title = ngettext("%(town)sに %(n)dつ聞く", "%(town)sに %(n)dつ聞く", len(open_keys))
        yield Line(
            "town", When.WEEK, title % {"town": home.name, "n": len(open_keys)},
            _("一度聞けば、みんなの道に効きます：%(names)s") % {"names": names},
            link(_("答えを書きとめる"), "municipalities:office", home.pk), rank=1, cites=manual("第5-1(1)"),
        )  # fmt: skip


def _stale(viewer: Viewer) -> Iterator[Line]:
    """Answers that are half a year old."""
    for row in municipalities.stale(viewer):
        name = _("町ごとのちがい") if row.table else offices.question(row.key).name
        yield Line(
            "stale", When.MONTH, _("%(town)sにもう一度確かめる") % {"town": row.office.name},
            _("%(name)s：%(day)sに確かめたままです。")
            % {"name": name, "day": short_day(row.checked_on)},
            link(_("確かめる"), "municipalities:office", row.office_id), rank=8, cites=[row.source or _("前の答え")],
            all=link(_("市区町村へ"), "municipalities:list"), all_title=_("市区町村の答えをもう一度確かめる"),
        )  # fmt: skip


def _backup(viewer: Viewer) -> Iterator[Line]:
    """Nothing else on this page matters if it is lost."""
    last = journal.last_of_house(viewer, "keep.backup")
    if last is not None and now() - last <= BACKUP_WITHIN:
        return
    told = _("まだ一度もとっていません。")
    if last is not None:
        told = _("最後の控えは %(day)sです。") % {"day": short_day(localtime(last))}
    yield Line(
        "backup", When.NOW, _("控え（バックアップ）をとる"), told,
        link(_("とり方を見る"), "help:screen", "today", "backup"), rank=9,
        cites=[_("8日に一度（つきそいの決まり）")],
    )  # fmt: skip
