"""What is offered along the top: a few groups of addresses, as far as the viewer may go."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from django.conf import settings

from tsukisoi.ui.addresses import plain_address

Entry = tuple[Any, str, str | None]  # label, name of the address, the right that shows it


class Looker(Protocol):
    """Whoever looks: all that the navigation asks of a viewer."""

    def may(self, right: str) -> bool:
        """Has the viewer this right?"""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: its words, its address, the name of the address, and whether the reader stands there."""

    label: Any
    url: str
    name: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """One group of entries. `url` leads to its first entry."""

    label: Any
    items: tuple[Item, ...]

    @property
    def url(self) -> str:
        """The address of the first entry."""
        return self.items[0].url

    @property
    def current(self) -> bool:
        """Does the reader stand somewhere in this group?"""
        return any(item.current for item in self.items)


def navigation(viewer: Looker, here: str, kind: str = "") -> list[Group]:
    """The groups of settings.NAVIGATION that hold anything for this viewer. `here` is the name of the present address.

    An entry whose address does not exist (a room that was taken out) is left out, as is one without the right for it,
    and one that an organisation of this `kind` has no use for (settings.NOT_FOR).
    """
    menu: Iterable[tuple[Any, Any]] = settings.NAVIGATION
    useless: Collection[str] = settings.NOT_FOR.get(kind, ())
    groups = [Group(label, tuple(_open(entries, viewer, useless))) for label, entries in menu]
    standing = _standing([item.name for group in groups for item in group.items], here)
    return [
        Group(group.label, tuple(replace(item, current=item.name == standing) for item in group.items))
        for group in groups
        if group.items
    ]


def _open(entries: Iterable[Entry], viewer: Looker, useless: Collection[str]) -> Iterator[Item]:
    for label, name, right in entries:
        if name in useless or (right is not None and not viewer.may(right)):
            continue
        if url := plain_address(name):
            yield Item(label, url, name)


def _standing(names: list[str], here: str) -> str | None:
    """The entry for the present address: itself, or the first entry of the same room."""
    if here in names:
        return here
    room = here.partition(":")[0]
    return next((name for name in names if room and name.partition(":")[0] == room), None)
