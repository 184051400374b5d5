"""What the first page says of a person's insurance: which kinds of lines, and the day of those that have one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tebiki.book import Overlay
from tsukisoi.insurance import queries
from tsukisoi.insurance.guidance import asking
from tsukisoi.insurance.guidance.campaign import Expected, cycle_of, expected_of
from tsukisoi.insurance.guidance.standing import CARD, Standing, standing_of
from tsukisoi.insurance.queries import Known
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer

On = tuple[str, date | None]
TURNING_AHEAD = timedelta(days=92)
RENEWED_AHEAD = timedelta(days=62)
"""So long before its end the renewal of a recipient certificate is asked for."""
RECIPIENT = "medical_recipient_certificate"


@dataclass(frozen=True, slots=True)
class Insured:
    """Where these people stand with their insurance, and the letters of this summer they wait for."""

    standings: dict[UUID, Standing] = field(default_factory=dict)
    letters: dict[UUID, Expected] = field(default_factory=dict)


def insured(viewer: Viewer, people: Sequence[Person], on: date) -> Insured:
    """Both for each of these people. A few queries for any number; none for nobody."""
    if not people:
        return Insured()
    known = queries.known_of(viewer, people, on)
    layers = _layers(viewer, known)
    standings = {one.person.pk: standing_of(one, on, layers[_insurer(one)]) for one in known}
    cycle, letters = cycle_of(on), {}
    if cycle - timedelta(days=62) <= on < cycle + timedelta(days=45):
        made = (expected_of(one, cycle, on, layers[_insurer(one)]) for one in known)
        letters = {one.person.pk: one for one in made if one is not None}
    return Insured(standings, letters)


def _insurer(known: Known) -> UUID | None:
    return known.insurer.pk if known.insurer else None


def _layers(viewer: Viewer, known: Sequence[Known]) -> dict[UUID | None, list[Overlay]]:
    found: dict[UUID | None, list[Overlay]] = {None: asking.layers_of(viewer, None)}
    for one in known:
        if _insurer(one) not in found:
            found[_insurer(one)] = asking.layers_of(viewer, one.insurer)
    return found


def dues(found: Insured, person: Person, on: date) -> Iterator[On]:
    """Every line about one person's insurance as (kind, day)."""
    standing = found.standings[person.pk]
    yield from _standing(standing)
    for paper in standing.known.papers:
        if paper.kind == RECIPIENT and paper.expires is not None and paper.expires <= on + RENEWED_AHEAD:
            yield f"insurance_recipient.{paper.name}", paper.expires
    if standing.outgrown:
        yield "insurance_75", None
    day = asking.turning_75(str(standing.known.facts.get("insurance.kind", "")), person.birth_date, on)
    if day is not None and on < day <= on + TURNING_AHEAD:
        yield "insurance_turning", day
    letter = found.letters.get(person.pk)
    if letter is not None and (letter.state in ("returned", "late", "other") or _is_elsewhere(letter)):
        yield f"letter_{letter.state}", letter.by


def _standing(one: Standing) -> Iterator[On]:
    """Nothing to show is told of whoever's insurance is known; of the others the house page asks."""
    if one.state == "gap" and one.next.code != "ask":
        yield "insurance_gap", one.on
    elif one.state == "unknown":
        yield "insurance_unknown", None
    elif one.state == "soon" and one.best is not None and one.best.code != CARD and one.until is not None:
        yield "insurance_soon", one.until


def _is_elsewhere(one: Any) -> bool:
    return bool(one.state == "waiting" and one.elsewhere)
