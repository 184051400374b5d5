"""Which facts still matter, in which order to ask, and what another answer would change. Found by trying."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tebiki import proxy, route
from tebiki.book import Book, Overlay, book
from tebiki.facts import Facts, kinds
from tebiki.person import Person
from tebiki.words import Known

# Asked in this order: the will first, then the person, the town, the papers at hand, who comes, and details last.
ORDER = (
    "wants_card", "residence", "registered_elsewhere", "guardian", "municipality.visiting_reception",
    "municipality.home_visit_reception", "municipality.staffed_by", "municipality.mail_delivery",
    "identity_documents", "notification_card", "number_notice", "representative_attends", "can_visit_counter",
    "municipality.post_office", "agent", "care_level", "disabilities", "circumstances", "has_care_manager",
    "supported_by_public_body", "agency_covers_card_procedures", "wants_pin", "insurance_use_registered",
    "basic_resident_card", "same_household_as_representative", "family_register_here",
)  # fmt: skip
# One value of each sort is enough to see whether the papers at hand matter.
_SETS_OF_PAPERS: tuple[tuple[str, ...], ...] = (
    (), ("driving_licence",), ("driving_licence", "eligibility_certificate"),
    ("eligibility_certificate", "care_insurance_card"),
)  # fmt: skip
# Of the circumstances, those that no other fact tells.
_TOLD_BY_NOTHING_ELSE: tuple[tuple[str, ...], ...] = (
    (), ("long_hospitalised",), ("social_withdrawal",), ("high_school_student",), ("pregnant",), ("long_absence",),
    ("study_abroad",),
)  # fmt: skip
# A municipality mails cards until it says otherwise (第5-1(1)): nothing to ask.
_HAS_A_DEFAULT = ("municipality.mail_delivery",)


class WhatIf(NamedTuple):
    """What another value of one fact would change: (what, before, after), `recommended` and ways by name."""

    fact: str
    value: Any
    changes: tuple[tuple[str, Any, Any], ...]


def next_question(facts: Facts, overlays: Iterable[Overlay] = ()) -> str | None:
    """The fact to ask next, or None when nothing that is not known could change the answer."""
    rules = book(facts.as_of, overlays)
    return next(_open_questions(facts, rules), None)


def questions(facts: Facts, overlays: Iterable[Overlay] = ()) -> list[str]:
    """The facts that are not known and could, each by itself, change a way or its papers; in order of asking."""
    return list(_open_questions(facts, book(facts.as_of, overlays)))


def what_would_change(facts: Facts, overlays: Iterable[Overlay] = ()) -> list[WhatIf]:
    """For every fact that is known: each other value that would change which ways are open or recommended."""
    rules = book(facts.as_of, overlays)
    now = _answers(facts, rules)
    found = []
    for fact in ORDER:
        if fact not in facts.values:
            continue
        for value in _values(fact):
            if value != facts.values[fact]:
                then = _answers(_with(facts, fact, value), rules)
                changes = tuple((key, now[key], then[key]) for key in now if now[key] != then[key])
                found += [WhatIf(fact, value, changes)] if changes else []
    return found


def _open_questions(facts: Facts, rules: Book) -> Iterator[str]:
    now = _outcome(facts, rules)
    for fact in ORDER:
        if fact in facts.values or fact in _HAS_A_DEFAULT:
            continue
        if any(_outcome(_with(facts, fact, v), rules) != now for v in _values(fact)):
            yield fact


def _with(facts: Facts, fact: str, value: Any) -> Facts:
    return Facts(facts.as_of, facts.born, {**facts.values, fact: value})


def _values(fact: str) -> list[Any]:
    """Every value a fact may take, or one of each sort where they are sets."""
    kind = kinds()[fact]
    if fact == "identity_documents":
        return list(_SETS_OF_PAPERS)
    if fact == "circumstances":
        return list(_TOLD_BY_NOTHING_ELSE)
    if kind.holds == "yes_no":
        return [True, False]
    if kind.holds == "codes":
        return [(), *((code,) for code in kind.codes)]
    return [*kind.codes, *([None] if kind.nullable else [])]


def _answers(facts: Facts, rules: Book) -> dict[str, Any]:
    choice = Person(facts, rules).choice()
    return {"recommended": choice.recommended, **{name: way.answer for name, way in choice.ways.items()}}


def _outcome(facts: Facts, rules: Book) -> tuple[Any, ...]:
    """Everything that an answer could change: every way, and the papers of the way to recommend."""
    person = Person(facts, rules)
    choice = person.choice()
    answers = tuple(way.answer for way in choice.ways.values())
    if choice.recommended is None:
        return None, answers
    known = route.on_route(person.known, choice.recommended)
    return choice.recommended, answers, _papers(person, known), _sets(person, choice.recommended)


def _papers(person: Person, known: Known) -> tuple[Any, ...]:
    rules = person.rules
    decisions = (
        *route.application_papers(known, rules), route.delivery_papers(known, rules),
        proxy.authority_papers(known, rules),
    )  # fmt: skip
    return tuple(row.need for decision in decisions for row in decision.fits)


def _sets(person: Person, taken: str) -> tuple[Any, ...]:
    if taken in route.RECEPTIONS:
        return (person.application_set.papers,)
    if taken == "proxy_delivery":
        return person.proxy.identity.papers, person.ground and person.ground.need
    return () if taken == route.WITHOUT_CARD else (person.counter_set().papers,)
