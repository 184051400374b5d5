"""`tsukisoi reckon`: where everybody stands, reckoned for today; run each morning by the timer of the system."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import BaseCommand
from django_scopes import scope

from tsukisoi.cases import standings
from tsukisoi.journal.actions import as_server
from tsukisoi.staff.permits import Right


class Command(BaseCommand):
    """Reckon everybody of every organisation; each line says how far it is."""

    help = "みんなの今日を数えておく（毎朝） — reckon everybody for today, before anybody looks"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """One line a portion of people."""
        for pk in sorted(apps.get_model("staff", "Organisation").objects.values_list("pk", flat=True)):
            self._one(pk)

    def _one(self, organisation: UUID) -> None:
        viewer = replace(as_server(organisation), rights=frozenset({Right.SEE_RESIDENTS}))
        with scope(organisation=organisation):
            standings.reckon_all(viewer, lambda done: self.stdout.write(f"{organisation}  {done}"))
