"""Consideration for people who need it: photographs off the standard, time for the PIN, braille, writing for them."""

from typing import Literal

from tebiki.book import Book
from tebiki.expiry import MODES
from tebiki.said import known, one_of
from tebiki.table import Row

__all__ = ["Channel", "needs", "photo", "wordings"]

Channel = Literal["online", "post", "counter"]
_CHANNELS = {"online": "applies_online", "post": "applies_by_post", "counter": "applies_at_counter"}


def photo(book: Book, channel: Channel | None = None) -> tuple[Row, ...]:
    """How to get a photograph off the standard accepted, by channel, and what is accepted. Source: manual 第7(1)."""
    words = known(photo_cannot_meet_standard=True, **one_of(_CHANNELS, channel))
    return book["accommodation.photo"].decide(words).fits


def wordings(rows: tuple[Row, ...]) -> dict[str, str]:
    """Sentences to write or say for the exception; names in braces are to be filled in for the person."""
    return {row.name: row.data["wording"] for row in rows if "wording" in row.data}


def needs(
    book: Book,
    mode: Literal["standard", "face_auth"] | None = None,
    intellectual_disability: bool | None = None,
    pin_help: bool | None = None,
    braille: bool | None = None,
    cannot_sign: bool | None = None,
    judgement_impaired: bool | None = None,
    will_not_confirmed: bool | None = None,
    curator_or_assistant: bool | None = None,
) -> tuple[Row, ...]:
    """What changes for this person at application and delivery. Source: manual 第7(2)–(4), 第5-1(8), H-04 … H-10."""
    words = known(
        has_intellectual_disability=intellectual_disability, needs_pin_help=pin_help, writes_braille=braille,
        cannot_sign=cannot_sign, judgement_impaired=judgement_impaired, will_not_confirmed=will_not_confirmed,
        curatee_or_assisted=curator_or_assistant, **one_of(MODES, mode),
    )  # fmt: skip
    return book["accommodation.needs"].decide(words).fits
