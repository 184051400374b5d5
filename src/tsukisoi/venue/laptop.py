"""What the command at the venue needs: nobody is signed in there yet, so a worker of the house stands for it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django_scopes import scope

from tsukisoi.staff.queries import viewer_of, workers_on_laptop
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.venue import actions
from tsukisoi.venue.models import Day


def days() -> list[Day]:
    """The day this laptop took along; none on a server."""
    return list(Day.objects.model._base_manager.filter(machine__gt=0))


def is_of(told: Mapping[str, Any]) -> bool:
    """Is this laptop already settled with that very reception?"""
    shared = UUID(told["reception"]["shared"])
    found = Day.objects.model._base_manager.filter(machine=told["machine"], reception__shared=shared)
    return found.exists()


def settle_in(told: Mapping[str, Any], content: bytes, code: str) -> Day:
    """Have the day of the file here. Raises Refused."""
    organisation = UUID(told["organisation"]["id"])
    with scope(organisation=organisation):
        return actions.settle_in(_somebody(organisation), content, code)


def bring_back(day: Day) -> bytes:
    """The file that goes back."""
    return actions.bring_back(_somebody(day.organisation_id), day.pk).content


def _somebody(organisation: UUID) -> Viewer:
    """Somebody of the house who may carry files: the head where there is one."""
    viewers = [viewer_of(worker) for worker in workers_on_laptop(organisation)]
    return next(viewer for viewer in viewers if viewer.may("hand_over") and viewer.may("run_venue"))
