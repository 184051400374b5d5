"""The days of one delivery: until when to collect, and when the town destroys the card. Unknown stays unknown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tebiki import schedule
from tebiki.book import book
from tebiki.days import months_after
from tsukisoi.deliveries.models import Delivery
from tsukisoi.tenancy.clock import today


@dataclass(frozen=True, slots=True)
class Clock:
    """One day and where it is from: printed · told · town (reckoned by what the town said) · unknown."""

    day: date | None
    origin: str
    about: bool = False


_UNKNOWN = Clock(None, "unknown")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Until when to collect; when the card is destroyed; until when the town keeps it on request."""

    collect: Clock
    destroy: Clock
    kept: Clock

    @property
    def last_chance(self) -> date | None:
        """The day by which the card must be in hand, or a longer keeping agreed."""
        days = [clock.day for clock in (self.kept, self.destroy) if clock.day]
        return max(days) if days else None


def clocks_of(delivery: Delivery, town: Mapping[str, Any]) -> Clocks:
    """The days of a delivery. `town`: what its town of record said of itself (municipalities.queries.particulars)."""
    kept = Clock(delivery.kept_until, "told") if delivery.kept_until else _UNKNOWN
    collect = _collect(delivery, town)
    return Clocks(collect, _destroy(delivery, town, collect), kept)


def _collect(delivery: Delivery, town: Mapping[str, Any]) -> Clock:
    if delivery.collect_by:
        return Clock(delivery.collect_by, "printed")
    if delivery.second_on:
        return _after(delivery.second_on, town.get("delivery.second_months"))
    return _after(delivery.notice_on, town.get("delivery.pickup_months"))


def _after(day: date | None, months: int | None) -> Clock:
    return _UNKNOWN if day is None or months is None else Clock(months_after(day, months), "town")


def _destroy(delivery: Delivery, town: Mapping[str, Any], collect: Clock) -> Clock:
    if delivery.destroy_on:
        return Clock(delivery.destroy_on, "told")
    rule, notice, second = town.get("delivery.destroy_rule"), delivery.notice_on, delivery.second_on
    if rule == "months_from_notice":
        return _after(notice, town.get("delivery.destroy_months"))
    if rule == "later_of_twelve_and_three" and notice:
        days = [months_after(notice, 12), *([months_after(second, 3)] if second else [])]
        return Clock(max(days), "town")
    if rule == "year_from_application" and delivery.applied_on:
        year = months_after(delivery.applied_on, 12)
        later = collect.day if second and collect.day else year
        return Clock(max(year, later), "town", about=True)
    return _UNKNOWN


def certificate_until(delivery: Delivery, town: Mapping[str, Any]) -> Clock:
    """Until when the signed certificate can be handed in: the photo's six months, and what the town says of the paper.

    Source: P-06, P-07 (no rule for the paper itself was found: only the town knows).
    """
    if delivery.photo_on is None:
        return _UNKNOWN
    days = [schedule.photo_until(book(today()), delivery.photo_on)]
    months = town.get("delivery.certificate_months")
    if delivery.signed_on and months is not None:
        days.append(months_after(delivery.signed_on, months))
    return Clock(min(days), "town" if months is not None else "rule", about=months is None)
