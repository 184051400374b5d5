"""What the rules say of keeping: what may be kept, on what basis, what never; the only file here that asks them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext

from tebiki import custody
from tebiki.book import book
from tebiki.sources import sources
from tebiki.table import Row
from tsukisoi.custody import queries
from tsukisoi.custody.models import Item, Keeper, Keeping, Kind, Matter
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

HOUSE_ITEMS = frozenset({Kind.CARE_SHARE, Kind.HANDBOOK, Kind.CLINIC, Kind.SEALED})
"""What homes keep beside what the rules name: no rule forbids them, and they are handled with the same care."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One sentence of the rules with its source."""

    name: str
    words: str
    confirm: bool
    cite: Place


@lru_cache(8)
def kept_today(on: date) -> frozenset[str]:
    """The kinds that may be taken in on that day."""
    return frozenset(custody.items(book(on))) | HOUSE_ITEMS


def is_dead(kind: str, valid_until: date | None, on: date) -> bool:
    """Is this paper to be taken out: its time is over, or its kind is no longer in use?"""
    return (valid_until is not None and valid_until < on) or kind not in kept_today(on)


def may_be_disposed(item: Item) -> bool:
    """Paper alone, and only when it is dead: a card goes to somebody."""
    return item.kind != Kind.CARD and is_dead(item.kind, item.valid_until, today())


def dead(viewer: Viewer) -> "QuerySet[Item]":
    """Paper that no longer holds and is to be taken out."""
    return queries.dead(viewer, kept_today(today()))


def first_dead(viewer: Viewer, limit: int) -> list[Item]:
    """The first so many of it, each with its person."""
    return queries.first_dead(viewer, kept_today(today()), limit)


def untidy(viewer: Viewer) -> queries.Untidy:
    """How much is kept, and how much of it must not lie here as it does. One query."""
    return queries.untidy(viewer, kept_today(today()))


def may_take_in(viewer: Viewer, resident: UUID, kind: str) -> str:
    """Why nothing of this kind may be newly taken in, in words; empty where it may."""
    does = queries.house_keeps(viewer, queries.matter_of(kind))
    return _refusal(does, queries.keepings(viewer, resident), kind)


def refusals(viewer: Viewer, people: Iterable[UUID], kind: str) -> dict[UUID, str]:
    """may_take_in for many people."""
    group = list(people)
    kept, does = queries.keepings_of_many(viewer, group), queries.house_keeps(viewer, queries.matter_of(kind))
    return {pk: _refusal(does, kept.get(pk, {}), kind) for pk in group}


def _refusal(house_does: bool, kept: Mapping[str, Keeping], kind: str) -> str:
    if not house_does:
        return gettext("この施設の方針では、これを預かりません。")
    if kind not in kept_today(today()):
        return gettext("いまは使われない紙なので、新しくは預かりません。")
    keeping = kept.get(queries.matter_of(kind))
    if keeping is None or keeping.keeper != Keeper.FACILITY or not keeping.basis:
        return gettext("預かる根拠がまだありません。入所契約か、預かり証の署名がいります。")
    return ""


def needs_basis(matter: str, on: date) -> bool:
    """Does the rule itself ask for a contract or receipt? (The home asks for one for papers as well.)"""
    rows = custody.policies(book(on), "facility", matter == Matter.CARD)
    return any("contract_or_receipt" in row.need for row in rows)


def policies(keeper: str, matter: str, on: date) -> list[Rule]:
    """What the rules say of this keeper."""
    asked = Keeper(keeper).value
    return _rules(custody.policies(book(on), asked, matter == Matter.CARD))  # type: ignore[arg-type]


def measures(on: date, card: bool) -> list[Rule]:
    """What a home does when it keeps something."""
    return _rules(custody.measures(book(on), card))


def never(on: date) -> list[Rule]:
    """What nobody keeps, writes down or copies."""
    return _rules(custody.never(book(on)))


def cites(rules: Iterable[Rule]) -> list[Place]:
    """The sources of some rules, each once."""
    return list(dict.fromkeys(rule.cite for rule in rules))


def basis_source(on: date) -> list[Place]:
    """Where it stands that a home needs an agreement to keep a card."""
    return cites(rule for rule in policies(Keeper.FACILITY, Matter.CARD, on) if rule.name == "facility_card")


def _rules(rows: Iterable[Row]) -> list[Rule]:
    english = (get_language() or "ja").startswith("en")
    return [
        Rule(row.name, row.note_en if english else row.note, row.confirm, Place(sources()[row.source].title, row.place))
        for row in rows
    ]
