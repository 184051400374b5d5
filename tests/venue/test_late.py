"""What was on paper first is entered with its real time, on whatever day that is done."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from tsukisoi.tenancy.clock import now
from tsukisoi.venue.models import Event
from venue.conftest import press

pytestmark = pytest.mark.django_db
LAST_MINUTE = "23:59"


def written() -> list[str]:
    return [f"{timezone.localtime(event.at):%Y-%m-%d %H:%M}" for event in Event.objects.order_by("written_at")]


def test_the_next_day_paper_has_the_time_of_the_reception(desk: Any, seats: Any, settings: Any) -> None:
    settings.TSUKISOI_TODAY = date(2026, 11, 24)
    press(desk, "arrive", seats[0], at=LAST_MINUTE)
    press(desk, "papers", seats[0], signed="own", at="10:25")
    press(desk, "identity", seats[0], documents=["passport"], seen_by="町 太郎", at="10:30")
    press(desk, "pin", seats[0], mode="standard", at="10:35")
    press(desk, "leave", seats[0], place="partly", at="10:40")
    times = [LAST_MINUTE, "10:25", "10:30", "10:35", "10:40"]
    assert written() == [f"2026-11-23 {at}" for at in times]
    assert all(event.entered_late for event in Event.objects.all())


def test_on_the_day_only_what_has_been_can_be_entered(desk: Any, seats: Any, monkeypatch: Any) -> None:
    noon = now().replace(hour=12, minute=0)
    monkeypatch.setattr("tsukisoi.venue.forms.now", lambda: noon)
    page = press(desk, "arrive", seats[0], at="12:01")
    assert "まだ来ていない時刻です" in page and "来た時刻を入れる" in page and written() == []
    press(desk, "arrive", seats[0], at="11:59")
    assert written() == ["2026-11-23 11:59"]


def test_before_the_day_there_is_no_paper_to_enter(desk: Any, seats: Any, settings: Any) -> None:
    settings.TSUKISOI_TODAY = date(2026, 11, 22)
    for page, data in (("arrive", {}), ("papers", {"signed": "own"})):
        assert "受付の日が、まだ来ていません" in press(desk, page, seats[0], at="00:01", **data)
    assert written() == []
    shown = desk.get(reverse("venue:person", args=[seats[0].pk])).text
    assert "紙に書いた到着を入れる" in shown
