"""A worker's own code at a shared computer: hashed, not easy, the badge alone says nothing."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
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


def test_tries_are_counted(db: None) -> None:
    from django.core.management import call_command

    call_command("createcachetable")
    for _ in range(tries.A_NAME):
        assert not tries.blocked("sato", "192.0.2.1")
        tries.failed("sato", "192.0.2.1")
    assert tries.blocked("sato", "192.0.2.2") and not tries.blocked("ito", "192.0.2.1")
    tries.forget("sato")
    assert not tries.blocked("sato", "192.0.2.1")
