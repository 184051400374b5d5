"""A reception with people on its list, and somebody else who may look a second time."""

from datetime import date, time
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

PEOPLE = [
    ("髙橋 キヨ", date(1931, 2, 3)), ("橘 千代", date(1934, 5, 6)), ("濵田 清", date(1938, 7, 8)),
    ("髙橋 正", date(1931, 2, 3)), ("黒澤 徳治", date(1937, 12, 1)),
]  # fmt: skip


def agreed(**others: Any) -> dict[str, Any]:
    """What was agreed for the reception."""
    return {
        "on": date(2026, 11, 23), "begins": time(9, 30), "ends": time(12), "place": "つばき苑 1階ホール",
        "partner": "みどり野町", "town": "みどり野町", **others,
    }  # fmt: skip


def press(browser: Any, page: str, seat: Any, **data: Any) -> str:
    """One press on a page of the room, and the page it leads to."""
    return str(browser.post(reverse(f"venue:{page}", args=[seat.pk]), data, follow=True).content.decode())


@pytest.fixture
def desk(client: Any, viewer: Any) -> Any:
    """A browser in which the head of the house is signed in."""
    from tsukisoi.staff.models import Worker

    client.force_login(Worker.objects.get(pk=viewer.worker))
    return client


@pytest.fixture
def reception(viewer: Any) -> Any:
    """A reception of today with five people on its list; two are called 髙橋."""
    from tsukisoi.receptions.actions import open_reception, put_on

    call_command("createcachetable")
    made = open_reception(viewer, **agreed())
    for name, born in PEOPLE:
        put_on(viewer, made, name=name, kana="", birth_date=born, address="みどり野町1-1")
    return made


@pytest.fixture
def day(viewer: Any, reception: Any) -> Any:
    """The day of it, open."""
    from tsukisoi.venue.actions import open_day

    return open_day(viewer, reception.pk)


@pytest.fixture
def seats(viewer: Any, day: Any) -> Any:
    """Everybody of the day by the order of the list."""
    from tsukisoi.venue.queries import seats as of_day

    return of_day(viewer, day)


@pytest.fixture
def second(home: Any, worker_in: Any, viewer: Any) -> Any:
    """Another sign-in of the house."""
    from tsukisoi.staff.queries import viewer_of

    return viewer_of(worker_in(home, "worker"))
