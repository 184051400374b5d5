"""From facts to the words of the insurance tables. A word is yes or no only if a fact states it."""

from datetime import date

from tebiki.book import Book
from tebiki.days import age_on
from tebiki.expiry import card_clock, certificate_clock, grace_end
from tebiki.facts import NOT_KNOWN, Facts
from tebiki.said import known, one_of
from tebiki.words import Known

KINDS = {
    "late_elderly": "insured_late_elderly",
    "national_health": "insured_national_health",
    "employer": "insured_employer",
    "medical_assistance": "insured_medical_assistance",
}
_FLAGS = {
    "use_card_lost": "insurance.card_lost",
    "use_protected": "insurance.protected_person",
    "use_card_returned": "insurance.card_returned",
    "use_card_held": "insurance.card_held",
}
_GUARDIANS = {"adult_guardian": "guardian_adult", "curator": "guardian_curator", "assistant": "guardian_assistant"}
_OUT = ("use_card_lost", "use_card_returned", "use_deregistered", "certificate_past_grace")
_LEAST_USES = 6  # in 12 months; kouki.85, read on one page


def insurance_words(facts: Facts, book: Book) -> Known:
    """Everything the grounds for an eligibility certificate look at."""
    said = _kind(facts) | _card(facts) | _registered(facts) | _certificate(facts, book) | _uses(facts)
    said["aged_85_last_august"] = age_on(last_first_of_august(facts.as_of), facts.born) >= 85
    said["needs_insurance_support"] = _needs_support(facts, book)
    said["use_card_out"] = _out(said)
    return known(**said)


def _out(said: dict[str, bool | None]) -> bool | None:
    """Whether the card proves nothing at a desk today, for whichever reason; one that is stated is enough."""
    reasons = [said[word] for word in _OUT]
    reasons.append(None if said["use_card_held"] is None else not said["use_card_held"])
    return True if any(reasons) else None if None in reasons else False


def _kind(facts: Facts) -> dict[str, bool | None]:
    value = facts.get("insurance.kind")
    return one_of(KINDS, None if value is NOT_KNOWN else value)


def _card(facts: Facts) -> dict[str, bool | None]:
    """Where the card is. Whoever holds it has neither lost nor returned it, unless that is said too."""
    said = {word: _said(facts, fact) for word, fact in _FLAGS.items()}
    if said["use_card_held"]:
        said |= {word: False for word in ("use_card_lost", "use_card_returned") if said[word] is None}
    return said


def _said(facts: Facts, key: str) -> bool | None:
    value = facts.get(key)
    return None if value is NOT_KNOWN else bool(value)


def _registered(facts: Facts) -> dict[str, bool | None]:
    """Registered use; whoever is registered has not deregistered, unless that is said too."""
    here, undone = _said(facts, "insurance.insurance_use_registered"), _said(facts, "insurance.deregistered")
    registered = _said(facts, "insurance_use_registered") if here is None else here
    return {
        "insurance_use_registered": registered,
        "use_deregistered": False if undone is None and registered else undone,
    }


def certificate_day(facts: Facts) -> date | None:
    """The certificate's last day as said for the insurance, else as the card tells it."""
    value = facts.get("insurance.certificate_expires")
    return certificate_clock(facts, card_clock(facts)).value if value is NOT_KNOWN else value


_STATES = ("certificate_alive", "certificate_in_grace", "certificate_past_grace")


def _certificate(facts: Facts, book: Book) -> dict[str, bool | None]:
    """Alive, in its grace, or past it; where its own day is not known, what the card's last day leaves over."""
    day, card = certificate_day(facts), card_clock(facts).value
    if day is not None:
        now = _state(facts.as_of, day, book)
        return {state: state == now for state in _STATES}
    left = _STATES.index(_state(facts.as_of, card, book)) if card else 0  # never outlives the card: T-04
    return {state: None if left < 2 and at >= left else at == left for at, state in enumerate(_STATES)}


def _state(as_of: date, day: date, book: Book) -> str:
    grace = book.tables.get("expiry.grace")
    ends = grace_end(day, grace.row("official").data["months"]) if grace else day
    return _STATES[0] if as_of <= day else _STATES[1] if as_of <= ends else _STATES[2]


def _uses(facts: Facts) -> dict[str, bool | None]:
    year, quarter = facts.get("insurance.uses_last_12_months"), facts.get("insurance.uses_last_3_months")
    return {
        "used_fewer_than_6": None if year is NOT_KNOWN else year < _LEAST_USES,
        "used_none_in_3_months": None if quarter is NOT_KNOWN else quarter == 0,
    }


def last_first_of_august(day: date) -> date:
    """The last 1 August on or before `day`: the late elderly's year begins on it."""
    return date(day.year if day >= date(day.year, 8, 1) else day.year - 1, 8, 1)


def support_words(facts: Facts) -> Known:
    """What makes somebody a person needing consideration. A parent is no guardian in this sense."""
    residence, guardian = facts.get("residence"), facts.get("guardian")
    care, disabilities = facts.get("care_level"), facts.get("disabilities")
    return known(
        residence_facility=None if residence is NOT_KNOWN else residence == "facility",
        care_certified=None if care is NOT_KNOWN else care is not None,
        disabled=None if disabilities is NOT_KNOWN else bool(disabilities),
        **{word: None if guardian is NOT_KNOWN else guardian == code for code, word in _GUARDIANS.items()},
    )


def _needs_support(facts: Facts, book: Book) -> bool | None:
    table = book.tables.get("insurance.support")
    if table is None:
        return None
    decision = table.decide(support_words(facts))
    return True if decision.fits else None if decision.open else False
