"""From events to what stands. Pure: the same events give the same result, in whatever order they arrive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Standing = dict[str, Any]
"""Of one topic: `id` and `data` of the event that counts, when (`at`, ISO in UTC), by whom (`by`), `machine`, and
`late` where it was on paper first. `against`: the same of every event that disputes it, where two did not know of
each other."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as plain values. `at` is ISO in UTC, so that its text sorts as time does."""

    id: str
    topic: str
    data: Mapping[str, Any]
    follows: tuple[str, ...]
    at: str
    by: str
    machine: int
    late: bool = False


def standing(happenings: Iterable[Happening]) -> dict[str, Standing]:
    """Topic → what counts, for the events of one person."""
    by_topic: dict[str, list[Happening]] = {}
    for one in happenings:
        by_topic.setdefault(one.topic, []).append(one)
    return {topic: _of_topic(events) for topic, events in sorted(by_topic.items())}


def _of_topic(events: list[Happening]) -> Standing:
    """The last of those that nothing follows; the others that say something else dispute it."""
    followed = {before for one in events for before in one.follows}
    ends = sorted((one for one in events if one.id not in followed), key=_order)
    counts = ends[-1]
    against = [_as_standing(one) for one in ends[:-1] if not _agree(one, counts)]
    known = {one.id: one for one in events}
    earlier = sorted((known[id] for id in counts.follows if id in known), key=_order)
    found = _as_standing(counts)
    found["ends"] = [one.id for one in ends]
    found["before"] = dict(earlier[-1].data) if earlier else {}
    return {**found, "against": against} if against else found


def _order(one: Happening) -> tuple[str, str]:
    return one.at, one.id


def _agree(one: Happening, other: Happening) -> bool:
    """Do both say the same? Then it does not matter which machine said it."""
    return {**one.data} == {**other.data}


def _as_standing(one: Happening) -> Standing:
    return {
        "id": one.id, "data": dict(one.data), "at": one.at, "by": one.by, "machine": one.machine,
        **({"late": True} if one.late else {}),
    }  # fmt: skip


def after(before: Standing | None, one: Happening) -> Standing:
    """What stands once this event, which knew of all before it, is written."""
    return {**_as_standing(one), "ends": [one.id], "before": dict(before["data"]) if before else {}}


def ends(before: Standing | None) -> tuple[str, ...]:
    """The events that the next one follows."""
    return tuple(before["ends"]) if before else ()


def place_of(told: Mapping[str, Standing]) -> tuple[str, Standing | None]:
    """Where the person is, and the event that says so: the last word on the place, or else that they arrived."""
    arrival, place = told.get("arrival"), told.get("place")
    if place is not None and place["data"]:
        return str(place["data"]["place"]), place
    return ("waiting", arrival) if arrival else ("expected", None)


def disputes(told: Mapping[str, Standing]) -> int:
    """How many topics two machines told differently."""
    return sum("against" in one for one in told.values())
