"""What a page shows of one person: every paper with who brings it and whether it is there, and every way with why."""

from collections.abc import Iterable
from typing import NamedTuple

from tebiki import identity, proxy, route
from tebiki.book import Overlay, book
from tebiki.facts import Facts
from tebiki.identity import CERTIFICATE, IdentitySet
from tebiki.person import Person
from tebiki.table import Decision, Reason, Row
from tebiki.words import Known

__all__ = ["PaperNeed", "Reason", "Way", "issuers", "papers_for", "reasons", "ways"]

ON_THE_DAY = frozenset((
    "pin_setting_request", "notification_card_loss_report", "basic_resident_card_return", "insurance_use_consent",
    "authority_delegation", "difficulty_statement",
))  # fmt: skip
IN_HAND = frozenset(("notification_card", "basic_resident_card", "previous_card"))


class PaperNeed(NamedTuple):
    """One paper for one moment.

    `moment`: application · delivery. `who_brings`: resident · family · facility · agent · municipality ·
    representative. `held`: yes · no · not_known · prepared_on_the_day. `papers`: the identity papers to take, or those
    that would serve as proof; where one of them is the photo certificate, `issuers` can write it.
    """

    document: str
    moment: str
    who_brings: str
    held: str
    reasons: tuple[Reason, ...]
    papers: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()


class Way(NamedTuple):
    """One way as a page shows it.

    `answer`: yes · no · ask_municipality · not_yet_known. `rank`: 1 is the one to recommend, None is not recommended.
    `opens`: the facts that are not yet known and would settle it.
    """

    route: str
    answer: str
    rank: int | None
    reasons: tuple[Reason, ...]
    opens: tuple[str, ...]


def reasons(rows: Iterable[Row]) -> tuple[Reason, ...]:
    """The rows as the reasons a page shows, each once."""
    return tuple({id(row): row.reason for row in rows}.values())


def papers_for(facts: Facts, taken: str, overlays: Iterable[Overlay] = ()) -> list[PaperNeed]:
    """Every paper for one way as if it is taken, application first. Never guesses: unknown facts add no paper.

    Raises KeyError for a way the vocabulary does not have, NotInForce for a day without rules.
    """
    rules = book(facts.as_of, overlays)
    person = Person(facts, rules)
    known = route.on_route(person.known, taken)
    reception = taken in route.RECEPTIONS
    authority = proxy.authority_papers(known, rules)
    application = route.application_papers(known, rules)
    needs = _needs(person, known, "application", (*application, authority) if reception else application)
    if reception or taken == route.WITHOUT_CARD:
        return needs
    needs += _needs(person, known, "delivery", (route.delivery_papers(known, rules), authority))
    return needs + _ground(person) if taken == "proxy_delivery" else needs


def _needs(person: Person, known: Known, moment: str, decisions: Iterable[Decision]) -> list[PaperNeed]:
    found: dict[str, list[Row]] = {}
    for decision in decisions:
        for row in decision.fits:
            for paper in row.need:
                found.setdefault(paper, []).append(row)
    return [_need(person, known, moment, paper, rows) for paper, rows in found.items()]


def _need(person: Person, known: Known, moment: str, document: str, rows: list[Row]) -> PaperNeed:
    who = rows[0].data.get("who") or ("agent" if known.yes & _PROXY else "representative")
    why = reasons(rows)
    if document in ("agent_identity", "representative_identity"):
        sets = identity.valid_sets(document.removesuffix("_identity"), known, person.rules)
        return PaperNeed(document, moment, who, "not_known", why + reasons(sets))
    if document != "applicant_identity":
        return PaperNeed(document, moment, who, _held(document), why)
    shown = _identity(person, known, moment)
    return PaperNeed(
        document, moment, who, _identity_held(person, shown), why + reasons(shown.rows),
        shown.papers, issuers(person) if CERTIFICATE in shown.papers else (),
    )  # fmt: skip


_PROXY = route.on_route(Known(), "proxy_delivery").yes


def _identity(person: Person, known: Known, moment: str) -> IdentitySet:
    if moment == "application":
        return person.application_set
    return person.proxy.identity if known.yes & _PROXY else person.counter_set()


def issuers(person: Person) -> tuple[str, ...]:
    """Who can write the photo certificate, by code."""
    return tuple(dict.fromkeys(issuer for row in person.issuers.fits for issuer in row.need))


def _identity_held(person: Person, shown: IdentitySet) -> str:
    if shown.complete is None:
        return "not_known"
    to_be_written = CERTIFICATE in shown.papers and not person.papers.certificate
    return "yes" if shown.complete and not to_be_written else "no"


def _held(document: str) -> str:
    return "prepared_on_the_day" if document in ON_THE_DAY else "yes" if document in IN_HAND else "not_known"


def _ground(person: Person) -> list[PaperNeed]:
    """The proof or the statement that goes with the ground for proxy delivery."""
    row = person.ground
    if row is None:
        return []
    papers = tuple(row.data.get("papers", ()))
    at_hand = set(papers) & set(person.facts.values.get("identity_documents", ()))
    held = {"difficulty_statement": "prepared_on_the_day"}
    return [
        PaperNeed(
            paper, "delivery", "resident", held.get(paper, "yes" if at_hand else "not_known"), reasons([row]), papers
        )
        for paper in row.need
    ]


def ways(facts: Facts, overlays: Iterable[Overlay] = ()) -> list[Way]:
    """Every way, the recommended first, then what is open, then what is not. Raises NotInForce."""
    person = Person(facts, book(facts.as_of, overlays))
    choice = person.choice()
    rank = {name: place for place, name in enumerate(choice.order, 1)}
    order = {"yes": 0, "ask_municipality": 1, "not_yet_known": 2, "no": 3}
    found = [
        Way(
            name, way.answer, rank.get(name), reasons(way.rows),
            tuple(dict.fromkeys(word.fact for word in person.unsaid(way.asks))),
        )
        for name, way in choice.ways.items()
    ]  # fmt: skip
    return sorted(found, key=lambda way: (way.rank or len(found), order[way.answer]))
