"""The day in numbers, the person's own page, and pictures that go by themselves."""

import io
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from tsukisoi.journal.models import Entry
from tsukisoi.tenancy.clock import now
from tsukisoi.venue import actions, numbers, queries
from tsukisoi.venue.models import Picture
from venue import shots

pytestmark = pytest.mark.django_db
BEGAN = datetime(2026, 11, 22, 9, 30, tzinfo=timezone.get_default_timezone())


def _through(viewer: Any, seat: Any, came: int, minutes: int) -> None:
    called = BEGAN + timedelta(minutes=came)
    actions.arrive(viewer, seat.pk, at=called)
    actions.call(viewer, seat.pk, at=called)
    actions.identity(viewer, seat.pk, ["care_insurance_card"], "町 太郎", at=called)
    actions.leave(viewer, seat.pk, "done", at=called + timedelta(minutes=minutes))


def test_a_day_in_numbers(viewer: Any, day: Any, seats: Any, client: Any, home: Any, worker_in: Any) -> None:
    for at, minutes in enumerate((12, 14, 31)):
        _through(viewer, seats[at], 10 * at, minutes)
    actions.leave(viewer, seats[3].pk, "not_today", "asleep")
    actions.leave(viewer, seats[4].pk, "home_visit")
    told = queries.numbers(viewer, day)
    assert (told.planned, told.walk_ins, told.came, told.done, told.short) == (5, 0, 3, 3, 3)
    assert told.minutes == (12, 14, 31) and (told.middle, told.longest) == (14, 31)
    assert dict(told.reasons) == {"asleep": 1} and told.late == 3 and told.retakes == 0
    assert {str(bar.words): bar.count for bar in numbers.bars(told)}["眠っている"] == 1
    assert [(one.least, one.count) for one in numbers.columns(told)] == [(10, 2), (15, 0), (20, 0), (25, 0), (30, 1)]
    client.force_login(worker_in(home, "head", "numbers"))
    page = client.get(reverse("venue:numbers", args=[day.reception_id])).content.decode()
    assert "まんなかの人は 14分" in page and "髙橋" not in page
    book = client.post(reverse("venue:numbers_xlsx", args=[day.reception_id]))
    assert book.content.startswith(b"PK") and "reception-numbers" in book["Content-Disposition"]
    client.force_login(worker_in(home, "viewer", "looks"))
    assert client.post(reverse("venue:numbers_xlsx", args=[day.reception_id])).status_code == 403


def _picture(viewer: Any, seat: Any) -> Picture:
    slate, at = actions.slate(viewer, seat.pk), datetime(2026, 11, 23, 10)
    actions.take_pair(viewer, seat.pk, shots.slate(slate.token, at), shots.face(seat.listed.number, at))
    return Picture.objects.get(listed=seat.listed_id, deleted_at=None)


def test_a_retake_is_counted(viewer: Any, day: Any, seats: Any) -> None:
    _picture(viewer, seats[0])
    actions.doubt(viewer, seats[0].pk)
    slate, at = actions.slate(viewer, seats[0].pk), datetime(2026, 11, 23, 11)
    actions.take_pair(viewer, seats[0].pk, shots.slate(slate.token, at), shots.face(99, at + timedelta(seconds=4)))
    assert queries.numbers(viewer, day).retakes == 1


def test_pictures_go_by_themselves_on_their_day(viewer: Any, seats: Any, settings: Any) -> None:
    kept, own = _picture(viewer, seats[0]), _picture(viewer, seats[1])
    Picture.objects.filter(pk=own.pk).update(delete_on=date(2026, 11, 24))
    told = io.StringIO()
    call_command("tidy", stdout=told)
    assert Picture.objects.filter(frame=None).count() == 0
    settings.TSUKISOI_TODAY = date(2026, 11, 24)
    call_command("tidy", stdout=told)
    assert set(Picture.objects.exclude(frame=None).values_list("pk", flat=True)) == {kept.pk}
    settings.TSUKISOI_TODAY = kept.delete_on
    call_command("tidy", stdout=told)
    call_command("tidy", stdout=told)
    assert not Picture.objects.exclude(frame=None, cut=None).exists() and Picture.objects.count() == 2
    assert Entry.objects.filter(action="venue.delete_picture").count() == 2 and "photos 1" in told.getvalue()
    assert now().date() == kept.delete_on


def test_what_a_persons_page_says_of_the_day(
    viewer: Any, reception: Any, client: Any, home: Any, worker_in: Any
) -> None:
    from tsukisoi.receptions.actions import put_on, set_mark
    from tsukisoi.residents.actions import enrol

    person = enrol(viewer, name="橘 千代", birth_date=date(1935, 5, 5))
    listed = put_on(viewer, reception, resident=person.pk, name=person.name, birth_date=person.birth_date)
    day = actions.open_day(viewer, reception.pk)
    seat = queries.seats_of(viewer, [listed.pk])[listed.pk]
    assert seat.day_id == day.pk
    actions.arrive(viewer, seat.pk)
    actions.brought_photo(viewer, seat.pk)
    set_mark(viewer, [listed], "applied", date(2026, 11, 23))
    client.force_login(worker_in(home, "head", "panel"))
    page = client.get(reverse("cases:person", args=[person.pk])).content.decode()
    assert "番号 6" in page and "持ってこられた写真" in page and "申請した" in page


def test_a_walk_in_of_the_house_is_known_and_goes_on_another_way(viewer: Any, reception: Any) -> None:
    from tsukisoi.cases.queries import case_of
    from tsukisoi.receptions import actions as lists
    from tsukisoi.receptions import queries as receptions
    from tsukisoi.residents.actions import enrol

    person = enrol(viewer, name="橘 千代子", birth_date=date(1935, 5, 5))
    day = actions.open_day(viewer, reception.pk)
    made = [
        actions.walk_in(viewer, day.pk, shared=UUID(int=n), name="橘　千代子", birth_date=date(1935, 5, 5))
        for n in (1, 2)
    ]
    assert made[0].pk == made[1].pk and made[0].turn == 1
    listed = receptions.people(viewer, reception)[-1]
    assert listed.resident_id == person.pk and listed.walk_in
    lists.take_off(viewer, listed)
    actions.walk_in(viewer, day.pk, shared=UUID(int=3), name="橘 千代子", birth_date=date(1935, 5, 5))
    assert len(queries.seats(viewer, day)) == 6
    for _time in range(2):
        actions.leave(viewer, made[0].pk, "proxy")
    assert case_of(viewer, person.pk).chosen_route == "proxy_delivery"
    stranger = actions.walk_in(viewer, day.pk, shared=UUID(int=4), name="橘 千代子", birth_date=date(1936, 5, 5))
    assert stranger.listed.resident_id is None and stranger.pk != made[0].pk
