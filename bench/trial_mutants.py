"""Trial `mutants`: break the rules' functions on purpose, one small change at a time, and see whether a test notices.

Changes: a comparison, `and`/`or`, `&`/`|`, `+`/`-`, a number, True/False, a negation, a condition, what is returned. The
sample is seeded; each mutant meets the tests of tests/tebiki that call its function, until the first failure, in a fork of a
process that has them loaded (see _mutants_forked.py). A mutant that survives there, or whose function works only when its
module is read, is tried again in a new process, by all tests. Prints a JSON line for each survivor and one for the whole.
Mutants that are the same program in other words are not sorted out; a mutant that time does not allow to be tried again
counts as a survivor.

Usage: python bench/trial_mutants.py [MODULE ...]      MUTANTS=400 SECONDS=1800 SEED=1 set the sample and the time it may take.
"""

import ast
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from _mutants_forked import Forked, Verdict

HOME = Path(__file__).resolve().parent.parent
MODULES = (
    "days", "row", "table", "words", "reckon", "identity/__init__", "proxy/__init__", "expiry/reckon", "insurance/reckon",
)  # fmt: skip
TESTS = (
    "test_engine", "test_reckoning", "test_expiry", "test_insurance_and_visits", "test_ways_and_papers", "test_worked_examples", "test_cases", "test_dated_rules",
)  # fmt: skip
TIMEOUT = 240
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn,
    ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
}  # fmt: skip

Change = tuple[int, str, Callable[[], None]]


def changes(tree: ast.Module) -> Iterator[Change]:
    """Every change that can be made to this module: its line, what it is, and the act itself."""
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for statement in function.body:
            for node in _within(statement):
                yield from _of(node)


def _within(tree: ast.AST) -> Iterator[ast.AST]:
    """Everything in a statement but `strict=True`, which says that two lists are of one length: turned, nothing changes."""
    waiting = [tree]
    while waiting:
        node = waiting.pop(0)
        if not (isinstance(node, ast.keyword) and node.arg == "strict"):
            yield node
            waiting.extend(ast.iter_child_nodes(node))


def _of(node: ast.AST) -> Iterator[Change]:
    line = getattr(node, "lineno", 0)
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield line, f"{type(node.ops[0]).__name__} turned", lambda: node.ops.__setitem__(0, SWAPS[type(node.ops[0])]())
    elif isinstance(node, ast.BoolOp | ast.BinOp | ast.AugAssign) and type(node.op) in SWAPS:
        yield line, f"{type(node.op).__name__} turned", lambda: setattr(node, "op", SWAPS[type(node.op)]())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield line, "not dropped", lambda: setattr(node, "op", ast.UAdd())
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield line, f"{node.value} turned", lambda: setattr(node, "value", not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield line, f"{node.value} one more", lambda: setattr(node, "value", node.value + 1)
    if isinstance(node, ast.If | ast.IfExp):
        yield line, "condition turned", lambda: setattr(node, "test", ast.UnaryOp(ast.Not(), node.test))
    if isinstance(node, ast.Return) and node.value is not None and not isinstance(node.value, ast.Constant):
        yield line, "nothing returned", lambda: setattr(node, "value", ast.Constant(None))


def mutants() -> list[tuple[str, int]]:
    """Every mutant: the module and the number of the change."""
    named = sys.argv[1:] or MODULES
    return [(m, n) for m in named for n in range(len(list(changes(ast.parse(_source(m))))))]


def _source(module: str) -> str:
    return (HOME / "src" / "tebiki" / f"{module}.py").read_text("utf-8")


def attempt(mutant: tuple[str, int]) -> tuple[bool, str]:
    """Was it noticed; and what it was."""
    module, number = mutant
    tree = ast.parse(_source(module))
    line, what, act = list(changes(tree))[number]
    act()
    folder = Path(tempfile.mkdtemp(prefix="tsukisoi-mutant-"))
    try:
        shutil.copytree(HOME / "src" / "tebiki", folder / "tebiki", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "tebiki" / f"{module}.py").write_text(ast.unparse(ast.fix_missing_locations(tree)), "utf-8")
        return _fails(folder), f"{module}.py:{line} {what}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _fails(folder: Path) -> bool:
    command = [
        sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:django", "--confcutdir", "tests/tebiki",
        "-o", f"pythonpath={folder} tests", "-W", "ignore", *(f"tests/tebiki/{name}.py" for name in TESTS),
    ]  # fmt: skip
    quiet = os.open(os.devnull, os.O_WRONLY)
    process = os.posix_spawn(
        sys.executable, command, {**os.environ, "PYTHONPATH": str(folder)},
        file_actions=[(os.POSIX_SPAWN_DUP2, quiet, 1), (os.POSIX_SPAWN_DUP2, quiet, 2)],
    )  # fmt: skip
    os.close(quiet)
    until = time.monotonic() + TIMEOUT
    while time.monotonic() < until:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.05)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return True


def forked(chosen: list[tuple[str, int]], until: float) -> list[tuple[tuple[str, int], Verdict]]:
    """Try these in forks, one after another; fewer where time runs out."""
    trial = Forked(HOME / "src" / "tebiki", chosen, changes, until)
    options = ["-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:django", "-p", "no:xdist", "-o", "addopts="]
    pytest.main(
        [*options, "--confcutdir", "tests/tebiki", *(f"tests/tebiki/{name}.py" for name in TESTS)], plugins=[trial]
    )
    return trial.verdicts


def main() -> None:
    os.chdir(HOME)
    sys.path[:0] = [str(HOME / "src"), str(HOME / "tests")]
    every = mutants()
    random.Random(int(os.environ.get("SEED", "1"))).shuffle(every)
    chosen = every[: int(os.environ.get("MUTANTS", "400"))]
    until = time.monotonic() + int(os.environ.get("SECONDS", "1800"))
    found = forked(chosen, until - (until - time.monotonic()) / 4)
    again = [(mutant, said) for mutant, (said, noticed) in found if not noticed]

    def one(mutant: tuple[str, int]) -> tuple[bool, str] | None:
        return attempt(mutant) if time.monotonic() < until else None

    survived = 0
    with ThreadPoolExecutor(2) as pool:
        for (_mutant, said), last in zip(again, pool.map(one, [mutant for mutant, _ in again]), strict=True):
            if last is None or not last[0]:
                survived += 1
                print(json.dumps({"job": "mutants", "survivor": said, "tried_again": last is not None}), flush=True)
    tried, killed = len(found), len(found) - survived
    print(
        json.dumps({
            "job": "mutants", "possible": len(every), "tried": tried, "killed": killed, "share": round(killed / tried, 3) if tried else None,
            "target": 0.9, "holds": bool(tried) and killed >= 0.9 * tried,
        })
    )  # fmt: skip


if __name__ == "__main__":
    main()
