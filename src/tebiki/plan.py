"""One person's facts in, everything asked for out: papers, ways, and the answers that hang on dates."""

from collections.abc import Iterable, Mapping
from typing import Any

from tebiki import expiry, identity, insurance, photo, proxy, route, visit
from tebiki.answer import Answer, Cite, cites
from tebiki.book import Book, Overlay, book
from tebiki.facts import BadFact, Facts, read
from tebiki.identity import IdentitySet, Papers
from tebiki.proxy import Judgement
from tebiki.reckon import reckon
from tebiki.route import Choice
from tebiki.table import Decision, Row
from tebiki.words import Known, bit

_LISTS = ("disabilities", "circumstances")
_FLAGS = (
    "has_care_manager", "number_notice", "basic_resident_card", "insurance_use_registered", "supported_by_public_body",
    "same_household_as_representative", "family_register_here", "agency_covers_card_procedures",
    "registered_elsewhere",
)  # fmt: skip
_REQUIRED = ("wants_pin", "identity_documents")
_DATED = (("card", expiry.answer), ("insurance", insurance.answer), ("visit", visit.answer))
_EVERYWHERE = ("residence", "care_level", "disabilities", "guardian")

_REPRESENTED, _ATTENDS = bit("needs_representative"), bit("representative_attends")
_CURATEE, _TOMORROW = bit("curatee_or_assisted"), bit("age_line_tomorrow")


def plan(raw: Mapping[str, Any], overlays: Iterable[Overlay] = ()) -> Answer:
    """Answer everything the facts ask for.

    With `route`: the papers of that way. With `card`, `insurance`, `visit`: their dated answers. With neither, or
    with facts that only ways need: which ways are open. Raises BadFact, or NotInForce for a day without rules.
    """
    facts = read(raw)
    rules = book(facts.as_of, overlays)
    answer = Answer(facts.as_of)
    if "route" in facts.values:
        _say_papers(Reading(filled(facts), rules), facts.values["route"], answer)
    elif _asks_for_ways(facts):
        _say_ways(Reading(facts, rules), answer)
    for key, say in _DATED:
        if facts.knows(key):
            say(facts, rules, answer)
    return answer


def filled(facts: Facts) -> Facts:
    """The facts as the reader of papers takes them: lists empty, nobody to come, and no, where nothing was said.

    Raises BadFact where what papers cannot do without is missing.
    """
    for key in _REQUIRED:
        if key not in facts.values:
            raise BadFact(f"{key}: is required with a route")
    empty = dict.fromkeys(_LISTS, ()) | dict.fromkeys(_FLAGS, False) | {"agent": None}
    return Facts(facts.as_of, facts.born, empty | dict(facts.values))


def _asks_for_ways(facts: Facts) -> bool:
    dated = tuple(f"{key}." for key, _ in _DATED)
    asked = [key for key in facts.values if not key.startswith(dated) and key not in _EVERYWHERE]
    return bool(asked) or not any(facts.knows(key) for key, _ in _DATED)


class Reading:
    """One person held against the rules of one day."""

    __slots__ = ("application_set", "facts", "issuers", "known", "papers", "proxy", "rules")

    def __init__(self, facts: Facts, rules: Book) -> None:
        self.facts: Facts = facts
        self.rules: Book = rules
        self.known: Known = reckon(facts)
        self.papers: Papers = identity.papers_at_hand(facts, self.known, rules)
        self.issuers: Decision = photo.issuers(self.known, rules)
        self.application_set: IdentitySet = identity.identity_set("application", self.papers, self.known, rules)
        self.proxy: Judgement = proxy.judge(self.known, self.papers, self.issuers, rules)

    def counter_set(self) -> IdentitySet:
        """The identity papers for the person's own visit to the counter."""
        joins = photo.may_join("counter", self.issuers, self.papers, self.known, self.rules)
        return identity.identity_set("counter", self.papers, self.known, self.rules, certificate=joins)

    def choice(self) -> Choice:
        """All ways judged."""
        return route.judge_ways(self.known, self.application_set.complete, self.proxy, self.rules)

    def fallback(self, taken: str) -> str | None:
        """The way that a reception turns into when papers or the representative are missing. Source: 第5-1(8), A-17."""
        if taken not in route.RECEPTIONS:
            return None
        alone = self.known.yes & _REPRESENTED and not self.known.yes & _ATTENDS
        if self.application_set.complete is not False and not alone:
            return None
        return "proxy_delivery" if self.proxy.possible else "counter_delivery"

    def confirm(self, taken: str) -> bool:
        """Must the municipality confirm? A curator or assistant; one paper as proof and identity; an age line crossed
        tomorrow; a disabled person's proxy delivery that fails for want of a photo paper (P-05, S-06, S-08, P-10).
        """
        ground = self.ground
        return (
            bool(self.known.yes & (_CURATEE | _TOMORROW))
            or (
                taken == "proxy_delivery"
                and ground is not None
                and proxy.proof_is_identity_too(ground, self.proxy.identity)
            )
            or proxy.fails_for_want_of_photo(self.proxy, self.papers, self.known)
        )

    @property
    def ground(self) -> Row | None:
        """The ground for proxy delivery, once it is settled that there is one."""
        row = self.proxy.ground.row
        return row if row is not None and row.say else None


def _say_papers(reading: Reading, taken: str, answer: Answer) -> None:
    """Everything about the papers of one way, or of the way it turns into."""
    rules = reading.rules
    fallback = reading.fallback(taken)
    actual = fallback or taken
    known = route.on_route(reading.known, actual)
    authority = proxy.authority_papers(known, rules)
    application = route.application_papers(known, rules)
    why_fallback = [row.cite for row in reading.application_set.rows]
    if taken in route.RECEPTIONS:
        answer.say("fallback_route", fallback, why_fallback + _representative_cites(known, rules))
    ground = reading.ground
    proof = proxy.needs_difficulty_proof(known, ground, rules)
    if actual in route.RECEPTIONS:
        _say_list(answer, "application_documents", *application, authority)
        answer.say("delivery_documents", [], cites(route.handover(known, rules)))
        _say_set(answer, "application_identity", reading.application_set)
    else:
        _say_list(answer, "application_documents", *application)
        _say_delivery(reading, known, actual, authority, answer)
    handover = route.handover(known, rules)
    answer.say("delivered_by", _said(handover) or None, cites(handover))
    answer.say("difficulty_proof_needed", _said(proof) == "yes", cites(proof) + ([ground.cite] if ground else []))
    _say_photo(reading, answer)
    _say_proxy(reading, answer)
    answer.confirm = reading.confirm(actual)
    _ask_papers(reading, (*application, authority, route.delivery_papers(known, rules)), answer)


def _representative_cites(known: Known, rules: Book) -> list[Cite]:
    """The row that calls for the representative's presence, where one must be there."""
    if not known.yes & _REPRESENTED:
        return []
    return [rules["route.application_papers"].row("representative_identity").cite]


def _say_list(answer: Answer, key: str, *decisions: Decision) -> None:
    papers = list(dict.fromkeys(paper for d in decisions for row in d.fits for paper in row.need))
    answer.say(key, papers, [row.cite for d in decisions for row in d.fits])


def _say_set(answer: Answer, key: str, found: IdentitySet) -> None:
    if found.complete is not None:
        answer.say(key, list(found.papers), [row.cite for row in found.rows])


def _said(decision: Decision) -> str:
    return decision.fits[0].say if decision.fits else ""


def _say_delivery(reading: Reading, known: Known, actual: str, authority: Decision, answer: Answer) -> None:
    """The papers of the hand-over and the identity set that goes with them."""
    at_counter = route.delivery_papers(known, reading.rules)
    if actual == "proxy_delivery":
        _say_list(answer, "delivery_documents", at_counter, authority)
        if reading.ground is not None:
            documents = answer.values["delivery_documents"]
            documents += [paper for paper in reading.ground.need if paper not in documents]
            answer.because["delivery_documents"].append(reading.ground.cite)
        _say_set(answer, "delivery_identity", reading.proxy.identity)
    elif actual == route.WITHOUT_CARD:
        answer.say("delivery_documents", [], cites(route.handover(known, reading.rules)))
    else:
        _say_list(answer, "delivery_documents", at_counter, authority)
        _say_set(answer, "delivery_identity", reading.counter_set())


def _say_photo(reading: Reading, answer: Answer) -> None:
    usable = photo.usable(reading.issuers)
    if usable is not None:
        answer.say("photo_certificate_usable", usable, cites(reading.issuers))
    answer.say("photo_certificate_issuers", photo.photo_certificate_issuers(reading.issuers), cites(reading.issuers))


def _say_proxy(reading: Reading, answer: Answer) -> None:
    judged = reading.proxy
    if judged.ground.row is not None:
        answer.say("proxy_ground", judged.ground.row.say or None, cites(judged.ground))
    if judged.possible is not None:
        answer.say("proxy_delivery_possible", judged.possible, [row.cite for row in judged.why])


def _ask_papers(reading: Reading, decisions: Iterable[Decision], answer: Answer) -> None:
    for decision in (*decisions, reading.issuers, *reading.proxy.open):
        answer.ask(decision.table.asks(decision))


def _say_ways(reading: Reading, answer: Answer) -> None:
    """Which ways are open, the one to recommend and the next best."""
    choice = reading.choice()
    said = {way: {"answer": judged.answer, **_detail(judged)} for way, judged in choice.ways.items()}
    will = [row.cite for row in (choice.will.fits or choice.will.open)]
    answer.say("ways", said, will + [row.cite for judged in choice.ways.values() for row in judged.rows])
    for key, chosen in (("recommended", choice.recommended), ("runner_up", choice.runner_up)):
        rows = choice.ways[chosen].rows if chosen else ()
        answer.say(key, chosen, will + [row.cite for row in rows])
    for judged in choice.ways.values():
        answer.ask(judged.asks)
    answer.confirm = bool(reading.known.yes & (_CURATEE | _TOMORROW))


def _detail(way: route.Way) -> dict[str, Any]:
    return {
        "note": way.rows[0].note if way.rows else "",
        "rows": [row.name for row in way.rows],
        "asks": list(dict.fromkeys(word.fact for word in way.asks)),
    }
