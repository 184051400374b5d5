"""What the rules say of a card's dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tebiki.answer import Cite
from tebiki.book import book
from tebiki.expiry import Clocks, clocks
from tebiki.facts import read
from tebiki.sources import sources
from tsukisoi.cases.guidance.lines import Place
from tsukisoi.tenancy.clock import today


@dataclass(frozen=True, slots=True)
class CardDates:
    """The dates of one card as far as they are certain.

    `grace_warns` is the earlier of the days to which the grace is counted; `unread` says that only the card can tell.
    """

    card: date | None
    certificate: date | None
    state: str
    renewal_opens: date | None
    grace_ends: date | None
    grace_warns: date | None
    unread: bool
    cites: tuple[Place, ...]

    @property
    def warns(self) -> date | None:
        """The day a page warns by while the grace runs: the earlier count as long as it is to come."""
        return self.grace_warns if self.grace_warns and self.grace_warns >= today() else self.grace_ends


def card_dates(facts: Mapping[str, Any]) -> CardDates:
    """Every date of that person's card. `facts` as the rules take them, with `as_of`."""
    said = dict(facts)
    if "insurance.certificate_expires" in said:  # one day, asked in two chapters
        said.setdefault("card.certificate_expires", said["insurance.certificate_expires"])
    known = read(said)
    found = clocks(known, book(known.as_of))
    return CardDates(
        found.card.value, found.certificate.value, found.state or "", found.renewal_opens.value, found.grace_ends.value,
        found.grace_warns.value, "read_the_card" in (found.card.origin, found.certificate.origin), _cites(found),
    )  # fmt: skip


def _cites(found: Clocks) -> tuple[Place, ...]:
    """The rows behind the day that matters now: the grace once the certificate is over, else its renewal."""
    over = found.state in ("grace", "expired")
    clock = found.grace_ends if over else found.renewal_opens if found.certificate.value else found.card
    return tuple(dict.fromkeys(_place(cite) for cite in clock.cites))


def _place(cite: Cite) -> Place:
    return Place(sources()[cite.source].title, cite.place)
