"""What the database itself refuses: a row that points into another organisation, and a change to the record.

Made from the models after every migration, on both engines: PostgreSQL holds the first with composite foreign keys,
SQLite (which cannot add a key to a table that stands) with triggers that check the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import connection, models


@dataclass(frozen=True, slots=True)
class Fence:
    """`column` of `child` may only point to rows of `parent` in the same organisation."""

    child: str
    column: str
    parent: str

    @property
    def name(self) -> str:
        """The name of the constraint or trigger."""
        return f"fence_{self.child}_{self.column}"[:60]


def _is_owned(model: type[models.Model]) -> bool:
    return any(f.name == "organisation" and f.is_relation for f in model._meta.concrete_fields)


def _tables() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]


def fences() -> list[Fence]:
    """Every pointer between two tables that both belong to organisations."""
    found = []
    for model in filter(_is_owned, _tables()):
        for field in model._meta.concrete_fields:
            target = field.related_model
            column = str(field.column)
            if field.name != "organisation" and isinstance(target, type) and _is_owned(target):
                found.append(Fence(model._meta.db_table, column, target._meta.db_table))
    return found


def append_only() -> dict[str, bool]:
    """The tables whose rows can be neither changed nor deleted; True for those that erasing a person may reach."""
    found = [m for m in _tables() if getattr(m, "append_only", False)]
    return {m._meta.db_table: bool(getattr(m, "erasable", False)) for m in found}


def _present() -> set[str]:
    with connection.cursor() as cursor:
        return set(connection.introspection.table_names(cursor))


def lower() -> None:
    """Take the fences down, so that tables can be altered. Nothing else may happen before they stand again."""
    _run(_sqlite_down() if connection.vendor == "sqlite" else _postgresql_down())


def put_up() -> None:
    """Put every fence up anew from the models as they are."""
    lower()
    tables = _present()
    standing = [f for f in fences() if {f.child, f.parent} <= tables]
    records = {t: erasable for t, erasable in append_only().items() if t in tables}
    if connection.vendor == "sqlite":
        _run(_sqlite_up(standing, records))
    else:
        _run(_postgresql_up(standing, records))


def fallen() -> list[str]:
    """The names of fences that the models call for and the database does not have."""
    tables = _present()
    standing = [f for f in fences() if {f.child, f.parent} <= tables]
    records = {t: erasable for t, erasable in append_only().items() if t in tables}
    up = _sqlite_up if connection.vendor == "sqlite" else _postgresql_up
    wanted = {named[1] for statement in up(standing, records) if (named := _NAMED.search(statement))}
    return sorted(wanted - _names())


_ERASING = "EXISTS (SELECT 1 FROM tenancy_erasing)"

_NAMED = re.compile(r'(?:TRIGGER|CONSTRAINT) "(fence_[^"]+)"')


def _names() -> set[str]:
    statement = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT conname FROM pg_constraint UNION SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {row[0] for row in cursor.fetchall()}


def _run(statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite_down() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'fence_%'")
        names = [row[0] for row in cursor.fetchall()]
    for name in names:
        yield f'DROP TRIGGER "{name}"'


def _sqlite_up(standing: list[Fence], records: dict[str, bool]) -> Iterator[str]:
    for f in standing:
        # An empty pointer costs one comparison: WHEN is asked before anything else of the trigger runs.
        inside = (
            f'WHEN NEW."{f.column}" IS NOT NULL '
            f"BEGIN SELECT RAISE(ABORT, '{f.child} points into another organisation') "
            f'WHERE NOT EXISTS (SELECT 1 FROM "{f.parent}" WHERE id = NEW."{f.column}" '
            "AND organisation_id = NEW.organisation_id); END"
        )
        yield f'CREATE TRIGGER "{f.name}_i" BEFORE INSERT ON "{f.child}" {inside}'
        yield f'CREATE TRIGGER "{f.name}_u" BEFORE UPDATE OF "{f.column}", organisation_id ON "{f.child}" {inside}'
    for table, erasable in records.items():
        for verb in ("UPDATE", "DELETE"):
            unless = f"WHEN NOT {_ERASING} " if erasable and verb == "DELETE" else ""
            yield (
                f'CREATE TRIGGER "fence_{table}_{verb.lower()}" BEFORE {verb} ON "{table}" '
                f"{unless}BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _postgresql_down() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint "
            "WHERE conname LIKE 'fence\\_%%' ORDER BY contype"
        )
        constraints = cursor.fetchall()
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgname LIKE 'fence\\_%%' AND NOT tgisinternal"
        )
        triggers = cursor.fetchall()
    for table, name in constraints:
        yield f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'
    for table, name in triggers:
        yield f'DROP TRIGGER "{name}" ON {table}'


def _postgresql_up(standing: list[Fence], records: dict[str, bool]) -> Iterator[str]:
    for parent in sorted({f.parent for f in standing}):
        yield f'ALTER TABLE "{parent}" ADD CONSTRAINT "fence_{parent}" UNIQUE (organisation_id, id)'
    for f in standing:
        yield (
            f'ALTER TABLE "{f.child}" ADD CONSTRAINT "{f.name}" FOREIGN KEY (organisation_id, "{f.column}") '
            f'REFERENCES "{f.parent}" (organisation_id, id) DEFERRABLE INITIALLY DEFERRED'
        )
    yield (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    yield (
        "CREATE OR REPLACE FUNCTION refuse_change_unless_erasing() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'DELETE' AND {_ERASING} THEN RETURN OLD; END IF; "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table, erasable in records.items():
        yield (
            f'CREATE TRIGGER "fence_{table}_row" BEFORE UPDATE OR DELETE ON "{table}" '
            f"FOR EACH ROW EXECUTE FUNCTION refuse_change{'_unless_erasing' if erasable else ''}()"
        )
        yield (
            f'CREATE TRIGGER "fence_{table}_all" BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
