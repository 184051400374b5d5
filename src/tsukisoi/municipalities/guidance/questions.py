"""The questions asked of an office once for the whole house, and its answers in words."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext

from tebiki.facts import BadFact, Kind, kinds
from tebiki.terms import fact_codes, fact_name
from tsukisoi.municipalities import particulars
from tsukisoi.municipalities.models import OfficeKind

KEYS: tuple[str, ...] = (
    "municipality.visiting_reception",
    "municipality.home_visit_reception",
    "municipality.staffed_by",
    "municipality.mail_delivery",
    "municipality.post_office",
)
"""The questions asked of a municipality once for the whole house."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question to an office. `options` pairs what is sent with its word; `many` where several may be chosen.

    Without options something is typed: `holds` says what (number · day · text), `unit` what a number counts.
    """

    key: str
    name: str
    many: bool
    options: tuple[tuple[str, str], ...]
    holds: str = "code"
    unit: str = ""


def page_language() -> str:
    return get_language() or "ja"


def question(key: str) -> Question:
    """How to ask. Raises KeyError for a key that is no question to an office."""
    if key in particulars.particulars():
        one = particulars.particulars()[key]
        return Question(key, one.name, one.holds == "codes", one.options, one.holds, one.unit)
    kind = _kind(key)
    words = fact_codes(key, page_language())
    yes_no = (("yes", gettext("はい")), ("no", gettext("いいえ")))
    options = yes_no if kind.holds == "yes_no" else tuple((code, words[code]) for code in kind.codes)
    return Question(key, fact_name(key, page_language()), kind.holds == "codes", options)


def _kind(key: str) -> Kind:
    if key not in KEYS:
        raise KeyError(key)
    return kinds()[key]


def read_value(key: str, value: Any) -> Any:
    """The answer as it is kept (plain JSON). Raises ValidationError when it is no answer to that question."""
    if key in particulars.particulars():
        return particulars.read(key, value)
    try:
        kind = _kind(key)
        plain = value == "yes" if kind.holds == "yes_no" and value in ("yes", "no") else value
        read = kind.read(key, plain)
    except (KeyError, BadFact):
        raise ValidationError(gettext("この質問の答えにはなりません。"), code="fact") from None
    return list(read) if isinstance(read, tuple) else read


def in_words(key: str, value: Any) -> str:
    """An answer as it reads on screen."""
    if key in particulars.particulars():
        return particulars.in_words(key, value)
    if isinstance(value, bool):
        return gettext("はい") if value else gettext("いいえ")
    words = fact_codes(key, page_language())
    if isinstance(value, list):
        return gettext("、").join(words[code] for code in value) or gettext("扱いなし")
    return words.get(value, str(value))


def unit_words(unit: str) -> str:
    """What a typed number counts."""
    return {
        "day": gettext("日"), "month": gettext("か月"), "person": gettext("人"), "yen": gettext("円"),
    }.get(unit, "")  # fmt: skip


def asks(kind: str, key: str) -> bool:
    """Is this a question to an office of that kind?"""
    if key in KEYS:
        return kind == OfficeKind.MUNICIPALITY
    return key in particulars.particulars() and particulars.particulars()[key].kind == kind


def sections(kind: str) -> list[tuple[str, list[str]]]:
    """Every question to an office of that kind, under its heading; those the rules hang on come first."""
    first = [(gettext("この町のやり方"), list(KEYS))] if kind == OfficeKind.MUNICIPALITY else []
    return first + [(title, [one.key for one in group]) for title, group in particulars.of_kind(kind).items()]


def sent(value: Any) -> Any:
    """An answer as a form sends it back."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def is_asked(key: str) -> bool:
    return key in KEYS or key in particulars.particulars()
