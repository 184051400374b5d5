"""Where everybody stands, kept: a page of thousands reads rows by an index and asks the rules about nobody.

Nothing kept is believed unless it holds: the standing of a person names the day, the rules and the towns' differences
it was reckoned by (`house`), and the `changed_at` of the person it was reckoned from (`stamp`). Both are compared each
time somebody looks; who no longer agrees is reckoned again, a few at a time, before the page is made. Where that would
take longer than a reader waits, the page says of how many people it does not know yet, and counts none of them by what
was kept before. `tsukisoi reckon`, run each morning, does it all before anybody looks.
"""

from tsukisoi.cases.models import Page
from tsukisoi.cases.standings.reading import Pile, everything, guided, people_of, piles, rows
from tsukisoi.cases.standings.reckoning import reckon_all, refresh
from tsukisoi.cases.standings.trying import Run, sheets

__all__ = [
    "Page", "Pile", "Run", "everything", "guided", "people_of", "piles", "reckon_all", "refresh", "rows", "sheets",
]  # fmt: skip
