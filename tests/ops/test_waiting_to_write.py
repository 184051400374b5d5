"""Two who write to the embedded database: the second waits for the first and looks often; too long, and it says so."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler

from tsukisoi.config.sqlcipher import base

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """Two connections to one new database, the second with little patience."""
    made = {
        "ENGINE": "tsukisoi.config.sqlcipher",
        "NAME": str(tmp_path / "two.db"),
        "OPTIONS": {
            "key": "ab" * 32,
            "transaction_mode": "IMMEDIATE",
            "timeout": 0.2,
            "init_command": "PRAGMA journal_mode=WAL",
        },
    }
    handler = ConnectionHandler({"default": made, "other": made})
    first, second = handler["default"], handler["other"]
    for one in (first, second):
        one.ensure_connection()
    yield first, second
    first.close()
    second.close()


def test_who_comes_second_gets_in_as_soon_as_the_first_is_done(two: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = two
    first.connection.execute("BEGIN IMMEDIATE")
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            first.connection.execute("COMMIT")

    monkeypatch.setattr(base, "sleep", wait)
    second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert len(waited) == 3 and max(waited) <= 0.03
    assert second.connection.in_transaction and not second.errors_occurred
    second.connection.execute("COMMIT")
    assert second.connection.execute("PRAGMA busy_timeout").fetchone() == (200,)


def test_who_waits_too_long_is_told(two: Any) -> None:
    first, second = two
    first.connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"):
        second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert second.connection.execute("PRAGMA busy_timeout").fetchone() == (200,)
    first.connection.execute("COMMIT")
    second.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)
    assert second.connection.in_transaction
