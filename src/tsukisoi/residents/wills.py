"""What the person answered, for rooms that stand below the one that keeps the answers: settings.WILL_OF names it."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Will:
    """The answer as it stands in one matter. `family_wish` is what the family wished: it is nobody's will."""

    answer: str = ""
    answered_by: str = ""
    at: datetime | None = None
    family_wish: str = ""
    words: str = ""

    @property
    def wants(self) -> bool:
        """Does the person (or their legal representative) want it?"""
        return self.answer == "yes_wants"


def will_of(viewer: Viewer, resident: UUID, matter: str) -> Will:
    """What stands in that matter (card, mode, insurance_use, certificate); an empty answer where nobody was asked."""
    return cast("Will", import_string(settings.WILL_OF)(viewer, resident, matter))
