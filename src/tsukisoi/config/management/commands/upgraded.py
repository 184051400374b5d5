"""`tsukisoi upgraded`: after an upgrade — is all there that was, and does the database guard it?"""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction
from django_scopes import scope

from tsukisoi.config import demonstration, readiness
from tsukisoi.config.backup import inventory
from tsukisoi.journal.actions import Chain, as_server, write
from tsukisoi.journal.verify import verify
from tsukisoi.tenancy import fences


class Command(BaseCommand):
    """Reads what there was before (as `inventory` tells it) and fails where anything is missing now."""

    help = "新しくしたあとに、そろっているか確かめる — after an upgrade: is everything there?"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Compare, then put the upgrade on record. Raises CommandError with the first things that are wrong."""
        if wrong := list(faults(json.load(sys.stdin))):
            raise CommandError("\n".join(wrong[:5]))
        for pk in map(UUID, sorted(demonstration.organisations())):
            with scope(organisation=pk), transaction.atomic():
                write(as_server(pk), "keep.upgrade", Chain("organisation", pk))


def faults(before: Mapping[str, Any]) -> Iterator[str]:
    """Every loss: broken pages, steps not made, fences down, fewer rows than before, a record that differs."""
    yield from readiness.damage(thorough=True)
    if pending := readiness.pending_migrations():
        yield f"合わせ終わっていません — not migrated: {pending[0]}"
        return
    if missing := fences.fallen():
        yield f"囲いが立っていません — a fence is down: {missing[0]}"
    with connection.cursor() as cursor:
        now = inventory.of_database(cursor, connection.vendor)
    for table, rows in before["rows"].items():
        if now["rows"].get(table, 0) < rows and table != "shared_cache":
            yield f"行が減っています — rows are missing: {table} {rows} → {now['rows'].get(table, 0)}"
    if before["record"] != now["record"]:
        yield "記録のつながりが前と違います — the heads of the record differ"
    yield from (f"記録がこわれています — the record is broken: {fault}" for fault in verify().faults[:3])
