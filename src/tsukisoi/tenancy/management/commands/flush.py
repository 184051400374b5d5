"""Django's flush, which the tests need: nothing else empties append-only tables."""

from typing import Any

from django.core.management.commands.flush import Command as Flush

from tsukisoi.tenancy import fences


class Command(Flush):
    """Empty every table, fences down and up again."""

    def handle(self, **options: Any) -> None:
        """Fences down, flush, fences up."""
        fences.lower()
        try:
            super().handle(**options)
        finally:
            fences.put_up()
