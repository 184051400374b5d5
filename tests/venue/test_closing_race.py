"""The day closes while somebody presses at a desk: whoever is being written is waited for."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scope

from tsukisoi.venue import actions, queries
from tsukisoi.venue.models import Day, Seat

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def _one_after_the_other(home: Any, first: Callable[[], Any], then: Callable[[], Any]) -> list[str]:
    """`first` is not committed yet when `then` begins; what either is refused with."""
    inside, refused = threading.Event(), list[str]()

    def hand(does: Callable[[], Any], held: bool) -> None:
        try:
            with scope(organisation=home.pk), transaction.atomic():
                does()
                inside.set()
                threading.Event().wait(0.5 if held else 0)
        except actions.NotNow as error:
            refused.append(str(error))
        connection.close()

    hands = [threading.Thread(target=hand, args=one) for one in ((first, True), (then, False))]
    hands[0].start()
    assert inside.wait(5)
    hands[1].start()
    for one in hands:
        one.join(10)
    return refused


@pytest.fixture
def counted(viewer: Any, day: Any, seats: Any) -> dict[str, int]:
    """Everybody is finished; what is counted then."""
    for seat in seats:
        actions.leave(viewer, seat.pk, "not_today", "ill")
    return dict(queries.reckoning(viewer, day).tally.expected)


def test_a_press_in_flight_keeps_the_day_open(
    viewer: Any, second: Any, day: Any, seats: Any, home: Any, counted: dict[str, int]
) -> None:
    refused = _one_after_the_other(
        home,
        lambda: actions.come_back(second, seats[0].pk),
        lambda: actions.close(viewer, day.pk, counted),
    )
    assert len(refused) == 1 and Day.objects.get(pk=day.pk).closed_at is None


def test_a_press_that_waited_for_the_close_is_refused(
    viewer: Any, second: Any, day: Any, seats: Any, home: Any, counted: dict[str, int]
) -> None:
    refused = _one_after_the_other(
        home,
        lambda: actions.close(viewer, day.pk, counted),
        lambda: actions.come_back(second, seats[0].pk),
    )
    assert len(refused) == 1
    assert Day.objects.get(pk=day.pk).closed_at is not None and Seat.objects.get(pk=seats[0].pk).place == "not_today"
