"""What insurance leaves to be asked of insurers. Each person's points are kept with where they stand in their case."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tsukisoi.insurance import guidance, queries
from tsukisoi.insurance.guidance import Standing
from tsukisoi.municipalities import queries as offices
from tsukisoi.municipalities.points import Point
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

MOVED = "moving.town"
MAILED = ("late_elderly", "national_health")
"""Insurers who send to the registered address. Source: mail.trap."""


def of_standings(viewer: Viewer, lines: Iterable[Standing]) -> Iterator[tuple[UUID, str, Point]]:
    """The person, the scheme where no insurer is known, and the point, of each of these lines. One query."""
    group = list(lines)
    said = offices.particulars_of(viewer, {one.known.insurer.pk for one in group if one.known.insurer})
    for one in group:
        for point in (*_of_moved(viewer, one), *points_of(one, said.get(_insurer(one), {}))):
            yield one.person.pk, "" if point.office else one.scheme, point


def of_people(viewer: Viewer, people: Sequence[Person]) -> Iterator[tuple[UUID, str, Point]]:
    """The same of these people as they stand today. A few queries for any number."""
    return of_standings(viewer, guidance.insured(viewer, people, today()).standings.values())


def _of_moved(viewer: Viewer, one: Standing) -> Iterator[Point]:
    """Somebody moved, and nobody has said who insures now: the town is asked who stays with the former insurer."""
    if one.known.asks_insurer and one.scheme in queries.OF_TOWN:
        town = one.person.office or offices.home(viewer)
        yield Point(town.pk if town else None, MOVED, f"{one.scheme}_stays", (one.person,))


def _insurer(one: Standing) -> Any:
    return one.known.insurer.pk if one.known.insurer else None


def points_of(one: Standing, said: dict[str, Any]) -> Iterator[Point]:
    """What one person's insurer has to say: rows of the rules that nobody is sure of, and what it has not `said`."""
    if not one.scheme or one.scheme == "medical_assistance":
        return
    for table, row in one.claim.doubts:
        yield _point(one, table, row)
    for key in dict.fromkeys(_keys(one)):
        if key not in said:
            yield _point(one, "", key)


def _point(one: Standing, table: str, key: str) -> Point:
    whom = "" if one.known.insurer else _("保険者（%(scheme)s）") % {"scheme": one.scheme_words}
    return Point(_insurer(one), table, key, (one.person,), one.claim.note if table else "", one.claim.places, whom)


def _keys(one: Standing) -> Iterator[str]:
    """The questions that matter for this person now."""
    application = one.known.application
    if application is not None and application.sent_on is None:
        yield from ("certificate.papers", "certificate.by_mail")
    if application is not None and application.sent_on is not None:
        yield "certificate.days"
    if one.known.facts.get("registered_elsewhere") and one.scheme in MAILED:
        yield "certificate.forwarding"
    if one.card.certificate in ("renewable", "grace", "expired") and guidance.is_registered(one.known.facts):
        yield "certificate.unasked"
    if one.next.code == "new_paper":
        yield "certificate.renewal"
