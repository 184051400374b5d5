"""Does the index of people find each entry by the ids that it holds, and by no others?

Both are written together, so they lie in the same order: they are read side by side and compared a batch at a time.
Where they are not in step, what is on one side only is kept until the other side has it. An entry that still waits for
the index is left out: what its digest covers goes in one day.
"""

import re
from collections.abc import Iterable, Set
from itertools import islice

from tsukisoi.journal.rows import ENTRY, REFS, Row

Apart = dict[str, int]
"""What only one side has: entry, organisation and id, with how many more the entries have of it (less: the index)."""

_HEX, _WIDE = b"0123456789abcdef-", '", "'
_LISTS = re.compile(rb'(?:\[(?:"(?:", ")*")?\]\n)*')
"""What is left of lists of ids, a line for each, their digits taken away."""


def set_off(apart: Apart, more: Iterable[str], number: int) -> None:
    """So many of each of these more on the side of the entries; what both sides have is forgotten."""
    for one in more:
        left = apart.pop(one, 0) + number
        if left:
            apart[one] = left


class Naming:
    """One reading of the index, `named` as rows.named gives it; `waiting`: see rows.waiting."""

    def __init__(self, named: Iterable[str], waiting: Set[str] = frozenset()) -> None:
        self._named, self._waiting, self.apart = iter(named), waiting, Apart()

    def compare(self, batch: list[Row]) -> list[Row]:
        """Whom these entries hold against what the index goes on with. Those that hold no plain list are handed out."""
        if self._waiting:
            batch = [row for row in batch if str(row[ENTRY]).replace("-", "") not in self._waiting]
        odd = [] if _plain(batch) else [row for row in batch if not _plain([row])]
        told = _told([row for row in batch if row not in odd] if odd else batch)
        found = list(islice(self._named, len(told)))
        if told != found:
            set_off(self.apart, told, 1)
            set_off(self.apart, found, -1)
        return odd

    def end(self) -> Apart:
        """After the last entry: what is only on one side."""
        set_off(self.apart, self._named, -1)
        return self.apart


def _plain(batch: list[Row]) -> bool:
    """Does every entry hold a list of ids as this program writes it, and nothing else?"""
    try:
        lists = "\n".join([*(row[REFS] for row in batch), ""])
    except TypeError:  # SQLite keeps whatever was put into a column
        return False
    shape = lists.encode().translate(None, _HEX)
    return shape.count(b"\n") == len(batch) and _LISTS.fullmatch(shape) is not None


def _told(batch: list[Row]) -> list[str]:
    """What the index must say of these entries."""
    told = [
        f"{row[ENTRY]},{row[0]},{one}" for row in batch if row[REFS] != "[]" for one in row[REFS][2:-2].split(_WIDE)
    ]
    return "\n".join(told).replace("-", "").split("\n") if told else []
