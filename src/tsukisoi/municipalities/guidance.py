"""What an office may do otherwise, in the words of the rules: the house-wide questions and the changed rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext

from tebiki.book import Overlay, book, editions
from tebiki.facts import BadFact, Kind, kinds
from tebiki.table import FaultyTable
from tebiki.terms import fact_codes, fact_name
from tsukisoi.municipalities import queries
from tsukisoi.municipalities.models import Difference, Office
from tsukisoi.tenancy.viewer import Viewer

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
    """One question to an office. `options` pairs what is sent with its word; `many` where several may be chosen."""

    key: str
    name: str
    many: bool
    options: tuple[tuple[str, str], ...]


def _language() -> str:
    return get_language() or "ja"


def question(key: str) -> Question:
    """How to ask. Raises KeyError for a key that is no question to an office."""
    kind = _kind(key)
    words = fact_codes(key, _language())
    yes_no = (("yes", gettext("はい")), ("no", gettext("いいえ")))
    options = yes_no if kind.holds == "yes_no" else tuple((code, words[code]) for code in kind.codes)
    return Question(key, fact_name(key, _language()), kind.holds == "codes", options)


def _kind(key: str) -> Kind:
    if key not in KEYS:
        raise KeyError(key)
    return kinds()[key]


def read_value(key: str, value: Any) -> Any:
    """The answer as it is kept (plain JSON). Raises ValidationError when it is no answer to that question."""
    try:
        kind = _kind(key)
        plain = value == "yes" if kind.holds == "yes_no" and value in ("yes", "no") else value
        read = kind.read(key, plain)
    except (KeyError, BadFact):
        raise ValidationError(gettext("この質問の答えにはなりません。"), code="fact") from None
    return list(read) if isinstance(read, tuple) else read


def in_words(key: str, value: Any) -> str:
    """An answer as it reads on screen."""
    if isinstance(value, bool):
        return gettext("はい") if value else gettext("いいえ")
    words = fact_codes(key, _language())
    if isinstance(value, list):
        return gettext("、").join(words[code] for code in value) or gettext("扱いなし")
    return words.get(value, str(value))


def sent(value: Any) -> Any:
    """An answer as a form sends it back."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def overlay_of(level: str, name: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> Overlay:
    """An overlay from (table, changed row) pairs."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for table, row in rows:
        grouped.setdefault(table, []).append(row)
    return Overlay(level, name, tuple((table, tuple(found)) for table, found in grouped.items()))


def overlays(viewer: Viewer, office: Office | None) -> list[Overlay]:
    """What this office does otherwise than the national default, to lay over the book; empty when it is nothing."""
    rows = [] if office is None else [(row.table, row.value or {}) for row in queries.changed_rows(viewer, office)]
    return [overlay_of(office.kind, office.name, rows)] if office is not None and rows else []


def fits(overlay: Overlay, as_of: date) -> None:
    """Raises ValidationError naming the fault when the overlay cannot be laid over the rules of that day."""
    try:
        book(as_of, [overlay])
    except (FaultyTable, LookupError, TypeError, KeyError) as error:
        raise ValidationError(str(error), code="overlay") from None


def label(row: Difference) -> str:
    """What a row is about: the question, or the table and its row."""
    if not row.table:
        return fact_name(row.key, _language())
    table = editions().get(row.table)
    title = (table[-1].title_en if _language().startswith("en") else table[-1].title) if table else row.table
    return f"{title}：{row.key}"
