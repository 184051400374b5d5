"""`tsukisoi tidy`: everything whose days are over goes, and what was planned for the day happens. For a timer."""

import logging
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.management import BaseCommand, CommandError
from django_scopes import scope

from tsukisoi.journal.actions import SERVER
from tsukisoi.keeping import actions
from tsukisoi.movements import actions as movements
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.viewer import Viewer

logger = logging.getLogger("tsukisoi.keeping")
FAILED = (
    "次の組織では、期間の過ぎたものを消せませんでした。わけはログにあります: {houses}\n"
    "What is over its days could not be ended for these organisations; the log says why."
)
RIGHTS = frozenset({Right.KEEP_DATA, Right.SEE_RESIDENTS})
"""What the server may do for a house that decided on its terms."""


class Command(BaseCommand):
    """One organisation after the other; where one fails, the others are tidied all the same."""

    help = "期間の過ぎたものを消す（毎日） — end what is over its days"

    def handle(self, **options: Any) -> None:
        """Say how much went. Raises CommandError at the end where it could not be done for every house."""
        failed = []
        for pk in list(apps.get_model("staff", "Organisation").objects.values_list("pk", flat=True)):
            try:
                gone = _tidied(UUID(str(pk)))
            except Exception:  # whatever it was, it is on the log, and it is this house's alone
                logger.exception("tidy failed for the organisation %s", pk)
                failed.append(str(pk))
                continue
            told = "、".join(f"{kind} {count}" for kind, count in gone.items() if count)
            self.stdout.write(f"{pk}: {told or 'なし — nothing'}")
        if failed:
            raise CommandError(FAILED.format(houses=", ".join(failed)))


def _tidied(organisation: UUID) -> dict[str, int]:
    with scope(organisation=organisation):
        viewer = Viewer(SERVER, organisation, "サーバー", "server", RIGHTS)
        happened = movements.apply_due(viewer)  # first: who leaves today is not kept a day too long
        return actions.tidy(viewer) | {"movements": happened}
