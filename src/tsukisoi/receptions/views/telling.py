"""What a page says of a change that was made after something left the house: the list, papers, times of call."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tsukisoi.papers import queries as papers
from tsukisoi.receptions import queries
from tsukisoi.receptions.models import Reception
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.viewer import Viewer

WHEN_AND_WHERE = {"on", "begins", "ends", "place"}


def over_again(viewer: Viewer, reception: Reception) -> str:
    """What changed since the list went over, so that it goes over again; empty where nothing did. Two queries."""
    changed = queries.changed_since_over(viewer, reception)
    found = [
        words for words, there in (
            (_("日時か会場"), changed & WHEN_AND_WHERE), (_("ほかの約束"), changed - WHEN_AND_WHERE - {"rows"}),
            (_("名簿の人"), "rows" in changed),
        ) if there
    ]  # fmt: skip
    return (
        _("渡したあとに、%(what)sが変わりました。もう一度渡します。") % {"what": _("と、").join(found)} if found else ""
    )


def fallen_papers(viewer: Viewer, reception: Reception) -> list[str]:
    """The papers that say something else than what holds, and are not printed anew. One query."""
    return [str(_(sheet.title)) for sheet in papers.fallen_of(viewer, reception.pk).values()]


@contextmanager
def lost_times(request: StaffRequest, reception: Reception) -> Iterator[None]:
    """Say of how many people the time of call went with what is written meanwhile."""
    before = queries.timed(request.viewer, reception)
    yield
    if lost := before - queries.timed(request.viewer, reception):
        said = ngettext(
            "%(n)d人の呼ぶ時刻が、新しい時間の外になったので、消しました。もう一度決めます。",
            "%(n)d人の呼ぶ時刻が、新しい時間の外になったので、消しました。もう一度決めます。", lost,
        )  # fmt: skip
        messages.warning(request, said % {"n": lost})
