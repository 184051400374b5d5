"""How the day ends: nobody is done, moved or closed over by mistake."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tsukisoi.journal.models import Entry
from tsukisoi.receptions import actions as receptions_actions
from tsukisoi.receptions import queries as receptions
from tsukisoi.receptions.actions import open_reception, put_on
from tsukisoi.venue import actions, queries
from tsukisoi.venue.desks import ending
from tsukisoi.venue.models import Day, Seat
from venue.conftest import agreed, press

pytestmark = pytest.mark.django_db
NOTHING = {"papers": 0, "envelopes": 0, "photos": 0}


def again(seat: Seat) -> Seat:
    return Seat.objects.select_related("listed", "day__reception").get(pk=seat.pk)


def close(viewer: Any, day: Day) -> Day:
    """Close with what was written as what was counted."""
    return actions.close(viewer, day.pk, queries.reckoning(viewer, day).tally.expected)


def shorts(viewer: Any, day: Day) -> list[bool]:
    return [one.short for one in receptions.progress(viewer, receptions.reception(viewer, day.reception_id))]


def all_but_identity(viewer: Any, seat: Seat) -> None:
    actions.arrive(viewer, seat.pk)
    actions.call(viewer, seat.pk)
    actions.papers(viewer, seat.pk, "own")
    actions.brought_photo(viewer, seat.pk)
    actions.pin(viewer, seat.pk, "standard")


def test_nobody_is_done_whose_identity_was_never_looked_at(desk: Any, viewer: Any, day: Any, seats: Any) -> None:
    all_but_identity(viewer, seats[0])
    page = press(desk, "check", seats[0], ticket="")
    assert "本人確認がまだです" in page and "申請サポートにする" in page
    assert again(seats[0]).place == "called" and "check" not in again(seats[0]).standing
    with pytest.raises(actions.NotNow, match="本人確認がまだです"):
        actions.leave(viewer, seats[0].pk, "done")
    assert ending(again(seats[0]), day.reception) == "partly"
    actions.identity(viewer, seats[0].pk, [], "町 太郎")  # no paper at all: support
    assert "おつかれさまでした" in press(desk, "check", seats[0], ticket="")
    assert again(seats[0]).place == "done"


def test_where_nobody_of_the_town_comes_there_is_no_identity_to_ask_for(desk: Any, viewer: Any, day: Any) -> None:
    made = open_reception(viewer, **agreed(staffed_by="contractor"))
    put_on(viewer, made, name="架空 一")
    seat = queries.seats(viewer, actions.open_day(viewer, made.pk))[0]
    all_but_identity(viewer, seat)
    assert "おつかれさまでした" in press(desk, "check", seat, ticket="")
    assert again(seat).place == "done"


def test_the_card_of_whoever_went_without_identity_is_collected(viewer: Any, day: Any, seats: Any) -> None:
    for seat in seats[:2]:
        all_but_identity(viewer, seat)
    actions.leave(viewer, seats[0].pk, "partly")
    actions.identity(viewer, seats[1].pk, ["passport", "care_insurance_card"], "町 太郎")
    actions.leave(viewer, seats[1].pk, "done")
    actions.undo(viewer, seats[1].pk, "identity")  # afterwards, from the person's page
    for seat in seats[2:]:
        actions.leave(viewer, seat.pk, "not_today", "out")
    close(viewer, day)
    assert shorts(viewer, day) == [True, True, False, False, False]


def test_who_was_put_on_the_list_later_is_seated_by_one_press(desk: Any, viewer: Any, day: Any, seats: Any) -> None:
    board, said = reverse("venue:board", args=[day.pk]), "名簿にあとから加わった方が 1人います"
    assert "あとから加わった" not in desk.get(board).text
    for seat in seats:
        actions.leave(viewer, seat.pk, "not_today", "out")
    put_on(viewer, day.reception, name="架空 後")
    for page in (board, reverse("venue:close", args=[day.pk])):
        assert said in desk.get(page).text and reverse("venue:open", args=[day.reception_id]) in desk.get(page).text
    assert said in desk.get(board, headers={"HX-Request": "true"}).text, "the part that refreshes itself says so too"
    assert said in press(desk, "close", day, **NOTHING) and Day.objects.get().closed_at is None
    for _time in range(2):
        page = desk.post(reverse("venue:open", args=[day.reception_id]), follow=True).text
    assert "あとから加わった" not in page and "架空 後" in page
    assert [seat.place for seat in queries.seats(viewer, day)].count("expected") == 1
    assert "まだ終わっていない方がいます" in press(desk, "close", day, **NOTHING)


def test_a_closed_day_takes_nobody_in(viewer: Any, day: Any, seats: Any) -> None:
    for seat in seats:
        actions.leave(viewer, seat.pk, "not_today", "out")
    close(viewer, day)
    put_on(viewer, day.reception, name="架空 後")
    actions.open_day(viewer, day.reception_id)
    assert len(queries.seats(viewer, day)) == 5


def test_a_stale_page_does_not_overwrite_who_is_finished(desk: Any, viewer: Any, second: Any, seats: Any) -> None:
    seat = seats[0]
    all_but_identity(viewer, seat)
    actions.leave(second, seat.pk, "not_today", "asleep")
    assert actions.leave(viewer, seat.pk, "not_today", "asleep").again
    since = f"{timezone.localtime(again(seat).place_at):%H:%M} に 佐藤 美咲 さんが「今日はしない」"
    for page, data in (
        ("hold", {}), ("leave", {"place": "not_today", "why": "ill"}), ("leave", {"place": "partly"}),
        ("leave", {"place": "home_visit"}), ("leave", {"place": "done"}), ("check", {"ticket": ""}),
    ):  # fmt: skip
        said = press(desk, page, seat, **data)
        assert since in said and "先に「列に戻す」" in said, (page, data)
    assert again(seat).standing["place"]["data"] == {"place": "not_today", "why": "asleep"}
    assert "check" not in again(seat).standing
    press(desk, "come_back", seat)
    press(desk, "hold", seat)
    assert again(seat).place == "held" and actions.hold(viewer, seat.pk).again
    press(desk, "leave", seat, place="partly")
    assert again(seat).place == "partly"


def test_pressed_twice_the_last_look_is_one(desk: Any, viewer: Any, seats: Any) -> None:
    all_but_identity(viewer, seats[0])
    actions.identity(viewer, seats[0].pk, ["passport", "care_insurance_card"], "町 太郎")
    for _time in range(2):
        assert "おつかれさまでした" in press(desk, "check", seats[0], ticket="")


def test_a_day_is_not_closed_before_it_has_come(desk: Any, viewer: Any, day: Any, seats: Any, settings: Any) -> None:
    settings.TSUKISOI_TODAY = day.reception.on - timedelta(days=1)
    for seat in seats:
        actions.leave(viewer, seat.pk, "not_today", "out")
    said = press(desk, "close", day, **NOTHING)
    assert "受付の日は 11月23日" in said and "その日からです" in said and Day.objects.get().closed_at is None
    settings.TSUKISOI_TODAY = day.reception.on
    assert "今日の受付を締めました" in press(desk, "close", day, **NOTHING)


@pytest.mark.parametrize("ended", [False, True])
def test_a_day_opened_once_more_is_not_shown_as_over(viewer: Any, day: Any, seats: Any, ended: bool) -> None:
    for seat in seats:
        actions.leave(viewer, seat.pk, "not_today", "out")
    close(viewer, day)
    if ended:
        receptions_actions.close(viewer, receptions.reception(viewer, day.reception_id), "だれも申請しなかった")
    for _time in range(2):
        actions.reopen(viewer, day.pk, "名前の直し")
    assert receptions.reception(viewer, day.reception_id).stage == "planned"
    assert Entry.objects.filter(action="receptions.reopen").count() == 1
    close(viewer, day)
    assert receptions.reception(viewer, day.reception_id).stage == "held"
