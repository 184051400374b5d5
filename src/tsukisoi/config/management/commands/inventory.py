"""`tsukisoi inventory`: what there is, as JSON. A restored backup is compared by it, in a process of its own."""

import json
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.db import connection

from tsukisoi.config import readiness
from tsukisoi.config.backup import inventory
from tsukisoi.journal.verify import verify


class Command(BaseCommand):
    """Rows of every table, the heads of the record, digests of files, and whether anything is broken."""

    help = "あるものを数える — rows of every table, heads of the record, digests of files"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """Print it."""
        faults = readiness.damage(thorough=True) + [str(fault) for fault in verify().faults]
        with connection.cursor() as cursor:
            found = inventory.of_database(cursor, connection.vendor)
        self.stdout.write(json.dumps({"database": found, "files": inventory.of_files(settings.DATA), "faults": faults}))
