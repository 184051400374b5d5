"""Who comes, who is called, who goes."""

import threading
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import Http404
from django_scopes import scope

from tsukisoi.journal.models import Entry
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted
from tsukisoi.venue import actions, fold, queries
from tsukisoi.venue.actions.writing import happening
from tsukisoi.venue.models import Event, Seat

pytestmark = pytest.mark.django_db


def again(seat: Seat) -> Seat:
    return Seat.objects.select_related("listed", "day").get(pk=seat.pk)


def test_everybody_on_the_list_has_a_seat_and_the_day_opens_once(viewer: Any, reception: Any, seats: Any) -> None:
    assert [seat.listed.number for seat in seats] == [1, 2, 3, 4, 5]
    assert actions.open_day(viewer, reception.pk).pk == seats[0].day_id
    assert Seat.objects.count() == 5


def test_turns_are_given_in_the_order_of_arrival_and_once(viewer: Any, seats: Any) -> None:
    turns = [actions.arrive(viewer, seats[at].pk).seat.turn for at in (2, 0, 4)]
    assert turns == [1, 2, 3]
    repeated = actions.arrive(viewer, seats[0].pk)
    assert repeated.again and repeated.seat.turn == 2
    assert Event.objects.count() == 3


def test_the_one_who_came_first_is_called_first(viewer: Any, second: Any, day: Any, seats: Any) -> None:
    for at in (3, 1):
        actions.arrive(viewer, seats[at].pk)
    first, then = actions.call_next(viewer, day.pk), actions.call_next(second, day.pk)
    assert [first and first.pk, then and then.pk] == [seats[3].pk, seats[1].pk]
    assert actions.call_next(viewer, day.pk) is None
    assert queries.called(viewer, day) == ["2", "4"]


def test_who_is_called_already_is_not_called_again_by_another(viewer: Any, second: Any, seats: Any) -> None:
    actions.arrive(viewer, seats[0].pk)
    actions.call(viewer, seats[0].pk)
    assert actions.call(viewer, seats[0].pk).again
    with pytest.raises(actions.NotNow, match="中村 健太"):
        actions.call(second, seats[0].pk)


def test_hold_and_come_back_to_the_end_of_the_queue(viewer: Any, day: Any, seats: Any) -> None:
    for seat in seats[:2]:
        actions.arrive(viewer, seat.pk)
    actions.hold(viewer, seats[0].pk)
    called = actions.call_next(viewer, day.pk)
    assert called and called.pk == seats[1].pk
    actions.come_back(viewer, seats[0].pk)
    called = actions.call_next(viewer, day.pk)
    assert called and called.pk == seats[0].pk


@pytest.mark.parametrize("why", ["asleep", "ill", "refused", "out", "no_show"])
def test_not_today_with_a_reason(viewer: Any, seats: Any, why: str) -> None:
    actions.leave(viewer, seats[0].pk, "not_today", why)
    found = again(seats[0])
    assert found.place == "not_today" and found.standing["place"]["data"]["why"] == why
    assert actions.leave(viewer, seats[0].pk, "not_today", why).again


def test_an_unknown_reason_or_place_is_refused(viewer: Any, seats: Any) -> None:
    for place, why in (("not_today", "bored"), ("waiting", ""), ("moon", "")):
        with pytest.raises(ValueError):
            actions.leave(viewer, seats[0].pk, place, why)


def test_a_walk_in_is_put_on_the_list_and_waits(viewer: Any, day: Any, seats: Any) -> None:
    shared = uuid4()
    made = actions.walk_in(viewer, day.pk, shared=shared, name="岡田 弘")
    assert made.place == "waiting" and made.listed.number == 6 and made.listed.walk_in
    assert actions.walk_in(viewer, day.pk, shared=shared, name="岡田 弘").pk == made.pk


def test_taking_back_brings_what_stood_before(viewer: Any, seats: Any) -> None:
    actions.arrive(viewer, seats[0].pk)
    actions.call(viewer, seats[0].pk)
    actions.undo(viewer, seats[0].pk, "place")
    assert again(seats[0]).place == "waiting"


def test_what_was_on_paper_is_entered_with_its_own_time(viewer: Any, seats: Any) -> None:
    earlier = now() - timedelta(hours=1)
    actions.arrive(viewer, seats[0].pk, at=earlier)
    event = Event.objects.get()
    assert event.entered_late and event.at == earlier
    assert again(seats[0]).standing["arrival"]["late"] is True
    assert Entry.objects.get(action="venue.arrival").occurred_at == earlier


def test_what_stands_is_what_the_events_say(viewer: Any, second: Any, day: Any, seats: Any) -> None:
    for seat in seats[:3]:
        actions.arrive(viewer, seat.pk)
        actions.call(viewer, seat.pk)
    actions.hold(second, seats[0].pk)
    actions.leave(second, seats[1].pk, "not_today", "ill")
    actions.undo(viewer, seats[1].pk, "place")
    actions.papers(viewer, seats[2].pk, "own")
    for seat in queries.seats(viewer, day):
        events = [happening(event) for event in Event.objects.filter(listed=seat.listed_id)]
        assert fold.standing(events) == seat.standing
        assert fold.standing(reversed(events)) == seat.standing


def test_every_step_is_on_record(viewer: Any, seats: Any) -> None:
    actions.arrive(viewer, seats[0].pk)
    actions.call(viewer, seats[0].pk)
    actions.hold(viewer, seats[0].pk)
    entries = Entry.objects.filter(chain_kind="listed", chain_id=seats[0].listed_id).order_by("seq")
    assert [entry.action for entry in entries] == ["venue.arrival", "venue.call", "venue.hold"]


def test_another_house_and_another_role(viewer: Any, other_home: Any, home: Any, worker_in: Any, seats: Any) -> None:
    from tsukisoi.staff.queries import viewer_of

    stranger = viewer_of(worker_in(other_home, "head", "stranger"))
    with scope(organisation=other_home.pk), pytest.raises(Http404):
        actions.arrive(stranger, seats[0].pk)
    looker = viewer_of(worker_in(home, "viewer"))
    for do in (
        lambda: actions.arrive(looker, seats[0].pk), lambda: actions.call(looker, seats[0].pk),
        lambda: actions.call_next(looker, seats[0].day_id), lambda: actions.close(looker, seats[0].day_id, {}),
        lambda: actions.take_along(looker, seats[0].day_id), lambda: actions.slate(looker, seats[0].pk),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            do()
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_have_one_caller(viewer: Any, day: Any, seats: Any) -> None:
    actions.arrive(viewer, seats[0].pk)
    won, lost = [], []

    def press() -> None:
        me = type(viewer)(new_id(), viewer.organisation, "だれか", viewer.role, viewer.rights)
        try:
            with scope(organisation=viewer.organisation):
                won.append(actions.call(me, seats[0].pk))
        except actions.NotNow as error:
            lost.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 19)
