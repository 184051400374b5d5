"""Every action that the code records has its words, so that no page of the record shows a code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tebiki.facts import kinds
from tsukisoi.journal.verify import __file__ as verifier
from tsukisoi.journal.words import ACTIONS, FAULTS

ROOMS = Path(__file__).resolve().parents[2] / "src" / "tsukisoi"
CODE = re.compile(r"[a-z]+(\.[a-z_]+)+")
PREFIXES = {"write": "", "_record": "", "looked": "look.", "note": "{room}."}


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _codes(path: Path) -> Iterator[str]:
    """Codes given to write() and looked(), and every text of actions that is written like a code and is no fact."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in PREFIXES and len(node.args) > 1:
            prefix = PREFIXES[_called(node)].format(room=path.relative_to(ROOMS).parts[0])
            given = node.args[0 if _called(node) == "_record" else 1]
            yield from (f"{prefix}{n.value}" for n in ast.walk(given) if isinstance(n, ast.Constant))
    if path.stem == "actions" or path.parent.name == "actions":
        texts = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
        rooms = {folder.name for folder in ROOMS.iterdir()}
        yield from (
            text for text in texts if CODE.fullmatch(text) and text.split(".")[0] in rooms and text not in kinds()
        )


def used() -> dict[str, str]:
    """Every code of the source, and a file that uses it."""
    files = [path for path in ROOMS.rglob("*.py") if "migrations" not in path.parts]
    return {code: str(path.relative_to(ROOMS)) for path in files for code in _codes(path) if CODE.fullmatch(code)}


def test_every_action_in_the_code_has_words() -> None:
    assert {code: where for code, where in used().items() if code not in ACTIONS} == {}


def test_the_scan_sees_what_it_should() -> None:
    assert {"keep.backup", "look.journal.list", "staff.recover"} <= used().keys()


def test_every_fault_of_the_verifier_has_words() -> None:
    tree = ast.parse(Path(verifier).read_text("utf-8"))
    named = {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and _called(node) in ("Fault", "_fault")
        and isinstance(node.args[0], ast.Constant)
    }
    returned = {
        n.value.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Return) and isinstance(n.value, ast.Constant) and n.value.value
    }
    assert named | returned and named | returned <= FAULTS.keys()
