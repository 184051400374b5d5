"""`tsukisoi doctor`: how the installation is, in plain words; fails where something must be mended."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import DatabaseError

from tsukisoi.config.examination import Level, examine


class Command(BaseCommand):
    """Examine everything and say what to do."""

    help = "具合を調べる — examine the installation"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How deep to look."""
        parser.add_argument("--thorough", action="store_true", help="データベースのすみずみまで — every page and index")

    def handle(self, **options: Any) -> None:
        """One line a finding; raises CommandError where something is bad."""
        wrong = 0
        try:
            for finding in examine(options["thorough"]):
                wrong += finding.level is Level.BAD
                self.stdout.write(f"{finding.level}　{finding.japanese} — {finding.english}")
        except DatabaseError as error:
            raise CommandError(
                f"{Level.BAD}　データベースが開けません（{error}）。鍵が違うか、ファイルがこわれています"
                " — the database cannot be opened: the wrong key, or a damaged file"
            ) from error
        if wrong:
            raise CommandError(f"直すものが {wrong} 件あります — {wrong} things must be mended")
