"""Can this person be seen with this card or paper, how is it verified, and what goes along."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Literal

from tebiki.answer import Answer, Cite, cite
from tebiki.book import Book
from tebiki.expiry import MODES
from tebiki.facts import NOT_KNOWN, Facts
from tebiki.insurance import health_card, insurance_words
from tebiki.said import known, one_of
from tebiki.table import Row, Table
from tebiki.words import Known, Word, vocabulary

__all__ = ["Visit", "answer", "consents", "fallback", "help_at_desk", "take_along", "visit"]

KINDS = {
    "outpatient": "visit_outpatient",
    "pharmacy": "visit_pharmacy",
    "pharmacy_by_proxy": "visit_pharmacy_by_proxy",
    "home_medical": "visit_home_medical",
    "online": "visit_online",
    "emergency": "visit_emergency",
}
CREDENTIALS = {
    "my_number_card": "brings_my_number_card",
    "eligibility_certificate": "brings_eligibility_certificate",
    "eligibility_notice": "brings_eligibility_notice",
    "health_insurance_card": "brings_health_insurance_card",
    "medical_voucher": "brings_medical_voucher",
    "medical_recipient_certificate": "brings_medical_recipient_certificate",
}
_DESK = ("outpatient", "pharmacy")
_ASKED = {"visit.credential": "brings_my_number_card", "visit.mode": "mode_standard"}
Mode = Literal["standard", "face_auth"]


@dataclass(frozen=True, slots=True)
class Visit:
    """What is sure of one visit, key by key: `said` leaves out whatever hangs on something not known."""

    said: dict[str, Any]
    rows: tuple[Row, ...]
    cites: tuple[Cite, ...]
    confirm: bool
    asks: tuple[Word, ...]


def visit(facts: Facts, book: Book) -> Visit | None:
    """Usable or not, methods, records, what to bring, for this kind, credential, mode and day.

    None when no rule is recorded for that day or nothing is known of the visit's kind. An unknown credential or mode
    is tried in every way; only what comes out the same each time is said.
    """
    kind = facts.get("visit.kind")
    if kind is NOT_KNOWN or "visit.card" not in book.tables:
        return None
    around = _around(kind, facts, book)
    tried = [_one(around, credential, mode, facts, book) for credential, mode in _ways(facts)]
    first = tried[0]
    same = {key: value for key, value in first.said.items() if all(t.said.get(key) == value for t in tried)}
    rows = {(row.name, row.note): row for t in tried for row in t.rows}
    return Visit(
        said=same, rows=tuple(rows.values()),
        cites=tuple(dict.fromkeys(c for t in tried for c in t.cites)),
        confirm=any(t.confirm for t in tried), asks=_asks(facts, all(t.said == first.said for t in tried)),
    )  # fmt: skip


def _asks(facts: Facts, settled: bool) -> tuple[Word, ...]:
    """What would settle the keys that could not be said."""
    words = vocabulary().by_name
    return () if settled else tuple(words[word] for fact, word in _ASKED.items() if facts.get(fact) is NOT_KNOWN)


def _ways(facts: Facts) -> Iterator[tuple[str, str]]:
    credential, mode = facts.get("visit.credential"), facts.get("visit.mode")
    mode = facts.get("card.mode") if mode is NOT_KNOWN else mode
    return product(CREDENTIALS if credential is NOT_KNOWN else (credential,), MODES if mode is NOT_KNOWN else (mode,))


def _one(around: Known, credential: str, mode: str, facts: Facts, book: Book) -> Visit:
    how = known(**one_of(CREDENTIALS, credential), **one_of(MODES, mode))
    words = around.but(yes=how.yes, no=how.no)
    uses = book["visit.card" if credential == "my_number_card" else "visit.paper"]
    use, record, bring = (_stated(table, words) for table in (uses, book["visit.records"], book["visit.bring"]))
    said: dict[str, Any] = {"present": [*(bring.need or use.need)]}
    if use.say:
        said |= {"usable": use.say, "methods": [*use.data.get("methods", ())]}
        said["shares_past_records"] = use.say != "no" and record.say == "yes"
    if use.say != "no" or bring.say == "no":
        said["card_needed"] = bring.say == "yes"
    reasons = [cite(uses, use), cite(book["visit.records"], record), cite(book["visit.bring"], bring)]
    if credential == "health_insurance_card":
        reasons += health_card(facts, book).cites
    return Visit(said, (use, record, bring), tuple(reasons), use.confirm, ())


def _stated(table: Table, words: Known) -> Row:
    """The first row that is stated: a visit assumes registered use, a live certificate and consent unless said."""
    return table.decide(words).fits[0]


def _around(kind: str, facts: Facts, book: Book) -> Known:
    """What holds whatever is brought: the kind of visit, the state of the insurance."""
    old = health_card(facts, book).usable
    said = known(
        visit_at_desk=kind in _DESK, health_insurance_card_expired=None if old is None else not old,
        **one_of(KINDS, kind),
    )  # fmt: skip
    insured = insurance_words(facts, book)
    return said.but(yes=insured.yes, no=insured.no)


def take_along(
    book: Book, kind: str, credential: str | None = None, mode: Mode | None = None, phone_only: bool = False
) -> tuple[Row, ...]:
    """What else goes along on this visit. Empty where no such rule is recorded for the day."""
    words = known(brings_phone_only=phone_only, **one_of(KINDS, kind), **one_of(CREDENTIALS, credential),
                  **one_of(MODES, mode))  # fmt: skip
    return _fits(book, "visit.take", words)


def fallback(book: Book, mode: Mode | None = None) -> tuple[Row, ...]:
    """What to do, in this order, when the reader fails. Source: fallback."""
    return _fits(book, "visit.fallback", known(brings_phone_only=False, **one_of(MODES, mode)))


def help_at_desk(book: Book, mode: Mode | None = None) -> tuple[Row, ...]:
    """What family, helpers and staff may do at the desk at the person's wish. Source: manual 第2-2."""
    return _fits(book, "visit.help", known(visit_at_desk=True, **one_of(MODES, mode)))


def consents(book: Book, kind: str, under_40: bool | None = None) -> tuple[Row, ...]:
    """What the reader asks consent for on that day, in the order of its screens; empty where there is no reader.

    A row with `information` asks nothing: it tells of the screens. Source: manual 第2-2(2), screen.
    """
    return _fits(book, "visit.consents", known(visit_at_desk=kind in _DESK, under_40=under_40, **one_of(KINDS, kind)))


def _fits(book: Book, name: str, words: Known) -> tuple[Row, ...]:
    table = book.tables.get(name)
    return table.decide(words).fits if table else ()


def answer(facts: Facts, book: Book, answer: Answer) -> None:
    """Add `visit`: usable, methods, shares_past_records, card_needed, present; only what is sure."""
    if not facts.knows("visit"):
        return
    if facts.get("visit.kind") is NOT_KNOWN:
        answer.ask([vocabulary().by_name["visit_outpatient"]])
    asked = visit(facts, book)
    if asked is not None:
        answer.ask(asked.asks)
    if asked is not None and asked.said:
        answer.say("visit", asked.said, asked.cites)
