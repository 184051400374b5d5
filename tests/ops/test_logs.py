"""What the logs say, and that they name nobody."""

import json
import logging
import logging.config
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tsukisoi.residents import actions, views

NAME = "鬼頭 ひみつ"


@pytest.fixture
def log() -> Any:
    """Everything any logger says, at its most talkative, through the project's own handler and formatter."""
    told = StringIO()
    wanted = {**settings.LOGGING, "root": {"handlers": ["stderr"], "level": "DEBUG"}}
    wanted["handlers"] = {"stderr": {**settings.LOGGING["handlers"]["stderr"], "stream": told}}
    wanted["loggers"] = {name: {"level": "DEBUG", "propagate": True} for name in settings.LOGGING["loggers"]}
    logging.config.dictConfig(wanted)
    yield told
    logging.config.dictConfig(settings.LOGGING)


@pytest.fixture
def person(viewer: Any) -> Any:
    from datetime import date

    return actions.enrol(viewer, name=NAME, kana="キトウ ヒミツ", birth_date=date(1931, 2, 3), room="ひみつ室")


def _lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@pytest.mark.django_db
def test_a_request_is_one_line_with_the_page_and_without_its_address(
    log: Any, person: Any, home: Any, worker_in: Any, client: Any
) -> None:
    client.force_login(worker_in(home, "head", "second"))
    client.get(reverse("residents:detail", args=[person.pk]))
    line = next(line for line in _lines(log) if line["event"] == "answered")
    assert (line["view"], line["status"], line["method"]) == ("residents:detail", 200, "GET")
    assert line["ms"] > 0 and len(line["worker"]) == 36 and str(person.pk) not in log.getvalue()


@pytest.mark.django_db
def test_nothing_that_was_typed_or_stored_is_in_a_log(
    log: Any, person: Any, home: Any, worker_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(worker_in(home, "head", "second"))
    for address in (reverse("residents:list"), reverse("residents:search") + f"?q={NAME}", f"/{NAME}/", "/"):
        client.get(address)
    client.post(reverse("residents:add"), {"name": NAME, "birth_date": "ひみつの日"})

    def broken(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(f"Key (name)=({NAME}) already exists")

    monkeypatch.setattr(views.facts.queries, "person", broken)
    assert client.get(reverse("residents:detail", args=[person.pk])).status_code == 500
    logging.getLogger("elsewhere").error("could not keep %s", NAME)
    said = log.getvalue()
    assert "RuntimeError" in said and "could not keep %s" in said
    for word in ("鬼頭", "ひみつ", "キトウ", "ヒミツ", "%E9%AC%BC"):
        assert word not in said, word


@pytest.mark.django_db
@pytest.mark.parametrize("free, status", [(10**12, 200), (10**6, 503)])
def test_health_is_told_without_signing_in(
    client: Any, home: Any, monkeypatch: pytest.MonkeyPatch, free: int, status: int
) -> None:
    from tsukisoi.config import health

    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: type("Usage", (), {"free": free}))
    answer = client.get(reverse("health"))
    assert answer.status_code == status and answer.json()["database"] == "ok"
    assert "つばき苑" not in answer.content.decode()
