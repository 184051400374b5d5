"""What a card without a PIN can and cannot do, how to get or switch to one, and what to do about a PIN. Never a PIN."""

from typing import Literal

from tebiki.answer import Cite, cite
from tebiki.book import Book
from tebiki.expiry import MODES
from tebiki.said import known, one_of
from tebiki.table import Row

__all__ = ["ACTS", "Guardian", "Mode", "Moment", "Who", "cited", "formats", "renewal", "reset", "services", "ways"]

Mode = Literal["standard", "face_auth"]
Who = Literal["self", "statutory", "free_agent"]
Moment = Literal["new", "held"]
Guardian = Literal["none", "parent", "adult_guardian", "curator", "assistant"]
ACTS = {"self": "acts_self", "statutory": "acts_statutory", "free_agent": "acts_free_agent"}
_MOMENTS = {"new": "card_to_be_issued", "held": "switching_mode"}
_CERTIFICATE = {
    "alive": "certificate_alive",
    "grace": "certificate_in_grace",
    "expired": "certificate_past_grace",
}
_GUARDIANS = {
    "none": "guardian_none",
    "parent": "guardian_parent",
    "adult_guardian": "guardian_adult",
    "curator": "guardian_curator",
    "assistant": "guardian_assistant",
}


def services(
    book: Book,
    mode: Mode | None,
    signing_certificate: bool | None = None,
    own_smartphone: bool | None = None,
) -> dict[str, Row]:
    """Service → the row that says yes, no or ask_provider for this mode. Source: manual 第3-2, telemed, shogai.pin.

    Services that no row settles are left out: what is not said is not known.
    """
    words = known(
        has_signing_certificate=signing_certificate, has_own_smartphone=own_smartphone, **one_of(MODES, mode)
    )  # fmt: skip
    return {row.data["service"]: row for row in book["pin.services"].decide(words).fits}


def ways(
    book: Book,
    moment: Moment,
    who: Who | None,
    certificate_too: bool | None = None,
    certificate: Literal["alive", "grace", "expired"] | None = None,
    guardian: Guardian | None = None,
    note_field_full: bool | None = None,
    signing_certificate: bool | None = None,
) -> tuple[Row, ...]:
    """How to get a card without a PIN, or switch to one: same day, or two visits after an inquiry letter.

    Source: manual 第3-3, T-18, T-19. `say` of a row: at_application, at_delivery, same_day, inquiry_letter.
    """
    dead = certificate in ("grace", "expired")  # a switch alone needs a live certificate
    words = known(
        certificate_work_too=True if dead else certificate_too, event_note_field_full=note_field_full,
        has_signing_certificate=signing_certificate,
        **one_of(_MOMENTS, moment), **one_of(ACTS, who), **one_of(_CERTIFICATE, certificate),
        **one_of(_GUARDIANS, guardian),
    )  # fmt: skip
    return book["pin.ways"].decide(words).fits


def formats(
    book: Book, mode: Mode | None, under_15: bool | None = None, guardian: Guardian | None = None
) -> tuple[Row, ...]:
    """Lengths and lock counts of the PINs this person can have. Source: T-11 … T-14."""
    words = known(under_15=under_15, **one_of(MODES, mode), **one_of(_GUARDIANS, guardian))
    return book["pin.formats"].decide(words).fits


def reset(
    book: Book,
    mode: Mode | None,
    who: Who | None,
    other_pin_known: bool | None = None,
    own_smartphone: bool | None = None,
    signing_certificate: bool | None = None,
    certificate_alive: bool | None = None,
) -> tuple[Row, ...]:
    """What to do about a forgotten or locked PIN, by who goes. Source: manual 第8, T-15, jpki.reset."""
    words = known(
        other_pin_known=other_pin_known, has_own_smartphone=own_smartphone,
        has_signing_certificate=signing_certificate, certificate_alive=certificate_alive,
        **one_of(MODES, mode), **one_of(ACTS, who),
    )  # fmt: skip
    return book["pin.reset"].decide(words).fits


def renewal(
    book: Book,
    who: Who | None,
    sealed_reply_form: bool | None = None,
    certificate_alive: bool | None = None,
    pin_known: bool | None = None,
) -> Row | None:
    """How the certificate is renewed, by who goes (None: nobody is decided on yet). Source: proxy.renew, T-16.

    None while it hangs on something not said.
    """
    goes = dict.fromkeys(ACTS.values(), False) if who is None else one_of(ACTS, who)
    words = known(
        sealed_reply_form=sealed_reply_form, certificate_alive=certificate_alive, pin_known=pin_known, **goes
    )  # fmt: skip
    return book["pin.renewal"].decide(words).row


def cited(book: Book, table: str, rows: tuple[Row, ...]) -> list[Cite]:
    """The citations of rows of one of this chapter's tables (`ways`, `formats`, `reset` …)."""
    return [cite(book[f"pin.{table}"], row) for row in rows]
