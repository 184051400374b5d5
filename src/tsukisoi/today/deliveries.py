"""Lines about cards that wait at town halls, and about trips to fetch them."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from tsukisoi.deliveries import queries as deliveries
from tsukisoi.deliveries import watch
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.guidance import manual
from tsukisoi.today.lines import Line, When, link, when

_RANK = {"destroy": 0, "overdue": 0, "lost": 1, "again": 2, "late": 3, "collect": 4, "term": 4, "folder": 1}


def lines(viewer: Viewer) -> Iterator[Line]:
    """Every card that somebody has to do something about, and every trip of these days."""
    if not viewer.may(Right.SEE_RESIDENTS):
        return
    yield from _trips(viewer)
    for matter in watch.matters(viewer):
        yield _line(matter)


def _line(matter: watch.Matter) -> Line:
    person, due = matter.standing.person, matter.due
    soon = When.NOW if matter.urgent else when(due) if due else When.WEEK
    return Line(
        f"delivery.{matter.kind}", soon, matter.title, matter.what,
        link(_("受取のページへ"), "deliveries:person", person.pk), rank=_RANK[matter.kind], due=due, resident=person,
        cites=manual("第6-2"), confirm=_("市区町村に確認") if matter.kind in ("term", "overdue", "destroy") else "",
        all=link(_("受取の一覧へ"), "deliveries:list"),
    )  # fmt: skip


def _trips(viewer: Viewer) -> Iterator[Line]:
    trips = [trip for trip in deliveries.open_trips(viewer) if trip.on <= today() + watch.TRIP_AHEAD]
    for trip in trips:
        aboard = [one.person for one in deliveries.aboard(viewer, trip)]
        if not aboard:
            continue
        over = trip.on < today()
        title = _("受取の外出のけっかを書く") if over else _("受取の外出")
        what = _("%(town)s　%(n)d人分　%(agent)s") % {
            "town": trip.office.name, "n": len(aboard), "agent": trip.agent_name,
        }  # fmt: skip
        yield Line(
            "delivery.result" if over else "delivery.trip", When.NOW if over else when(trip.on), title, what,
            link(_("外出のページへ"), "deliveries:trip", trip.pk), rank=1, due=trip.on, cites=manual("第6-2"),
            all=link(_("受取の一覧へ"), "deliveries:list"),
        )  # fmt: skip
