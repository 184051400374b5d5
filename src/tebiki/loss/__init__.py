"""What to do, in which order, when a card or PIN is lost, damaged or found again, and whom to call."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from tebiki.book import Book
from tebiki.expiry import MODES
from tebiki.said import known, one_of
from tebiki.table import Row
from tebiki.words import Known

__all__ = [
    "Contact", "Happening", "Where", "bridge", "consequences", "contacts", "fax", "leak", "leak_items", "phone_steps",
    "steps",
]  # fmt: skip

Happening = Literal["card_lost", "card_found", "card_damaged", "notification_card_lost", "pin_forgotten"]
Where = Literal["outside", "home", "disaster"]
_HAPPENINGS = {
    "card_lost": "event_lost",
    "card_found": "happened_card_found",
    "card_damaged": "event_damaged",
    "notification_card_lost": "notification_lost",
    "pin_forgotten": "happened_pin_forgotten",
}
_WHERE = {"outside": "lost_outside", "home": "lost_at_home", "disaster": "lost_in_disaster"}
_ACTS = {"self": "acts_self", "statutory": "acts_statutory", "free_agent": "acts_free_agent"}


@dataclass(frozen=True, slots=True)
class Contact:
    """A telephone or fax number as it was last seen; hours as printed, no menu numbers (they change)."""

    name: str
    kind: str
    number: str
    purposes: tuple[str, ...]
    weekdays: str
    weekends: str
    loss_hours: str
    closed: tuple[str, ...]
    languages: tuple[str, ...]
    last_seen: date
    row: Row

    def open_on(self, day: date) -> bool:
        """Is the line staffed on that day, but for losses? Year-end closing is 29 December to 3 January."""
        return day.strftime("%m-%d") not in self.closed


def steps(
    book: Book,
    happening: Happening,
    where: Where | None = None,
    suspended: bool = False,
    reported: bool = False,
    cannot_phone: bool = False,
    who: Literal["self", "statutory", "free_agent"] | None = None,
    mode: Literal["standard", "face_auth"] | None = None,
) -> tuple[Row, ...]:
    """What is still to be done, in order. `suspended`, `reported`: what was already done.

    Source: manual 第8 (loss), F-01 … F-08, stop.kills, tokkyu.
    """
    words = known(
        suspension_asked=suspended, loss_report_filed=reported, cannot_phone=cannot_phone,
        **one_of(_HAPPENINGS, happening), **one_of(_WHERE, where), **one_of(_ACTS, who), **one_of(MODES, mode),
    )  # fmt: skip
    rows = book["loss.steps"].decide(words).fits
    return tuple(sorted(rows, key=lambda row: int(row.data["order"])))


def consequences(book: Book, suspended: bool, reported: bool) -> tuple[Row, ...]:
    """What a suspension or the loss report does to the card, said before it is done. Source: F-05, stop.kills."""
    table = book.tables.get("loss.consequences")
    words = known(suspension_asked=suspended, loss_report_filed=reported)
    return table.decide(words).fits if table else ()


def phone_steps(
    book: Book, where: Where | None = None, suspended: bool = False, cannot_phone: bool = False
) -> tuple[Row, ...]:
    """What is still to be done when a phone that carries the card's certificates is lost, in order. Source: manual 第8.

    Empty where no edition is recorded for that day.
    """
    words = known(
        phone_carries_card=True, suspension_asked=suspended, cannot_phone=cannot_phone, **one_of(_WHERE, where)
    )  # fmt: skip
    return _in_order(book, "loss.phone", words)


def bridge(book: Book) -> tuple[Row, ...]:
    """How insurers differ on what serves until the new card comes. Source: tokkyu."""
    return _in_order(book, "loss.bridge", known(event_lost=True))


def leak(
    book: Book, sensitive: bool = False, money: bool = False, wrongful: bool = False, over_1000: bool = False
) -> tuple[Row, ...]:
    """What a leak of personal data calls for, in order; without a row `report = "first"` nothing must be reported.

    `days` of a report counts the day on which it was known as the first. Source: leak-report.
    """
    words = known(
        leak_sensitive=sensitive, leak_property=money, leak_wrongful=wrongful, leak_over_1000=over_1000,
        leak_reportable=sensitive or money or wrongful or over_1000,
    )  # fmt: skip
    return _in_order(book, "loss.leak", words)


def leak_items(book: Book) -> tuple[Row, ...]:
    """What a report of a leak says, item by item. Source: leak-report."""
    return _in_order(book, "loss.leak_items", known())


def fax(book: Book) -> tuple[Row, ...]:
    """What a fax to have a card stopped says, item by item. Sources: manual-v2 第8, sendai-loss."""
    return _in_order(book, "loss.fax", known())


def _in_order(book: Book, name: str, words: Known) -> tuple[Row, ...]:
    table = book.tables.get(name)
    rows = table.decide(words).fits if table else ()
    return tuple(sorted(rows, key=lambda row: int(row.data["order"])))


def contacts(book: Book, purpose: str | None = None) -> tuple[Contact, ...]:
    """The numbers to call, all or for one purpose (loss, card, insurance_use, photo …), first choice first."""
    found = (_contact(row) for row in book["loss.contacts"].rows)
    return tuple(contact for contact in found if purpose is None or purpose in contact.purposes)


def _contact(row: Row) -> Contact:
    data: dict[str, Any] = dict(row.data)
    return Contact(
        name=row.name, kind=data["kind"], number=data["number"], purposes=tuple(data["for"]),
        weekdays=data.get("weekdays", ""), weekends=data.get("weekends", ""), loss_hours=data.get("loss_hours", ""),
        closed=tuple(data.get("closed", ())), languages=tuple(data["languages"]), last_seen=data["seen"], row=row,
    )  # fmt: skip
