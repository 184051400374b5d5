"""Rows that were read are what Django itself would make of them."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, models
from django.test.utils import CaptureQueriesContext
from django_scopes import scopes_disabled

from tsukisoi.journal.models import Entry, Head
from tsukisoi.staff.models import Post, Unit, Worker
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.prepared import add


@pytest.mark.django_db
def test_a_row_that_was_read_is_what_django_makes_of_it(home: Any, worker_in: Any) -> None:
    worker = worker_in(home, "worker", "sato")
    names = [field.attname for field in Worker._meta.concrete_fields]
    values = [getattr(worker, name) for name in names]
    ours, djangos = (
        Worker.from_db("default", names, values),
        models.Model.from_db.__func__(Worker, "default", names, values),
    )  # type: ignore[attr-defined]
    told = [{key: value for key, value in one.__dict__.items() if key != "_state"} for one in (ours, djangos)]
    assert told[0] == told[1] and ours == djangos
    assert (ours._state.db, ours._state.adding) == (djangos._state.db, djangos._state.adding) == ("default", False)


@pytest.mark.django_db
def test_a_fresh_row_is_what_the_constructor_makes_and_takes_columns_only(home: Any) -> None:
    told = {"organisation_id": home.pk, "chain_kind": "test", "chain_id": new_id(), "id": new_id()}
    ours, djangos = Head.fresh(**told), Head(**told)
    assert ours.__dict__ | {"_state": 0} == djangos.__dict__ | {"_state": 0} and ours._state.adding
    assert (Entry.fresh(**told).refs, Entry.fresh(**told).refs is Entry.fresh(**told).refs) == ([], False)
    ours.save()
    assert Head.objects.model._base_manager.get() == djangos
    for wrong in ({"organisation": home}, {"nothing": 1}):
        with pytest.raises(TypeError):
            Head.fresh(**wrong)


@pytest.mark.django_db
def test_what_was_left_out_is_read_later_and_what_stands_beside_is_there(home: Any, worker_in: Any) -> None:
    unit = Unit(organisation_id=home.pk, name="東")
    add(unit)
    add(Post(organisation_id=home.pk, unit=unit, worker=worker_in(home, "worker", "sato")))
    with scopes_disabled(), CaptureQueriesContext(connection) as told:
        post = Post.objects.select_related("unit").defer("unit__name").get()
        assert post.unit.get_deferred_fields() == {"name"} and len(told) == 1
        assert post.unit.name == "東" and len(told) == 2
        post.unit.name = "西"
        post.unit.save()
        assert Unit.objects.get().name == "西"


@pytest.mark.django_db(transaction=True)
def test_a_statement_is_watched_and_its_errors_are_djangos_own(home: Any) -> None:
    seen: list[str] = []

    def watch(execute: Any, sql: str, *more: Any) -> Any:
        seen.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(watch), connection.cursor() as cursor:
        cursor.execute("SELECT name FROM staff_organisation WHERE municipality = %s", [home.municipality])
        assert [tuple(row) for row in cursor.fetchall()] == [(home.name,)] and len(seen) == 1
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE staff_organisation SET name = NULL")
