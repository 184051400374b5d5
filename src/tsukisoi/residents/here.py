"""How people are here (living, short stay, day visits, in hospital): a room above knows, and settings name it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from tsukisoi.tenancy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class HowHere:
    """One way of being here, with its people. `but`: everybody who is here but these."""

    code: str
    words: str
    count: int
    people: frozenset[UUID]
    but: bool = False

    def among(self, found: "QuerySet[Any]", column: str = "pk") -> "QuerySet[Any]":
        """Those of these rows that are of such people."""
        wanted: Mapping[str, Any] = {f"{column}__in": self.people}
        return found.exclude(**wanted) if self.but else found.filter(**wanted)


def ways(viewer: Viewer) -> list[HowHere]:
    """Every way of being here; empty where no room knows."""
    path = settings.HOW_HERE
    found: list[HowHere] = import_string(path)(viewer) if path else []
    return found


def way(found: list[HowHere], code: str | None) -> HowHere | None:
    """The way of that code, as an address names it."""
    return next((one for one in found if one.code == code), None)
