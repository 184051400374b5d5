"""`tsukisoi verify`: was the record altered?"""

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from tsukisoi.journal.verify import Report, verify
from tsukisoi.journal.words import of_fault

SHOWN = 20
HANDS = 4
"""No more processes than that read at a time."""


class Command(BaseCommand):
    """Recompute everything and name the first broken entry of each chain."""

    help = "記録が書きかえられていないか確かめる — verify that the record was not altered"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """A seal from paper; one organisation."""
        parser.add_argument(
            "--head", default="", metavar="HEX", help="印刷した封の文字（32文字以上） — a printed seal, 32 hex or more"
        )
        parser.add_argument("--organisation", default="", metavar="ID", help="1つの組織だけ — one organisation only")

    def handle(self, **options: Any) -> None:
        """Say what was read and what is wrong; raises CommandError where anything is."""
        try:
            report = verify(options["organisation"], options["head"], hands=min(os.cpu_count() or 1, HANDS))
        except ValueError as error:
            raise CommandError(
                "封の文字が読めません。0-9 と a-f の32文字以上を、そのまま打ってください"
                " — not a seal: type 32 or more hex digits"
            ) from error
        self.stdout.write(
            f"記録 {report.entries:,} 件・鎖 {report.chains:,} 本・封 {report.seals:,} 個・値 {report.details:,} 件"
            f"（期限で消した値 {report.forgotten:,} 件）"
        )
        self._tell(report)

    def _tell(self, report: Report) -> None:
        for fault in report.faults[:SHOWN]:
            self.stderr.write(f"× {of_fault(fault.what)}: {fault}")
        if report.found_kept is False:
            raise CommandError(
                "その封はこの記録にありません。切り取られたか、別の記録です — that seal is not in this record: "
                "its end was cut off, or it is another record"
            )
        if report.faults:
            raise CommandError(f"書きかえられています（{len(report.faults)} か所） — the record was altered")
        self.stdout.write("すべて合っています — everything fits")
        if report.found_kept:
            self.stdout.write("渡された封も、この記録にあります — the seal handed in is here")
