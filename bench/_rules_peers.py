"""The same tables in other rule engines. Run by bench/rules.py in the peers' own environment, without tebiki.

Usage: _rules_peers.py zen|openfisca MODEL.json. Prints one JSON line: version, CPU seconds per person (median), and the rows that fit
each person of `agree`. The model: words, tables of rows (when, unless, cite), people as the lists of their true words.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

Model = dict[str, Any]
Outcomes = list[list[str]]


def condition(row: Model) -> str:
    """The row's condition as an expression of words."""
    return " and ".join([*row["when"], *(f"not {word}" for word in row["unless"])]) or "true"


def zen(model: Model) -> tuple[str, Callable[[list[str]], Any], Callable[[Any], list[str]]]:
    """One decision table per table: hit policy first, or collect where several rows may fit."""
    import zen as engine

    ids = [f"t{number}" for number in range(len(model["tables"]))]
    nodes = [
        {"id": "in", "type": "inputNode", "name": "in"},
        *(zen_table(name, table) for name, table in zip(ids, model["tables"], strict=True)),
        {"id": "out", "type": "outputNode", "name": "out"},
    ]
    edges = [
        {"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b}
        for t in ids
        for a, b in (("in", t), (t, "out"))
    ]
    decision = engine.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))
    words = model["words"]
    known: dict[int, dict[str, bool]] = {}

    def decide(yes: list[str]) -> Any:
        said = known.get(id(yes))
        if said is None:  # what it is handed is made once, outside of what is measured
            said = known[id(yes)] = {word: word in yes for word in words}
        return decision.evaluate(said)["result"]

    def rows(result: Any) -> list[str]:
        found: list[str] = []
        for name in ids:
            said = result.get(name) or []
            found += [entry["key"] for entry in (said if isinstance(said, list) else [said]) if entry.get("key")]
        return found

    return version("zen-engine"), decide, rows


def zen_table(name: str, table: Model) -> Model:
    rules = [
        {"_id": row["key"], "c": condition(row), "k": f"'{row['key']}'", "s": f"'{row['cite']}'"}
        for row in table["rows"]
    ]
    if table["otherwise"]:
        row = table["otherwise"]
        none = (
            "true"
            if table["hit"] == "first"
            else " and ".join(f"not ({condition(r)})" for r in table["rows"]) or "true"
        )
        rules.append({"_id": row["key"], "c": none, "k": f"'{row['key']}'", "s": f"'{row['cite']}'"})
    content = {
        "hitPolicy": "first" if table["hit"] == "first" else "collect", "passThrough": False, "inputField": None, "outputPath": name,
        "executionMode": "single", "inputs": [{"id": "c", "name": "condition"}],
        "outputs": [{"id": "k", "name": "key", "field": "key"}, {"id": "s", "name": "cite", "field": "cite"}], "rules": rules,
    }  # fmt: skip
    return {"id": name, "type": "decisionTableNode", "name": name, "content": content}


def openfisca(model: Model) -> tuple[str, Callable[[list[str]], Any], Callable[[Any], list[str]]]:
    """One variable per row, with its source as reference; a fresh simulation per person."""
    import numpy
    from openfisca_core import entities, periods, taxbenefitsystems, variables
    from openfisca_core.simulations import SimulationBuilder

    entity = entities.build_entity(key="person", plural="persons", label="person", is_person=True)
    system = taxbenefitsystems.TaxBenefitSystem([entity])

    def variable(name: str, formula: Callable[..., Any] | None = None, reference: str | None = None) -> None:
        day = periods.DateUnit.DAY if formula else periods.DateUnit.ETERNITY
        parts = {"value_type": bool, "entity": entity, "definition_period": day, "label": name, "reference": reference}
        system.add_variable(type(name, (variables.Variable,), parts | ({"formula": formula} if formula else {})))

    for word in model["words"]:
        variable(word)
    names: dict[str, str] = {}
    for number, table in enumerate(model["tables"]):
        before: list[str] = []
        last = [table["otherwise"]] if table["otherwise"] else []
        for index, row in enumerate([*table["rows"], *last]):
            name = f"row_{number}_{index}"
            alone = table["hit"] == "first" or row in last
            variable(name, openfisca_formula(row["when"], row["unless"], list(before) if alone else []), row["cite"])
            names[name] = row["key"]
            before.append(name)
    eternity, day = periods.period("eternity"), periods.period(model["day"])
    arrays: dict[int, dict[str, Any]] = {}

    def decide(yes: list[str]) -> Any:
        said = arrays.get(id(yes))
        if said is None:
            said = arrays[id(yes)] = {word: numpy.array([word in yes]) for word in model["words"]}
        simulation = SimulationBuilder().build_default_simulation(system, 1)
        for word, value in said.items():
            simulation.set_input(word, eternity, value)
        return {name: simulation.calculate(name, day) for name in names}

    return version("openfisca-core"), decide, lambda result: [names[name] for name, fits in result.items() if fits[0]]


def openfisca_formula(when: list[str], unless: list[str], before: list[str]) -> Callable[..., Any]:
    def formula(person: Any, period: Any) -> Any:
        fits = person.filled_array(True, dtype=bool)
        for word in when:
            fits = fits & person(word, period)
        for word in (*unless, *before):
            fits = fits & ~person(word, period)
        return fits

    return formula


def measure(decide: Callable[[list[str]], Any], people: list[list[str]], rounds: int = 5) -> float:
    """Median CPU seconds per person."""
    took = []
    for person in people:
        decide(person)
    for _ in range(rounds):
        start = time.process_time()
        for person in people:
            decide(person)
        took.append((time.process_time() - start) / len(people))
    return statistics.median(took)


if __name__ == "__main__":
    made = json.loads(Path(sys.argv[2]).read_text("utf-8"))
    number, run, read = {"zen": zen, "openfisca": openfisca}[sys.argv[1]](made)
    outcomes: Outcomes = [sorted(read(run(person))) for person in made["agree"]]
    people = made["people"][: 200 if sys.argv[1] == "zen" else 25]
    print(json.dumps({"version": number, "seconds": measure(run, people), "people": len(people), "outcomes": outcomes}))
