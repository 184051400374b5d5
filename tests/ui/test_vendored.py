"""Other people's files are the ones we say they are, and every one of them is named."""

import hashlib
import tomllib
from pathlib import Path

import pytest

import tsukisoi.ui

ROOM = Path(tsukisoi.ui.__file__).parent
STATIC = ROOM / "static" / "ui"
FILES = tomllib.loads((ROOM / "vendored.toml").read_text("utf-8"))["file"]
OURS = {"ui.css", "ui.js", "labels.js", "favicon.svg"}


@pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry["path"])
def test_sum_and_licence(entry: dict[str, str]) -> None:
    assert hashlib.sha256((STATIC / entry["path"]).read_bytes()).hexdigest() == entry["sha256"]
    assert (STATIC / entry["licence_file"]).stat().st_size > 300
    assert entry["version"] and entry["licence"]


def test_nothing_unnamed() -> None:
    found = {path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.is_file()}
    assert found == OURS | {entry["path"] for entry in FILES}


def test_style_sheet_stays_small() -> None:
    assert (STATIC / "ui.css").stat().st_size <= 60 * 1024
