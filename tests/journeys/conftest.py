"""A server of its own, a real Chromium, and houses to walk through."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from pytest_django.live_server_helper import LiveServer

from journeys.hands import Hands


@pytest.fixture(autouse=True)
def _asynchronous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in the thread of the test


@pytest.fixture
def server(transactional_db: None) -> Iterator[Any]:
    """A server of this test alone: it remembers whether there is an organisation, so no other test's may be used."""
    call_command("createcachetable")
    made = LiveServer("localhost")
    yield made
    made.stop()


@pytest.fixture
def at_desk(chromium: Any, server: Any) -> Iterator[Callable[..., Hands]]:
    """Sit down at a fresh window: at_desk(width=1366, javascript=True, locale="ja-JP")."""
    around: list[Any] = []

    def sit(width: int = 1366, javascript: bool = True, locale: str = "ja-JP") -> Hands:
        context = chromium.new_context(
            viewport={"width": width, "height": 768}, locale=locale, java_script_enabled=javascript,
            accept_downloads=True, base_url=server.url,
        )  # fmt: skip
        around.append(context)
        context.set_default_timeout(20_000)
        return Hands(context.new_page(), server.url)

    yield sit
    for context in around:
        context.close()


@pytest.fixture
def town_hall(server: Any, worker_in: Any) -> Any:
    """A clerk of the town hall: another organisation on the same server."""
    from tsukisoi.staff.models import Organisation

    hall = Organisation.objects.create(name="みどり野町 住民課", kind="municipality", municipality="みどり野町")
    return worker_in(hall, "clerk", "sasamoto")
