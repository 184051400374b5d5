"""`tsukisoi inventory`: what there is, as JSON. A restored backup is compared by it, in a process of its own."""

import json
from argparse import ArgumentParser
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

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How deep to look."""
        parser.add_argument("--quickly", action="store_true", help="数だけ — the counts alone")

    def handle(self, **options: Any) -> None:
        """Print it."""
        with connection.cursor() as cursor:
            told: dict[str, Any] = {"database": inventory.of_database(cursor, connection.vendor)}
        told["pending"] = readiness.pending_migrations()
        if not options["quickly"]:
            told |= {"files": inventory.of_files(settings.DATA), "faults": _faults(bool(told["pending"]))}
        self.stdout.write(json.dumps(told))


def _faults(of_before: bool) -> list[str]:
    """A database of the version before may lack what today's record is read with: there the pages alone are asked."""
    broken = readiness.damage(thorough=True)
    return broken if of_before else broken + [str(fault) for fault in verify().faults]
