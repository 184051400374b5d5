"""Where a line of this room stands in the manual: the only file of this room that looks into the rules."""

from datetime import date

from django.utils.translation import get_language

from tebiki.book import editions
from tebiki.sources import sources
from tsukisoi.cases.guidance import Place


def sources_read_before(day: date) -> tuple[int, date]:
    """How many of the sources of the rules were last read before that day, and when the oldest was."""
    read = [source.seen_on for source in sources().values()]
    return sum(seen < day for seen in read), min(read)


def manual(*places: str) -> tuple[Place, ...]:
    """Places of the manual itself."""
    return tuple(Place(sources()["manual-v2"].short, place) for place in places)


def changes_ahead(since: date, until: date) -> list[tuple[date, list[str]]]:
    """The days on which tables get a new edition, after `since` up to `until`, with the titles of the tables."""
    english = (get_language() or "ja").startswith("en")
    found: dict[date, list[str]] = {}
    for every in editions().values():
        for table in every[1:]:
            if since < table.since <= until:
                found.setdefault(table.since, []).append(table.title_en if english else table.title)
    return sorted(found.items())
