"""The tables that an office may do otherwise: which rows, which words they may hold, and how they read."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext

from tebiki.book import book, editions
from tebiki.table import Row, Table
from tebiki.terms import term, terms
from tebiki.words import vocabulary
from tsukisoi.guard.texts import every_text
from tsukisoi.municipalities.guidance.questions import page_language
from tsukisoi.municipalities.models import OfficeKind
from tsukisoi.tenancy.clock import today

NEW = "new"
"""What an address says in place of a row that is still to be written."""
_CHAPTERS = {
    OfficeKind.MUNICIPALITY: ("route.", "identity.", "proxy.", "photo."),
    OfficeKind.FACILITY: ("route.", "identity.", "proxy.", "photo."),
    OfficeKind.INSURER: ("insurance.grounds", "insurance.how"),
}
# The person's own will is nobody's to rule on.
_NEVER = ("route.will",)
# Tables whose rows are the papers themselves: a paper that the rules do not know can be held by nobody.
_NO_ROW_OF_ONES_OWN = ("identity.documents", "insurance.grounds", "insurance.how")
SETS = "identity.sets"
# What a row of these says is its own name: who does not accept it takes the row away.
NAMED = (SETS, "proxy.difficulty")
# Words that a new row may want although no national row of its table looks at them.
_ALSO = {SETS: ("notification_held", "number_notice_held"), "proxy.difficulty": ("voluntary_ward",)}
_GROUPS = ("documents", "answers", "photo_certificate_issuers", "proxy_grounds", "window_papers")
PROOFS = ("papers", "ask_if_identity_too")
_LONGEST = {"row": 80, "table": 60, "say": 60, "note": 400, "note_en": 400, "source": 80, "place": 200, "fact": 20}


def may_differ(kind: str, table: str) -> bool:
    """Is this table one that such an office may do otherwise?"""
    return table in book(today()).tables and table not in _NEVER and table.startswith(_CHAPTERS[OfficeKind(kind)])


def takes_new_rows(table: str) -> bool:
    """May a table have rows that only one office has?"""
    return table not in _NO_ROW_OF_ONES_OWN


def hold(kind: str, table: str, change: Mapping[str, Any]) -> None:
    """Hold a changed row to what its table knows, so that no page meets a word it has none for.

    Raises ValidationError with a sentence that says what is wrong, and in which row.
    """
    if not may_differ(kind, table):
        raise ValidationError(gettext("表「%(table)s」は、ここでは変えられません。"), params={"table": table[:60]})
    rules = book(today())[table]
    national = next((row for row in rules.every_row() if row.name == change.get("row")), None)
    if national is None and (change.get("remove") or not takes_new_rows(table)):
        raise _wrong(change, gettext("全国の表に、その行がありません"))
    if not _in_words_of(rules, change):
        raise _wrong(change, gettext("その表にない言葉があります"))


def _wrong(change: Mapping[str, Any], why: str) -> ValidationError:
    told = gettext("行「%(row)s」は使えません：%(why)s。")
    return ValidationError(told, params={"row": str(change.get("row", ""))[:80], "why": why}, code="overlay")


def _in_words_of(rules: Table, change: Mapping[str, Any]) -> bool:
    says = change.get("remove") or rules.name == SETS or change.get("say", "") in known_says(rules)
    needs = set(change.get("need", ())) <= set(known_needs(rules))
    short = all(len(str(change.get(key, ""))) <= most for key, most in _LONGEST.items())
    data = all(_like(rules, key, value) for key, value in change.get("data", {}).items())
    return bool(says and needs and short and data) and not any(is_control(text) for text in every_text(change))


def _like(rules: Table, key: str, value: Any) -> bool:
    """Is this a value such as the rows of the table hold under that key?"""
    kept = [row.data[key] for row in rules.every_row() if key in row.data]
    if rules.name == SETS and key in ("a", "b"):
        return type(value) is int and 0 <= value <= 4
    if kept and isinstance(kept[0], list):
        return isinstance(value, list) and all(code in terms("identity_documents") for code in value)
    return any(type(value) is type(other) and (not isinstance(other, str) or value in kept) for other in kept)


def is_control(text: str) -> bool:
    return any(ord(sign) < 32 and sign not in "\r\n\t" for sign in text)


def known_says(table: Table) -> tuple[str, ...]:
    own = tuple(terms("proxy_grounds")) if table.name == "proxy.difficulty" else ()
    return tuple(dict.fromkeys((*(row.say for row in table.every_row()), *own)))


def known_needs(table: Table) -> tuple[str, ...]:
    """What rows of this table may ask for: everything of the groups that its own rows draw on."""
    used = [code for row in table.every_row() for code in row.need]
    groups = [g for g in _GROUPS if g != "answers" and any(code in terms(g) for code in used)]
    known = [code for group in groups[:1] for code in terms(group)]
    return tuple(dict.fromkeys((*used, *known)))


def word(code: str) -> str:
    """A code of a table as it reads on screen."""
    told = {
        "": gettext("どれでもない"), "usable": pgettext("道", "使える"),
        "not_usable": pgettext("道", "使えない"),
        "mail": gettext("郵送"), "A": "A", "B": "B",
    }  # fmt: skip
    return told.get(code) or next((term(g, code, page_language()) for g in _GROUPS if code in terms(g)), code)


def condition(name: str) -> str:
    """A condition of a row as it reads on screen."""
    known = vocabulary().by_name.get(name)
    return name if known is None else known.en if is_english() else known.ja


def is_english() -> bool:
    return page_language().startswith("en")


def in_pairs(table: Table) -> tuple[str, ...]:
    names = [known.name for known in vocabulary().names(table.words)]
    return tuple(dict.fromkeys((*names, *_ALSO.get(table.name, ()))))


def conditions_of(row: Row | None) -> tuple[str, ...]:
    if row is None:
        return ()
    if row.name == "otherwise":
        return (gettext("どれでもないとき"),)
    when = [known.en if is_english() else known.ja for known in vocabulary().names(row.when)]
    unless = [known.en if is_english() else known.ja for known in vocabulary().names(row.unless)]
    return (*when, *(gettext("「%(word)s」でない") % {"word": text} for text in unless))


def gives_in_words(row: Row | None) -> tuple[str, ...]:
    return () if row is None else tuple(word(code) for code in (*row.need, *((row.say,) if row.say else ())))


def note_in_words(row: Row | None) -> str:
    return "" if row is None else row.note_en if is_english() else row.note


def title_of(table: str) -> str:
    """The title of a table in the language of the page; its code where there is no such table."""
    every = editions().get(table)
    return table if every is None else every[-1].title_en if is_english() else every[-1].title


def national_row(table: str, row: str) -> Row | None:
    rules = book(today()).tables.get(table)
    return next((line for line in rules.every_row() if line.name == row), None) if rules else None
