"""A look at somebody at the reception counts as a look at the resident they are."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from tsukisoi.venue import looks


def test_the_look_names_the_resident_and_who_they_are_on_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(looks, "looked", lambda viewer, what, refs: told.append((what, list(refs))))
    known, unknown, resident = uuid4(), uuid4(), uuid4()
    seats = [
        SimpleNamespace(listed_id=known, listed=SimpleNamespace(resident_id=resident)),
        SimpleNamespace(listed_id=unknown, listed=SimpleNamespace(resident_id=None)),
    ]
    looks.saw(None, "seat", seats)  # type: ignore[arg-type]  # only handed on
    assert told == [("venue.seat", [known, resident, unknown])]
