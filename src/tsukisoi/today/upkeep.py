"""Lines about what went wrong: the next step of each open runbook, and the days of a leak."""

from collections.abc import Iterator

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.lines import Line, When, link, when
from tsukisoi.ui.templatetags.ui import short_day, short_time
from tsukisoi.upkeep import guidance, queries


def lines(viewer: Viewer) -> Iterator[Line]:
    """Every line about troubles that this viewer can do something about."""
    if viewer.may(Right.RUN_INCIDENTS):
        cases = queries.still_open(viewer)
        for case, book in zip(cases, guidance.books_of(viewer, cases), strict=True):
            yield _case(case, book)
    if viewer.may(Right.HANDLE_LEAKS):
        for leak in queries.open_leaks(viewer):
            yield from _leak(leak)


def _case(case: queries.Case, book: guidance.Runbook) -> Line:
    """The next step; when all are done, the end is still to be said."""
    found = book.next
    trouble = str(case.incident.get_trouble_display())
    if found is None:
        return Line(
            "trouble_end", When.WEEK, _("%(what)s：終わりにする") % {"what": trouble}, _("手順はすべてしました。"),
            link(_("終わりにする"), "upkeep:incident", case.incident.pk), rank=3, resident=case.person,
        )  # fmt: skip
    due = localtime(found.due).date() if found.due else None
    told = found.words if not found.due else _("%(due)sまで。%(words)s") % {
        "due": short_time(found.due), "words": found.words
    }  # fmt: skip
    return Line(
        "trouble", when(due) if due else When.WEEK, f"{trouble}：{found.title}", told,
        link(_("手順を見る"), "upkeep:incident", case.incident.pk), rank=0 if found.late else 1, due=due,
        resident=case.person, cites=found.places, confirm=found.confirm, all=link(_("困ったときを見る"), "upkeep:list"),
        all_title=_("なくした・忘れた・こわれた"), first=due is not None and due <= today(),
    )  # fmt: skip


def _leak(leak: queries.Leak) -> Iterator[Line]:
    titles = {"first": _("漏えいの速報を出す"), "full": _("漏えいの確報を出す"), "people": _("漏えいを本人に知らせる")}
    for duty in guidance.duties(leak):
        if not duty.open:
            continue
        told = _("%(due)sまで。") % {"due": short_day(duty.due)} if duty.due else ""
        yield Line(
            f"leak_{duty.kind}", When.NOW if duty.kind != "full" else when(duty.due or today()), titles[duty.kind],
            f"{told}{duty.words}", link(_("漏えいの対応を見る"), "upkeep:leak", leak.pk), rank=0, due=duty.due,
            cites=duty.places, confirm=duty.confirm, all=link(_("漏えいの一覧を見る"), "upkeep:leaks"),
        )  # fmt: skip
