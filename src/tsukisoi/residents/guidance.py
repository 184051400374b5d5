"""What may be known of a person, in the words of the rules: keys, values, and how they read on screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tebiki.facts import BadFact, Kind, kinds
from tebiki.terms import fact_codes, fact_name, plain_terms, terms
from tsukisoi.ui import wareki

NONE = "none"
"""The answer «there is none» to a fact for which that is an answer (no care level, no agent)."""

DOCUMENTS = "identity_documents"

SECTIONS: tuple[tuple[Promise, tuple[str, ...]], ...] = (
    (
        _("暮らし"),
        ("residence", "care_level", "disabilities", "circumstances", "can_visit_counter", "has_care_manager",
         "supported_by_public_body"),
    ),
    (
        _("代わりの人"),
        ("guardian", "same_household_as_representative", "representative_attends", "agency_covers_card_procedures",
         "agent"),
    ),
    (_("住民票と戸籍"), ("registered_elsewhere", "family_register_here")),
    (
        _("カード"),
        ("wants_pin", "notification_card", "number_notice", "basic_resident_card", "card.mode", "card.applied",
         "card.issued", "card.expires", "card.certificate_issued", "card.certificate_expires",
         "card.certificate_renewed_before_expiry", "event.kind", "event.on"),
    ),
    (
        _("医療保険"),
        ("insurance.kind", "insurance_use_registered", "insurance.card_held", "insurance.card_lost",
         "insurance.card_returned", "insurance.insurance_use_registered", "insurance.deregistered",
         "insurance.certificate_expires", "insurance.uses_last_12_months", "insurance.uses_last_3_months",
         "insurance.health_insurance_card_expires", "insurance.protected_person"),
    ),
)  # fmt: skip
"""Everything that is kept as a fact of a person, in the order of the screen."""

KEYS: frozenset[str] = frozenset(key for _title, keys in SECTIONS for key in keys)

FOR_MANY: tuple[tuple[Promise, tuple[str, ...]], ...] = ((_("手元の書類"), (DOCUMENTS,)), *SECTIONS)
"""What can be written for many people at once: the papers a house keeps for everybody, and every fact."""

ASKED_FIRST: tuple[str, ...] = ("residence", "care_level", "disabilities", "guardian", "notification_card", DOCUMENTS)
"""What nearly every way to a card asks; the list of people counts what of it is missing."""


def _language() -> str:
    return get_language() or "ja"


@dataclass(frozen=True, slots=True)
class Question:
    """One fact as a form asks it. `options` pairs what is sent with its word; empty where a day or number is typed."""

    key: str
    name: str
    holds: str
    options: tuple[tuple[str, str], ...]


def question(key: str) -> Question:
    """How to ask for a fact. Raises KeyError for a fact that is not kept of a person."""
    kind = _kind(key)
    return Question(key, name_of(key), kind.holds, tuple(_options(key, kind)))


def _kind(key: str) -> Kind:
    if key not in KEYS and key != DOCUMENTS:
        raise KeyError(key)
    return kinds()[key]


def _options(key: str, kind: Kind) -> Iterable[tuple[str, str]]:
    if kind.holds == "yes_no":
        yield from (("yes", gettext("はい")), ("no", gettext("いいえ")))
        return
    words = fact_codes(key, _language())
    yield from ((code, words[code]) for code in kind.codes)
    if kind.nullable:
        yield NONE, gettext("なし")


def name_of(key: str) -> str:
    """The short name of a fact in the language of the page."""
    return fact_name(key, _language())


def read_value(key: str, value: Any) -> Any:
    """The value as it is kept (plain JSON). Takes codes, lists, days, numbers, yes/no as sent by a form or as such.

    Raises ValidationError in the language of the page when this fact is not kept or cannot hold that value.
    """
    try:
        kind = _kind(key)
        read = kind.read(key, _plain(kind, value))
    except (KeyError, BadFact):
        raise ValidationError(gettext("この項目には入れられない値です。"), code="fact") from None
    return _kept(read)


def _plain(kind: Kind, value: Any) -> Any:
    if kind.nullable and value == NONE:
        return None
    if kind.holds == "yes_no" and value in ("yes", "no"):
        return value == "yes"
    if kind.holds == "number" and isinstance(value, str) and value.isdecimal():
        return int(value)
    if kind.holds == "day" and isinstance(value, str):
        return _day(value)
    return value


def _day(text: str) -> date:
    try:
        return wareki.parse(text)
    except ValueError as error:
        raise ValidationError(str(error), code="day") from None


def _kept(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def in_words(key: str, value: Any) -> str:
    """A known value as it reads on screen."""
    if value is None:
        return gettext("なし")
    if isinstance(value, bool):
        return gettext("はい") if value else gettext("いいえ")
    words = fact_codes(key, _language())
    if isinstance(value, list):
        return gettext("、").join(words[code] for code in value) or gettext("なし")
    if kinds()[key].holds == "day":
        return wareki.plain(date.fromisoformat(value))
    return words.get(value, str(value))


def word_of(code: str) -> str:
    """The word of a code that means one thing only, whatever it stands in; empty where there is none."""
    return plain_terms(_language()).get(code, "")


def sent(key: str, value: Any) -> Any:
    """A known value as a form sends it back (the opposite of `read_value`)."""
    if value is None:
        return NONE
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def identity_documents(group: str = "") -> dict[str, str]:
    """Code → word of the documents that prove identity; `group` A or B for one half."""
    return terms(f"{DOCUMENTS}.{group}" if group else DOCUMENTS, _language())


def document_kind(kind: str) -> str:
    """The code itself. Raises ValidationError when it is not an identity document."""
    if kind not in kinds()[DOCUMENTS].codes:
        raise ValidationError(gettext("この書類は選べません。"), code="document")
    return kind


def accommodations() -> dict[str, str]:
    """Code → words of the cares that can be noted of a person."""
    return terms("accommodations", _language())
