"""What the rules say of one person, in words: papers, ways, and everything together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import get_language, gettext, gettext_lazy

from tebiki import needs
from tebiki.sources import sources
from tebiki.table import Cite
from tebiki.terms import fact_codes, term, terms
from tsukisoi.cards.guidance import holds_card
from tsukisoi.residents import queries as residents

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
    doubts: tuple[tuple[str, str], ...] = ()
    """The rows (table, row) that must be confirmed locally."""

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
    doubts: tuple[tuple[str, str], ...] = ()
    """The rows (table, row) that must be confirmed locally; where the answer is to ask, the row that says so."""

    @property
    def answer_words(self) -> str:
        """できる・できない・市区町村に確認・まだわからない."""
        return term("answers", self.answer, language())

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

    def of(self, person: residents.Person, facts: dict[str, Any]) -> "Guidance":
        """The same, of another person of whom the rules say the same."""
        return Guidance(
            person, self.as_of, self.recommended, self.runner_up, self.chosen, self.ways, self.papers, self.asks,
            self.care, self.care_codes, facts, self.confirm,
        )  # fmt: skip

    @property
    def taken(self) -> str:
        """The way that was decided on, or else the one to recommend."""
        return self.chosen or self.recommended

    @property
    def recommended_words(self) -> str:
        """The way the papers are for."""
        return term("routes", self.taken, language()) if self.taken else gettext("まだ決まらない")

    @property
    def runner_up_words(self) -> str:
        """The next best way."""
        return term("routes", self.runner_up, language()) if self.runner_up else ""

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
        return holds_card(self.facts)

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


def language() -> str:
    """The language of the page."""
    return get_language() or "ja"


def _places(cites: Iterable[Cite]) -> tuple[Place, ...]:
    named = ((sources()[cite.source], cite.place) for cite in cites)
    return tuple(dict.fromkeys(Place(source.short, place, source.title) for source, place in named))


def _note(reasons: Sequence[needs.Reason]) -> str:
    english = language().startswith("en")
    return next(((r.note_en if english else r.note) for r in reasons if r.note), "")


def _why(way: needs.Way) -> str:
    """The reason of a settled way; of an open one, what would settle it: rows that only might fit are no reasons."""
    if not way.opens:
        return _note(way.reasons)
    facts = gettext("、").join(term("fact", fact, language()) for fact in way.opens)
    return gettext("わかると決まること：%(facts)s") % {"facts": facts}


def way_line(way: needs.Way) -> WayLine:
    """A way as a page shows it."""
    return _way_line(way, language())


@lru_cache(maxsize=8192)
def _way_line(way: needs.Way, _language: str) -> WayLine:
    """The same ways and reasons come back for many people: told once in each language."""
    cites = [reason.cite for reason in way.reasons]
    return WayLine(
        way.route, term("routes", way.route, language()), way.answer, _why(way), way.opens,
        _places(cites), any(cite.confirm for cite in cites), _doubts(cites, way.answer == "ask_municipality"),
    )  # fmt: skip


def _doubts(cites: Sequence[Cite], first_too: bool = False) -> tuple[tuple[str, str], ...]:
    doubtful = [cite for place, cite in enumerate(cites) if cite.confirm or (first_too and place == 0)]
    return tuple(dict.fromkeys((cite.table, cite.row) for cite in doubtful))


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


def paper_line(need: needs.PaperNeed, taken: str, by_hand: dict[str, str]) -> Paper:
    """A paper as a page shows it, for the way that is taken."""
    return _paper_line(need, _how_far(need, taken, by_hand), language())


@lru_cache(maxsize=8192)
def _paper_line(need: needs.PaperNeed, held: str, _language: str) -> Paper:
    cites = [reason.cite for reason in need.reasons]
    inside = gettext("、").join(
        term("identity_documents", code, language()) for code in need.papers if _is_identity(code)
    )
    return Paper(
        need.document, document_words(need.document), need.moment, held, who_words(need.who_brings),
        _note(need.reasons), inside, _places(cites), any(cite.confirm for cite in cites), need.papers, need.issuers,
        _doubts(cites),
    )  # fmt: skip


@cache
def _is_identity(code: str) -> bool:
    return code in fact_codes("identity_documents")


def document_words(code: str) -> str:
    """The official name of a paper."""
    return term("documents", code, language())


_WHO = {
    "resident": gettext_lazy("本人"), "family": gettext_lazy("家族"), "facility": gettext_lazy("施設"),
    "agent": gettext_lazy("代理人"), "municipality": gettext_lazy("市区町村"),
    "representative": gettext_lazy("法定代理人"),
}  # fmt: skip


def who_words(who: str) -> str:
    """Who brings or prepares a paper."""
    return str(_WHO[who])


def route_choices() -> list[tuple[str, str]]:
    """Every way with its official name."""
    return list(terms("routes", language()).items())


def issuer_words(code: str) -> str:
    """Who can write a photo certificate, in words."""
    return term("photo_certificate_issuers", code, language())


def fact_among(values: Iterable[Any]) -> str:
    """The name of the fact that a line of the record is about; empty where it is about none."""
    names = terms("fact", language())
    return next((names[value] for value in values if isinstance(value, str) and value in names), "")
