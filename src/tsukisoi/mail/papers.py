"""The tray on paper: for the round in the evening, with a box in which whoever takes a letter signs."""

from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.utils.translation import override

from tsukisoi.mail import queries
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import Pdf, press
from tsukisoi.staff.queries import organisation_of
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui import wareki

TEMPLATE = Path(__file__).parent / "papers" / "mail.typ"


@cache
def edition() -> str:
    """The edition printed on every sheet."""
    return f"つきそい {version('tsukisoi')}"


def tray_pdf(viewer: Viewer, site: str) -> Pdf:
    """Everything in the tray, in the order of the rooms."""
    house = organisation_of(viewer)
    with override("ja"):
        wanted = Request("mail", "郵便を渡す表", viewer.organisation, _body(viewer))
        leaves = issue(viewer, [wanted], Imprint(house.name, edition(), today(), site))
    return press(TEMPLATE, leaves, title="郵便を渡す表", printed_at=now())


def _body(viewer: Viewer) -> dict[str, Any]:
    lying = sorted(queries.tray(viewer), key=lambda one: (one.person.room_key, one.person.kana_key))
    return {
        "day": wareki.full(today()),
        "rows": [
            [one.person.room, one.person.name, one.kind.title, _day(one.letter.arrived_on), _day(one.due)]
            for one in lying
        ],
    }  # fmt: skip


def _day(day: Any) -> str:
    return wareki.short(day, today()) if day else ""
