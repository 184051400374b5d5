"""A command that the system's timer runs for every organisation, one after the other, each in its own scope."""

from dataclasses import replace
from typing import Any

from django.core.management import BaseCommand
from django_scopes import scope

from tsukisoi.journal.actions import as_server
from tsukisoi.staff.models import Organisation
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer


class EveryHouse(BaseCommand):
    """Calls `one` for each organisation, with a viewer that may see its residents and nothing else."""

    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """In the order of their ids."""
        for pk in sorted(Organisation.objects.values_list("pk", flat=True)):
            with scope(organisation=pk):
                self.one(replace(as_server(pk), rights=frozenset({Right.SEE_RESIDENTS})))

    def one(self, viewer: Viewer) -> None:
        """What is done for one organisation; prints how far it is."""
        raise NotImplementedError
