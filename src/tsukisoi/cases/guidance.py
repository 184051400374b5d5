"""From records to facts to the rules and back in words: the only file of this room that asks the rules."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, gettext, gettext_lazy

from tebiki import needs
from tebiki.book import Overlay
from tebiki.days import age_on
from tebiki.facts import Facts, read
from tebiki.interview import questions as open_questions
from tebiki.interview import what_would_change as try_others
from tebiki.plan import plan
from tebiki.sources import sources
from tebiki.table import Cite
from tebiki.terms import fact_codes, fact_name, term, terms
from tsukisoi.cases import queries
from tsukisoi.cases.queries import WillNow
from tsukisoi.municipalities import guidance as offices
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.residents import queries as residents
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

WITHOUT_CARD = "eligibility_certificate_instead"
_RECEPTIONS = ("visiting_reception", "home_visit_reception")
_HELD = {"yes": "held", "no": "no", "not_known": "not_known", "prepared_on_the_day": "day"}
_STATE = {"held": "done", "no": "missing", "not_known": "unknown", "day": "day", "later": "later", "doing": "doing"}
# What nobody can hold before it is made: at a reception the town brings it, otherwise somebody has to make it.
_TO_BE_MADE = ("application_form", "face_photo")
_SET_BY_HAND = {"done": "held", "missing": "no", "doing": "doing", "day": "day", "unknown": "not_known"}
_ANSWER_STATE = {"yes": "done", "no": "unneeded", "ask_municipality": "soon", "not_yet_known": "unknown"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: the source (short for a line on screen, full for paper) and the place in it."""

    title: str
    place: str
    full: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper a person needs: when, whether it is there, who brings it, why."""

    document: str
    words: str
    moment: str
    held: str
    who: str
    why: str
    inside: str
    cites: tuple[Place, ...]
    confirm: bool
    papers: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()

    @property
    def moment_words(self) -> str:
        """When it is handed in."""
        return gettext("申請のとき") if self.moment == "application" else gettext("受け取るとき")

    @property
    def state(self) -> str:
        """Its state, as components draw it."""
        return _STATE[self.held]

    @property
    def state_words(self) -> str:
        """Its state in words."""
        return {
            "held": gettext("ある"), "no": gettext("足りない"),
            "not_known": gettext("確かめる"), "day": gettext("当日"),
            "later": gettext("あとで届く"), "doing": gettext("途中"),
        }[self.held]  # fmt: skip


@dataclass(frozen=True, slots=True)
class WayLine:
    """One way with its answer and the first reason."""

    route: str
    words: str
    answer: str
    why: str
    asks: tuple[str, ...]
    cites: tuple[Place, ...]
    confirm: bool

    @property
    def answer_words(self) -> str:
        """できる・できない・市区町村に確認・まだわからない."""
        return term("answers", self.answer, _language())

    @property
    def state(self) -> str:
        """Its answer, as components draw it."""
        return _ANSWER_STATE[self.answer]


@dataclass(frozen=True, slots=True)
class Guidance:
    """Everything the rules say of one person today."""

    resident: residents.Person
    as_of: date
    recommended: str
    runner_up: str
    chosen: str
    ways: tuple[WayLine, ...]
    papers: tuple[Paper, ...]
    asks: tuple[str, ...]
    care: tuple[str, ...]
    care_codes: tuple[str, ...]
    facts: dict[str, Any]
    confirm: bool = False

    @property
    def taken(self) -> str:
        """The way that was decided on, or else the one to recommend."""
        return self.chosen or self.recommended

    @property
    def recommended_words(self) -> str:
        """The way the papers are for."""
        return term("routes", self.taken, _language()) if self.taken else gettext("まだ決まらない")

    @property
    def runner_up_words(self) -> str:
        """The next best way."""
        return term("routes", self.runner_up, _language()) if self.runner_up else ""

    @property
    def way(self) -> WayLine | None:
        """The line of the way that is taken."""
        return next((way for way in self.ways if way.route == self.taken), None)

    @property
    def cites(self) -> tuple[Place, ...]:
        """Why this way."""
        return self.way.cites if self.way else ()

    @property
    def confirm_words(self) -> str:
        """Whom to ask, where something must be confirmed; empty where nothing must."""
        unsure = self.confirm or (self.way is not None and self.way.confirm) or any(p.confirm for p in self.papers)
        return gettext("市区町村・保険者に確認") if unsure else ""

    @property
    def holds_card(self) -> bool:
        """Does the person hold a card already? Then nothing is to be applied for unless it must be renewed."""
        facts = self.facts
        dated = any(key.startswith("card.") for key in facts)
        return (
            dated or facts.get("insurance.card_held") is True or "my_number_card" in facts.get("identity_documents", ())
        )

    @property
    def unsure(self) -> bool:
        """Is any paper still to be checked?"""
        return any(paper.held == "not_known" for paper in self.papers)

    @property
    def short(self) -> bool:
        """Is any paper missing?"""
        return any(paper.held == "no" for paper in self.papers)

    @property
    def identity_complete(self) -> bool:
        """Do the identity papers at hand suffice?"""
        return all(paper.held == "held" for paper in self.papers if paper.document == "applicant_identity")

    @property
    def decided(self) -> bool:
        """Is there a way to recommend, with or without a card?"""
        return bool(self.recommended)

    @property
    def without_card_lines(self) -> list[str]:
        """What follows for somebody who gets no card."""
        return [way.why for way in self.ways if way.route == WITHOUT_CARD and way.why]


def _language() -> str:
    return get_language() or "ja"


def guide(viewer: Viewer, resident: residents.Person) -> Guidance:
    """What the rules say of one person, with the questions that still matter found by trying."""
    made = guide_many(viewer, [resident], thorough=True)
    return made[0]


def guide_many(
    viewer: Viewer, people: Sequence[residents.Person], thorough: bool = False, without: UUID | None = None
) -> list[Guidance]:
    """What the rules say of many people. A few queries for any number; `thorough` also tries out every question.

    `without`: the id of a town's difference to leave out, to see what it does.
    """
    group = list(people)
    known = facts_of(viewer, group)
    chosen = queries.chosen_routes(viewer, known)
    care = residents.accommodations_of(viewer, group)
    layers = _layers(viewer, group, without)
    by_hand = queries.tasks(viewer, known)
    return [
        _guide(
            person,
            known[person.pk],
            layers[person.office_id],
            chosen.get(person.pk, ""),
            care[person.pk],
            {code: task.state for code, task in by_hand.get(person.pk, {}).items()},
            thorough,
        )
        for person in group
    ]


def facts_of(viewer: Viewer, people: Iterable[residents.Person]) -> dict[UUID, dict[str, Any]]:
    """The facts of each person as the rules take them, the will and the house's municipality included."""
    group = list(people)
    found = residents.facts_of(viewer, group)
    town = municipalities.office_facts(viewer, municipalities.home(viewer))
    wills = queries.wills(viewer, found)
    for person in group:
        facts = found[person.pk]
        facts |= {**town, "as_of": today().isoformat()}
        answer = will_that_counts(wills.get(person.pk, WillNow()), person.birth_date, facts.get("guardian"))
        if answer:
            facts["wants_card"] = answer
    return found


def will_that_counts(will: WillNow, born: date, guardian: str | None) -> str:
    """The answer that opens or closes the way to a card.

    A family's wish never does. A legal representative's yes does only for who cannot apply alone: under 15, or an
    adult ward. Source: manual 第5-1(8); A-04, A-19.
    """
    represented = age_on(today(), born) < 15 or guardian == "adult_guardian"
    if will.answered_by == "representative" and not represented:
        return ""
    return will.answer


def _layers(
    viewer: Viewer, group: Sequence[residents.Person], without: UUID | None = None
) -> dict[UUID | None, list[Overlay]]:
    """The differences of each person's own municipality (of the house's where none is known), and the house's own."""
    home = offices.overlays(viewer, municipalities.home(viewer), without)
    found: dict[UUID | None, list[Overlay]] = {None: home}
    for person in group:
        if person.office_id not in found:
            found[person.office_id] = offices.overlays(viewer, person.office, without)
    return found


def _guide(
    person: residents.Person,
    raw: dict[str, Any],
    layers: list[Overlay],
    chosen: str,
    care: list[Any],
    by_hand: dict[str, str],
    thorough: bool,
) -> Guidance:
    facts = read(raw)
    ways = needs.ways(facts, layers)
    order = {way.rank: way.route for way in ways if way.rank}
    recommended = order.get(1, "")
    if recommended == WITHOUT_CARD and raw.get("wants_card") == "yes_wants" and _may_open(ways):
        recommended = ""  # who wants a card is not sent away from it while the town or a fact may still open a way
    taken = chosen or recommended
    papers = needs.papers_for(facts, taken, layers) if taken else []
    asks = open_questions(facts, layers) if thorough else _asked_by(ways)
    return Guidance(
        resident=person, as_of=facts.as_of, recommended=recommended, runner_up=order.get(2, ""), chosen=chosen,
        ways=tuple(_way(way) for way in ways), asks=tuple(asks),
        papers=tuple(_paper(paper, taken, by_hand) for paper in papers),
        care=tuple(_care(entry) for entry in care), care_codes=tuple(entry.code for entry in care), facts=raw,
        confirm=raw.get("guardian") in ("curator", "assistant"),
    )  # fmt: skip


def _may_open(ways: Iterable[needs.Way]) -> bool:
    return any(way.answer in ("ask_municipality", "not_yet_known") for way in ways)


def _asked_by(ways: Iterable[needs.Way]) -> list[str]:
    return list(dict.fromkeys(fact for way in ways for fact in way.opens))


def _care(entry: Any) -> str:
    words = people_guidance.accommodations().get(entry.code, entry.code)
    return f"{words}（{entry.note}）" if entry.note else words


def _places(cites: Iterable[Cite]) -> tuple[Place, ...]:
    named = ((sources()[cite.source], cite.place) for cite in cites)
    return tuple(dict.fromkeys(Place(source.short, place, source.title) for source, place in named))


def _note(reasons: Sequence[needs.Reason]) -> str:
    english = _language().startswith("en")
    return next(((r.note_en if english else r.note) for r in reasons if r.note), "")


def _way(way: needs.Way) -> WayLine:
    cites = [reason.cite for reason in way.reasons]
    return WayLine(
        way.route, term("routes", way.route, _language()), way.answer, _note(way.reasons), way.opens,
        _places(cites), any(cite.confirm for cite in cites),
    )  # fmt: skip


def _how_far(need: needs.PaperNeed, taken: str, by_hand: dict[str, str]) -> str:
    """What somebody set by hand wins; else what the rules know; a thing still to be made is not «to be checked»."""
    set_to = by_hand.get("identity" if need.document == "applicant_identity" else need.document, "")
    if set_to in _SET_BY_HAND:
        return _SET_BY_HAND[set_to]
    if need.document == "delivery_notice":
        return "later"
    if need.document in _TO_BE_MADE and need.held == "not_known":
        return "day" if taken in _RECEPTIONS else "no"
    return _HELD[need.held]


def _paper(need: needs.PaperNeed, taken: str, by_hand: dict[str, str]) -> Paper:
    cites = [reason.cite for reason in need.reasons]
    inside = gettext("、").join(
        term("identity_documents", code, _language()) for code in need.papers if _is_identity(code)
    )
    return Paper(
        need.document, document_words(need.document), need.moment, _how_far(need, taken, by_hand),
        who_words(need.who_brings),
        _note(need.reasons), inside, _places(cites), any(cite.confirm for cite in cites), need.papers, need.issuers,
    )  # fmt: skip


@cache
def _is_identity(code: str) -> bool:
    return code in fact_codes("identity_documents")


def document_words(code: str) -> str:
    """The official name of a paper."""
    return term("documents", code, _language())


_WHO = {
    "resident": gettext_lazy("本人"), "family": gettext_lazy("家族"), "facility": gettext_lazy("施設"),
    "agent": gettext_lazy("代理人"), "municipality": gettext_lazy("市区町村"),
    "representative": gettext_lazy("法定代理人"),
}  # fmt: skip


def who_words(who: str) -> str:
    """Who brings or prepares a paper."""
    return str(_WHO[who])


def answer_of(viewer: Viewer, guidance: Guidance) -> dict[str, Any]:
    """The full answer with every citation, to be kept with the case: ways, and the papers of the way taken."""
    layers = _layers(viewer, [guidance.resident])[guidance.resident.office_id]
    said = plan(guidance.facts, layers).as_json()
    said["papers"] = [[paper.moment, paper.document, list(paper.papers)] for paper in guidance.papers]
    return {**said, "taken": guidance.taken}


def answers_of(viewer: Viewer, people: Sequence[residents.Person]) -> dict[UUID, dict[str, Any]]:
    """The full answer for each of these people."""
    return {guidance.resident.pk: answer_of(viewer, guidance) for guidance in guide_many(viewer, people)}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the interview."""

    fact: str
    words: str
    tell: str
    options: tuple[tuple[str, str], ...]
    many: bool
    left: int


def question_for(viewer: Viewer, resident: residents.Person, fact: str = "") -> Question | None:
    """The next question about a person that could still change the answer, or the one about `fact`; None if none is.

    The will has its own page; what was answered 「わからない」 is not asked again by itself.
    """
    facts, layers = _facts(viewer, resident)
    unanswered = residents.asked_unknown(viewer, resident)
    left = [key for key in open_questions(facts, layers) if key in _asked() and key not in unanswered]
    key = fact or next(iter(left), "")
    if key not in _asked():
        return None
    kind = people_guidance.question(key)
    return Question(key, question_words(key), _say(key, "tell"), kind.options, kind.holds == "codes", len(left))


@cache
def _asked() -> dict[str, dict[str, str]]:
    """How each fact is asked; what is not in questions.toml is not asked in an interview."""
    return tomllib.loads((Path(__file__).parent / "questions.toml").read_text("utf-8"))


def _say(key: str, what: str) -> str:
    english = _language().startswith("en")
    entry = _asked()[key]
    return entry.get(f"{what}_en" if english else what, "")


def question_words(key: str) -> str:
    """How a fact is asked for, to be read by the person or the family; its name where it is not asked so."""
    if key not in _asked():
        return fact_name(key, _language())
    return _asked()[key]["en" if _language().startswith("en") else "ja"]


def askable(keys: Iterable[str]) -> list[str]:
    """Those of these facts that a person or the family can be asked."""
    return [key for key in keys if key in _asked()]


@dataclass(frozen=True, slots=True)
class Moving:
    """What would follow if an answer belonged to another person: each one's way now, and then."""

    person: residents.Person
    now: str
    then: str


def if_moved(
    viewer: Viewer, attempt: UUID, answer: str, resident: residents.Person, to: residents.Person
) -> list[Moving]:
    """The way of both people now and after the answer is moved, found by asking the rules both times."""
    group = [resident, to]
    known = facts_of(viewer, group)
    without = queries.wills(viewer, [resident.pk], leaving_out=attempt).get(resident.pk, WillNow()).answer
    after = {resident.pk: without, to.pk: answer}
    layers = _layers(viewer, group)
    return [
        Moving(
            person,
            _best(known[person.pk], layers[person.office_id]),
            _best({**known[person.pk], "wants_card": after[person.pk]}, layers[person.office_id]),
        )
        for person in group
    ]


def _best(raw: dict[str, Any], layers: list[Overlay]) -> str:
    facts = {key: value for key, value in raw.items() if key != "wants_card" or value}
    first = next((way.route for way in needs.ways(read(facts), layers) if way.rank == 1), "")
    return term("routes", first, _language()) if first else gettext("まだ決まらない")


@dataclass(frozen=True, slots=True)
class IfOnly:
    """What another answer would change, in words."""

    words: str
    then: str


def what_would_change(viewer: Viewer, resident: residents.Person) -> list[IfOnly]:
    """For each thing known: what the recommendation would be if it were otherwise."""
    facts, layers = _facts(viewer, resident)
    found = []
    for other in try_others(facts, layers):
        for what, _before, after in other.changes:
            if what == "recommended":
                after = after if after != WITHOUT_CARD or other.fact == "wants_card" else ""
                words = gettext("%(fact)sが「%(value)s」なら") % {
                    "fact": fact_name(other.fact, _language()),
                    "value": people_guidance.in_words(other.fact, _plain(other.value)),
                }  # fmt: skip
                found.append(IfOnly(words, term("routes", after, _language()) if after else gettext("まだ決まらない")))
    return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _facts(viewer: Viewer, resident: residents.Person) -> tuple[Facts, list[Overlay]]:
    raw = facts_of(viewer, [resident])[resident.pk]
    return read(raw), _layers(viewer, [resident])[resident.office_id]


def route_choices() -> list[tuple[str, str]]:
    """Every way with its official name."""
    return list(terms("routes", _language()).items())


def issuer_words(code: str) -> str:
    """Who can write a photo certificate, in words."""
    return term("photo_certificate_issuers", code, _language())


def question_options(key: str) -> list[str]:
    """The answers one can give to a question, in words."""
    return [words for _code, words in people_guidance.question(key).options]


def fact_among(values: Iterable[Any]) -> str:
    """The name of the fact that a line of the record is about; empty where it is about none."""
    names = terms("fact", _language())
    return next((names[value] for value in values if isinstance(value, str) and value in names), "")
