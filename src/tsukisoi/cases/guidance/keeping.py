"""What the rules say to a set of facts, kept: the mark it is found by, plain JSON, and back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import tebiki
from tebiki import needs
from tebiki.book import Overlay
from tebiki.reckon import ages
from tebiki.table import Cite
from tsukisoi.cases.guidance.deciding import Findings, Told, find, in_words
from tsukisoi.cases.guidance.lines import Guidance
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import today


@dataclass(frozen=True, slots=True)
class Kept:
    """Findings with all that was told to reach them, but for who the person is.

    `made`: what was made of it in words already, by language.
    """

    facts: dict[str, Any]
    chosen: str
    by_hand: dict[str, str]
    care_codes: tuple[str, ...]
    will: str
    attempts: int
    findings: Findings
    made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)


_HERE = Path(__file__).parents[2]
_ROOMS = ("cards", "cases", "insurance", "municipalities", "residents")
_REASONING = (
    Path(str(tebiki.__file__)).parent,
    *(_HERE / room for room in _ROOMS),
)


@cache
def _reasoning() -> str:
    """One digest of the tables and of the very code that reckons: an upgrade makes everything kept count no more."""
    digest = sha256()
    for folder in _REASONING:
        for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.toml"))):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def day_mark() -> str:
    """What counts for everybody everywhere: the day, and how it is reckoned."""
    return _digest([today().isoformat(), _reasoning()])


def told_mark(day: str, told: Told, layers: str) -> str:
    """Equal for two people of whom the rules must say the same.

    Of the day of birth only what hangs on age goes in: ways, papers and questions ask for nothing else of it (the
    dates of a card do, and are reckoned for each person). `layers`: the `layers_mark` of their town.
    """
    facts = {key: value for key, value in told.facts.items() if key != "birth_date"}
    aged = ages(date.fromisoformat(told.facts["as_of"]), told.person.birth_date)
    return _digest([
        day, layers, facts, aged, told.chosen, told.by_hand, [entry.code for entry in told.care],
        told.will.answer, told.will.attempts,
    ])  # fmt: skip


def layers_mark(layers: Iterable[Overlay]) -> str:
    """One digest of the differences that lie over the rules."""
    return _digest([[layer.level, layer.name, layer.changes] for layer in layers])


def _digest(content: Any) -> str:
    return sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def make(told: Told) -> Kept:
    """Ask the rules."""
    facts = {key: value for key, value in told.facts.items() if key != "birth_date"}
    care = tuple(entry.code for entry in told.care)
    return Kept(facts, told.chosen, told.by_hand, care, told.will.answer, told.will.attempts, find(told))


def keep(kept: Kept) -> dict[str, Any]:
    """As plain JSON."""
    said = kept.findings
    return {
        "facts": kept.facts, "chosen": kept.chosen, "by_hand": kept.by_hand, "care": list(kept.care_codes),
        "will": kept.will, "attempts": kept.attempts,
        "recommended": said.recommended, "runner_up": said.runner_up, "asks": list(said.asks),
        "ways": [[w.route, w.answer, w.rank, _reasons(w.reasons), list(w.opens)] for w in said.ways],
        "papers": [
            [p.document, p.moment, p.who_brings, p.held, _reasons(p.reasons), list(p.papers), list(p.issuers)]
            for p in said.papers
        ],
    }  # fmt: skip


def _reasons(reasons: Iterable[needs.Reason]) -> list[list[Any]]:
    return [[[r.cite.table, r.cite.since.isoformat(), *r.cite[2:]], r.note, r.note_en] for r in reasons]


def read_kept(told: Mapping[str, Any]) -> Kept:
    """Back from plain JSON."""
    ways = tuple(needs.Way(w[0], w[1], w[2], _read_reasons(w[3]), tuple(w[4])) for w in told["ways"])
    papers = tuple(
        needs.PaperNeed(p[0], p[1], p[2], p[3], _read_reasons(p[4]), tuple(p[5]), tuple(p[6])) for p in told["papers"]
    )  # fmt: skip
    findings = Findings(told["recommended"], told["runner_up"], ways, papers, tuple(told["asks"]))
    return Kept(
        told["facts"], told["chosen"], told["by_hand"], tuple(told["care"]), told["will"], told["attempts"], findings
    )


def _read_reasons(told: Iterable[Any]) -> tuple[needs.Reason, ...]:
    return tuple(
        needs.Reason(Cite(cite[0], date.fromisoformat(cite[1]), *cite[2:]), note, note_en)
        for cite, note, note_en in told
    )


def guidance_of(person: Person, kept: Kept) -> Guidance:
    """What is kept, said of this person in the language of the page; cares by their codes alone."""
    facts = {"birth_date": person.birth_date.isoformat(), **kept.facts}
    return in_words(person, facts, kept.chosen, kept.by_hand, kept.findings, care_codes=kept.care_codes)
