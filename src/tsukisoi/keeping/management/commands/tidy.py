"""`tsukisoi tidy`: everything whose days are over goes, and what was planned for the day happens. For a timer."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import BaseCommand
from django_scopes import scope

from tsukisoi.journal.actions import SERVER
from tsukisoi.keeping import actions
from tsukisoi.movements import actions as movements
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer

RIGHTS = frozenset({Right.KEEP_DATA, Right.SEE_RESIDENTS})
"""What the server may do for a house that decided on its terms."""


class Command(BaseCommand):
    """One organisation after the other."""

    help = "期間の過ぎたものを消す（毎日） — end what is over its days"

    def handle(self, **options: Any) -> None:
        """Say how much went."""
        for pk in apps.get_model("staff", "Organisation").objects.values_list("pk", flat=True):
            with scope(organisation=pk):
                viewer = Viewer(SERVER, UUID(str(pk)), "サーバー", "server", RIGHTS)
                happened = movements.apply_due(viewer)  # first: who leaves today is not kept a day too long
                gone = actions.tidy(viewer) | {"movements": happened}
            told = "、".join(f"{kind} {count}" for kind, count in gone.items() if count)
            self.stdout.write(f"{pk}: {told or 'なし — nothing'}")
