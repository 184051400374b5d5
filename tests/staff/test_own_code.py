"""A worker's own code at a shared computer: hashed, not easy, the badge alone says nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from tsukisoi.staff import actions, tries
from tsukisoi.staff.queries import viewer_of, worker_by_code

pytestmark = pytest.mark.django_db


def test_the_code_is_hashed_and_found_by_name_or_badge(home: Any, worker_in: Any) -> None:
    head, worker = worker_in(home, "head"), worker_in(home, "worker", "sato")
    with scope(organisation=home.pk):
        _known(head, worker)


def _known(head: Any, worker: Any) -> None:
    actions.set_own_code(worker, "２７０４")
    assert "2704" not in worker.own_code
    assert worker_by_code("sato", "2704") == worker
    assert worker_by_code(" ｓａｔｏ ", "ふやわう") == worker
    assert worker_by_code("sato", "2705") is None and worker_by_code("nobody", "2704") is None
    assert worker in actions.give_badges(viewer_of(head)) and actions.give_badges(viewer_of(head)) == []
    worker.refresh_from_db()
    assert worker_by_code(worker.badge.lower(), "2704") == worker and worker_by_code(worker.badge, "") is None
    old = worker.badge
    actions.replace_badge(viewer_of(head), worker.pk)
    assert worker_by_code(old, "2704") is None
    actions.end_access(viewer_of(head), worker.pk)
    assert worker_by_code("sato", "2704") is None


@pytest.mark.parametrize("code", ["", "123", "1234567", "1111", "3456", "9876", "a1b2", "暗証"])
def test_what_is_no_good_code(home: Any, worker_in: Any, code: str) -> None:
    with pytest.raises(ValidationError):
        actions.set_own_code(worker_in(home), code)


def test_the_page_asks_for_the_password(client: Any, home: Any, worker_in: Any) -> None:
    worker = worker_in(home, "worker", "sato")
    client.force_login(worker)
    page = reverse("staff:own_code")
    wrong = client.post(page, {"password": "x", "code": "2704", "again": "2704"})
    assert wrong.status_code == 422 and "2704" not in wrong.content.decode()
    assert client.post(page, {"password": "つばき-1234", "code": "1111", "again": "1111"}).status_code == 422
    assert client.post(page, {"password": "つばき-1234", "code": "2704", "again": "2704"}).status_code == 302
    assert worker_by_code("sato", "2704") == worker


@pytest.fixture
def _cache(db: None) -> None:
    call_command("createcachetable")
    cache.clear()


def _try(home: Any, who: str, address: str = "192.0.2.1") -> tries.Try:
    return tries.begin(RequestFactory().post("/", REMOTE_ADDR=address), home.pk, who)


def test_tries_are_counted(_cache: None, home: Any, other_home: Any) -> None:
    five = [_try(home, "sato") for _ in range(tries.A_NAME)]
    assert not any(one.refused for one in five)
    assert _try(home, "sato", "192.0.2.2").refused and not _try(home, "ito").refused
    assert not _try(other_home, "sato").refused
    tries.right(five[-1])
    assert not _try(home, "sato").refused


@pytest.mark.django_db(transaction=True)
def test_many_tries_at_the_same_moment_are_no_more_than_five(home: Any) -> None:
    call_command("createcachetable")
    cache.clear()

    def once(_n: int) -> bool:
        try:
            return _try(home, "sato").refused
        finally:
            connection.close()

    with ThreadPoolExecutor(12) as pool:
        refused = list(pool.map(once, range(24)))
    assert refused.count(False) == tries.A_NAME


def test_badge_and_user_name_are_one_name(_cache: None, home: Any, worker_in: Any) -> None:
    head, worker = worker_in(home, "head"), worker_in(home, "worker", "sato")
    with scope(organisation=home.pk):
        actions.give_badges(viewer_of(head))
    worker.refresh_from_db()
    typed = ["sato", "ｓａｔｏ", worker.badge, worker.badge.lower(), f"{worker.badge[:4]}-{worker.badge[4:]}"]
    assert not any(_try(home, who).refused for who in typed)
    assert _try(home, "sato").refused


def test_a_try_counts_for_five_minutes_whatever_comes_later(
    _cache: None, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One wrong try every four minutes goes on for ever: it never used to be forgotten."""
    began = timezone.now()
    for n in range(60):
        moment = began + timedelta(minutes=4 * n)
        monkeypatch.setattr(time, "time", moment.timestamp)
        monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda moment=moment: moment)
        assert not _try(home, "sato").refused and not _try(home, f"somebody {n}").refused


def test_an_address_is_that_of_the_client_behind_the_proxy(
    _cache: None, home: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def through(address: str, who: str) -> bool:
        request = RequestFactory().post("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"198.51.100.9, {address}")
        return tries.begin(request, home.pk, who).refused

    monkeypatch.setattr("allauth.app_settings.TRUSTED_PROXY_COUNT", 1, raising=False)
    assert not any(through("192.0.2.1", f"somebody {n}") for n in range(tries.AN_ADDRESS))
    assert through("192.0.2.1", "ito") and not through("192.0.2.2", "ito")


def test_right_codes_use_up_no_address(_cache: None, home: Any) -> None:
    for n in range(tries.AN_ADDRESS + 1):
        one = _try(home, f"somebody {n}")
        assert not one.refused
        tries.right(one)


def test_guessing_does_not_fill_the_record(_cache: None, home: Any) -> None:
    told = sum(_try(home, f"somebody {n}").to_tell for n in range(200))
    assert told == tries.AN_ADDRESS / tries.TOLD_EVERY
    one_name = [_try(home, "sato", "192.0.2.2").to_tell for _ in range(20)]
    assert one_name == [True, False, False, False, True, *[False] * 15]
