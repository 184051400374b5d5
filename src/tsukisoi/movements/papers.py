"""The list for the day: who is here how, who comes and goes, who is in hospital, and what is still to be done."""

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.translation import override

from tsukisoi.movements import queries
from tsukisoi.movements.models import Movement
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).parent / "papers" / "movements.typ"
AHEAD = timedelta(days=14)


@cache
def edition() -> str:
    """The edition printed on every sheet."""
    return f"つきそい {version('tsukisoi')}"


def day_pdf(viewer: Viewer, site: str) -> Pdf:
    """Today and two weeks ahead, for the wall of the staff room."""
    house = organisation_of(viewer)
    with override("ja"):
        wanted = Request("movements", "人の動き", viewer.organisation, _body(viewer))
        leaves = issue(viewer, [wanted], Imprint(house.name, edition(), today(), site))
    return press(TEMPLATE, leaves, title="人の動き", printed_at=now())


def _body(viewer: Viewer) -> dict[str, Any]:
    return {
        "day": wareki.full(today()),
        "counted": [f"{one.words} {one.count}人" for one in queries.counted(viewer)],
        "coming": _rows(queries.waiting(viewer, today() + AHEAD)),
        "lately": _rows(queries.lately(viewer, today() - timedelta(days=1))),
        "stays": [
            [one.person.room, one.person.name, str(one.stay.get_kind_display()), _day(one.stay.since),
             _day(one.stay.until), one.stay.place]
            for one in queries.stays(viewer)
        ],
        "duties": [
            [_day(one.duty.due), one.person.room, one.person.name, one.duty.words] for one in queries.duties(viewer)
        ],
    }  # fmt: skip


def _rows(movements: Iterable[Movement]) -> list[list[str]]:
    return [
        [_day(one.on), one.resident.room, one.resident.name, str(one.get_kind_display()), _where(one), one.note]
        for one in movements
    ]


def _where(one: Movement) -> str:
    parts = [one.place, str(one.unit or ""), one.room, str(one.office or "")]
    return "　".join(part for part in parts if part)


def _day(day: Any) -> str:
    return wareki.short(day, today()) if day else ""
