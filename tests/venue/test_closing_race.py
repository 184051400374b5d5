"""The day closes while somebody presses at a desk: whoever is being written is waited for."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scope

from tsukisoi.venue import actions
from tsukisoi.venue.models import Day, Seat

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
]


def _counted(viewer: Any, day: Any) -> dict[str, int]:
    from tsukisoi.venue import queries

    return dict(queries.reckoning(viewer, day).tally.expected)


def test_a_press_in_flight_keeps_the_day_open(viewer: Any, second: Any, day: Any, seats: Any, home: Any) -> None:
    for seat in seats:
        actions.leave(viewer, seat.pk, "not_today", "ill")
    counted, pressed, refused = _counted(viewer, day), threading.Event(), []

    def press() -> None:
        with scope(organisation=home.pk), transaction.atomic():
            actions.come_back(second, seats[0].pk)
            pressed.set()
            threading.Event().wait(0.5)
        connection.close()

    def close() -> None:
        with scope(organisation=home.pk):
            try:
                actions.close(viewer, day.pk, counted)
            except actions.NotNow as error:
                refused.append(str(error))
        connection.close()

    hands = [threading.Thread(target=press), threading.Thread(target=close)]
    hands[0].start()
    assert pressed.wait(5)
    hands[1].start()
    for hand in hands:
        hand.join(10)
    assert len(refused) == 1 and Day.objects.get(pk=day.pk).closed_at is None


def test_a_press_that_waited_for_the_close_is_refused(
    viewer: Any, second: Any, day: Any, seats: Any, home: Any
) -> None:
    for seat in seats:
        actions.leave(viewer, seat.pk, "not_today", "ill")
    counted, closing, refused = _counted(viewer, day), threading.Event(), []

    def close() -> None:
        with scope(organisation=home.pk), transaction.atomic():
            actions.close(viewer, day.pk, counted)
            closing.set()
            threading.Event().wait(0.5)
        connection.close()

    def press() -> None:
        with scope(organisation=home.pk):
            try:
                actions.come_back(second, seats[0].pk)
            except actions.NotNow as error:
                refused.append(str(error))
        connection.close()

    hands = [threading.Thread(target=close), threading.Thread(target=press)]
    hands[0].start()
    assert closing.wait(5)
    hands[1].start()
    for hand in hands:
        hand.join(10)
    assert len(refused) == 1
    assert Day.objects.get(pk=day.pk).closed_at is not None and Seat.objects.get(pk=seats[0].pk).place == "not_today"
