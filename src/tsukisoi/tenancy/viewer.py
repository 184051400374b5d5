"""Who is looking: the one value that every query and every action is handed."""

from dataclasses import dataclass, replace
from uuid import UUID


class NotPermitted(Exception):
    """The viewer has no right to this. `right` says which, so that the page can say who could."""

    def __init__(self, right: str) -> None:
        super().__init__(right)
        self.right = right


@dataclass(frozen=True, slots=True)
class Viewer:
    """A worker of one organisation with the rights of a role; `units` is None for the whole house.

    `stands_in`: for these days with the rights of the absent head. `focus`: the unit that lists begin with, where the
    computer is one unit's: a convenience, no limit.
    """

    worker: UUID
    organisation: UUID
    name: str
    role: str
    rights: frozenset[str]
    units: frozenset[UUID] | None = None
    stands_in: bool = False
    focus: UUID | None = None

    def may(self, right: str) -> bool:
        """Has this viewer the right at all (in some unit)?"""
        return right in self.rights

    def in_reach(self, unit: UUID | None) -> bool:
        """Does the viewer work in that unit? Rows without a unit are the whole house's business."""
        return self.units is None or unit is None or unit in self.units

    def unit_of(self, asked: UUID | None, said: bool) -> UUID | None:
        """The unit a list shows: what was asked for, even if that is everybody; otherwise the computer's own."""
        return asked if said else self.focus

    @property
    def focused(self) -> "Viewer":
        """The same viewer reading only of the unit that lists begin with. For lists, never for what is written."""
        return replace(self, units=frozenset({self.focus})) if self.focus else self

    def require(self, right: str, unit: UUID | None = None) -> None:
        """Raises NotPermitted unless the viewer may do this, there."""
        if right not in self.rights or not self.in_reach(unit):
            raise NotPermitted(right)
