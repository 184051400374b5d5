"""One person's facts in, everything asked for out: papers, ways, and the answers that hang on dates."""

from collections.abc import Iterable, Mapping
from typing import Any

from tebiki import expiry, identity, insurance, photo, proxy, route, visit
from tebiki.answer import Answer, Cite, cites
from tebiki.book import Overlay, book
from tebiki.facts import Facts, read
from tebiki.identity import IdentitySet
from tebiki.interview import next_question, questions, what_would_change
from tebiki.needs import papers_for, ways
from tebiki.person import Person, filled
from tebiki.table import Decision
from tebiki.words import Known

__all__ = ["next_question", "papers_for", "plan", "questions", "ways", "what_would_change"]

_DATED = (("card", expiry.answer), ("insurance", insurance.answer), ("visit", visit.answer))
_EVERYWHERE = ("residence", "care_level", "disabilities", "guardian")


def plan(raw: Mapping[str, Any], overlays: Iterable[Overlay] = ()) -> Answer:
    """Answer everything the facts ask for.

    With `route`: the papers of that way. With `card`, `insurance`, `visit`: their dated answers. With neither, or
    with facts that only ways need: which ways are open. Raises BadFact, or NotInForce for a day without rules.
    """
    facts = read(raw)
    rules = book(facts.as_of, overlays)
    answer = Answer(facts.as_of)
    if "route" in facts.values:
        _say_papers(Person(filled(facts), rules), facts.values["route"], answer)
    elif _asks_for_ways(facts):
        _say_ways(Person(facts, rules), answer)
    for key, say in _DATED:
        if facts.knows(key):
            say(facts, rules, answer)
    return answer


def _asks_for_ways(facts: Facts) -> bool:
    dated = tuple(f"{key}." for key, _ in _DATED)
    asked = [key for key in facts.values if not key.startswith(dated) and key not in _EVERYWHERE]
    return bool(asked) or not any(facts.knows(key) for key, _ in _DATED)


def _say_papers(person: Person, taken: str, answer: Answer) -> None:
    """Everything about the papers of one way, or of the way it turns into."""
    rules = person.rules
    fallback = person.fallback(taken)
    actual = fallback or taken
    known = route.on_route(person.known, actual)
    authority = proxy.authority_papers(known, rules)
    application = route.application_papers(known, rules)
    why_fallback = [row.cite for row in person.application_set.rows]
    if taken in route.RECEPTIONS:
        answer.say("fallback_route", fallback, why_fallback + _representative_cites(person))
    ground = person.ground
    proof = proxy.needs_difficulty_proof(known, ground, rules)
    if actual in route.RECEPTIONS:
        _say_list(answer, "application_documents", *application, authority)
        answer.say("delivery_documents", [], cites(route.handover(known, rules)))
        _say_set(person, answer, "application_identity", person.application_set)
    else:
        _say_list(answer, "application_documents", *application)
        _say_delivery(person, known, actual, authority, answer)
    for key in ("application_documents", "delivery_documents"):
        _cite_sets_of_others(person, known, key, answer)
    handover = route.handover(known, rules)
    answer.say("delivered_by", _said(handover) or None, cites(handover))
    answer.say("difficulty_proof_needed", _said(proof) == "yes", cites(proof) + ([ground.cite] if ground else []))
    _say_photo(person, answer)
    _say_proxy(person, answer)
    answer.confirm = person.confirm(actual)
    _ask_papers(person, (*application, authority, route.delivery_papers(known, rules)), answer)


def _representative_cites(person: Person) -> list[Cite]:
    """The row that calls for the representative's presence, where one must be there."""
    if not person.represented:
        return []
    return [row.cite for row in person.rules["route.application_papers"].rows if "representative_identity" in row.need]


def _say_list(answer: Answer, key: str, *decisions: Decision) -> None:
    papers = list(dict.fromkeys(paper for d in decisions for row in d.fits for paper in row.need))
    answer.say(key, papers, [row.cite for d in decisions for row in d.fits])


def _say_set(person: Person, answer: Answer, key: str, found: IdentitySet) -> None:
    if found.complete is not None:
        rows = (*found.rows, *identity.paper_rows(found.papers, person.rules))
        answer.say(key, list(found.papers), [row.cite for row in rows])


def _cite_sets_of_others(person: Person, known: Known, key: str, answer: Answer) -> None:
    """Which sets the agent or the representative needs, whose own papers are not listed."""
    for purpose in ("agent", "representative"):
        if f"{purpose}_identity" in answer.values[key]:
            answer.because[key] += [row.cite for row in identity.valid_sets(purpose, known, person.rules)]


def _said(decision: Decision) -> str:
    return decision.fits[0].say if decision.fits else ""


def _say_delivery(person: Person, known: Known, actual: str, authority: Decision, answer: Answer) -> None:
    """The papers of the hand-over and the identity set that goes with them."""
    at_counter = route.delivery_papers(known, person.rules)
    if actual == "proxy_delivery":
        _say_list(answer, "delivery_documents", at_counter, authority)
        if person.ground is not None:
            documents = answer.values["delivery_documents"]
            documents += [paper for paper in person.ground.need if paper not in documents]
            answer.because["delivery_documents"].append(person.ground.cite)
        _say_set(person, answer, "delivery_identity", person.proxy.identity)
    elif actual == route.WITHOUT_CARD:
        answer.say("delivery_documents", [], cites(route.handover(known, person.rules)))
    else:
        _say_list(answer, "delivery_documents", at_counter, authority)
        _say_set(person, answer, "delivery_identity", person.counter_set())


def _say_photo(person: Person, answer: Answer) -> None:
    usable = photo.usable(person.issuers)
    if usable is not None:
        answer.say("photo_certificate_usable", usable, cites(person.issuers))
        answer.say("photo_certificate_issuers", photo.photo_certificate_issuers(person.issuers), cites(person.issuers))


def _say_proxy(person: Person, answer: Answer) -> None:
    judged = person.proxy
    if judged.ground.row is not None:
        answer.say("proxy_ground", judged.ground.row.say or None, cites(judged.ground))
    if judged.possible is not None:
        answer.say("proxy_delivery_possible", judged.possible, [row.cite for row in judged.why])


def _ask_papers(person: Person, decisions: Iterable[Decision], answer: Answer) -> None:
    for decision in (*decisions, person.issuers):
        if decision.open:
            answer.ask(person.unsaid(decision.asks))
    answer.ask(person.unsaid(person.proxy.asks))


def _say_ways(person: Person, answer: Answer) -> None:
    """Which ways are open, the one to recommend and the next best."""
    choice = person.choice()
    said = {way: {"answer": judged.answer, **_detail(person, judged)} for way, judged in choice.ways.items()}
    will = [row.cite for row in (choice.will.fits or choice.will.open)]
    answer.say("ways", said, will + [row.cite for judged in choice.ways.values() for row in judged.rows])
    for key, chosen in (("recommended", choice.recommended), ("runner_up", choice.runner_up)):
        rows = choice.ways[chosen].rows if chosen else ()
        answer.say(key, chosen, will + [row.cite for row in rows])
    for judged in choice.ways.values():
        if judged.asks:
            answer.ask(person.unsaid(judged.asks))
    answer.confirm = person.confirm(None)


def _detail(person: Person, way: route.Way) -> dict[str, Any]:
    return {
        "note": way.rows[0].note if way.rows and not way.asks else "",
        "rows": [row.name for row in way.rows],
        "asks": list(dict.fromkeys(word.fact for word in person.unsaid(way.asks))),
    }
