"""From a delivery to the rules and back in words: the ground, who may go, and every paper of the folder."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext

from tebiki import needs, proxy, schedule
from tebiki.book import Overlay, book
from tebiki.facts import read as read_facts
from tebiki.needs import PaperNeed, Reason
from tebiki.person import Person as Held
from tebiki.sources import sources
from tebiki.table import Decision
from tebiki.terms import fact_codes, fact_name, term, terms
from tsukisoi.cases import guidance as cases
from tsukisoi.deliveries.models import Way
from tsukisoi.deliveries.queries import Waiting
from tsukisoi.insurance import guidance as insurance
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

_ROUTES = {Way.PROXY: "proxy_delivery", Way.COUNTER: "counter_delivery"}
_HELD = {"yes": "done", "no": "missing", "not_known": "unknown", "prepared_on_the_day": "day"}
# For these the pages read found no common practice: the town is asked, whatever the tables say.
_ASK_FOR = ("curator", "assistant")
CERTIFICATE = "photo_certificate"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of the folder: `state` as components draw it, before anybody ticked it off."""

    document: str
    words: str
    inside: str
    who: str
    state: str
    why: str
    cites: tuple[Place, ...]
    confirm: bool


@dataclass(frozen=True, slots=True)
class AgentLine:
    """One kind of person who might go: yes, no, or not yet known, and why."""

    code: str
    words: str
    answer: str
    why: str
    cites: tuple[Place, ...]

    @property
    def state(self) -> str:
        """As components draw it."""
        return {"yes": "done", "no": "unneeded", "ask": "soon"}.get(self.answer, "unknown")

    @property
    def answer_words(self) -> str:
        """The answer in words."""
        return {
            "yes": gettext("受け取れる"), "no": gettext("受け取れない"), "ask": gettext("市区町村に確認"),
        }.get(self.answer, gettext("まだわからない"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the rules say of one delivery today. `possible` None: not yet known."""

    as_of: date
    possible: bool | None
    why: str
    ground: str
    cites: tuple[Place, ...]
    confirm: bool
    asks: tuple[str, ...]
    papers: tuple[Paper, ...]
    agents: tuple[AgentLine, ...]
    issuers: tuple[str, ...]
    guardian: str
    register_first: bool = False
    """A card without a PIN is registered for insurance use before it is fetched: afterwards fewer ways are open."""

    @property
    def wants_certificate(self) -> bool:
        """Is a photo certificate among the identity papers?"""
        return bool(self.issuers)

    @property
    def wants_statement(self) -> bool:
        """Must the person write that coming is difficult?"""
        return any(paper.document == "difficulty_statement" for paper in self.papers)

    @property
    def wants_delegation(self) -> bool:
        """Must the person fill in the delegation?"""
        return any(paper.document == "authority_delegation" for paper in self.papers)

    @property
    def possible_words(self) -> str:
        """Can an agent collect?"""
        if self.possible is None:
            return gettext("まだ決まらない")
        if not self.possible:
            return gettext("できない")
        return gettext("市区町村に確認") if self.confirm else gettext("できる")

    @property
    def state(self) -> str:
        """As components draw it."""
        if self.confirm and self.possible is not False:
            return "soon"
        return {True: "done", False: "missing", None: "unknown"}[self.possible]


UNREAD = Reading(date.min, None, "", "", (), False, (), (), (), (), "")
"""Of a delivery of which a page says nothing that hangs on the rules: they were not asked."""


def read(viewer: Viewer, waiting: Waiting) -> Reading:
    """What the rules say of one delivery, with everybody who might go."""
    return read_many(viewer, [waiting], thorough=True)[waiting.delivery.pk]


def read_many(viewer: Viewer, group: Sequence[Waiting], thorough: bool = False) -> dict[UUID, Reading]:
    """What the rules say of many deliveries, in a few queries. `thorough`: also who else might go."""
    people: list[Person] = [one.person for one in group]
    home = municipalities.home(viewer)
    known = cases.facts_of(viewer, people, home)
    layers = cases.layers_of(viewer, people, home=home)
    return {
        one.delivery.pk: _reading(one, known[one.person.pk], layers[one.person.office_id], thorough) for one in group
    }


def _reading(one: Waiting, facts: Mapping[str, Any], layers: list[Overlay], thorough: bool) -> Reading:
    chosen = _on_this_way(one, facts)
    way = Way(one.delivery.way)
    known = read_facts(chosen)
    held = Held(known, book(known.as_of, layers))
    papers = needs.papers_for(known, _ROUTES[way], layers) if way in _ROUTES else []
    folder = [paper for paper in papers if paper.moment == "delivery"]
    judged = held.proxy
    by_agent = way == Way.PROXY
    reasons = needs.reasons(judged.why) if by_agent else ()
    confirm = by_agent and (held.confirm("proxy_delivery") or facts.get("guardian") in _ASK_FOR)
    return Reading(
        known.as_of, judged.possible if by_agent else True, _note(reasons), _ground(judged.ground) if by_agent else "",
        _places(reasons), confirm or any(reason.cite.confirm for reason in reasons),
        tuple(dict.fromkeys(word.fact for word in held.unsaid(judged.asks))) if by_agent else (),
        tuple(_paper(paper) for paper in folder),
        tuple(_agents(chosen, layers, confirm)) if thorough and by_agent else (),
        tuple(code for paper in folder if CERTIFICATE in paper.papers for code in paper.issuers),
        str(facts.get("guardian") or ""), facts.get("wants_pin") is False and not insurance.is_registered({**facts}),
    )  # fmt: skip


def _on_this_way(one: Waiting, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts with the agent of this delivery. A card to be fetched was wanted: the will is not asked again."""
    chosen = {**facts, "wants_card": "yes_wants"}
    return chosen | ({"agent": one.delivery.agent} if one.delivery.agent else {})


def _ground(decision: Decision) -> str:
    rows = [row for row in decision.fits if row.say]
    return term("proxy_grounds", rows[0].say, _language()) if rows else ""


def _agents(facts: dict[str, Any], layers: list[Overlay], confirm: bool) -> Iterable[AgentLine]:
    for code, words in fact_codes("agent", _language()).items():
        known = read_facts({**facts, "agent": code})
        decision = proxy.may_be_agent(Held(known, book(known.as_of, layers)).known, book(known.as_of, layers))
        row = decision.row
        answer = row.say if row else "unknown"
        reasons = needs.reasons([row] if row else decision.open)
        unsure = answer == "yes" and (confirm or (row is not None and row.confirm))
        yield AgentLine(code, words, "ask" if unsure else answer, _note(reasons), _places(reasons))


def _paper(need: PaperNeed) -> Paper:
    language = _language()
    known = terms("identity_documents", language)
    inside = gettext("、").join(known[code] for code in need.papers if code in known)
    return Paper(
        need.document, term("documents", need.document, language), inside, cases.who_words(need.who_brings),
        _HELD[need.held], _note(need.reasons), _places(need.reasons), any(r.cite.confirm for r in need.reasons),
    )  # fmt: skip


def _note(reasons: Sequence[Reason]) -> str:
    english = _language().startswith("en")
    return next(((r.note_en if english else r.note) for r in reasons if r.note), "")


def _places(reasons: Iterable[Reason]) -> tuple[Place, ...]:
    named = ((sources()[reason.cite.source], reason.cite.place) for reason in reasons)
    return tuple(dict.fromkeys(Place(source.short, place) for source, place in named))


def _language() -> str:
    return get_language() or "ja"


def agent_choices() -> list[tuple[str, str]]:
    """Every kind of agent with its word."""
    return list(fact_codes("agent", _language()).items())


def agent_words(code: str) -> str:
    """A kind of agent in words."""
    return fact_codes("agent", _language()).get(code, "")


def fact_words(codes: Iterable[str]) -> str:
    """The names of facts, in one line."""
    return gettext("、").join(fact_name(code, _language()) for code in codes)


def photo_rule() -> tuple[str, tuple[Place, ...]]:
    """How old the photo on a certificate may be, and where that stands."""
    rows = [row for row in schedule.certificate(book(today())) if row.name == "photo_age"]
    reasons = needs.reasons(rows)
    return _note(reasons), _places(reasons)
