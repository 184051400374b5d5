"""`tsukisoi clocks`: reckon every card's last days for a new day; run each night by the timer of the system."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import BaseCommand
from django_scopes import scope

from tsukisoi.cards.actions import reckon_all
from tsukisoi.journal.actions import as_server
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today


class Command(BaseCommand):
    """Reckon the clocks of every organisation; each line says how far it is."""

    help = "カードと電子証明書の期限を今日で数えなおす — reckon the last days of all cards for today"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """One line a portion of people."""
        for pk in sorted(apps.get_model("staff", "Organisation").objects.values_list("pk", flat=True)):
            self._one(pk)

    def _one(self, organisation: UUID) -> None:
        viewer = replace(as_server(organisation), rights=frozenset({Right.SEE_RESIDENTS}))
        with scope(organisation=organisation):
            reckon_all(viewer, today(), lambda done, total: self.stdout.write(f"{organisation}  {done}/{total}"))
