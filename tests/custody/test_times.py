"""Times that are asked for, times that cannot be, and what one press did undone by one press."""

from datetime import datetime, timedelta, tzinfo
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localtime

from tsukisoi.custody import actions, queries
from tsukisoi.custody.models import HandOut, Item
from tsukisoi.tenancy import clock
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.today import custody as lines
from tsukisoi.today.lines import entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def long_kept(card: Any) -> Any:
    """A card that lay here already ten days ago."""
    Item.objects.filter(pk=card.pk).update(taken_at=now() - timedelta(days=10))
    card.refresh_from_db()
    return card


def _url(name: str, *args: Any) -> str:
    return reverse(f"custody:{name}", args=args)


def test_without_a_time_it_is_asked_for_in_the_evening_at_the_latest_next_morning(viewer: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit")
    morning = localtime(now()).replace(hour=9, minute=0, second=0, microsecond=0)
    HandOut.objects.filter(pk=out.pk).update(out_at=morning)
    assert queries.overdue(viewer, morning + timedelta(hours=7)) == []
    assert queries.overdue(viewer, morning + timedelta(hours=8, minutes=1)) == [out]
    HandOut.objects.filter(pk=out.pk).update(out_at=morning + timedelta(hours=11))
    assert queries.overdue(viewer, morning + timedelta(hours=12)) == []
    assert queries.overdue(viewer, morning + timedelta(days=1)) == [out]


def test_of_several_late_the_most_urgent_is_named(viewer: Any, enrol: Any) -> None:
    for n in range(5):
        card = actions.take_in(viewer, enrol(f"人 {n}", str(100 + n)).pk, "my_number_card")
        actions.hand_out(viewer, card.pk, why="visit", due_at=now() - timedelta(hours=2 + n))
    (entry,) = [one for one in entries(lines.lines(viewer)) if one.line.kind == "custody_loud"]
    assert entry.title.startswith("【至急】104 人 4")


def _out(card: Any, **more: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "items": str(card.pk), "why": "visit", "where": "", "due_on": "", "due_at": "", **more}


class Noon:
    """A watch that stands at noon, for what would be otherwise in the last minute of a day."""

    @staticmethod
    def now(zone: tzinfo | None = None) -> datetime:
        return datetime(2026, 11, 23, 12, tzinfo=zone)

    combine = staticmethod(datetime.combine)


def test_a_time_alone_is_today_and_the_past_is_refused(
    desk: Client, viewer: Any, card: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "datetime", Noon)
    yesterday = today() - timedelta(days=1)
    for wrong in ({"due_on": f"{yesterday:%Y/%m/%d}", "due_at": "10:00"}, {"due_at": "00:00"}):
        refused = desk.post(_url("out"), _out(card, pouch=str(card.place_id), **wrong))
        assert refused.status_code == 422 and "もうすぎた時刻" in refused.text
    assert desk.post(_url("out"), _out(card, due_at="23:59")).status_code == 302
    due = localtime(HandOut.objects.get().due_at)
    assert (due.date(), due.hour) == (today(), 23)


def test_an_urgent_slip_is_for_the_head(desk: Client, viewer: Any, long_kept: Any) -> None:
    day = f"{today() - timedelta(days=1):%Y/%m/%d}"
    sent = {
        "id": str(new_id()), "item": str(long_kept.pk), "why": "urgent", "where": "", "out_on": day, "out_at": "02:10",
        "back_on": day, "back_at": "04:00",
    }  # fmt: skip
    assert desk.post(_url("later"), sent).status_code == 302
    assert len(queries.to_approve(viewer)) == 1


def test_what_one_press_did_one_press_undoes(desk: Client, viewer: Any, enrol: Any) -> None:
    cards = [actions.take_in(viewer, enrol(f"人 {n}", str(n)).pk, "my_number_card") for n in range(2)]
    done = desk.post(_url("out"), _out(cards[0], items=[str(card.pk) for card in cards]), follow=True)
    undo = done.context["undo"]
    assert len(undo) == 2 and "いまの持ち出しを取り消す" in done.text
    desk.post(_url("undo", undo[0].pk), {"also": [str(undo[1].pk)]})
    assert queries.outs(viewer) == []

    outs = [actions.hand_out(viewer, card.pk, why="visit") for card in cards]
    sent = {"outs": [str(out.pk) for out in outs], "condition": "good"}
    done = desk.post(_url("back"), sent, follow=True)
    assert len(done.context["undo"]) == 2 and "いま戻したのを取り消す" in done.text
    desk.post(_url("undo", outs[0].pk), {"also": [str(outs[1].pk)]})
    assert len(queries.outs(viewer)) == 2


def test_a_return_is_not_undone_over_a_new_hand_out(viewer: Any, card: Any) -> None:
    out = actions.hand_out(viewer, card.pk, why="visit")
    actions.take_back(viewer, out.pk)
    actions.hand_out(viewer, card.pk, why="visit")
    with pytest.raises(actions.TooLate):
        actions.undo(viewer, out.pk)


def test_two_times_out_never_overlap(viewer: Any, long_kept: Any) -> None:
    start = now() - timedelta(days=2)
    hour = timedelta(hours=1)
    actions.enter_later(viewer, long_kept.pk, why="visit", where="みどり医院", out_at=start, back_at=start + 2 * hour)
    for out_at, back_at in (
        (start - hour, start + hour), (start - hour, start + 3 * hour), (start - hour, None),
        (start + hour, start + 3 * hour), (start, start + 2 * hour),
    ):  # fmt: skip
        with pytest.raises(ValidationError, match=r"重なります：.*みどり医院"):
            actions.enter_later(viewer, long_kept.pk, why="visit", out_at=out_at, back_at=back_at)
    actions.enter_later(viewer, long_kept.pk, why="visit", out_at=start - 2 * hour, back_at=start)
    actions.enter_later(viewer, long_kept.pk, why="visit", out_at=start + 2 * hour, back_at=start + 3 * hour)
    assert HandOut.objects.count() == 3


def test_a_return_told_later_does_not_reach_over_another(viewer: Any, long_kept: Any) -> None:
    start, hour = now() - timedelta(days=2), timedelta(hours=1)
    first = actions.hand_out(viewer, long_kept.pk, why="visit", at=start)
    HandOut.objects.create(
        organisation_id=viewer.organisation, item=long_kept, why="visit", out_at=start + 5 * hour, by=viewer.worker,
        back_at=start + 6 * hour, condition="good",
    )  # fmt: skip
    with pytest.raises(ValidationError, match="重なります"):
        actions.take_back(viewer, first.pk, at=start + 7 * hour)
    assert actions.take_back(viewer, first.pk, at=start + hour).back_at == start + hour


def test_an_old_page_does_not_claim_that_it_is_back(desk: Client, viewer: Any, night: Any, card: Any) -> None:
    first = actions.hand_out(viewer, card.pk, why="visit")
    actions.take_back(viewer, first.pk)
    actions.hand_out(night, card.pk, why="visit", where="みどり医院")
    said = desk.post(_url("back"), {"outs": [str(first.pk)], "condition": "good"}, follow=True).text
    assert "もう戻っています" in said and "渡部 由美" in said and "袋に戻しました。" not in said
