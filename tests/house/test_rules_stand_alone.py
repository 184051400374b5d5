"""The rules need nothing but Python: no framework, no database, no clock."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TEBIKI = Path(__file__).resolve().parents[2] / "src" / "tebiki"
MODULES = sorted(TEBIKI.rglob("*.py"))


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module).split(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(TEBIKI)))
def test_the_rules_import_only_the_standard_library(path: Path) -> None:
    assert set(_imported(path)) <= sys.stdlib_module_names | {"tebiki"}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(TEBIKI)))
def test_the_rules_have_no_clock(path: Path) -> None:
    calls = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not calls & {"today", "now", "utcnow", "localtime", "time_ns"}
