"""Which insurance paper comes or must be asked for, what can be shown at the desk, and where use is registered."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tebiki.answer import Answer, Cite, cite, cites
from tebiki.book import Book
from tebiki.expiry import MODES
from tebiki.facts import NOT_KNOWN, Facts
from tebiki.insurance.reckon import KINDS, certificate_day, insurance_words, last_first_of_august, support_words
from tebiki.said import known, one_of
from tebiki.table import Row
from tebiki.words import Known, Word

__all__ = [
    "Applicant", "Entitlement", "HealthCard", "answer", "application_papers", "certificate_day",
    "entitlement", "health_card", "insurance_words", "last_first_of_august", "present",
    "registration_channels", "year",
]  # fmt: skip

Moment = Literal["held", "to_be_issued", "switching"]
Who = Literal["self", "statutory", "free_agent"]
Applicant = Literal["self", "family", "family_apart", "facility_staff", "care_manager", "representative"]
_SENDS = {
    code: f"sends_{code}"
    for code in ("self", "family", "family_apart", "facility_staff", "care_manager", "representative")
}
_ACTS = {"self": "acts_self", "statutory": "acts_statutory", "free_agent": "acts_free_agent"}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whether an eligibility certificate comes, on which ground, and what would have to be asked to be surer."""

    eligibility_certificate: str
    ground: str | None
    confirm: bool
    row: Row
    how: tuple[Row, ...]
    cites: tuple[Cite, ...]
    asks: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class HealthCard:
    """The old health insurance card: can it be used today, and until when; None where that is not known."""

    usable: bool | None
    until: date | None
    cites: tuple[Cite, ...]


def entitlement(facts: Facts, book: Book) -> Entitlement | None:
    """The first ground that a fact states decides; what is not known opens nothing and closes nothing.

    None before 2024-12-02, when there was no eligibility certificate. Source: kakunin.base, kouki.all, kouki.85.
    """
    return _entitlement(insurance_words(facts, book), facts, book)


def _entitlement(words: Known, facts: Facts, book: Book) -> Entitlement | None:
    grounds = book.tables.get("insurance.grounds")
    if grounds is None:
        return None
    decision = grounds.decide(words)
    row = decision.fits[0]
    how = book["insurance.how"].decide(words)
    reasons = [cite(grounds, row), *_behind(facts, book, row)]
    if row.say in ("automatic", "on_application"):
        reasons += cites(how)
    return Entitlement(
        eligibility_certificate=row.say, ground=row.data.get("ground"), confirm=row.confirm, row=row, how=how.fits,
        cites=tuple(reasons), asks=decision.asks,
    )  # fmt: skip


def _behind(facts: Facts, book: Book, row: Row) -> list[Cite]:
    """The rows that made the ground's words true: who needs consideration, when the grace ended."""
    ground = row.data.get("ground")
    if ground == "needs_support":
        return cites(book["insurance.support"].decide(support_words(facts)))
    if ground == "certificate_expired":
        return [cite(book["expiry.grace"], book["expiry.grace"].row("official"))]
    return []


def present(facts: Facts, book: Book) -> tuple[list[str], list[Cite]]:
    """Alternatives that are known to work at the desk today, and why. Empty where nothing is known to."""
    return _present(insurance_words(facts, book), book)


def _present(words: Known, book: Book) -> tuple[list[str], list[Cite]]:
    table = book.tables.get("insurance.present")
    fits = table.decide(words).fits if table else ()
    return [paper for row in fits for paper in row.need], [cite(table, row) for row in fits if table]


def health_card(facts: Facts, book: Book) -> HealthCard:
    """The old card is valid to its printed date, at most to 2025-12-01. Source: hoken.stop, hoken.end."""
    table, printed = book.tables.get("insurance.health_card"), facts.get("insurance.health_insurance_card_expires")
    if table is None:
        return HealthCard(None, None, ())
    last = table.row("last_day")
    reasons = (cite(table, table.row("printed")), cite(table, last))
    if printed is NOT_KNOWN:
        ended = facts.as_of > last.data["day"]
        return HealthCard(False if ended else None, None, reasons if ended else ())
    until = min(printed, last.data["day"])
    return HealthCard(facts.as_of <= until, until, reasons)


def registration_channels(
    book: Book,
    moment: Moment,
    mode: str | None = None,
    who: Who | None = None,
    registered: bool | None = None,
    deregistered: bool | None = None,
    pin_known: bool | None = None,
) -> tuple[Row, ...]:
    """Where insurance use can be registered, by card and moment. Source: manual 第2-1, 第3-4.

    `mode` is standard or face_auth, the mode wanted where the card is still to be issued or switched. Only what is
    certain is returned: what hangs on something not said is left out.
    """
    said = {
        "card_to_be_issued": moment == "to_be_issued",
        "switching_mode": moment == "switching",
        "use_card_held": moment != "to_be_issued",
        "insurance_use_registered": registered,
        "use_deregistered": deregistered,
        "pin_known": pin_known,
    }
    words = known(**said, **one_of(MODES, mode), **one_of(_ACTS, who))
    return book["insurance.registration"].decide(words).fits


def application_papers(book: Book, who: Applicant | None) -> tuple[Row, ...]:
    """What goes to the insurer with an application, by who sends it; what an insurer says of itself goes before this.

    Empty where nobody has said who, and before 2024-12-02. Source: youhairyo.who.
    """
    table = book.tables.get("insurance.application_papers")
    return table.decide(known(**one_of(_SENDS, who))).fits if table else ()


def year(book: Book, kind: str | None) -> tuple[Row, ...]:
    """What the year and a birthday do to the papers of this insurance; empty where nothing is recorded.

    Source: turn75, kouki.year, kokuho.exp.
    """
    table = book.tables.get("insurance.year")
    return table.decide(known(**one_of(KINDS, kind))).fits if table else ()


def answer(facts: Facts, book: Book, answer: Answer) -> None:
    """Add `insurance`: the eligibility certificate, its ground, what to show, and the old health insurance card."""
    if not facts.knows("insurance"):
        return
    said: dict[str, Any] = {}
    reasons: list[Cite] = []
    words = insurance_words(facts, book)
    claim = _entitlement(words, facts, book)
    if claim is not None:
        said |= {"eligibility_certificate": claim.eligibility_certificate, "ground": claim.ground}
        said["confirm"] = claim.confirm
        reasons += claim.cites
        answer.ask(claim.asks)
    papers, why = _present(words, book)
    said |= {"present": papers} if papers else {}
    old = health_card(facts, book)
    said |= {"health_insurance_card_usable": old.usable} if old.usable is not None else {}
    said |= {"health_insurance_card_usable_until": old.until} if old.until is not None else {}
    if said:
        answer.say("insurance", said, [*reasons, *why, *old.cites])
