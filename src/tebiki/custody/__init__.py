"""Who may keep a card or certificate, on what basis, with what care, and what nobody ever keeps."""

from typing import Literal

from tebiki.book import Book
from tebiki.said import known, one_of
from tebiki.table import Row

__all__ = ["Keeper", "items", "measures", "never", "policies"]

Keeper = Literal["self", "family", "facility"]
_KEEPERS = {"self": "kept_by_self", "family": "kept_by_family", "facility": "kept_by_facility"}


def policies(book: Book, keeper: Keeper, my_number_card: bool) -> tuple[Row, ...]:
    """The policies open to this keeper and the basis each needs (`need`: consent, contract_or_receipt).

    Source: manual 第8①②, refuse.
    """
    words = known(is_my_number_card=my_number_card, **one_of(_KEEPERS, keeper))
    return book["custody.policies"].decide(words).fits


def items(book: Book) -> dict[str, Row]:
    """What a facility may keep, by code: a closed list. Source: manual 第8②, hoken.end."""
    rows = book["custody.items"].decide(known(kept_by_facility=True)).fits
    return {row.data["item"]: row for row in rows}


def never(book: Book) -> tuple[Row, ...]:
    """What is never kept, written down or copied, by anyone. Source: manual 第8②, nocopy, proxy.renew."""
    return book["custody.never"].rows


def measures(book: Book, my_number_card: bool) -> tuple[Row, ...]:
    """What a facility does when it keeps somebody's papers. Source: manual 第8②, kyukyu, kaigo.base."""
    return book["custody.measures"].decide(known(kept_by_facility=True, is_my_number_card=my_number_card)).fits
