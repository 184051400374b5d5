"""A row that an office does otherwise: what a form offers of it, and what it sends back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from tebiki.book import book
from tebiki.exchange import LOCAL
from tebiki.table import Row, Table
from tebiki.words import vocabulary
from tsukisoi.municipalities.guidance.laying import was_national
from tsukisoi.municipalities.guidance.tables import (
    NAMED,
    PROOFS,
    SETS,
    condition,
    conditions_of,
    gives_in_words,
    in_pairs,
    known_needs,
    known_says,
    may_differ,
    note_in_words,
    takes_new_rows,
    title_of,
    word,
)
from tsukisoi.tenancy.clock import today


@dataclass(frozen=True, slots=True)
class Basis:
    """A row that an office may do otherwise, as the form offers it. `ways` is empty for a row of its own.

    `needs`, `says`, `conditions` pair what is sent with its word; `sets`: the row says how many papers make a set.
    """

    table: str
    title: str
    row: str
    conditions: tuple[str, ...]
    gives: tuple[str, ...]
    note: str
    ways: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, str], ...]
    says: tuple[tuple[str, str], ...]
    words: tuple[tuple[str, str], ...]
    sets: bool
    national: Row | None

    @property
    def is_new(self) -> bool:
        """Is it a row that only this office has?"""
        return self.national is None


def basis(kind: str, table: str, row: str) -> Basis:
    """What can be otherwise in that row. Raises KeyError where nothing can, or for a row of an earlier edition."""
    if not may_differ(kind, table):
        raise KeyError(table)
    rules = book(today())[table]
    national = next((line for line in rules.every_row() if line.name == row), None)
    if national is None and (not takes_new_rows(table) or was_national(table, row)):
        raise KeyError(row)
    return Basis(
        table, title_of(table), row, conditions_of(national), gives_in_words(national), note_in_words(national),
        tuple(_ways(rules, national)) if national else (),
        tuple((code, word(code)) for code in known_needs(rules)) if national is None or _asks_for_papers(rules) else (),
        () if table == SETS else _answers(rules),
        tuple((name, condition(name)) for name in in_pairs(rules)) if national is None else (),
        table == SETS and national is None, national,
    )  # fmt: skip


def _answers(rules: Table) -> tuple[tuple[str, str], ...]:
    known = known_says(rules)
    return tuple((code, word(code)) for code in known if code or len(known) > 1)


def _asks_for_papers(table: Table) -> bool:
    return any(row.need for row in table.every_row())


def _ways(rules: Table, row: Row) -> Iterator[tuple[str, str]]:
    if row.name != "otherwise":
        yield "remove", gettext("この行は、ここではあてはまらない")
    if _asks_for_papers(rules):
        yield "need", gettext("要る書類がちがう")
    if rules.name not in NAMED and len(known_says(rules)) > 1:
        yield "say", gettext("答えがちがう")
    if row.confirm or row.data.get("ask_if_identity_too"):
        yield "confirm", gettext("この行のとおりでよいと、確かめた")


def change_of(basis: Basis, what: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The row as an overlay holds it, from what a form sent (need, say, note, source, and for a new row the rest).

    The conditions of a national row stay as they are.
    """
    plain: dict[str, Any] = {"row": basis.row, "source": LOCAL, "place": sent["source"]}
    if sent.get("note"):
        plain |= {"note": sent["note"], "note_en": sent["note"]}
    if what == "remove":
        return plain | {"remove": True}
    row = basis.national
    return {**_of_one_s_own(basis, sent), **plain} if row is None else {**_kept(row, what, sent), **plain}


def _kept(row: Row, what: str, sent: Mapping[str, Any]) -> dict[str, Any]:
    """The national row with what is otherwise."""
    need = list(sent["need"]) if what == "need" else list(row.need)
    dropped = PROOFS if what == "need" and "difficulty_proof" not in need else PROOFS[1:] if what == "confirm" else ()
    kept = {
        "when": [known.name for known in vocabulary().names(row.when)],
        "unless": [known.name for known in vocabulary().names(row.unless)],
        "say": sent["say"] if what == "say" else row.say,
        "need": need, "waives": row.waives, "fact": row.fact, "note": row.note, "note_en": row.note_en,
        "data": {key: value for key, value in row.data.items() if key not in dropped},
    }  # fmt: skip
    return {key: value for key, value in kept.items() if value or key in ("say", "need")}


def _of_one_s_own(basis: Basis, sent: Mapping[str, Any]) -> dict[str, Any]:
    change: dict[str, Any] = {"when": list(sent["when"]), "unless": list(sent["unless"])}
    if basis.sets:
        data = {key: sent[key] for key in ("a", "b")} | {k: True for k in ("number_paper", "photo") if sent.get(k)}
        return change | {"data": data, "say": _set_in_words(data)}
    return change | {"need": list(sent.get("need", ())), "say": sent.get("say", "")}


def _set_in_words(data: Mapping[str, Any]) -> str:
    """A set of papers as the tables name one. These are words of the rules: Japanese."""
    parts = [f"{kind} {data[key]}点" for key, kind in (("a", "A"), ("b", "B")) if data[key]]
    told = "と ".join(parts) + ("（B のうち1点は写真付）" if data.get("photo") else "")
    return f"通知カードまたは個人番号通知書と {told}" if data.get("number_paper") else told
