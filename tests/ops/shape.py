"""What a database holds beside rows: columns, constraints, indexes and triggers, to compare two of them.

As a program it tells the one that the settings name, as JSON.
"""

import json
from typing import Any

import django
from django.apps import apps
from django.db import connection

TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT event_object_table, trigger_name FROM information_schema.triggers",
}


def shape() -> dict[str, Any]:
    """Of every table of ours; the order of columns, which a later migration leaves to chance, does not count."""
    ours = {one._meta.db_table for one in apps.get_models(include_auto_created=True) if "tsukisoi" in one.__module__}
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        tables = {table: _table(cursor, table) for table in names if table in ours}
        cursor.execute(TRIGGERS[connection.vendor])
        for table, trigger in sorted(row for row in set(cursor.fetchall()) if row[0] in tables):
            tables[table]["triggers"].append(trigger)
    return tables


def _table(cursor: Any, table: str) -> dict[str, Any]:
    columns = connection.introspection.get_table_description(cursor, table)
    rules = connection.introspection.get_constraints(cursor, table)
    return {
        "columns": {one.name: [str(one.type_code), one.null_ok, one.default] for one in columns},
        "rules": sorted(_said(name, rule) for name, rule in rules.items()),
        "triggers": [],
    }


def _said(name: str, rule: Any) -> str:
    """SQLite numbers what has no name in the order of the columns."""
    own = "" if name.startswith(("fk_", "__unnamed")) else name
    return json.dumps([own, {key: rule[key] for key in sorted(rule) if key not in ("definition", "options")}])


if __name__ == "__main__":
    django.setup()
    print(json.dumps(shape(), sort_keys=True))
