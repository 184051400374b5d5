"""What the rules say at a desk: do these papers suffice, what is said of a photograph off the standard."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.utils.translation import get_language

from tebiki.accommodation import photo as photo_rows
from tebiki.accommodation import wordings
from tebiki.book import book
from tebiki.facts import kinds, read
from tebiki.person import Person
from tebiki.sources import sources
from tebiki.table import Row
from tebiki.terms import fact_codes
from tsukisoi.municipalities import guidance as offices
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

DOCUMENTS = "identity_documents"
NUMBER_PAPERS = ("notification_card", "number_notice")
"""Papers that are no proof of identity, but complete a set of two without a photograph."""


@dataclass(frozen=True, slots=True)
class Cited:
    """Where a rule stands."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Do these papers make a valid set at the application? `complete` None: the rules do not say (no birth date).

    `papers`: the smallest set. `lines`: what would be valid, in the table's words; `confirm`: ask the town.
    """

    complete: bool | None
    papers: tuple[str, ...]
    lines: tuple[str, ...]
    cites: tuple[Cited, ...]
    as_of: date
    confirm: bool


def document_codes() -> tuple[str, ...]:
    """Every kind of document that can be seen, in the order of the vocabulary."""
    return tuple(kinds()[DOCUMENTS].codes) + NUMBER_PAPERS


def document_words() -> dict[str, str]:
    """Kind → word, in the language of the page."""
    return _document_words(get_language() or "ja")


@cache
def _document_words(language: str) -> dict[str, str]:
    ja = language == "ja"
    number = {
        "notification_card": "通知カード" if ja else "Notification card",
        "number_notice": "個人番号通知書" if ja else "Number notice",
    }
    return {**fact_codes(DOCUMENTS, language), **number}


def identity_shown(viewer: Viewer, listed: Any, documents: Iterable[str]) -> Shown:
    """What the papers that somebody holds up come to, by the rules of the town of the reception.

    `listed` has a birth date (or None). Raises ValueError for a kind that is no document.
    """
    seen = set(documents)
    if seen - set(document_codes()):
        raise ValueError(sorted(seen - set(document_codes()))[0])
    if listed.birth_date is None:
        return Shown(None, (), (), (), today(), confirm=True)
    facts: dict[str, Any] = {"as_of": today().isoformat(), DOCUMENTS: sorted(seen - set(NUMBER_PAPERS))}
    facts["birth_date"] = listed.birth_date.isoformat()
    facts["notification_card"] = "held" if "notification_card" in seen else "lost"
    facts["number_notice"] = "number_notice" in seen
    told = read(facts)
    home = municipalities.home(viewer)
    found = Person(told, book(told.as_of, offices.overlays(viewer, home))).application_set
    return Shown(
        found.complete, found.papers, tuple(_note(row) for row in found.rows), cited(found.rows), told.as_of,
        any(row.confirm for row in found.rows),
    )  # fmt: skip


def exceptions(channel: str) -> tuple[list[tuple[str, str]], list[str], tuple[Cited, ...]]:
    """For a photograph off the standard: (kind, sentence to write or say), what to do by this channel, and sources."""
    rows = photo_rows(book(today()), channel)  # type: ignore[arg-type]
    said = wordings(rows)
    todo = [_note(row) for row in rows if row.name in (channel, "not_excused")]
    return list(said.items()), todo, cited(rows)


def cited(rows: Sequence[Row]) -> tuple[Cited, ...]:
    """The sources of rows, each once."""
    known = sources()
    return tuple(dict.fromkeys(Cited(_title(known[row.source]), row.place) for row in rows if row.source in known))


def _title(source: Any) -> str:
    return str(source.short or source.title)


def _note(row: Row) -> str:
    return row.note if (get_language() or "ja") == "ja" else row.note_en
