"""Where a line of this room stands in the manual: the only file of this room that looks into the rules."""

from tebiki.sources import sources
from tsukisoi.cases.guidance import Place


def manual(*places: str) -> tuple[Place, ...]:
    """Places of the manual itself."""
    return tuple(Place(sources()["manual-v2"].title, place) for place in places)
