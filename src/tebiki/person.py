"""One person held against the rules of one day: what is known, which papers suffice, who may collect the card."""

from collections.abc import Iterable

from tebiki import identity, photo, proxy, route
from tebiki.book import Book
from tebiki.facts import BadFact, Facts
from tebiki.identity import IdentitySet, Papers
from tebiki.proxy import Judgement
from tebiki.reckon import reckon
from tebiki.route import Choice
from tebiki.table import Decision, Row
from tebiki.words import Known, Word, bit

_LISTS = ("disabilities", "circumstances")
_FLAGS = (
    "has_care_manager", "number_notice", "basic_resident_card", "insurance_use_registered", "supported_by_public_body",
    "same_household_as_representative", "family_register_here", "agency_covers_card_procedures",
    "registered_elsewhere",
)  # fmt: skip
_REQUIRED = ("wants_pin", "identity_documents")
_REPRESENTED, _ATTENDS = bit("needs_representative"), bit("representative_attends")
_CURATEE, _TOMORROW = bit("curatee_or_assisted"), bit("age_line_tomorrow")


def filled(facts: Facts) -> Facts:
    """The facts as the reader of papers takes them: lists empty, nobody to come, and no, where nothing was said.

    Raises BadFact where what papers cannot do without is missing.
    """
    for key in _REQUIRED:
        if key not in facts.values:
            raise BadFact(f"{key}: is required with a route")
    empty = dict.fromkeys(_LISTS, ()) | dict.fromkeys(_FLAGS, False) | {"agent": None}
    return Facts(facts.as_of, facts.born, empty | dict(facts.values))


class Person:
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
        return identity.identity_set("counter", self.papers, self.known, self.rules, joins)

    def choice(self) -> Choice:
        """All ways judged."""
        return route.judge_ways(self.known, self.application_set, self.proxy, self.rules)

    def unsaid(self, words: Iterable[Word]) -> list[Word]:
        """Of these words, those whose fact nobody has said yet: what is worth asking."""
        return [word for word in words if word.fact not in self.facts.values]

    @property
    def represented(self) -> bool:
        """Must a statutory representative act with this person? Source: A-19, D-18."""
        return bool(self.known.yes & _REPRESENTED)

    def fallback(self, taken: str) -> str | None:
        """The way that a reception turns into when papers or the representative are missing. Source: 第5-1(8), A-17."""
        if taken not in route.RECEPTIONS:
            return None
        alone = self.represented and not self.known.yes & _ATTENDS
        if self.application_set.complete is not False and not alone:
            return None
        return "proxy_delivery" if self.proxy.possible else "counter_delivery"

    def confirm(self, taken: str | None) -> bool:
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
        """The first ground for proxy delivery that holds; one that needs less may yet turn up."""
        row = self.proxy.ground.fits[0]
        return row if row.say else None
