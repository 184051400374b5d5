"""What is looked at before the pages are served."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tsukisoi.config import readiness
from tsukisoi.staff.models import Organisation


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL weighs its tables by itself")
def test_the_database_learns_how_full_its_tables_are_and_keeps_no_value() -> None:
    for number in range(40):
        Organisation.objects.create(name=f"架空苑 {number}", kind="facility", municipality="みどり野町")
    readiness.weigh()
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name LIKE 'sqlite_stat%'")
        tables = {str(row[0]) for row in cursor.fetchall()}
        cursor.execute("SELECT count(*) FROM sqlite_stat1 WHERE tbl = 'staff_organisation'")
        assert cursor.fetchone()[0]
        if "sqlite_stat4" in tables:
            cursor.execute("SELECT count(*) FROM sqlite_stat4")
            assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_where_nothing_can_be_written_the_pages_are_served_all_the_same() -> None:
    asked: list[str] = []

    def refuse(execute: object, sql: str, params: object, many: bool, context: object) -> None:
        asked.append(sql)
        raise OperationalError("database or disk is full")

    with connection.execute_wrapper(refuse):
        readiness.weigh()
    assert len(asked) == (1 if connection.vendor == "sqlite" else 0)  # it was tried, and the refusal stopped nothing
    answer = Client().get("/health/")
    assert answer.status_code == 200
