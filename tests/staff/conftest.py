"""What tests of signing in need: the table of the cache, so that rate limits are the real ones."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django_scopes import scope


@pytest.fixture
def limits(db: None) -> Iterator[None]:
    """The rate limits in the database cache, empty."""
    call_command("createcachetable")
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def browser_of(limits: None) -> Callable[..., Any]:
    """browser_of(worker): a browser in which that worker is signed in."""
    from django.test import Client

    def make(worker: Any) -> Any:
        client = Client()
        client.force_login(worker)
        return client

    return make


@pytest.fixture
def entries() -> Callable[..., list[str]]:
    """entries(organisation): the actions on record, oldest first."""
    from tsukisoi.journal.models import Entry

    def read(organisation: Any) -> list[str]:
        with scope(organisation=organisation.pk):
            return list(Entry.objects.order_by("at", "id").values_list("action", flat=True))

    return read
