"""What one person's way to a card leaves to be asked of offices: each point with the office whose it is."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from tsukisoi.cases.guidance import Guidance, Paper, WayLine
from tsukisoi.municipalities.points import Point

# Who comes, and how a card is applied for there, is for the town of the house; all else for the town of record.
_AT_THE_HOUSE = ("visiting_reception", "home_visit_reception", "visiting_support")
_OF_CURATEES = "delivery.curatee"


def mark(point: Point, whose: str = "") -> str:
    """Equal for the same question to the same office, whoever it is about. `whose`: where no office is known yet."""
    return sha256(f"{point.office}{whose} {point.table} {point.key}".encode()).hexdigest()[:24]


def points_of(guidance: Guidance, home: UUID | None) -> Iterator[Point]:
    """Every open point of one person's way, with the office whose it is; `home` is the municipality of the house."""
    record = guidance.resident.office_id or home
    for fact in guidance.asks:
        if fact.startswith("municipality."):
            yield _point(guidance, home, "", fact)
    for way in guidance.ways:
        yield from _of_way(guidance, way, home if way.route in _AT_THE_HOUSE else record)
    for paper in guidance.papers:
        yield from _of_paper(guidance, paper, home, record)
    if guidance.confirm and guidance.taken == "proxy_delivery":
        yield _point(guidance, record, "", _OF_CURATEES)


def _of_way(guidance: Guidance, way: WayLine, office: UUID | None) -> Iterator[Point]:
    """A way that only the town can open; what it hangs on may be a fact of the town, which is asked as such."""
    if way.answer == "ask_municipality" and not any(fact.startswith("municipality.") for fact in way.asks):
        for table, row in way.doubts:
            yield _point(guidance, office, table, row, way.why, way)


def _of_paper(guidance: Guidance, paper: Paper, home: UUID | None, record: UUID | None) -> Iterator[Point]:
    here = paper.moment == "application" and guidance.taken in _AT_THE_HOUSE
    for table, row in paper.doubts:
        yield _point(guidance, home if here else record, table, row, paper.why, paper)


def _point(
    guidance: Guidance, office: UUID | None, table: str, key: str, why: str = "", of: WayLine | Paper | None = None
) -> Point:
    cites = of.cites if of is not None else ()
    return Point(
        office, table, key, (guidance.resident,), why, cites, "" if office else _("まだ決まっていない市区町村")
    )
