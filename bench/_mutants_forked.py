"""Mutants in the process that has the tests loaded: each is a fork in which one function has other code. Run by trial_mutants.py.

A first fork runs every test once and notes which functions it calls. A mutant then meets only the tests that call its
function, the quickest first, with all that tebiki remembers forgotten. A function that no test calls while it runs (it
works when its module is read) has no place here.
"""

import ast
import contextlib
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

SECONDS_OF_A_MUTANT = 120
Called = dict[tuple[str, int], list[int]]  # module and first line of a function's own code -> tests, the quickest first
Verdict = tuple[str, bool | None]  # what was changed; noticed, or None: not to be tried here


class Forked:
    """A pytest plugin that tries mutants in place of running the tests once."""

    def __init__(
        self, source: Path, mutants: list[tuple[str, int]], changes: Callable[[ast.Module], Any], until: float
    ):
        self.source, self.mutants, self.changes, self.until = source, mutants, changes, until
        self.failed = False
        self.called: Called = {}
        self.verdicts: list[tuple[tuple[str, int], Verdict]] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.failed = self.failed or report.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: Any) -> bool:
        self.called = in_fork(lambda: self._map(session.items))
        for mutant in self.mutants:
            if time.monotonic() > self.until:
                break
            self.verdicts.append((mutant, self._try(mutant, session.items)))
        return True

    def _map(self, items: list[Any]) -> Called:
        found: dict[tuple[str, int], list[tuple[float, int]]] = {}
        for number, item in enumerate(items):
            codes: set[CodeType] = set()
            start = time.process_time()
            with profiled(codes):
                self._run([item])
            if self.failed:
                raise RuntimeError(f"{item.nodeid} fails without a mutant")
            for code in codes:
                module = code.co_filename.partition("/src/tebiki/")[2].removesuffix(".py")
                if module:
                    found.setdefault((module, code.co_firstlineno), []).append((time.process_time() - start, number))
        return {key: [number for _, number in sorted(tests)] for key, tests in found.items()}

    def _run(self, items: list[Any]) -> None:
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.failed:
                return

    def _try(self, mutant: tuple[str, int], items: list[Any]) -> Verdict:
        module, number = mutant
        tree = ast.parse((self.source / f"{module}.py").read_text("utf-8"))
        line, what, act = list(self.changes(tree))[number]
        whole = next(path for path in outermost(tree) if path[-1].lineno <= line <= (path[-1].end_lineno or line))
        first = min([whole[-1].lineno, *(d.lineno for d in whole[-1].decorator_list)])
        tests = [items[number] for number in self.called.get((module, first), ())]
        said = f"{module}.py:{line} {what}"
        if not tests:
            return said, None
        act()
        code = compile(ast.fix_missing_locations(tree), f"/src/tebiki/{module}.py", "exec")
        for name in (node.name for node in whole):
            code = next(c for c in code.co_consts if isinstance(c, CodeType) and c.co_name == name)
        return said, not survives(lambda: self._survived(module, [node.name for node in whole], code, tests))

    def _survived(self, module: str, path: list[str], code: CodeType, tests: list[Any]) -> bool:
        signal.alarm(SECONDS_OF_A_MUTANT)
        found: Any = sys.modules["tebiki." + module.replace("/__init__", "").replace("/", ".")]
        for name in path:
            found = vars(found)[name]
        found = getattr(found, "fget", found)
        getattr(found, "__wrapped__", found).__code__ = code
        forget()
        self._run(tests)
        return not self.failed


def forget() -> None:
    """Empty every cache of tebiki, so that nothing from before the change is left."""
    for name in [name for name in sys.modules if name.startswith("tebiki")]:
        for value in vars(sys.modules[name]).values():
            if hasattr(value, "cache_clear"):
                value.cache_clear()


def outermost(tree: ast.Module) -> Iterator[list[Any]]:
    """The functions of a module and the methods of its classes, each with the way to it."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield [node]
        elif isinstance(node, ast.ClassDef):
            yield from ([node, inner] for inner in node.body if isinstance(inner, ast.FunctionDef))


@contextlib.contextmanager
def profiled(codes: set[CodeType]) -> Iterator[None]:
    """Note the code of everything that is called."""

    def see(frame: FrameType, event: str, _argument: object) -> None:
        if event == "call":
            codes.add(frame.f_code)

    sys.setprofile(see)
    try:
        yield
    finally:
        sys.setprofile(None)


def in_fork(act: Callable[[], Any]) -> Any:
    """What `act` gives in a process of its own. Raises EOFError where that process ends without giving anything."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        with os.fdopen(write, "wb") as out:
            pickle.dump(act(), out)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as came:
        given = came.read()
    os.waitpid(child, 0)
    return pickle.loads(given)  # written by the line above


def survives(act: Callable[[], bool]) -> bool:
    """Whether `act` is true in a process of its own; a process that dies or takes too long is not."""
    try:
        return bool(in_fork(act))
    except EOFError:
        return False
