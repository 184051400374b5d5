"""What ways to a card, and insurance, leave to be asked of offices: each 「…に確認」 with the office whose it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from tsukisoi.cases import standings
from tsukisoi.cases.open_points import mark, points_of
from tsukisoi.cases.standings import Page, Pile
from tsukisoi.insurance import points as insurance
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.municipalities.points import Point
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer

NAMED = 60
"""So many people stand by name with one question; the others are counted."""
AT_ONCE = 600
"""Up to so many are fetched whole, and picked from here."""


def to_ask(viewer: Viewer) -> list[Point]:
    """Every open point of everybody's way and insurance, each once. A few queries a point for any number of people."""
    standings.refresh(viewer)
    piles = standings.piles(viewer, Page.TOWN)
    about = {kind: [pk for pk, _on in found] for kind, found in _about(viewer, piles).items()}
    known = {p.pk: p for p in residents.persons(viewer, {pk for ids in about.values() for pk in ids})}
    named = {kind: tuple(known[id] for id in ids if id in known) for kind, ids in about.items()}
    said = _said(viewer, {people[0].pk: people[0] for people in named.values() if people})
    return [
        replace(said[pile.kind], people=named[pile.kind], more=pile.count - len(named[pile.kind]))
        for pile in piles
        if pile.kind in said
    ]


def _about(viewer: Viewer, piles: Sequence[Pile]) -> dict[str, list[tuple[UUID, date | None]]]:
    """Whom each question is about, the first of them: all in one query, or for a large house a query a question."""
    if sum(pile.count for pile in piles) > AT_ONCE:
        return {pile.kind: standings.people_of(viewer, Page.TOWN, pile.kind, limit=NAMED) for pile in piles}
    every = standings.everything(viewer, Page.TOWN)
    return {pile.kind: every.get(pile.kind, [])[:NAMED] for pile in piles}


def _said(viewer: Viewer, people: dict[UUID, Person]) -> dict[str, Point]:
    """Each point of these people in the language of the page, by the mark it is kept under."""
    home = municipalities.home(viewer)
    guided = standings.guided(viewer, list(people.values()))
    found = {mark(p): p for guidance in guided for p in points_of(guidance, home.pk if home else None)}
    return found | {mark(p, whose): p for _pk, whose, p in insurance.of_people(viewer, list(people.values()))}
