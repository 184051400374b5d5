"""Is all well with the installation? One calm line for the head; clear words where something is not."""

import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tsukisoi.journal import queries as journal
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.guidance import sources_read_before
from tsukisoi.today.house import BACKUP_WITHIN
from tsukisoi.today.lines import Link, link
from tsukisoi.ui.templatetags.ui import short_day

SEAL_WITHIN = timedelta(days=35)
READ_WITHIN = timedelta(days=180)
LITTLE_SPACE = 1_000_000_000
"""Bytes: below this the disk is to be cleared before writing fails."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing to know: is it well, in words, and where to mend it."""

    well: bool
    title: str
    said: str
    mend: Link


@dataclass(frozen=True, slots=True)
class Wellbeing:
    """The week's answer."""

    since: date
    signs: tuple[Sign, ...]

    @property
    def well(self) -> bool:
        """Is everything well?"""
        return all(sign.well for sign in self.signs)

    @property
    def ill(self) -> list[Sign]:
        """What is not."""
        return [sign for sign in self.signs if not sign.well]


def wellbeing(viewer: Viewer) -> Wellbeing | None:
    """For whoever sets the house up; nothing for anybody else."""
    if not viewer.may(Right.SET_UP):
        return None
    signs = (_backup(viewer), _seal(viewer), _space(), _law(), _towns(viewer))
    return Wellbeing(today() - timedelta(days=today().weekday()), signs)


def _day(moment: datetime | None) -> str:
    return short_day(localtime(moment)) if moment else ""


def _backup(viewer: Viewer) -> Sign:
    last = journal.last_of_house(viewer, "keep.backup")
    well = last is not None and now() - last <= BACKUP_WITHIN
    said = _("%(day)s（戻せることを確かめた）") % {"day": _day(last)} if last else _("まだ一度もとっていません。")
    return Sign(well, _("控え"), said, link(_("とり方を見る"), "help:screen", "today", "backup"))


def _seal(viewer: Viewer) -> Sign:
    last = journal.last_of_house(viewer, "journal.keep_seal")
    well = last is not None and now() - last <= SEAL_WITHIN
    never = _("まだ紙にしていません。月に一度、印刷してしまいます。")
    said = _("%(day)sにしまった") % {"day": _day(last)} if last else never
    return Sign(well, _("記録の封の紙"), said, link(_("封を印刷する"), "journal:seals"))


def _space() -> Sign:
    free = shutil.disk_usage(settings.DATA).free
    said = _("%(free)s GB") % {"free": f"{free / 1e9:.1f}"}
    mend = link(_("どうするか"), "help:screen", "today", "backup")
    return Sign(free >= LITTLE_SPACE, _("ディスクの空き"), said, mend)


def _law() -> Sign:
    old, oldest = sources_read_before(today() - READ_WITHIN)
    if old:
        said = _("%(n)dの出典を、%(day)sから読みなおしていません。新しい版にします。")
        said = said % {"n": old, "day": short_day(oldest)}
    else:
        said = _("半年のうちに読んだもの")
    return Sign(not old, _("規則の表"), said, link(_("規則集"), "rulebook:list"))


def _towns(viewer: Viewer) -> Sign:
    stale = len(municipalities.stale(viewer))
    said = _("%(n)dつが、半年より前のままです。") % {"n": stale} if stale else _("半年のうちに確かめたもの")
    return Sign(not stale, _("市区町村のページ"), said, link(_("市区町村へ"), "municipalities:list"))
