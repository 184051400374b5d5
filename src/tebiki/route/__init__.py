"""The ways to a card: which are open to a person, which to recommend, and which papers each wants, when."""

from typing import NamedTuple

from tebiki.book import Book
from tebiki.identity import IdentitySet
from tebiki.proxy import Judgement, only_circumstances_are_open
from tebiki.table import Decision, Row
from tebiki.words import Known, Word, bit, vocabulary

RECEPTIONS = ("visiting_reception", "home_visit_reception")
WITHOUT_CARD = "eligibility_certificate_instead"
ROUTES = (
    *RECEPTIONS, "visiting_support", "application_support", "post_office", "counter_application", "counter_delivery",
    "proxy_delivery", "express_issue", WITHOUT_CARD,
)  # fmt: skip
# The quickest that spares the person a visit comes first; support helps on the way and is no way of its own.
RECOMMENDED_ORDER = (
    "express_issue", *RECEPTIONS, "counter_delivery", "post_office", "proxy_delivery", WITHOUT_CARD,
)  # fmt: skip

_OPEN = ("yes", "ask_municipality")
_COMPLETE, _CAN_VISIT = bit("application_identity_complete"), bit("can_visit_counter")
_EVERY_KIND = bit("route_reception", "route_counter", "route_proxy", "route_without_card")
_TABLES = {route: f"route.{route}" for route in ROUTES}
_KIND = {route: bit("route_counter") for route in ROUTES} | {
    **{route: bit("route_reception") for route in RECEPTIONS},
    "proxy_delivery": bit("route_proxy"),
    WITHOUT_CARD: bit("route_without_card"),
}


class Way(NamedTuple):
    """One way: yes · no · ask_municipality · not_yet_known, the rows that say so, and what is still to be asked."""

    route: str
    answer: str
    rows: tuple[Row, ...]
    asks: tuple[Word, ...]


class Choice(NamedTuple):
    """All ways, and the open ones in the order of recommendation (empty: nothing can be recommended yet)."""

    ways: dict[str, Way]
    order: tuple[str, ...]
    will: Decision

    @property
    def recommended(self) -> str | None:
        """The way to recommend."""
        return self.order[0] if self.order else None

    @property
    def runner_up(self) -> str | None:
        """The next best way."""
        return self.order[1] if len(self.order) > 1 else None


def on_route(known: Known, route: str) -> Known:
    """What is known of a person who takes this way."""
    mask = _KIND[route]
    return Known(known.yes | mask, known.no | _EVERY_KIND & ~mask)


def application_papers(known: Known, book: Book) -> tuple[Decision, Decision]:
    """The papers to hand in with the application, on the way that `known` names. Source: 第5-1(4), A-01, A-10, A-28."""
    return book["route.application_papers"].decide(known), book["route.face_photo"].decide(known)


def delivery_papers(known: Known, book: Book) -> Decision:
    """The papers to bring when the card is collected, without those of authority and difficulty. Source: 第6-2(4)."""
    return book["route.delivery_papers"].decide(known)


def handover(known: Known, book: Book) -> Decision:
    """How the card reaches the person: `say` is mail, or nothing where it is collected. Source: 第5-1(1), 第6-2(1)."""
    return book["route.handover"].decide(known)


def judge_ways(known: Known, application: IdentitySet, proxy: Judgement, book: Book) -> Choice:
    """Judge every way, the will first. Source: 第5-1(8), 第5, 第6; A-19, A-22; tokkyu; post.apply."""
    if application.complete is not None:
        known = known.but(**{"yes" if application.complete else "no": _COMPLETE})
    will = book["route.will"].decide(known)
    said = will.row.say if will.row else "undecided"
    ways = {route: _way(route, known, application, proxy, book) for route in ROUTES}
    if said == "closed":
        ways = {route: way if route == WITHOUT_CARD else Way(route, "no", will.fits, ()) for route, way in ways.items()}
    elif said == "undecided":
        ways = {route: _waiting(way, will) for route, way in ways.items()}
    return Choice(ways, _recommend(ways), will)


def _way(route: str, known: Known, application: IdentitySet, proxy: Judgement, book: Book) -> Way:
    if route == "proxy_delivery":
        return _proxy_way(known, proxy)
    decision = book[_TABLES[route]].decide(known)
    if decision.row is not None:
        return Way(route, decision.row.say, decision.fits, ())
    asks = tuple(part for word in decision.asks for part in (application.asks if word.bit == _COMPLETE else (word,)))
    answer = "ask_municipality" if asks[0].fact.startswith("municipality.") else "not_yet_known"
    return Way(route, answer, decision.open, asks)


def _proxy_way(known: Known, proxy: Judgement) -> Way:
    """Proxy delivery as a way: whoever can go without having stated a ground is not one whose visit is difficult."""
    possible = proxy.possible
    if possible is None and known.yes & _CAN_VISIT and only_circumstances_are_open(proxy.ground, known):
        possible = False
    if possible is not None:
        return Way("proxy_delivery", "yes" if possible else "no", tuple(proxy.why), ())
    return Way("proxy_delivery", "not_yet_known", tuple(proxy.why), proxy.asks)


def _waiting(way: Way, will: Decision) -> Way:
    """An otherwise open way waits for the person's will; a closed one stays closed."""
    if way.answer not in _OPEN:
        return way
    wants = vocabulary().by_name["wants_card_yes"]
    return Way(way.route, "not_yet_known", will.fits, (wants, *way.asks))


def _recommend(ways: dict[str, Way]) -> tuple[str, ...]:
    """The ways that are open, the best first. To do without a card is open to everybody, so it comes last."""
    return tuple(route for route in RECOMMENDED_ORDER if ways[route].answer == "yes")
