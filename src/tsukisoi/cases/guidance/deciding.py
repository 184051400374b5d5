"""From records to facts to the rules and back: one person or many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from tebiki import needs
from tebiki.book import Overlay
from tebiki.days import age_on
from tebiki.facts import Facts, read
from tebiki.interview import questions as open_questions
from tebiki.plan import plan
from tsukisoi.cards.guidance import holds_card
from tsukisoi.cases import queries
from tsukisoi.cases.guidance.lines import WITHOUT_CARD, Guidance, paper_line, way_line
from tsukisoi.cases.queries import WillNow
from tsukisoi.municipalities import guidance as offices
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.residents import queries as residents
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Told:
    """Everything the rules are told of one person."""

    person: residents.Person
    facts: dict[str, Any]
    layers: list[Overlay]
    chosen: str
    care: list[Any]
    by_hand: dict[str, str]
    will: WillNow


@dataclass(frozen=True, slots=True)
class Findings:
    """What the rules say to that, in the words of no language yet."""

    recommended: str
    runner_up: str
    ways: tuple[needs.Way, ...]
    papers: tuple[needs.PaperNeed, ...]
    asks: tuple[str, ...]


def guide(viewer: Viewer, resident: residents.Person) -> Guidance:
    """What the rules say of one person, with the questions that still matter found by trying."""
    made = guide_many(viewer, [resident], thorough=True)
    return made[0]


def guide_many(
    viewer: Viewer, people: Sequence[residents.Person], thorough: bool = False, without: UUID | None = None,
    on: date | None = None, way: str = "",
) -> list[Guidance]:  # fmt: skip
    """What the rules say of many people. A few queries for any number; `thorough` also tries out every question.

    `without`: the id of a town's difference to leave out, to see what it does. `on`: by the rules of that day instead
    of today's, with all that is known today. `way`: with the papers of that way, whatever was decided or is best.
    """
    found = tell(viewer, people, without)
    if way:
        found = [replace(told, chosen=way) for told in found]
    if on is not None:
        found = [replace(told, facts={**told.facts, "as_of": on.isoformat()}) for told in found]
    return [guidance_for(told, find(told, thorough)) for told in found]


def tell(viewer: Viewer, people: Sequence[residents.Person], without: UUID | None = None) -> list[Told]:
    """What there is to tell the rules of these people, in their order. A few queries for any number.

    Whatever is read here counts for what is kept of a person (`cases.standings`): the action that writes it must end
    in `residents.actions.touch`, and a test holds the tables that are read to a list.
    """
    group = list(people)
    home = municipalities.home(viewer)
    wills = queries.wills(viewer, [person.pk for person in group])
    known = facts_of(viewer, group, home, wills)
    chosen = queries.chosen_routes(viewer, known)
    care = residents.accommodations_of(viewer, group)
    layers = layers_of(viewer, group, without, home)
    by_hand = queries.task_states(viewer, known)
    made = []
    for person in group:
        facts, will = known[person.pk], wills.get(person.pk, WillNow())
        still = of_this_card(will, facts)
        made.append(Told(
            person, facts, layers[person.office_id], chosen.get(person.pk, "") if still is will else "",
            care[person.pk], by_hand.get(person.pk, {}), still,
        ))  # fmt: skip
    return made


def facts_of(
    viewer: Viewer, people: Iterable[residents.Person], home: municipalities.Place | None = None,
    wills: dict[UUID, WillNow] | None = None,
) -> dict[UUID, dict[str, Any]]:  # fmt: skip
    """The facts of each person as the rules take them, the will and the house's municipality included."""
    group = list(people)
    found = residents.facts_of(viewer, group)
    town = municipalities.office_facts(viewer, home or municipalities.home(viewer))
    wills = queries.wills(viewer, found) if wills is None else wills
    for person in group:
        facts = found[person.pk]
        facts |= {**town, "as_of": today().isoformat()}
        will = of_this_card(wills.get(person.pk, WillNow()), facts)
        answer = will_that_counts(will, person.birth_date, facts.get("guardian"))
        if answer:
            facts["wants_card"] = answer
    return found


def of_this_card(will: WillNow, facts: Mapping[str, Any]) -> WillNow:
    """The will as it stands beside the card that is held: what led to that card is done, another is another question.

    Where nobody wrote when the card was issued, the last word stands.
    """
    issued = facts.get("card.issued")
    if will.at is None or not issued or not holds_card(facts):
        return will
    return WillNow() if localtime(will.at).date().isoformat() <= str(issued) else will


def will_that_counts(will: WillNow, born: date, guardian: str | None) -> str:
    """The answer that opens or closes the way to a card.

    A family's wish never does. A legal representative's yes does only for who cannot apply alone: under 15, or an
    adult ward. Source: manual 第5-1(8); A-04, A-19.
    """
    represented = age_on(today(), born) < 15 or guardian == "adult_guardian"
    if will.answered_by == "representative" and not represented:
        return ""
    return will.answer


def layers_of(
    viewer: Viewer,
    group: Sequence[residents.Person],
    without: UUID | None = None,
    home: municipalities.Place | None = None,
) -> dict[UUID | None, list[Overlay]]:
    """The differences of each person's own municipality (of the house's where none is known), and the house's own."""
    home = home or municipalities.home(viewer)
    here = offices.overlays(viewer, home, without)
    found: dict[UUID | None, list[Overlay]] = {None: here, **({home.pk: here} if home else {})}
    for person in group:
        if person.office_id not in found:
            found[person.office_id] = offices.overlays(viewer, person.office, without)
    return found


def find(told: Told, thorough: bool = False) -> Findings:
    """Ask the rules about one person."""
    facts = read(told.facts)
    ways = needs.ways(facts, told.layers)
    order = {way.rank: way.route for way in ways if way.rank}
    recommended = order.get(1, "")
    if recommended == WITHOUT_CARD and told.facts.get("wants_card") == "yes_wants" and _may_open(ways):
        recommended = ""  # who wants a card is not sent away from it while the town or a fact may still open a way
    taken = told.chosen or recommended
    papers = needs.papers_for(facts, taken, told.layers) if taken else []
    asks = open_questions(facts, told.layers) if thorough else _asked_by(ways)
    return Findings(recommended, order.get(2, ""), tuple(ways), tuple(papers), tuple(asks))


def guidance_for(told: Told, found: Findings) -> Guidance:
    """What the rules said to all that was told."""
    care, codes = tuple(_care(entry) for entry in told.care), tuple(entry.code for entry in told.care)
    return in_words(told.person, told.facts, told.chosen, told.by_hand, found, care, codes)


def in_words(
    person: residents.Person, facts: dict[str, Any], chosen: str, by_hand: dict[str, str], found: Findings,
    care: tuple[str, ...] = (), care_codes: tuple[str, ...] = (),
) -> Guidance:  # fmt: skip
    """What the rules said, in the language of the page."""
    taken = chosen or found.recommended
    return Guidance(
        resident=person, as_of=date.fromisoformat(facts["as_of"]), recommended=found.recommended,
        runner_up=found.runner_up, chosen=chosen, ways=tuple(way_line(way) for way in found.ways), asks=found.asks,
        papers=tuple(paper_line(paper, taken, by_hand) for paper in found.papers), care=care, care_codes=care_codes,
        facts=facts, confirm=facts.get("guardian") in ("curator", "assistant"),
    )  # fmt: skip


def _may_open(ways: Iterable[needs.Way]) -> bool:
    return any(way.answer in ("ask_municipality", "not_yet_known") for way in ways)


def _asked_by(ways: Iterable[needs.Way]) -> list[str]:
    return list(dict.fromkeys(fact for way in ways for fact in way.opens))


def _care(entry: Any) -> str:
    words = people_guidance.accommodations().get(entry.code, entry.code)
    return f"{words}（{entry.note}）" if entry.note else words


def answer_of(viewer: Viewer, guidance: Guidance) -> dict[str, Any]:
    """The full answer with every citation, to be kept with the case: ways, and the papers of the way taken."""
    layers = layers_of(viewer, [guidance.resident])[guidance.resident.office_id]
    said = plan(guidance.facts, layers).as_json()
    said["papers"] = [[paper.moment, paper.document, list(paper.papers)] for paper in guidance.papers]
    return {**said, "taken": guidance.taken}


def answers_of(viewer: Viewer, people: Sequence[residents.Person]) -> dict[UUID, dict[str, Any]]:
    """The full answer for each of these people."""
    return {guidance.resident.pk: answer_of(viewer, guidance) for guidance in guide_many(viewer, people)}


def facts_and_layers(viewer: Viewer, resident: residents.Person) -> tuple[Facts, list[Overlay]]:
    raw = facts_of(viewer, [resident])[resident.pk]
    return read(raw), layers_of(viewer, [resident])[resident.office_id]
