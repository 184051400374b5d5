"""How fast a person is decided by all tables on ways and papers, beside the plain limit and two rule engines.

The same tables (in force on 2026-11-23) and the same invented people for every engine. Prints JSON lines: job, figure,
value, unit, target, compared, ratio, holds. CPU seconds, medians; what is compared with the limit takes turns with it,
round by round: other programs may be running.

- tebiki: facts become known words, every table is decided, and each outcome comes with its citation, the facts its row
  looks at, and, where something is not known, what to ask. Tables remember people alike in the words they look at;
  every round starts with a memory as empty as that of a new process.
- plain: if/else generated from the tables over a slots dataclass of booleans, giving (row, citation). It is handed its
  booleans ready made, takes what is not known for «no», and asks nothing: less work than tebiki's.
- naive: the same rows walked one by one with three-valued words in a dictionary, nothing remembered.
- zen-engine, OpenFisca: handed their booleans ready made, «not known» as «no», like the plain limit.

All engines must find the same rows for people of whom everything is known, or the run fails.

Usage: python bench/rules.py
"""

import functools
import gc
import json
import operator
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import make_dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE)]

from _rules_people import DAY, person  # noqa: E402

from tebiki import interview, needs, route  # noqa: E402
from tebiki.book import book  # noqa: E402
from tebiki.facts import Facts  # noqa: E402
from tebiki.reckon import reckon  # noqa: E402
from tebiki.table import Row, Table  # noqa: E402
from tebiki.words import Known, bit, vocabulary  # noqa: E402

OUT = HERE / "out"
UNKNOWN, PEOPLE, MANY, ROUNDS, TURNS, AGREE = 0.3, 10_000, 100_000, 5, 15, 100
CHAPTERS = ("route", "identity", "proxy", "photo")
TABLES: list[Table] = [table for name, table in book(DAY).tables.items() if name.split(".")[0] in CHAPTERS]
WORDS = [word.name for word in vocabulary().names(functools.reduce(operator.or_, (t.words for t in TABLES)))]
BITS = {word: bit(word) for word in WORDS}
KINDS = [bit(f"purpose_{name}") for name in ("application", "counter", "proxy", "agent", "representative")]
BETWEEN = [  # what functions find out between two tables: here by the die, for every engine alike
    bit(name) for name in ("uses_photo_certificate", "ground_needs_proof", "application_identity_complete", "photo_certificate_can_be_issued")
]  # fmt: skip

Case = tuple[Facts, int, int]  # the facts, and what the moment adds: the way taken, the purpose, what is in between


def emit(figure: str, value: float, unit: str, **more: object) -> None:
    print(
        json.dumps(
            {"job": "rules", "figure": figure, "value": round(value, 3), "unit": unit, **more}, ensure_ascii=False
        ),
        flush=True,
    )


def case(chance: random.Random, unknown: float) -> Case:
    on = route.on_route(Known(), chance.choice(route.ROUTES))
    purpose = chance.choice(KINDS)
    yes, no = on.yes | purpose, on.no | sum(KINDS) & ~purpose
    for word in BETWEEN:
        if chance.random() >= unknown:
            yes, no = (yes | word, no) if chance.random() < 0.5 else (yes, no | word)
    return person(chance, unknown), yes, no


def known(one: Case) -> Known:
    facts, yes, no = one
    found = reckon(facts)
    return Known(found.yes | yes, found.no | no)


# ---- tebiki -------------------------------------------------------------------------------------------------------


def explained(known: Known) -> list[Any]:
    """Every outcome with its citation and the facts its row looks at; and what to ask where it is not settled."""
    found: list[Any] = []
    for table in TABLES:
        decision = table.decide(known)
        found += decision.fits  # a row carries its outcome, its citation and the facts it looks at
        if decision.open:
            found += decision.asks
    return found


def from_facts(one: Case) -> list[Any]:
    return explained(known(one))


def forget() -> None:
    for table in book(DAY).tables.values():
        table.forget()


# ---- the plain limit ----------------------------------------------------------------------------------------------


def key(table: Table, row: Row) -> str:
    return f"{table.name}/{row.name}"


def cited(row: Row) -> str:
    return f"{row.source} {row.place}"


def plain_code() -> str:
    """All tables as one function of straight if/else."""
    lines = ["def decide(p):", " found = []"]
    for table in TABLES:
        lines += _plain_first(table) if table.hit == "first" else _plain_every(table)
    return "\n".join([*lines, " return found"])


def _condition(row: Row) -> str:
    names = [f"p.{word.name}" for word in vocabulary().names(row.when)]
    names += [f"not p.{word.name}" for word in vocabulary().names(row.unless)]
    return " and ".join(names) or "True"


def _give(table: Table, row: Row) -> str:
    return f"found.append(({key(table, row)!r}, {cited(row)!r}))"


def _plain_first(table: Table) -> list[str]:
    lines = []
    for index, row in enumerate(table.rows):
        lines += [f" {'elif' if index else 'if'} {_condition(row)}:", f"  {_give(table, row)}"]
    if table.otherwise:
        lines += [" else:", f"  {_give(table, table.otherwise)}"] if lines else [f" {_give(table, table.otherwise)}"]
    return lines


def _plain_every(table: Table) -> list[str]:
    lines = [" before = len(found)"] if table.otherwise else []
    for row in table.rows:
        lines += [f" if {_condition(row)}:", f"  {_give(table, row)}"]
    if table.otherwise:
        lines += [" if len(found) == before:", f"  {_give(table, table.otherwise)}"]
    return lines


def plain() -> tuple[Callable[[Any], list[tuple[str, str]]], Callable[[Known], Any]]:
    space: dict[str, Any] = {}
    exec(compile(plain_code(), "plain", "exec"), space)
    booleans = make_dataclass("Booleans", [(word, bool) for word in WORDS], frozen=True, slots=True)
    return space["decide"], lambda known: booleans(*(bool(known.yes & mask) for mask in BITS.values()))


# ---- rows walked one by one ---------------------------------------------------------------------------------------

ROWS = [
    (t.name, t.hit, [([w.name for w in vocabulary().names(r.when)], [w.name for w in vocabulary().names(r.unless)], key(t, r), cited(r)) for r in t.rows], t.otherwise)
    for t in TABLES
]  # fmt: skip


def naive(said: dict[str, bool | None]) -> list[Any]:
    found: list[Any] = []
    for name, hit, rows, otherwise in ROWS:
        fits: list[Any] = []
        asks: list[str] = []
        for when, unless, row, cite in rows:
            values = [said[word] for word in when] + [None if said[word] is None else not said[word] for word in unless]
            if False in values:
                continue
            if None in values:
                asks += [word for word in (*when, *unless) if said[word] is None]
                continue
            fits.append((row, cite, when, unless))
            if hit == "first":
                break
        if not fits and otherwise is not None:
            fits.append((f"{name}/otherwise", cited(otherwise), [], []))
        found += fits
        if asks:
            found.append(asks)
    return found


def three_valued(known: Known) -> dict[str, bool | None]:
    return {word: True if known.yes & mask else False if known.no & mask else None for word, mask in BITS.items()}


# ---- measuring ----------------------------------------------------------------------------------------------------


def per_person(decide: Callable[[Any], Any], people: list[Any], before: Callable[[], None] | None = None) -> float:
    """Median microseconds of CPU per person. The garbage collector looks at what is made here, not at the invented people."""
    gc.collect()
    gc.freeze()
    return statistics.median(a_round(decide, people, before) for _ in range(ROUNDS))


def a_round(decide: Callable[[Any], Any], people: list[Any], before: Callable[[], None] | None = None) -> float:
    """Microseconds of CPU per person in one round."""
    if before:
        before()
    start = time.process_time()
    for one in people:
        decide(one)
    return (time.process_time() - start) / len(people) * 1e6


Contender = tuple[Callable[[Any], Any], list[Any], Callable[[], None] | None]


def side_by_side(first: Contender, *others: Contender) -> list[tuple[float, float]]:
    """For each: the median microseconds of CPU per person, and the median of its ratios to the first.

    All take turns, round by round, and a ratio is of one turn: another program that takes the processor's memory for
    a while slows all of them, not one.
    """
    gc.collect()
    gc.freeze()
    turns = [[a_round(*one) for one in (first, *others)] for _ in range(TURNS)]
    return [
        (statistics.median(times), statistics.median(time / turn[0] for time, turn in zip(times, turns, strict=True)))
        for times in zip(*turns, strict=True)
    ]


def everything(known: Known) -> Known:
    return Known(known.yes, sum(BITS.values()) & ~known.yes)


def yes_words(known: Known) -> list[str]:
    return [word for word, mask in BITS.items() if known.yes & mask]


def rows_found(known: Known) -> list[str]:
    return sorted(key(table, row) for table in TABLES for row in table.decide(known).fits)


def model(people: Iterable[Known], agree: Iterable[Known]) -> dict[str, Any]:
    def entry(table: Table, row: Row) -> dict[str, Any]:
        words = {
            side: [w.name for w in vocabulary().names(mask)]
            for side, mask in (("when", row.when), ("unless", row.unless))
        }
        return words | {"key": key(table, row), "cite": cited(row)}

    tables = [
        {
            "hit": t.hit,
            "rows": [entry(t, r) for r in t.rows],
            "otherwise": entry(t, t.otherwise) if t.otherwise else None,
        }
        for t in TABLES
    ]
    return {
        "day": DAY.isoformat(), "words": WORDS, "tables": tables,
        "people": [yes_words(k) for k in people], "agree": [yes_words(k) for k in agree],
    }  # fmt: skip


def peer(name: str, path: Path, expected: list[list[str]]) -> tuple[float, str, int] | str:
    """Microseconds per person and version, or why there is no figure. Raises AssertionError where outcomes differ."""
    python = OUT / "venv" / "bin" / "python"
    if not python.exists():
        return "not installed: bin/bench installs bench/requirements.in into bench/out/venv"
    run = subprocess.run([python, HERE / "_rules_peers.py", name, path], capture_output=True, text=True, check=False)
    if run.returncode:
        return (run.stderr.strip().splitlines() or ["failed without a word"])[-1]
    said = json.loads(run.stdout)
    assert said["outcomes"] == expected, f"{name} finds other rows"
    return said["seconds"] * 1e6, said["version"], said["people"]


def main() -> None:
    chance = random.Random(20261123)
    people = [case(chance, UNKNOWN) for _ in range(PEOPLE)]
    words = [known(one) for one in people]
    decide, booleans = plain()
    agree = [everything(known(case(chance, 0.0))) for _ in range(AGREE)]
    expected = [rows_found(one) for one in agree]
    assert [sorted(row for row, _ in decide(booleans(one))) for one in agree] == expected, "plain finds other rows"
    assert [sorted(entry[0] for entry in naive(three_valued(one))) for one in agree] == expected, (
        "naive finds other rows"
    )

    tables, rows = len(TABLES), sum(1 for table in TABLES for _ in table.every_row())
    same = {"tables": tables, "rows": rows, "people": PEOPLE, "agree_on_outcomes": AGREE}
    (limit, _), (words_only, to_limit), (ours, facts_to_limit) = side_by_side(
        (decide, [booleans(one) for one in words], None), (explained, words, forget), (from_facts, people, forget)
    )
    emit("plain_us", limit, "µs/person", compared="generated if/else, python " + sys.version.split()[0], **same)
    emit(
        "tebiki_us",
        words_only,
        "µs/person",
        target=10.0,
        ratio=round(to_limit, 2),
        holds=to_limit <= 10,
        compared="from known words to every outcome with citation, facts used and what to ask / the plain limit",
        **same,
    )
    emit(
        "tebiki_from_facts_us",
        ours,
        "µs/person",
        ratio=round(facts_to_limit, 2),
        compared="the same, facts first turned into words / the plain limit, whose booleans are handed to it",
    )
    slow = per_person(naive, [three_valued(one) for one in words])
    emit("naive_us", slow, "µs/person", ratio=round(slow / ours, 2), compared="rows walked one by one / tebiki")

    path = OUT / "rules_model.json"
    OUT.mkdir(exist_ok=True)
    path.write_text(json.dumps(model(words[:200], agree)), "utf-8")
    for name, target in (("zen", 5.0), ("openfisca", 40.0)):
        said = peer(name, path, expected)
        if isinstance(said, str):
            emit(f"{name}_us", 0.0, "µs/person", target=target, why_no_figure=said)
        else:
            ratio = said[0] / ours
            emit(
                f"{name}_us", said[0], "µs/person", target=target, ratio=round(ratio, 1), holds=ratio >= target,
                compared=f"{name} {said[1]} / tebiki from facts; one person at a time", people=said[2],
            )  # fmt: skip
    many = [case(chance, UNKNOWN) for _ in range(MANY)]
    forget()
    gc.collect()
    gc.freeze()
    start = time.process_time()
    for one in many:
        from_facts(one)
    took = time.process_time() - start
    emit(
        "many_people_s",
        took,
        "s",
        target=5.0,
        holds=took <= 5,
        people=MANY,
        compared="one process, nothing remembered at the start",
    )
    product(people)


def product(people: list[Case]) -> None:
    """What pages call: no peer, absolute figures."""
    facts = [one[0] for one in people]
    emit(
        "ways_us",
        per_person(needs.ways, facts[:500], forget),
        "µs/person",
        compared="every way judged with reasons and what to ask",
    )
    for taken in ("visiting_reception", "proxy_delivery"):
        value = per_person(lambda one, taken=taken: needs.papers_for(one, taken), facts[:500], forget)
        emit(f"papers_{taken}_us", value, "µs/person", compared="every paper of one way with who brings it")
    asked = per_person(interview.questions, facts[:100], forget) / 1000
    emit(
        "questions_ms",
        asked,
        "ms/person",
        target=3.0,
        holds=asked <= 3,
        compared="which facts still matter, found by trying",
    )
    tried = per_person(interview.what_would_change, facts[:100], forget) / 1000
    emit("what_would_change_ms", tried, "ms/person", compared="what another answer would change, found by trying")


if __name__ == "__main__":
    main()
