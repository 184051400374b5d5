"""The arithmetic of a card's dates. Every last day still counts; a date that cannot be computed is None."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from tebiki.answer import Cite, cite
from tebiki.book import Book, editions
from tebiki.days import age_on, month_end, months_after, nth_birthday_after
from tebiki.facts import NOT_KNOWN, Facts
from tebiki.table import Table

Origin = Literal["printed", "derived", "unknown", "read_the_card"]
State = Literal["valid", "renewable", "grace", "expired"]


@dataclass(frozen=True, slots=True)
class Clock:
    """One date of a card: its value, where it comes from, the rows behind it, and why nothing was computed."""

    value: date | None
    origin: Origin
    cites: tuple[Cite, ...] = ()
    reason: str = ""


UNKNOWN = Clock(None, "unknown")
PERMIT = Clock(None, "read_the_card", (), "residence_permit")
"""Of whoever has a 在留カード: it ends with the permit, if that ends at all; only the card tells. Source: T-03."""


def said_day(facts: Facts, key: str) -> date | None:
    """The day that was said, or None."""
    value = facts.get(key)
    return None if value is NOT_KNOWN else value


def generation(day: date) -> Table | None:
    """The properties of a card applied for (or issued) on `day`; None before there were cards."""
    current = [table for table in editions()["expiry.generation"] if table.since <= day]
    return current[-1] if current else None


def adult_age(day: date) -> int | None:
    """From which age a card applied for on `day` counts as an adult's: 20, from 2022-04-01 18. Source: T-02."""
    rules = generation(day)
    return None if rules is None else int(rules.row("adult_age").data["age"])


def card_clock(facts: Facts) -> Clock:
    """The card's last day: the printed one, else the 10th (under age: 5th) birthday after issue. Source: T-01 … T-03.

    The age line goes by the day of application; where that is not said, by the day of issue.
    """
    printed, issued = said_day(facts, "card.expires"), said_day(facts, "card.issued")
    if printed is not None:
        return _printed(printed)
    applied = said_day(facts, "card.applied") or issued
    rules = generation(applied) if applied else None
    if issued is None or applied is None or rules is None:
        return UNKNOWN
    if _has_permit(facts):
        return PERMIT
    line = rules.row("adult_age")
    row = rules.row("card_adult" if age_on(applied, facts.born) >= line.data["age"] else "card_minor")
    day = nth_birthday_after(issued, facts.born, row.data["birthdays"])
    return Clock(day, "derived", (cite(rules, row), cite(rules, line)))


def _has_permit(facts: Facts) -> bool:
    papers = facts.get("identity_documents")
    return papers is not NOT_KNOWN and "residence_card" in papers


def certificate_clock(facts: Facts, card: Clock) -> Clock:
    """The certificate's last day: the printed one, else the 5th birthday after its issue, the 6th if it was renewed
    before expiry; never after the card's own last day. Source: T-04, T-06.
    """
    printed, issued = said_day(facts, "card.certificate_expires"), said_day(facts, "card.certificate_issued")
    if printed is not None:
        return not_after(_printed(printed), card)
    rules = generation(issued) if issued else None
    if issued is None or rules is None:
        return UNKNOWN
    if card.value is None and _has_permit(facts):
        return PERMIT
    renewed = facts.get("card.certificate_renewed_before_expiry") is True
    row = rules.row("certificate_renewed" if renewed else "certificate")
    day = nth_birthday_after(issued, facts.born, row.data["birthdays"])
    return not_after(Clock(day, "derived", (cite(rules, row),)), card)


def _printed(day: date) -> Clock:
    rules = generation(day)
    return Clock(day, "printed", (cite(rules, rules.row("printed")),) if rules else ())


def not_after(certificate: Clock, card: Clock) -> Clock:
    """The certificate never outlives the card. Source: T-04."""
    if certificate.value is None or card.value is None or certificate.value <= card.value:
        return certificate
    return Clock(card.value, card.origin, certificate.cites + card.cites)


def renewal_clock(certificate: Clock) -> Clock:
    """The first day of renewal: the day after «3 months before» the last day. Source: T-05."""
    rules = generation(certificate.value) if certificate.value else None
    if certificate.value is None or rules is None:
        return Clock(None, certificate.origin, (), certificate.reason)
    row = rules.row("renewal")
    day = months_after(certificate.value, -row.data["months_before"]) + timedelta(days=1)
    return Clock(day, "derived", (cite(rules, row),))


def grace_end(expires: date, months: int) -> date:
    """The last day of the `months`-th month after the month of expiry. Source: grace.cert."""
    return month_end(months_after(expires.replace(day=1), months))


def grace_clock(certificate: Clock, book: Book) -> Clock:
    """The last day on which an expired certificate still proves insurance; not known while no such rule is in force."""
    rules = book.tables.get("expiry.grace")
    if certificate.value is None or rules is None:
        return Clock(None, certificate.origin if certificate.value is None else "unknown", (), certificate.reason)
    row = rules.row("official")
    return Clock(grace_end(certificate.value, row.data["months"]), "derived", (cite(rules, row),))


def warning_clock(certificate: Clock, book: Book) -> Clock:
    """The earlier day that one insurer counts to: warn from it, decide by the official one."""
    rules = book.tables.get("expiry.grace")
    if certificate.value is None or rules is None:
        return Clock(None, certificate.origin if certificate.value is None else "unknown", (), certificate.reason)
    row = rules.row("earliest_warning")
    return Clock(months_after(certificate.value, row.data["months"]), "derived", (cite(rules, row),))


def state_on(day: date, certificate: Clock, opens: Clock, grace: Clock) -> State | None:
    """valid · renewable · grace · expired on `day`; None if the certificate's date is not known."""
    if certificate.value is None or opens.value is None:
        return None
    if day <= certificate.value:
        return "renewable" if day >= opens.value else "valid"
    return "grace" if grace.value is not None and day <= grace.value else "expired"
