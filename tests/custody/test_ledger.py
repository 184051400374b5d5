"""The export and its verifier of one file: whole where nothing was touched, loud where anything was."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tsukisoi.custody import actions, export
from tsukisoi.journal.actions import seal

pytestmark = pytest.mark.django_db
Rows = list[dict[str, Any]]


@pytest.fixture
def rows(viewer: Any, card: Any) -> Rows:
    """The record of a card that went out and came back, sealed."""
    for _ in range(2):
        actions.take_back(viewer, actions.hand_out(viewer, card.pk, why="visit").pk)
    seal(viewer)
    return [json.loads(line) for line in export.lines(str(viewer.organisation))]


def _verified(rows: Rows, folder: Path, *words: str) -> tuple[int, str]:
    file = folder / "ledger.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    done = subprocess.run(
        [sys.executable, "-I", str(export.VERIFIER), str(file), *words], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _of_card(rows: Rows) -> Rows:
    return [row for row in rows if row["row"] == "entry" and row["chain_kind"] == "custody_item"]


def test_what_was_exported_fits_and_knows_its_seal(rows: Rows, tmp_path: Path) -> None:
    head = [row for row in rows if row["row"] == "seal"][-1]["digest"]
    assert _verified(rows, tmp_path)[0] == 0
    assert _verified(rows, tmp_path, "--head", f"{head[:16]} {head[16:]}")[0] == 0
    assert _verified(rows, tmp_path, "--head", "0" * 64)[0] == 1
    assert _verified(rows, tmp_path, "--head", "xyz")[0] == 2


def _value(rows: Rows) -> Rows:
    _of_card(rows)[1]["actor_id"] = "00000000-0000-0000-0000-000000000001"
    return rows


def _detail(rows: Rows) -> Rows:
    next(row for row in rows if row["row"] == "detail" and "why" in row["values"])["values"]["why"] = "person"
    return rows


def _deleted(rows: Rows) -> Rows:
    return [row for row in rows if row is not _of_card(rows)[2]]


def _swapped(rows: Rows) -> Rows:
    first, second = _of_card(rows)[1:3]
    first["seq"], second["seq"] = second["seq"], first["seq"]
    return rows


def _cloned(rows: Rows) -> Rows:
    return [*rows, {**_of_card(rows)[1], "seq": 6}]


def _truncated(rows: Rows) -> Rows:
    last = _of_card(rows)[-1]
    head = next(row for row in rows if row["row"] == "head" and row["chain_id"] == last["chain_id"])
    head["seq"], head["digest"] = last["seq"] - 1, last["previous"]
    return [row for row in rows if row is not last]


@pytest.mark.parametrize("tamper", [_value, _detail, _deleted, _swapped, _cloned, _truncated])
def test_what_was_tampered_with_is_named(rows: Rows, tmp_path: Path, tamper: Callable[[Rows], Rows]) -> None:
    chain = _of_card(rows)[0]["chain_id"]
    code, told = _verified(tamper(rows), tmp_path)
    assert code == 1 and chain in told, told
