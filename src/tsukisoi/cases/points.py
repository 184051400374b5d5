"""What the ways to a card leave to be asked of offices: each 「市区町村・保険者に確認」 with the office whose it is."""

from dataclasses import replace
from uuid import UUID

from tsukisoi.cases import standings
from tsukisoi.cases.open_points import mark, points_of
from tsukisoi.cases.standings import Page
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.municipalities.points import Point
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer

NAMED = 60
"""So many people stand by name with one question; the others are counted."""


def to_ask(viewer: Viewer) -> list[Point]:
    """Every open point of everybody's way, each once. A few queries a point for any number of people."""
    standings.refresh(viewer)
    piles = standings.piles(viewer, Page.TOWN)
    about = {p.kind: [pk for pk, _on in standings.people_of(viewer, Page.TOWN, p.kind, limit=NAMED)] for p in piles}
    known = {p.pk: p for p in residents.persons(viewer, {pk for ids in about.values() for pk in ids})}
    named = {kind: tuple(known[id] for id in ids if id in known) for kind, ids in about.items()}
    said = _said(viewer, {people[0].pk: people[0] for people in named.values() if people})
    return [
        replace(said[pile.kind], people=named[pile.kind], more=pile.count - len(named[pile.kind]))
        for pile in piles
        if pile.kind in said
    ]


def _said(viewer: Viewer, people: dict[UUID, Person]) -> dict[str, Point]:
    """Each point of these people in the language of the page, by the mark it is kept under."""
    home = municipalities.home(viewer)
    guided = standings.guided(viewer, list(people.values()))
    return {mark(p): p for guidance in guided for p in points_of(guidance, home.pk if home else None)}
