"""The calendar as RFC 5545 has it: one whole-day event a day, its words only how many of which kind."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.translation import gettext, ngettext
from icalendar import Calendar, Event

REFRESH = timedelta(hours=6)


def written(id: str, name: str, days: Mapping[date, Counter[str]], at: datetime) -> bytes:
    """The file. `id` keeps an event the same from one reading to the next, so that a calendar updates it."""
    calendar = Calendar()
    calendar.add("prodid", "-//tsukisoi//JA")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for day, kinds in days.items():
        calendar.add_component(_event(id, day, kinds, at))
    return bytes(calendar.to_ical())


def _event(id: str, day: date, kinds: Counter[str], at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{id}-{day:%Y-%m-%d}@tsukisoi")
    event.add("dtstamp", at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", told(kinds))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def told(kinds: Counter[str]) -> str:
    """「つきそい 3件：受取2、期限1」."""
    total = sum(kinds.values())
    each = gettext("、").join(f"{kind} {n}" for kind, n in kinds.most_common())
    return ngettext("つきそい　%(n)d件：%(each)s", "つきそい　%(n)d件：%(each)s", total) % {"n": total, "each": each}
