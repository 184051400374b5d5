"""Does the index of people find each entry by the ids that it holds, and by no others?

Both are written together, so they lie in the same order: they are read side by side and compared a batch at a time.
Where they are not in step, what is on one side only is kept until the other side has it. An entry that still waits for
the index is left out: what its digest covers goes in one day.
"""

import re
from collections.abc import Iterable, Set
from itertools import chain

Apart = dict[str, int]
"""What only one side has: entry, organisation and id, with how many more the entries have of it (less: the index)."""

_HEX = b"0123456789abcdef-"
_LISTS = re.compile(rb'(?:\[(?:"(?:", ")*")?\]\n)*')
"""What is left of lists of ids, a line for each, their digits taken away."""
_AHEAD = 4


def set_off(apart: Apart, more: Iterable[str], number: int) -> None:
    """So many of each of these more on the side of the entries; what both sides have is forgotten."""
    for one in more:
        left = apart.pop(one, 0) + number
        if left:
            apart[one] = left


def plain(refs: list[str], otherwise: str) -> list[str]:
    """Lists of ids as this program writes them; `otherwise` for each that is none."""
    return refs if _plain(refs) else [one if _plain([one]) else otherwise for one in refs]


def _plain(refs: list[str]) -> bool:
    shape = "\n".join([*refs, ""]).encode().translate(None, _HEX)
    return shape.count(b"\n") == len(refs) and _LISTS.fullmatch(shape) is not None


class Naming:
    """One reading of the index, `named` as stretches.named gives it; `waiting`: see rows.waiting."""

    def __init__(self, named: Iterable[str], waiting: Set[str] = frozenset()) -> None:
        self._named, self._waiting, self.apart = iter(named), waiting, Apart()
        self._next = ""

    def compare(self, marks: list[str], refs: list[str]) -> None:
        """Whom entries hold (plain lists; whatever else is left out) against what the index goes on with.

        `marks`: how the lines of each begin there. Both sides are compared as one text.
        """
        bare = "\n".join(refs).encode().translate(None, b'"[]- ').decode().split("\n")
        if self._waiting:
            bare = ["" if mark[1:33] in self._waiting else ids for mark, ids in zip(marks, bare, strict=True)]
        told = "".join([f"{mark}{ids.replace(',', mark)}" for mark, ids in zip(marks, bare, strict=True) if ids >= "0"])
        self._look(len(told))
        if self._next.startswith(told) and self._next[len(told) : len(told) + 1] in ("\n", ""):
            self._next = self._next[len(told) :]
        else:
            self._differ(told.split("\n")[1:])

    def end(self) -> Apart:
        """After the last entry: what is only on one side."""
        for text in chain([self._next], self._named):
            set_off(self.apart, text.split("\n")[1:], -1)
        return self.apart

    def _look(self, far: int) -> None:
        """So far ahead in the index, if it goes so far."""
        while len(self._next) <= far and (more := next(self._named, "")):
            self._next += more

    def _differ(self, told: list[str]) -> None:
        """These lines are not what comes next."""
        found = self._until(told[-1], len(told))
        one, other = set(told), set(found)
        once = (len(one), len(other)) == (len(told), len(found))
        set_off(self.apart, one - other if once else told, 1)
        set_off(self.apart, other - one if once else found, -1)

    def _until(self, last: str, number: int) -> list[str]:
        """The next lines: as far as this one, where it comes soon and both sides are in step again; or so many."""
        self._look(_AHEAD * number * (len(last) + 1))
        at = self._next.find(f"\n{last}\n")
        if at >= 0:
            lines = self._next[: at + len(last) + 1]
        else:
            lines = "\n".join(self._next.split("\n", number + 1)[: number + 1])
        self._next = self._next[len(lines) :]
        return lines.split("\n")[1:]
