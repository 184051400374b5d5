"""Notes between shifts: shown, ticked, taken back, and only to those who work with the person."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django_scopes import scope

from tsukisoi.journal.models import Entry
from tsukisoi.notes import actions, queries
from tsukisoi.notes.models import Note, Seen
from tsukisoi.residents import actions as residents
from tsukisoi.staff.models import Post, Unit
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted
from tsukisoi.today import notes as on_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(viewer: Any) -> Any:
    return residents.enrol(viewer, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), room="103")


@pytest.fixture
def night(home: Any, worker_in: Any) -> Any:
    """The worker of the next shift."""
    return viewer_of(worker_in(home, name="伊藤 葵"))


def leave(viewer: Any, text: str = "眠りが浅い", **more: Any) -> Any:
    return actions.leave_note(viewer, text, until=more.pop("until", today() + timedelta(days=3)), **more)


def test_the_next_shift_sees_it_until_it_is_ticked(viewer: Any, night: Any, person: Any) -> None:
    note = leave(viewer, resident=person.pk, important=True)
    assert queries.unread(night) == (1, 1) and queries.unread(viewer) == (0, 0)
    assert [line.title for line in on_today.lines(night)] == ["申し送りを読む（1件）"]
    assert (actions.tick(night, [note.pk, note.pk]), actions.tick(night, [note.pk])) == (1, 0)
    assert queries.unread(night) == (0, 0) and list(on_today.lines(night)) == []
    assert Seen.objects.count() == 1 and Entry.objects.filter(action="notes.read").count() == 1


def test_unread_and_important_come_first(viewer: Any, night: Any) -> None:
    old, plain, grave = leave(viewer, "一"), leave(viewer, "二"), leave(viewer, "三", important=True)
    actions.tick(night, [old.pk])
    assert [note.text for note in queries.standing(night)] == [grave.text, plain.text, old.text]


def test_it_goes_away_on_its_day_and_stays_on_record(viewer: Any, settings: Any) -> None:
    leave(viewer, until=today())
    assert len(queries.standing(viewer)) == 1
    settings.TSUKISOI_TODAY = today() + timedelta(days=1)
    assert queries.standing(viewer) == [] and len(queries.older(viewer)) == 1


def test_only_the_writer_or_the_head_takes_it_back(viewer: Any, night: Any, home: Any, worker_in: Any) -> None:
    note = leave(night)
    with pytest.raises(NotPermitted):
        actions.take_back(viewer_of(worker_in(home, username="third")), note.pk)
    actions.take_back(viewer, note.pk)
    actions.take_back(night, note.pk)
    assert queries.standing(viewer) == [] and Entry.objects.filter(action="notes.take_back").count() == 1


def test_the_same_form_twice_is_one_note(viewer: Any) -> None:
    id = new_id()
    assert leave(viewer, id=id) == leave(viewer, id=id) and Note.objects.count() == 1


def test_a_number_and_a_past_day_are_refused(viewer: Any) -> None:
    with pytest.raises(ValidationError):
        leave(viewer, "番号 123456789018")
    with pytest.raises(ValidationError):
        leave(viewer, until=today() - timedelta(days=1))
    assert not Note.objects.exists()


def test_a_note_about_another_unit_is_out_of_reach(viewer: Any, home: Any, worker_in: Any, person: Any) -> None:
    east, west = (Unit.objects.create(organisation_id=home.pk, name=name) for name in ("東", "西"))
    residents.change(viewer, person, unit_id=east.pk)
    about, of_east, of_all = leave(viewer, resident=person.pk), leave(viewer, unit=east.pk), leave(viewer)
    worker = worker_in(home)
    Post.objects.create(organisation_id=home.pk, worker=worker, unit=west)
    limited = viewer_of(worker)
    assert queries.standing(limited) == [of_all]
    for note in (about, of_east):
        with pytest.raises(Http404):
            actions.tick(limited, [note.pk])


def test_another_house_and_a_looker(viewer: Any, home: Any, other_home: Any, worker_in: Any) -> None:
    note = leave(viewer)
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk):
        assert queries.standing(stranger) == []
        with pytest.raises(Http404):
            actions.tick(stranger, [note.pk])
    looker = viewer_of(worker_in(home, "viewer"))
    assert actions.tick(looker, [note.pk]) == 1
    with pytest.raises(NotPermitted):
        leave(looker)


@pytest.fixture
def browser(client: Any, home: Any, worker_in: Any) -> Any:
    client.force_login(worker_in(home, "worker", "browser"))
    return client


def test_writing_and_reading_through_the_page(browser: Any, viewer: Any, person: Any) -> None:
    note = leave(viewer, "薬が変わった")
    sent = {"id": new_id(), "text": "受診は10時", "who": "103", "days": "3"}
    assert browser.post(reverse("notes:list"), sent).status_code == 302
    page = browser.get(reverse("notes:list")).content.decode()
    assert "薬が変わった" in page and "受診は10時" in page and "髙橋 キヨ" in page
    browser.post(reverse("notes:read"), {"note": [note.pk]})
    assert "受診は10時" in browser.get(reverse("cases:person", args=[person.pk])).content.decode()


def test_what_was_typed_comes_back_with_the_reason(browser: Any, person: Any) -> None:
    answer = browser.post(reverse("notes:list"), {"id": new_id(), "text": "受診は10時", "who": "いない人", "days": "3"})
    assert answer.status_code == 422 and "見つかりません" in answer.content.decode()
    assert "受診は10時</textarea>" in answer.content.decode() and not Note.objects.exists()
