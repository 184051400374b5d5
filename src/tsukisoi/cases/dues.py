"""What the first page says of one person: which kinds of lines, and the day of those that have one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tsukisoi.cards.guidance import holds_card
from tsukisoi.cases.guidance import CardDates, card_dates
from tsukisoi.cases.rows import Row
from tsukisoi.tenancy.clock import today

DOCUMENTS_AHEAD = timedelta(days=60)
CARD_AHEAD = timedelta(days=92)
"""A new card is handed out only after weeks: three months, the time in which it can be asked for."""

On = tuple[str, date | None]


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the rules' answer: days of tasks and documents, open points of a list, the last print."""

    tasks: Mapping[str, date]
    documents: Mapping[str, date]
    proposals: bool
    printed: tuple[str, list[Any]] | None


def dues(row: Row, beside: Beside) -> Iterator[On]:
    """Every line of a person as (kind, day)."""
    yield from _step(row)
    if beside.proposals:
        yield "proposals", None
    yield from ((f"task.{code}", day) for code, day in beside.tasks.items())
    if holds_card(row.guidance.facts):
        yield from _card(card_dates(row.guidance.facts))
    yield from _documents(row, beside.documents)
    if beside.printed is not None and beside.printed != now_on_paper(row):
        yield "sheets", None


def _step(row: Row) -> Iterator[On]:
    """The next step: to ask the will, papers that are missing, something to ask, everything there.

    Who holds a card was asked long ago.
    """
    code, holds = row.step.code, holds_card(row.guidance.facts)
    if code == "will" and not holds:
        yield ("undecided" if row.will.state == "doing" else "will"), None
    elif code == "papers" and row.guidance.short:
        yield "papers", None
    elif code == "facts" and not holds:
        yield "facts", None
    elif code == "application":
        yield "ready", None


def _card(dates: CardDates) -> Iterator[On]:
    """The card and its certificate: over, or over within the time in which they can be renewed."""
    if dates.card is not None and dates.card <= today() + CARD_AHEAD:
        yield ("card_over" if dates.card < today() else "card"), dates.card
    if dates.certificate is not None and not (dates.card is not None and dates.card < today()):
        if dates.state == "grace":
            yield "grace", dates.warns
        elif dates.state == "expired":
            yield "certificate_over", dates.grace_ends or dates.certificate
        elif dates.state == "renewable":
            yield "certificate", dates.certificate
    if dates.unread:
        yield "unread", None


def _documents(row: Row, documents: Mapping[str, date]) -> Iterator[On]:
    """Identity documents and eligibility certificates that are over, or will be within sixty days."""
    for kind, expires in documents.items():
        if kind == "my_number_card" and "card.expires" in row.guidance.facts:
            continue
        # What opens the doctor's door cannot wait; an old passport can: other papers may do.
        waits = expires < today() and kind != "eligibility_certificate"
        yield f"{'document_over' if waits else 'document'}.{kind}", expires


def now_on_paper(row: Row) -> tuple[str, list[Any]]:
    """The way and the papers as they would be kept with a print of today."""
    return row.guidance.taken, [[paper.moment, paper.document, list(paper.papers)] for paper in row.guidance.papers]
