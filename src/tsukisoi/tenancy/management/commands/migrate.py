"""Django's migrate, between taking the fences down and putting them up again."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate

from tsukisoi.tenancy import fences


class Command(Migrate):
    """Bring the tables up to date and let the database guard them."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Fences down, migrate, fences up: also when migrating fails half-way."""
        fences.lower()
        try:
            super().handle(*args, **options)
        finally:
            fences.put_up()
        call_command("createcachetable", verbosity=0)  # sign-in keeps its rate limits there
