"""What cards leave to be asked of the town of record: waits at its counter, its own forms, what rules leave open."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tsukisoi.cards import guidance, queries
from tsukisoi.cards.guidance import CardNow
from tsukisoi.cards.queries import Errand, ErrandKind, Who
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.municipalities.points import Point
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

RENEWED = (ErrandKind.CERTIFICATE, ErrandKind.CARD)


def to_ask(viewer: Viewer) -> list[Point]:
    """Every open point of every errand, and of every certificate that can be renewed. A few queries for any number."""
    due = [row.person for row in queries.renewals(viewer, today())]
    planned = queries.open_errands(viewer)
    met = residents.persons(viewer, {*planned, *(who.pk for who in due)})
    people = {person.pk: person for person in met if person.status == residents.HERE}
    errands = {id: planned[id] for id in people if id in planned}
    due = [who for who in due if who.pk in people]
    home = municipalities.home(viewer)
    towns = {id: people[id].office_id or (home.pk if home else None) for id in {*errands, *(who.pk for who in due)}}
    said = municipalities.particulars_of(viewer, {town for town in towns.values() if town})
    facts = queries.facts_of(viewer, [people[id] for id in errands])
    every = [
        _point(who, towns[who.pk], "", key) for who in due for key in ("renewal.wait_days", "renewal.booking_days")
    ]
    every += [
        _point(people[id], towns[id], table, key)
        for id, rows in errands.items() for one in rows for table, key in _of(one, facts[id])
    ]  # fmt: skip
    return [point for point in every if not _is_said(point, said)]


def _is_said(point: Point, said: Mapping[UUID, Mapping[str, Any]]) -> bool:
    return not point.table and point.office is not None and point.key in said.get(point.office, {})


def _point(who: Person, town: UUID | None, table: str, key: str) -> Point:
    return Point(town, table, key, (who,), whom="" if town else _("まだ決まっていない市区町村"))


def _of(one: Errand, facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Of one errand: how long the counter waits, what an agent brings there, which rows nobody is sure of."""
    yield from (("", "renewal.wait_days"), ("", "renewal.booking_days"))
    if one.who == Who.FREE_AGENT:
        yield "", "renewal.conditions" if one.kind in RENEWED else "mode.own_form"
    yield from _way(one, facts, guidance.card_now(facts, today())).doubts


def _way(one: Errand, facts: Mapping[str, Any], card: CardNow) -> guidance.Way:
    if one.kind in RENEWED:
        alive = card.certificate in ("valid", "renewable") if card.certificate else None
        face = card.mode == guidance.FACE_AUTH
        return guidance.renewal_way(today(), one.who, one.sealed, alive, one.pin_remembered, face)
    too = one.kind == ErrandKind.SWITCH_WITH_CERTIFICATE
    return guidance.switch_way(
        today(), one.who, certificate_too=too, certificate=card.certificate, guardian=facts.get("guardian"),
        signing=None,
    )  # fmt: skip
