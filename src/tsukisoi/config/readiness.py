"""Whether the database can be used as it is: what serving, backing up and the doctor all ask first."""

from contextlib import suppress

from django.core.cache import cache
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor


def pending_migrations() -> list[str]:
    """The steps of this version that the database has not made yet."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def damage(thorough: bool = False) -> list[str]:
    """What SQLite's own examination finds broken, at most ten lines. PostgreSQL keeps its own watch.

    Raises DatabaseError where the file does not open at all: that is the wrong key more often than damage.
    """
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        return []
    pragma = "integrity_check" if thorough else "quick_check"
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA {pragma}(10)")
            lines = [str(row[0]) for row in cursor.fetchall()]
    except DatabaseError as error:
        return [str(error)]
    return [] if lines == ["ok"] else lines


def migrate() -> None:
    """Make the pending steps, the cache table with them, and put the fences up."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    cache.clear()


def weigh() -> None:
    """Let SQLite see how full its tables are, so that it picks the right index. PostgreSQL does so by itself.

    A moment's work: a sample of each table that changed much, and only counts are kept. A whole reading (ANALYZE) would
    keep values, names of people among them, beyond their end. Where nothing can be written, it waits for another day.
    """
    if connection.vendor == "sqlite":
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("PRAGMA optimize = 0x10002")
