"""Whose papers prove who somebody is: what counts as A or B, and the smallest set that suffices for a purpose."""

from collections.abc import Collection
from typing import Any, NamedTuple

from tebiki.book import Book
from tebiki.facts import NOT_KNOWN, Facts
from tebiki.table import Decision, Row, Table
from tebiki.words import Known, Word, bit, vocabulary

CERTIFICATE = "photo_certificate"

_PAPERS_HELD = vocabulary().by_name["application_identity_complete"]
_NOTICE, _LETTER = bit("notification_held"), bit("number_notice_held")
_PURPOSES = {name: bit(f"purpose_{name}") for name in ("application", "counter", "proxy", "agent", "representative")}
_EVERY_PURPOSE = bit(*(f"purpose_{name}" for name in _PURPOSES))


class Papers(NamedTuple):
    """The papers at hand, in the order of the vocabulary; the photo certificate stands apart.

    `number_paper` shows the number (None: there is none). `listed`: is it known which papers are at hand?
    """

    a: tuple[str, ...]
    b: tuple[str, ...]
    certificate: bool
    number_paper: str | None
    listed: bool
    number_paper_settled: bool


class IdentitySet(NamedTuple):
    """A valid set, or none: `complete` is None while what is not yet known, `asks`, could complete it."""

    papers: tuple[str, ...]
    complete: bool | None
    rows: tuple[Row, ...]
    asks: tuple[Word, ...] = ()


def papers_at_hand(facts: Facts, known: Known, book: Book) -> Papers:
    """Sort the papers held into A and B. An expired or unlisted paper does not count. Source: I-01 … I-06."""
    held: Any = facts.values.get("identity_documents", NOT_KNOWN)
    listed = held is not NOT_KNOWN
    a, b = classify(held if listed else (), known, book["identity.documents"])
    paper = "notification_card" if known.yes & _NOTICE else "number_notice" if known.yes & _LETTER else None
    return Papers(
        a=a, b=tuple(p for p in b if p != CERTIFICATE), certificate=CERTIFICATE in b, number_paper=paper,
        listed=listed, number_paper_settled=paper is not None or not (_NOTICE | _LETTER) & ~known.no,
    )  # fmt: skip


def classify(held: Collection[str], known: Known, table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The papers of class A and of class B among those held, in the order of the table."""
    a: list[str] = []
    b: list[str] = []
    for row in table.rows:
        if row.name in held and not row.when & ~known.yes and not row.unless & ~known.no:
            (a if row.say == "A" else b).append(row.name)
    return tuple(a), tuple(b)


def identity_set(
    purpose: str, papers: Papers, known: Known, book: Book, joining: Decision | None = None
) -> IdentitySet:
    """The smallest valid set for a purpose (application · counter · proxy); of equal ones, that of the first papers.

    `joining`: whether the photo certificate may complete a set that is short; it never joins one that is not.
    Source: A-15, D-02, D-11; P-09, D-05.
    """
    rows = valid_sets(purpose, known, book)
    found = _smallest(rows, papers, False)
    if found is not None:
        return found
    completed = _smallest(rows, papers, True)
    if joining is not None and completed is not None:
        verdict = joining.row
        if verdict is not None and verdict.say == "yes":
            return IdentitySet(completed.papers, True, (*completed.rows, verdict))
        rows += joining.fits
    asks: list[Word] = [] if papers.listed else [_PAPERS_HELD]
    if not papers.number_paper_settled and any(_fill(row, papers, False, "notification_card") for row in rows):
        asks += vocabulary().names((_NOTICE | _LETTER) & ~known.no)
    if joining is not None and not joining.settled and completed is not None:
        asks += joining.asks
    return IdentitySet((), None if asks else False, rows, tuple(asks))


def paper_rows(papers: Collection[str], book: Book) -> list[Row]:
    """The rows that class these papers."""
    return [row for row in book["identity.documents"].rows if row.name in papers]


def valid_sets(purpose: str, known: Known, book: Book) -> tuple[Row, ...]:
    """The rows that say which sets are valid for a purpose (also agent and representative)."""
    mask = _PURPOSES[purpose]
    return book["identity.sets"].decide(Known(known.yes | mask, known.no | _EVERY_PURPOSE & ~mask)).fits


def _smallest(rows: tuple[Row, ...], papers: Papers, joining: bool) -> IdentitySet | None:
    for row in sorted(rows, key=_preference):
        filled = _fill(row, papers, joining, papers.number_paper)
        if filled is not None:
            return IdentitySet(filled, True, (row,))
    return None


def _preference(row: Row) -> tuple[int, int]:
    """Smaller sets first; of equal ones the one with more papers of A, which stand first in the vocabulary."""
    a: int = row.data.get("a", 0)
    return a + row.data.get("b", 0) + row.data.get("number_paper", False), -a


def _fill(row: Row, papers: Papers, joining: bool, number_paper: str | None) -> tuple[str, ...] | None:
    """The first papers held that fill this set, or None where they do not."""
    data = row.data
    want_a, want_b = data.get("a", 0), data.get("b", 0)
    if len(papers.a) < want_a:
        return None
    b = papers.b[: want_b - 1 if data.get("photo") else want_b]
    if joining and len(b) == want_b - 1:
        b = (*b, CERTIFICATE)
    if len(b) < want_b:
        return None
    a = papers.a[:want_a]
    if not data.get("number_paper"):
        return a + b
    return (*a, *b, number_paper) if number_paper else None
