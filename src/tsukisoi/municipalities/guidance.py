"""What an office may do otherwise, in the words of the rules: the house-wide questions and the changed rows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, pgettext

from tebiki.book import Overlay, book, editions
from tebiki.exchange import LOCAL, Exchange, Told, Unreadable, read_exchange, write_exchange
from tebiki.facts import BadFact, Kind, kinds
from tebiki.sources import sources
from tebiki.table import FaultyTable, Row, Table
from tebiki.terms import fact_codes, fact_name, term, terms
from tebiki.words import vocabulary
from tsukisoi.guard.refusal import refuse
from tsukisoi.municipalities import particulars, queries
from tsukisoi.municipalities.models import Difference, Office, OfficeKind
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

KEYS: tuple[str, ...] = (
    "municipality.visiting_reception",
    "municipality.home_visit_reception",
    "municipality.staffed_by",
    "municipality.mail_delivery",
    "municipality.post_office",
)
"""The questions asked of a municipality once for the whole house."""


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
_SETS = "identity.sets"
# What a row of these says is its own name: who does not accept it takes the row away.
_NAMED = (_SETS, "proxy.difficulty")
# Words that a new row may want although no national row of its table looks at them.
_ALSO = {_SETS: ("notification_held", "number_notice_held"), "proxy.difficulty": ("voluntary_ward",)}
_GROUPS = ("documents", "answers", "photo_certificate_issuers", "proxy_grounds", "window_papers")
_PROOFS = ("papers", "ask_if_identity_too")
_SHADED = "an earlier row always comes first"
_LONGEST = {"row": 80, "table": 60, "say": 60, "note": 400, "note_en": 400, "source": 80, "place": 200, "fact": 20}


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


def _language() -> str:
    return get_language() or "ja"


def question(key: str) -> Question:
    """How to ask. Raises KeyError for a key that is no question to an office."""
    if key in particulars.particulars():
        one = particulars.particulars()[key]
        return Question(key, one.name, one.holds == "codes", one.options, one.holds, one.unit)
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
    words = fact_codes(key, _language())
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


def overlay_of(level: str, name: str, rows: Iterable[tuple[str, dict[str, Any]]]) -> Overlay:
    """An overlay from (table, changed row) pairs."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for table, row in rows:
        grouped.setdefault(table, []).append(row)
    return Overlay(level, name, tuple((table, tuple(found)) for table, found in grouped.items()))


def overlays(viewer: Viewer, office: Office | None, without: UUID | None = None) -> list[Overlay]:
    """What this office, and above it the house itself, do otherwise than the national default; empty for nothing.

    Of one row the house's own word counts. A change that the rules of today have outgrown is left out (`outgrown`
    says so on the office's page), so that no edition of the rules can make a page fail. `without`: the id of a change
    to leave out, to see what it does.
    """
    said: set[tuple[str, str]] = set()
    found = []
    for place in (*queries.own_rules(viewer), *([office] if office else [])):
        every = [row for row in queries.changed_rows(viewer, place) if row.pk != without and _stands(row)]
        rows = [row for row in every if (row.table, row.key) not in said]
        said |= {(row.table, row.key) for row in every}
        if rows:
            found.append(overlay_of(place.kind, place.name, [(row.table, _as_laid(place, row)) for row in rows]))
    return found[::-1]


def _as_laid(place: Office, row: Difference) -> dict[str, Any]:
    """The change with whoever said it, and when, where a page shows its source."""
    change = dict(row.value or {})
    if change.get("source") == LOCAL:
        change["place"] = f"{place.name}：{row.source}（{row.checked_on.isoformat()}）"
    return change


def _stands(row: Difference) -> bool:
    """Can it be laid over the rules of today?"""
    table = book(today()).tables.get(row.table)
    if table is None or not _is_sound(row.key, row.value):
        return False
    removes = bool((row.value or {}).get("remove"))
    if any(line.name == row.key for line in table.rows):
        return True
    if table.otherwise is not None and row.key == table.otherwise.name:
        return not removes
    return not removes and not _was_national(row.table, row.key)


def _is_sound(key: str, value: Any) -> bool:
    if not isinstance(value, dict) or value.get("row") != key:
        return False
    known = vocabulary().by_name
    words = (*value.get("when", ()), *value.get("unless", ()))
    return bool(value.get("remove")) or (value.get("source") in sources() and all(word in known for word in words))


def _was_national(table: str, row: str) -> bool:
    return any(line.name == row for edition in editions().get(table, ()) for line in edition.every_row())


def outgrown(row: Difference) -> str:
    """Why a change has to be looked at again because the national rules changed; empty where they did not."""
    if not _stands(row):
        return gettext("いまの規則にこの行はないので、使っていません。")
    if row.checked_on < book(today())[row.table].since:
        return gettext("確かめたあとで、全国の決まりが変わりました。")
    return ""


def fits(overlay: Overlay, as_of: date) -> None:
    """Raises ValidationError naming the fault when the overlay cannot be laid over the rules of that day.

    Laid over, no row may be without effect for ever, and nobody may be left without an answer.
    """
    try:
        plain, laid = book(as_of), book(as_of, [overlay])
        for name, rows in overlay.changes:
            new = [fault for fault in laid[name].faults() if fault not in set(plain[name].faults())]
            if any(not fault.endswith(_SHADED) for fault in new) or (new and _for_everybody(rows)):
                told = gettext("この行があると、ほかの行がはたらかなくなります。条件を選びなおしてください。")
                raise ValidationError(told, code="overlay")
    except (FaultyTable, LookupError, TypeError) as error:
        raise ValidationError(
            gettext("この表に置けない行です（%(why)s）。"), params={"why": str(error)}, code="overlay"
        ) from None


def _for_everybody(rows: Iterable[Mapping[str, Any]]) -> bool:
    return any(not row.get("remove") and not row.get("when") and not row.get("unless") for row in rows)


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
    says = change.get("remove") or rules.name == _SETS or change.get("say", "") in _says(rules)
    needs = set(change.get("need", ())) <= set(_needs(rules))
    short = all(len(str(change.get(key, ""))) <= most for key, most in _LONGEST.items())
    data = all(_like(rules, key, value) for key, value in change.get("data", {}).items())
    return bool(says and needs and short and data) and not any(_is_control(text) for text in _texts(change))


def _like(rules: Table, key: str, value: Any) -> bool:
    """Is this a value such as the rows of the table hold under that key?"""
    kept = [row.data[key] for row in rules.every_row() if key in row.data]
    if rules.name == _SETS and key in ("a", "b"):
        return type(value) is int and 0 <= value <= 4
    if kept and isinstance(kept[0], list):
        return isinstance(value, list) and all(code in terms("identity_documents") for code in value)
    return any(type(value) is type(other) and (not isinstance(other, str) or value in kept) for other in kept)


def _is_control(text: str) -> bool:
    return any(ord(sign) < 32 and sign not in "\r\n\t" for sign in text)


def _texts(value: Any) -> Iterator[str]:
    """Every text of a file, keys and numbers included."""
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield str(key)
            yield from _texts(entry)
    elif isinstance(value, list | tuple):
        for entry in value:
            yield from _texts(entry)
    elif value is not None and not isinstance(value, bool | date):
        yield str(value)


def _says(table: Table) -> tuple[str, ...]:
    own = tuple(terms("proxy_grounds")) if table.name == "proxy.difficulty" else ()
    return tuple(dict.fromkeys((*(row.say for row in table.every_row()), *own)))


def _needs(table: Table) -> tuple[str, ...]:
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
    return told.get(code) or next((term(g, code, _language()) for g in _GROUPS if code in terms(g)), code)


def condition(name: str) -> str:
    """A condition of a row as it reads on screen."""
    known = vocabulary().by_name.get(name)
    return name if known is None else known.en if _english() else known.ja


def _english() -> bool:
    return _language().startswith("en")


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
    if national is None and (not takes_new_rows(table) or _was_national(table, row)):
        raise KeyError(row)
    return Basis(
        table, title_of(table), row, _conditions(national), _gives(national), _note(national),
        tuple(_ways(rules, national)) if national else (),
        tuple((code, word(code)) for code in _needs(rules)) if national is None or _asks_for_papers(rules) else (),
        () if table == _SETS else tuple((code, word(code)) for code in _says(rules) if code or len(_says(rules)) > 1),
        tuple((name, condition(name)) for name in _words(rules)) if national is None else (),
        table == _SETS and national is None, national,
    )  # fmt: skip


def _asks_for_papers(table: Table) -> bool:
    return any(row.need for row in table.every_row())


def _ways(rules: Table, row: Row) -> Iterator[tuple[str, str]]:
    if row.name != "otherwise":
        yield "remove", gettext("この行は、ここではあてはまらない")
    if _asks_for_papers(rules):
        yield "need", gettext("要る書類がちがう")
    if rules.name not in _NAMED and len(_says(rules)) > 1:
        yield "say", gettext("答えがちがう")
    if row.confirm or row.data.get("ask_if_identity_too"):
        yield "confirm", gettext("この行のとおりでよいと、確かめた")


def _words(table: Table) -> tuple[str, ...]:
    names = [known.name for known in vocabulary().names(table.words)]
    return tuple(dict.fromkeys((*names, *_ALSO.get(table.name, ()))))


def _conditions(row: Row | None) -> tuple[str, ...]:
    if row is None:
        return ()
    if row.name == "otherwise":
        return (gettext("どれでもないとき"),)
    when = [known.en if _english() else known.ja for known in vocabulary().names(row.when)]
    unless = [known.en if _english() else known.ja for known in vocabulary().names(row.unless)]
    return (*when, *(gettext("「%(word)s」でない") % {"word": text} for text in unless))


def _gives(row: Row | None) -> tuple[str, ...]:
    return () if row is None else tuple(word(code) for code in (*row.need, *((row.say,) if row.say else ())))


def _note(row: Row | None) -> str:
    return "" if row is None else row.note_en if _english() else row.note


def title_of(table: str) -> str:
    """The title of a table in the language of the page; its code where there is no such table."""
    every = editions().get(table)
    return table if every is None else every[-1].title_en if _english() else every[-1].title


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
    dropped = _PROOFS if what == "need" and "difficulty_proof" not in need else _PROOFS[1:] if what == "confirm" else ()
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


def what_of(row: Difference) -> str:
    """In which way a row is done otherwise: remove · need · say · confirm, or own for a row of one's own."""
    value = row.value or {}
    national = _national(row.table, row.key)
    if value.get("remove"):
        return "remove"
    if national is None:
        return "own"
    if list(national.need) != value.get("need", []):
        return "need"
    return "say" if national.say != value.get("say", "") else "confirm"


def _national(table: str, row: str) -> Row | None:
    rules = book(today()).tables.get(table)
    return next((line for line in rules.every_row() if line.name == row), None) if rules else None


@dataclass(frozen=True, slots=True)
class Changed:
    """A changed row in words: what it is about, what is otherwise, by whom it was said and when."""

    row: Difference
    title: str
    number: str
    conditions: tuple[str, ...]
    lines: tuple[str, ...]
    note: str
    stale: bool
    outgrown: str


def in_plain_words(row: Difference) -> Changed:
    """A changed row as pages show it."""
    value = row.value if isinstance(row.value, dict) else {}
    national = _national(row.table, row.key)
    return Changed(
        row, title_of(row.table), _number(row.table, row.key),
        _conditions(national) if national else _own_conditions(value), tuple(_lines(row, value, national)),
        value.get("note_en" if _english() else "note", ""), queries.is_stale(row), outgrown(row),
    )  # fmt: skip


def _number(table: str, row: str) -> str:
    rules = book(today()).tables.get(table)
    names = [line.name for line in rules.rows] if rules else []
    return str(names.index(row) + 1) if row in names else ""


def _own_conditions(value: Mapping[str, Any]) -> tuple[str, ...]:
    unless = (gettext("「%(word)s」でない") % {"word": condition(name)} for name in value.get("unless", ()))
    return (*map(condition, value.get("when", ())), *unless)


def _lines(row: Difference, value: Mapping[str, Any], national: Row | None) -> Iterator[str]:
    what = what_of(row)
    gives = gettext("、").join(map(word, value.get("need", ()))) or gettext("なし")
    if what == "remove":
        yield gettext("この行は、ここではあてはまらない")
    elif what == "confirm":
        yield gettext("この行のとおりでよいと、確かめた")
    if what == "need" and national:
        yield gettext("要る書類：%(now)s（全国：%(before)s）") % {
            "now": gives, "before": gettext("、").join(map(word, national.need)) or gettext("なし")}  # fmt: skip
    if what in ("need", "say") and national and national.say != value.get("say", ""):
        yield gettext("答え：%(now)s（全国：%(before)s）") % {
            "now": word(value.get("say", "")), "before": word(national.say)}  # fmt: skip
    if what == "own":
        yield gettext("ここだけの行")
        if value.get("need"):
            yield gettext("要る書類：%(now)s") % {"now": gives}
        if value.get("say"):
            yield gettext("答え：%(now)s") % {"now": word(value["say"])}


def label(row: Difference) -> str:
    """What a row is about: the question, or the table and the conditions of its row."""
    if not row.table:
        return question(row.key).name if _is_asked(row.key) else row.key
    told = in_plain_words(row)
    return f"{told.title}：{gettext('、').join(told.conditions) or gettext('だれでも')}"


def _is_asked(key: str) -> bool:
    return key in KEYS or key in particulars.particulars()


def answer_in_words(row: Difference) -> str:
    """What an office answered, in one line."""
    return gettext("、").join(_told(row))


def may_be_asked(kind: str, table: str, key: str) -> bool:
    """Is this a question that such an office can answer?"""
    if not table:
        return asks(kind, key)
    return may_differ(kind, table) and _national(table, key) is not None


def asked_about(table: str, key: str) -> str:
    """What a question is about, in words: the question itself, or the table and the conditions of its row."""
    if not table:
        return question(key).name if _is_asked(key) else key
    row = _national(table, key)
    told = gettext("、").join(_conditions(row)) or gettext("だれでも")
    said = f"（{row.say}）" if row and table in _NAMED and row.say not in terms("proxy_grounds") else ""
    return f"{title_of(table)}：{told}{said}"


def note_of(table: str, key: str) -> str:
    """What the national rules say of that row."""
    return _note(_national(table, key)) if table else ""


def export(viewer: Viewer, office: Office) -> str:
    """Everything known of an office as one file, to pass on: no name of anybody of this house is in it."""
    rows = queries.changed_rows(viewer, office)
    changes = [
        {"table": row.table, **(row.value or {}), "place": _place(row), "checked_on": row.checked_on} for row in rows
    ]
    told = [
        Told(row.key, row.value, row.source, row.checked_on)
        for row in queries.differences(viewer, office).values() if row.value is not None
    ]  # fmt: skip
    return write_exchange(office.kind, office.name, changes, told)


def _place(row: Difference) -> str:
    value = row.value or {}
    return row.source if value.get("source", LOCAL) == LOCAL else str(value.get("place", ""))


@dataclass(frozen=True, slots=True)
class Item:
    """One thing a file says of an office. `value` and `checked_on` as they are to be kept."""

    table: str
    key: str
    value: Any
    source: str
    checked_on: date

    @property
    def id(self) -> str:
        """What a form sends for it."""
        return f"{self.table}/{self.key}"


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file holds, held to the rules of today."""

    kind: str
    name: str
    items: tuple[Item, ...]


def bring(text: str) -> Brought:
    """Read a file of an office. Raises ValidationError with a sentence that says what is wrong with it."""
    try:
        found = read_exchange(text)
    except Unreadable as error:
        raise ValidationError(_unreadable(error), code="file") from None
    overlay = found.overlay
    _screen(found)
    items = [_brought(overlay, table, change) for table, changes in overlay.changes for change in changes]
    answers = [_answered(overlay.level, told) for told in found.answers]
    if len({item.id for item in items}) < len(items):
        raise ValidationError(gettext("同じ行が2回書いてあります。"), code="file")
    if not items and not answers:
        raise ValidationError(gettext("このファイルには、ちがいも答えも書いてありません。"), code="file")
    rows = [(item.table, item.value) for item in items]
    fits(overlay_of(overlay.level, overlay.name, rows), today())
    return Brought(overlay.level, " ".join(overlay.name.split()), (*answers, *items))


def _unreadable(error: Unreadable) -> str:
    told = {
        "not_toml": gettext(
            "ちがいのファイル（TOML）として読めませんでした。つきそいから書き出したファイルを選んでください。"
        ),
        "no_office": gettext("どの市区町村・保険者のファイルか、書いてありません（level と name）。"),
        "bad_row": gettext("ちがいの書き方が正しくないところがあります（%(where)s）。"),
        "bad_answer": gettext("答えの書き方が正しくないところがあります（%(where)s）。"),
    }  # fmt: skip
    return told[error.why] % {"where": error.where[:80]} if error.why.startswith("bad") else told[error.why]


def _screen(found: Exchange) -> None:
    """No individual number, PIN or control sign may come in by a file, however it was written there."""
    answers = [(told.key, told.value, told.source) for told in found.answers]
    for text in _texts([found.overlay.name, found.overlay.changes, answers]):
        if refusal := refuse(text):
            raise ValidationError(refusal, code="guarded")
        if _is_control(text):
            raise ValidationError(gettext("読めない文字が入っています。"), code="file")
    if len(found.overlay.name) > 60 or any(len(told.source) > 200 for told in found.answers):
        raise ValidationError(gettext("名称か出どころが長すぎます。"), code="file")


def _day_of(checked_on: date | None) -> date:
    """The day of the file; today where it has none. Raises ValidationError for a day to come."""
    if checked_on is not None and checked_on > today():
        raise ValidationError(gettext("これからの日が「確かめた日」になっています。"), code="file")
    return checked_on or today()


def _brought(overlay: Overlay, table: str, change: dict[str, Any]) -> Item:
    hold(overlay.level, table, change)
    kept = {"source": LOCAL, **{key: value for key, value in change.items() if key != "checked_on"}}
    if kept["source"] not in sources():
        raise ValidationError(gettext("出どころ「%(source)s」を知りません。"), params={"source": kept["source"][:80]})
    source = str(kept.get("place") or gettext("ファイルから"))
    return Item(table, change["row"], {**kept, "place": source}, source, _day_of(change.get("checked_on")))


def _answered(level: str, told: Told) -> Item:
    if _is_asked(told.key) and not asks(level, told.key):
        raise ValidationError(gettext("その相手には聞かない質問の答えが入っています。"), code="file")
    value = read_value(told.key, told.value)
    return Item("", told.key, value, told.source or gettext("ファイルから"), _day_of(told.checked_on))


@dataclass(frozen=True, slots=True)
class Beside:
    """One thing of a file beside what is known here. `state`: new · same · differs; `older`: ours was checked later."""

    item: Item
    state: str
    label: str
    now: tuple[str, ...]
    then: tuple[str, ...]
    row: Difference | None

    @property
    def older(self) -> bool:
        """Is what the file says older than what is known here?"""
        return self.row is not None and self.row.checked_on > self.item.checked_on


def beside(viewer: Viewer, brought: Brought) -> list[Beside]:
    """What a file says beside what is known here, line by line."""
    office = queries.called(viewer, brought.name, brought.kind)
    rows = [*queries.differences(viewer, office).values(), *queries.changed_rows(viewer, office)] if office else []
    known = {(row.table, row.key): row for row in rows}
    return [_beside(item, known.get((item.table, item.key))) for item in brought.items]


def _beside(item: Item, row: Difference | None) -> Beside:
    then = Difference(table=item.table, key=item.key, value=item.value, source=item.source, checked_on=item.checked_on)
    told, now = _told(then), _told(row) if row else ()
    same = row is not None and (row.value, row.source, row.checked_on) == (item.value, item.source, item.checked_on)
    return Beside(item, "same" if same else "differs" if row else "new", label(then), now, told, row)


def _told(row: Difference) -> tuple[str, ...]:
    if row.table:
        changed = in_plain_words(row)
        return (*changed.lines, *((changed.note,) if changed.note else ()))
    return (gettext("聞いている") if row.value is None else in_words(row.key, row.value),)
