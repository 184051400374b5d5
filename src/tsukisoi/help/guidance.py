"""Whom to call, out of the dated rules: the only file of this room that asks them."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tebiki.book import NotInForce, book
from tebiki.loss import Contact
from tebiki.loss import contacts as every_contact
from tebiki.sources import sources

PURPOSES: dict[str, tuple[Promise, Promise]] = {
    "loss": (_("カードをなくした・盗まれた"), _("まず一時停止を頼みます。そのあと警察と市区町村へ。")),
    "card": (_("カード・通知書・電子証明書のこと"), _("申請のあと届かない、使えない、など。")),
    "insurance_use": (_("保険証としての利用のこと"), _("資格確認書のことは、保険者に聞きます。")),
    "photo": (_("写真のこと"), _("規格に合う写真が撮れないときは、先に市区町村に相談します。")),
}
"""What somebody may want to ask, in the order of urgency."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number to call or to fax, with the hours as printed and the day it was last seen. Never a menu number."""

    words: str
    number: str
    fax: bool
    foreign: bool
    weekdays: str
    weekends: str
    day_and_night: bool
    closed: bool
    open_today: bool
    last_seen: date
    source: str
    place: str
    confirm: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, with the numbers for it."""

    code: str
    words: str
    first: str
    numbers: tuple[Number, ...]


def questions(on: date) -> list[Question]:
    """Every question with its numbers as they were known on that day; nothing where no edition is recorded."""
    return [
        Question(purpose, str(words), str(first), numbers_for(purpose, on))
        for purpose, (words, first) in PURPOSES.items()
    ]


def numbers_for(purpose: str, on: date) -> tuple[Number, ...]:
    """The numbers for one purpose (a key of PURPOSES); nothing where no edition is recorded."""
    return tuple(_number(found, on) for found in _contacts(on, purpose))


def _contacts(on: date, purpose: str) -> tuple[Contact, ...]:
    try:
        return every_contact(book(on), purpose)
    except NotInForce:
        return ()


def _number(found: Contact, on: date) -> Number:
    row, english = found.row, (get_language() or "ja").startswith("en")
    return Number(
        row.note_en if english else row.note, found.number, found.kind == "fax", "foreign" in found.languages,
        found.weekdays, found.weekends, found.loss_hours == "24h", bool(found.closed), found.open_on(on),
        found.last_seen, sources()[row.source].issuer or gettext("出典なし"), row.place, row.confirm,
    )  # fmt: skip
