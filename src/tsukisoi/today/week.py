"""The week on one A4 for the staff room: rooms and kinds of work, so that anybody who passes may read it."""

from collections.abc import Iterable
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_POST

from tsukisoi.journal.actions import looked
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.papers.press import press
from tsukisoi.staff.permits import Right
from tsukisoi.staff.queries import organisation_of
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.clock import today as this_day
from tsukisoi.tenancy.once import looking
from tsukisoi.today import movements, people
from tsukisoi.today.feeding import kind_of
from tsukisoi.today.lines import Line, When
from tsukisoi.today.views import PARTS
from tsukisoi.ui import wareki
from tsukisoi.ui.templatetags.ui import short_day

TEMPLATE = Path(__file__).resolve().parent / "typst" / "week.typ"
DAYS = timedelta(days=6)
EVERYBODY = "施設"


@require_POST
def week(request: StaffRequest) -> HttpResponse:
    """The paper of the week as PDF."""
    viewer = request.viewer
    viewer.require(Right.SEE_RESIDENTS)
    house = organisation_of(viewer)
    with override("ja"):
        parts = [people.whole if part is people.lines else part for part in PARTS]
        movements.happen(viewer)
        with looking():
            people.left(viewer)
            lines = [line for part in parts for line in part(viewer.focused)]
        wanted = [Request("week", "今週すること", house.pk, body_of(lines, this_day()))]
        site = request.build_absolute_uri(reverse("papers:ask"))
        imprint = Imprint(house.name, f"つきそい {version('tsukisoi')}", this_day(), site)
        made = press(TEMPLATE, issue(viewer, wanted, imprint), title="今週すること", printed_at=now())
    looked(viewer, "today.week", dict.fromkeys(line.resident.pk for line in lines if line.resident))
    headers = {"Content-Disposition": 'inline; filename="week.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(made.content, content_type="application/pdf", headers=headers)


def body_of(lines: Iterable[Line], start: date) -> dict[str, Any]:
    """Day by day: the room and the kind of work. What is late, or cannot wait and has no day, stands on the first."""
    end = start + DAYS
    days: dict[date, list[tuple[str, str]]] = {}
    for line in lines:
        day = max(line.due, start) if line.due else start if line.when is When.NOW else None
        if day is not None and day <= end:
            room = (line.resident.room or "―") if line.resident else EVERYBODY
            days.setdefault(day, []).append((room, kind_of(line)))
    return {
        "since": wareki.plain(start), "until": wareki.plain(end),
        "days": [
            {"day": short_day(day), "rows": [{"room": room, "kind": kind} for room, kind in sorted(set(rows))]}
            for day, rows in sorted(days.items())
        ],
    }  # fmt: skip
