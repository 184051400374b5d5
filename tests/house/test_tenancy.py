"""The database itself keeps organisations apart and the record unchanged."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django_scopes import scope
from django_scopes.exceptions import ScopeError

from tsukisoi.journal.actions import Chain, looked, write
from tsukisoi.journal.models import Entry
from tsukisoi.staff.models import Unit
from tsukisoi.tenancy import fences
from tsukisoi.tenancy.ids import new_id

pytestmark = pytest.mark.django_db


def _break(statement: str, parameters: list[Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        cursor.execute("SELECT 1")
        connection.check_constraints()


def test_every_pointer_between_owned_rows_is_fenced() -> None:
    assert {f.child for f in fences.fences()} >= {
        "residents_resident",
        "residents_fact",
        "cases_task",
        "journal_detail",
    }


def test_a_row_cannot_point_into_another_organisation(home: Any, other_home: Any, worker_in: Any) -> None:
    worker = worker_in(home)
    with scope(organisation=other_home.pk):
        unit = Unit.objects.create(organisation=other_home, name="南棟")
    text = [
        str(value) if connection.vendor == "postgresql" else value.hex
        for value in (new_id(), home.pk, worker.pk, unit.pk)
    ]
    with pytest.raises(DatabaseError):
        _break("INSERT INTO staff_post (id, organisation_id, worker_id, unit_id) VALUES (%s, %s, %s, %s)", text)


@pytest.mark.parametrize("statement", ["UPDATE journal_entry SET action = 'x'", "DELETE FROM journal_entry"])
def test_the_record_can_be_neither_changed_nor_deleted(viewer: Any, statement: str) -> None:
    looked(viewer, "page", [new_id()])
    with pytest.raises(DatabaseError):
        _break(statement, [])


def test_nothing_is_read_outside_a_scope(db: None) -> None:
    with pytest.raises(ScopeError):
        list(Unit.objects.all())


def test_entries_follow_each_other(viewer: Any) -> None:
    chain = Chain("resident", new_id())
    first = write(viewer, "resident.enrol", chain, values={"room": "103"})
    second = write(viewer, "resident.move", chain, values={"room": "104"}, reason="希望により")
    assert (second.seq, second.previous) == (2, first.digest)
    assert Entry.objects.filter(chain_id=chain.id).count() == 2
