"""The one clock: also a moved one runs on, so that of two things the earlier one is known."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tsukisoi.tenancy.clock import now, today


def test_a_moved_clock_tells_the_present_time_of_day_to_the_microsecond(settings: Any) -> None:
    settings.TSUKISOI_TODAY = date(2026, 11, 23)
    before = datetime.now(timezone.get_current_timezone())
    moments = [now() for _ in range(200)]
    after = datetime.now(timezone.get_current_timezone())
    assert {moment.date() for moment in moments} == {today()} == {date(2026, 11, 23)}
    if before.date() == after.date():
        assert moments == sorted(moments)
        assert before.time() <= moments[0].time() <= moments[-1].time() <= after.time()


def test_without_a_moved_clock_it_is_the_machine_s(settings: Any) -> None:
    settings.TSUKISOI_TODAY = None
    assert abs((now() - timezone.now()).total_seconds()) < 5
    assert today() == timezone.localdate()
