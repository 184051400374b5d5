"""Lists that were looked at wait for the index of people; a person is found in them all the same, before and after."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django_scopes import scope

from tsukisoi.journal import actions, queries
from tsukisoi.journal.actions import index_waiting, looked, seal_of_the_day
from tsukisoi.journal.models import Entry, Ref, Waiting
from tsukisoi.journal.verify import verify
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy import fences
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db
MANY = actions.MANY + 1


def _list(viewer: Any, *people: UUID) -> Entry:
    """A look at a list with these people and enough others on it."""
    entry = looked(viewer, "residents.list", [*people, *(new_id() for _ in range(MANY - len(people)))])
    assert entry is not None
    return entry


def _found(viewer: Any, person: UUID) -> list[UUID]:
    return [line.id for line in queries.entries(viewer, queries.Choice(resident=person))]


def test_a_person_is_found_in_a_list_before_and_after_it_is_indexed(viewer: Any) -> None:
    mine, other = new_id(), new_id()
    page = looked(viewer, "residents.page", [mine])
    lists = [_list(viewer, mine, other).pk, _list(viewer, mine).pk]
    _list(viewer, other)
    assert page is not None
    assert Ref.objects.count() == 1 and Waiting.objects.count() == 3
    before = _found(viewer, mine)
    assert set(before) == {page.pk, *lists} and len(before) == 3
    assert verify().sound
    assert index_waiting(viewer.organisation) == 3 * MANY and index_waiting(viewer.organisation) == 0
    assert _found(viewer, mine) == before and not Waiting.objects.exists()
    assert verify().sound and Ref.objects.filter(subject=mine).count() == 3


def test_a_short_entry_is_in_the_index_at_once(viewer: Any) -> None:
    looked(viewer, "residents.list", [new_id() for _ in range(actions.MANY)])
    assert Ref.objects.count() == actions.MANY and not Waiting.objects.exists()


def test_the_first_of_the_next_day_indexes_and_so_does_the_timer(viewer: Any, monkeypatch: Any) -> None:
    _list(viewer)
    assert seal_of_the_day(viewer) is not None and Ref.objects.count() == MANY
    _list(viewer)
    assert seal_of_the_day(viewer) is None and Waiting.objects.count() == 1
    morning = actions.now() + timedelta(days=1)
    monkeypatch.setattr(actions, "now", lambda: morning)
    assert seal_of_the_day(viewer) is not None and not Waiting.objects.exists()
    _list(viewer)
    call_command("seal")
    assert not Waiting.objects.exists() and Ref.objects.count() == 3 * MANY
    assert verify().sound


def test_what_waits_is_each_house_s_own(viewer: Any, other_home: Any, worker_in: Any) -> None:
    mine, stranger = new_id(), viewer_of(worker_in(other_home, "head", "stranger"))
    _list(viewer, mine)
    with scope(organisation=stranger.organisation):
        theirs = _list(stranger, mine)
        assert _found(stranger, mine) == [theirs.pk]
        assert index_waiting(stranger.organisation) == MANY
    assert Waiting.objects.count() == 1 and _found(viewer, mine) != [theirs.pk]


@pytest.mark.django_db(transaction=True)
def test_two_who_index_at_once_write_each_name_once(viewer: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 2)
    for _ in range(7):
        _list(viewer)

    def index() -> int:
        try:
            with scope(organisation=viewer.organisation):
                return index_waiting(viewer.organisation)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = [one.result() for one in [pool.submit(index) for _ in range(2)]]
    assert sum(done) == 7 * MANY == Ref.objects.count() and verify().sound


def test_an_index_that_lost_an_entry_or_has_too_much_of_one_that_waits_is_found(viewer: Any) -> None:
    first, second = _list(viewer), _list(viewer)
    index_waiting(viewer.organisation)
    waits = _list(viewer)
    connection.check_constraints()  # PostgreSQL takes no fence down while something is still to be checked
    fences.lower()
    Ref.objects.filter(entry=first).delete()
    assert [(fault.what, fault.seq) for fault in verify().faults] == [("refs_differ", 1)]
    Ref.objects.create(organisation_id=viewer.organisation, entry=waits, subject=new_id())
    assert [fault.seq for fault in verify(str(viewer.organisation)).faults] == [1, 3]
    assert second.seq == 2


def test_a_look_that_is_not_kept_does_not_wait(viewer: Any) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        _list(viewer)
        raise ZeroDivisionError
    assert not Waiting.objects.exists()
