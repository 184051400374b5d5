"""A home that keeps cards, and people in it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django_scopes import scope


@pytest.fixture
def home(home: Any) -> Any:
    """The home keeps cards and papers."""
    home.custody = "cards"
    home.save()
    return home


@pytest.fixture
def enrol(viewer: Any) -> Callable[..., Any]:
    """Somebody of the home: enrol("髙橋 キヨ", room="103", basis=True)."""
    from tsukisoi.custody import actions
    from tsukisoi.residents import actions as residents

    def make(name: str = "髙橋 キヨ", room: str = "103", basis: bool = True) -> Any:
        person = residents.enrol(viewer, name=name, kana="", birth_date=date(1931, 2, 3), sex="", room=room)
        if basis:
            for matter in ("card", "papers"):
                actions.keep(viewer, person.pk, matter, "facility", basis="contract", basis_on=date(2026, 4, 1))
        return person

    return make


@pytest.fixture
def card(viewer: Any, enrol: Any) -> Any:
    """One person's card in its pouch."""
    from tsukisoi.custody import actions

    return actions.take_in(viewer, enrol().pk, "my_number_card")


@pytest.fixture
def desk(client: Any, viewer: Any) -> Any:
    """The head's browser."""
    from django.core.management import call_command

    from tsukisoi.staff.models import Worker

    call_command("createcachetable")
    client.force_login(Worker.objects.get(pk=viewer.worker))
    return client


@pytest.fixture
def stranger(other_home: Any, worker_in: Any) -> Any:
    """The head of another home on the same server."""
    from tsukisoi.staff.queries import viewer_of

    worker = worker_in(other_home, "head", "stranger")
    with scope(organisation=other_home.pk):
        return viewer_of(worker)


@pytest.fixture
def night(home: Any, worker_in: Any) -> Any:
    """Another worker of the home, on duty at night."""
    from tsukisoi.staff.queries import viewer_of

    return viewer_of(worker_in(home, "worker", "night", "渡部 由美"))
