"""Where the rules of a card stand, and their words in the language of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from tebiki.answer import Cite
from tebiki.sources import sources
from tebiki.table import Row


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: the title of the source and the place in it."""

    title: str
    place: str


def places_of(cites: Iterable[Cite]) -> tuple[Place, ...]:
    """Where these rows stand, each place once."""
    return tuple(dict.fromkeys(Place(sources()[one.source].title, one.place) for one in cites))


def language() -> str:
    """The language of the page, as the rules have it: ja or en."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def note(row: Row) -> str:
    """The reason of a row in the language of the page."""
    return row.note_en if language() == "en" else row.note
