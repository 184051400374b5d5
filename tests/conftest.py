"""The cast of every test: two organisations that must never see each other, and somebody in each role."""

import os
import tempfile

os.environ.setdefault("TSUKISOI_DATA", tempfile.mkdtemp(prefix="tsukisoi-test-"))
os.environ.setdefault("TSUKISOI_TODAY", "2026-11-23")

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django_scopes import scope
from hypothesis import HealthCheck, settings

# Properties are tried without a stopwatch: how fast things are is measured in bench/, not here.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")

CHROMIUM = Path(os.environ.get("TSUKISOI_CHROMIUM") or "/usr/bin/chromium")


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Any]:
    """One browser for all tests: a second start beside the first one's loop is refused."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "true"  # its loop runs in the thread of the tests, until the last is torn down
    )
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tables made from the models stand where every migration would have led: none is left to be made."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in MigrationLoader(connection).disk_migrations:
            recorder.record_applied(app, name)


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine, a page of a test reckons everybody; how it says that somebody is left has its tests."""
    monkeypatch.setattr("tsukisoi.cases.standings.holding.PATIENCE", 60.0)


@pytest.fixture(autouse=True)
def _japanese() -> Iterator[None]:
    """A page asked for in English leaves that language behind: each test starts in Japanese."""
    with translation.override("ja"):
        yield


@pytest.fixture
def home(db: None) -> Any:
    """特別養護老人ホーム つばき苑."""
    from tsukisoi.staff.models import Organisation

    return Organisation.objects.create(
        name="つばき苑", kind="facility", municipality="みどり野町", custody="certificates"
    )


@pytest.fixture
def other_home(db: None) -> Any:
    """Another organisation on the same server."""
    from tsukisoi.staff.models import Organisation

    return Organisation.objects.create(name="さくら荘", kind="facility", municipality="川北市")


@pytest.fixture
def worker_in(db: None) -> Callable[..., Any]:
    """Make a worker: worker_in(organisation, role="worker", username=…). The password is `つばき-1234`."""
    from tsukisoi.staff.models import Worker

    def make(organisation: Any, role: str = "worker", username: str = "", name: str = "") -> Any:
        worker = Worker(
            organisation=organisation,
            role=role,
            username=username or f"{role}-{organisation.pk.hex[-6:]}",
            name=name or {"head": "中村 健太", "worker": "佐藤 美咲"}.get(role, "伊藤 葵"),
        )
        worker.set_password("つばき-1234")
        worker.save()
        return worker

    return make


@pytest.fixture
def viewer(home: Any, worker_in: Callable[..., Any]) -> Iterator[Any]:
    """A head of the home, inside its scope."""
    from tsukisoi.staff.queries import viewer_of

    worker = worker_in(home, "head")
    with scope(organisation=home.pk):
        yield viewer_of(worker)


@pytest.fixture
def signed_in(client: Any, home: Any, worker_in: Callable[..., Any]) -> Any:
    """A browser in which a head of the home is signed in."""
    client.force_login(worker_in(home, "head"))
    return client


@pytest.fixture
def head(client: Any, home: Any, worker_in: Any) -> Iterator[Any]:
    """The head of the house, signed in, with the house's records open."""
    from tsukisoi.staff.queries import viewer_of

    worker = worker_in(home, "head")
    client.force_login(worker)
    with scope(organisation=home.pk):
        yield viewer_of(worker)


@pytest.fixture
def kiyo(head: Any) -> Any:
    """Born 1931-02-03; nothing is known of a card yet."""
    from tsukisoi.residents import actions as residents

    return residents.enrol(
        head, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), sex="female", room="103"
    )


@pytest.fixture
def held(head: Any, kiyo: Any) -> Any:
    """The same person with an ordinary card and its printed days."""
    from tsukisoi.residents import actions as residents

    for key, value in {
        "card.mode": "standard", "card.issued": "2022-03-01", "card.expires": "2032-02-03",
        "card.certificate_issued": "2022-03-01", "card.certificate_expires": "2027-02-03", "insurance.card_held": True,
    }.items():  # fmt: skip
        residents.record_fact(head, kiyo, key, value)
    return kiyo
