"""The dates of a card as a page may show them: printed ones always, computed ones only where no source disagrees."""

from dataclasses import dataclass
from datetime import date

from tebiki.answer import cite
from tebiki.book import Book, editions
from tebiki.days import age_on, birthday_in, nth_birthday_after
from tebiki.expiry.reckon import (
    UNKNOWN,
    Clock,
    State,
    adult_age,
    card_clock,
    certificate_clock,
    generation,
    grace_clock,
    not_after,
    renewal_clock,
    said_day,
    state_on,
    warning_clock,
)
from tebiki.facts import Facts


@dataclass(frozen=True, slots=True)
class Clocks:
    """The dates of one card. `grace_warns` is the earlier day to warn from; `state` is that of the certificate."""

    card: Clock
    certificate: Clock
    renewal_opens: Clock
    grace_ends: Clock
    grace_warns: Clock
    state: State | None


def clocks(facts: Facts, book: Book, card_renewed_early: bool | None = None) -> Clocks:
    """Every date of the card with its origin; where only the card can tell, `read_the_card` and the reason.

    `card_renewed_early`: the card itself replaced another before that expired (no source says which birthday counts).
    """
    reason = why_read_the_card(facts, card_renewed_early)
    card = card_clock(facts)
    certificate = _certificate(facts, UNKNOWN if reason and card.origin == "derived" else card)
    certificate = _guarded(certificate, reason or _certificate_on_birthday(facts))
    card = _guarded(card, reason)
    opens, grace = renewal_clock(certificate), grace_clock(certificate, book)
    return Clocks(
        card, certificate, opens, grace, warning_clock(certificate, book),
        state_on(facts.as_of, certificate, opens, grace),
    )  # fmt: skip


def why_read_the_card(facts: Facts, card_renewed_early: bool | None = None) -> str:
    """Why no date may be computed for the page, or "" where computing is safe.

    next_generation · renewed_early · issued_on_birthday · seventeen_at_application · application_day_unknown.
    Sources disagree on these (T-01, T-06) or the rule is only announced (nextcard).
    """
    issued = said_day(facts, "card.issued")
    if card_renewed_early:
        return "renewed_early"
    if issued is None:
        return ""
    if issued >= next_card_from():
        return "next_generation"
    return "issued_on_birthday" if _on_birthday(issued, facts.born) else _coming_of_age(facts, issued)


def next_card_from() -> date:
    """The first day on which a card of the announced next generation may be issued: a window opens, no promise."""
    opens: date = editions()["expiry.announced"][-1].row("next_card").data["window_opens"]
    return opens


def _guarded(clock: Clock, reason: str) -> Clock:
    return Clock(None, "read_the_card", (), reason) if reason and clock.origin == "derived" else clock


def _on_birthday(day: date, born: date) -> bool:
    return day == birthday_in(day.year, born)


def _certificate_on_birthday(facts: Facts) -> str:
    issued = said_day(facts, "card.certificate_issued")
    return "issued_on_birthday" if issued and _on_birthday(issued, facts.born) else ""


def _coming_of_age(facts: Facts, issued: date) -> str:
    """Applied for under age and issued of age: some count by the one day, some by the other."""
    applied, line = said_day(facts, "card.applied"), adult_age(issued)
    if applied is None:
        return "application_day_unknown" if age_on(issued, facts.born) == line else ""
    then = adult_age(applied)
    under = then is not None and age_on(applied, facts.born) < then
    of_age = line is not None and age_on(issued, facts.born) >= line
    return "seventeen_at_application" if under and of_age else ""


def _certificate(facts: Facts, card: Clock) -> Clock:
    clock = certificate_clock(facts, card)
    unknown = clock.origin == "unknown" and card.origin != "read_the_card"
    return _first_certificate(facts, card) if unknown else clock


def _first_certificate(facts: Facts, card: Clock) -> Clock:
    """The first certificate of a card on which its date was not written, and only until that day: afterwards it has
    been renewed or has ended, and nobody but the card knows which. Source: valid.
    """
    issued = said_day(facts, "card.issued")
    day = _five_birthdays(issued, facts.born) if issued else _five_years_before(card, facts.born)
    rules = generation(day) if day else None
    if day is None or rules is None or facts.as_of > day:
        return UNKNOWN
    return not_after(Clock(day, "derived", (cite(rules, rules.row("certificate")),)), card)


def _five_birthdays(issued: date, born: date) -> date | None:
    rules = generation(issued)
    return nth_birthday_after(issued, born, rules.row("certificate").data["birthdays"]) if rules else None


def _five_years_before(card: Clock, born: date) -> date | None:
    """From the printed last day of the card: an adult's first certificate ended as many birthdays earlier as it has
    fewer; a minor's ends with the card. A last day that is no birthday (a residence permit's) tells nothing.
    """
    rules = generation(card.value) if card.value else None
    if card.value is None or rules is None or not _on_birthday(card.value, born):
        return None
    adult, minor = rules.row("card_adult").data["birthdays"], rules.row("card_minor").data["birthdays"]
    if age_on(card.value, born) < rules.row("adult_age").data["age"] + adult:
        return card.value if age_on(card.value, born) < OLDEST_MINOR + minor else None
    return birthday_in(card.value.year - (adult - rules.row("certificate").data["birthdays"]), born)


OLDEST_MINOR = 20  # nobody of 20 was ever a minor, so a minor's card ended before 25
