"""A full disk: pages are still read, what could not be kept is told in words."""

from typing import Any

import pytest
from django.db import OperationalError
from django.urls import reverse

from tsukisoi.journal import actions
from tsukisoi.tenancy.ids import new_id

FULL = OperationalError("database or disk is full")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every entry is refused for want of room."""

    def refuse(*_: Any, **__: Any) -> None:
        raise FULL

    monkeypatch.setattr(actions, "_append", refuse)


def test_a_look_is_let_through_and_a_write_is_not(viewer: Any, full: None) -> None:
    assert actions.looked(viewer, "page", [new_id()]) is None
    with pytest.raises(OperationalError):
        actions.write(viewer, "staff.own_code", actions.Chain("worker", viewer.worker))


def test_the_page_says_what_happened(signed_in: Any, full: None) -> None:
    signed_in.raise_request_exception = False
    assert signed_in.get(reverse("custody:locker")).status_code == 200
    answer = signed_in.post(reverse("staff:units"), {"name": "東"})
    assert answer.status_code == 507 and "いまの操作は記録できていません" in answer.content.decode()


def test_another_fault_of_the_database_is_not_hidden(viewer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise OperationalError("no such table")

    monkeypatch.setattr(actions, "_append", broken)
    with pytest.raises(OperationalError, match="no such table"):
        actions.looked(viewer, "page", [])
