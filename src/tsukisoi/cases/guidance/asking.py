"""The interview: the next question, how it is asked, and what another answer would change."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tebiki import needs
from tebiki.book import Overlay
from tebiki.facts import read
from tebiki.interview import questions as open_questions
from tebiki.interview import what_would_change as try_others
from tebiki.terms import fact_name, term
from tsukisoi.cases import queries
from tsukisoi.cases.guidance.deciding import facts_and_layers, facts_of, layers_of
from tsukisoi.cases.guidance.lines import WITHOUT_CARD, language
from tsukisoi.cases.queries import WillNow
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.residents import queries as residents
from tsukisoi.tenancy.viewer import Viewer


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
    facts, layers = facts_and_layers(viewer, resident)
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
    return tomllib.loads((Path(__file__).parent.parent / "questions.toml").read_text("utf-8"))


def _say(key: str, what: str) -> str:
    english = language().startswith("en")
    entry = _asked()[key]
    return entry.get(f"{what}_en" if english else what, "")


def question_words(key: str) -> str:
    """How a fact is asked for, to be read by the person or the family; its name where it is not asked so."""
    if key not in _asked():
        return fact_name(key, language())
    return _asked()[key]["en" if language().startswith("en") else "ja"]


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
    layers = layers_of(viewer, group)
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
    return term("routes", first, language()) if first else gettext("まだ決まらない")


@dataclass(frozen=True, slots=True)
class IfOnly:
    """What another answer would change, in words."""

    words: str
    then: str


def what_would_change(viewer: Viewer, resident: residents.Person) -> list[IfOnly]:
    """For each thing known: what the recommendation would be if it were otherwise."""
    facts, layers = facts_and_layers(viewer, resident)
    found = []
    for other in try_others(facts, layers):
        for what, _before, after in other.changes:
            if what == "recommended":
                after = after if after != WITHOUT_CARD or other.fact == "wants_card" else ""
                words = gettext("%(fact)sが「%(value)s」なら") % {
                    "fact": fact_name(other.fact, language()),
                    "value": people_guidance.in_words(other.fact, _plain(other.value)),
                }  # fmt: skip
                found.append(IfOnly(words, term("routes", after, language()) if after else gettext("まだ決まらない")))
    return found


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def question_options(key: str) -> list[str]:
    """The answers one can give to a question, in words."""
    return [words for _code, words in people_guidance.question(key).options]
