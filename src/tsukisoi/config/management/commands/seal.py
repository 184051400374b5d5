"""`tsukisoi seal`: close the record as it stands, for printing and keeping elsewhere."""

from typing import Any
from uuid import UUID

from django.core.management import BaseCommand
from django_scopes import scope

from tsukisoi.config import demonstration
from tsukisoi.journal.actions import index_waiting, seal_organisation


class Command(BaseCommand):
    """Seal the record of every organisation and print the seals."""

    help = "いまの記録に封をする — seal the record as it stands"
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        """One line a seal."""
        for pk in map(UUID, sorted(demonstration.organisations())):
            with scope(organisation=pk):
                made = seal_organisation(pk)
                index_waiting(pk)
            digits = " ".join(made.digest[i : i + 4] for i in range(0, 64, 4))
            self.stdout.write(f"{pk}  {made.seq} 番め  {digits}")
