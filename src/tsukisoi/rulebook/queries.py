"""The rules as a reader sees them: chapters, tables, rows in words, and what changed between two days."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404
from django.utils.translation import get_language, gettext

from tebiki.book import CHAPTERS, book, editions
from tebiki.book import changes as changes_between
from tebiki.exchange import LOCAL
from tebiki.sources import Source, sources
from tebiki.table import Row, Table
from tebiki.terms import term, terms
from tebiki.words import vocabulary
from tsukisoi.cases import guidance as cases
from tsukisoi.municipalities import guidance as offices
from tsukisoi.municipalities import queries as municipalities
from tsukisoi.residents import queries as residents
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

_GROUPS = (
    "documents",
    "routes",
    "answers",
    "identity_documents",
    "proxy_grounds",
    "photo_certificate_issuers",
    "agents",
    "credentials_brought",
    "window_papers",
    "delivered_by",
    "wills",
    "given",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table in words."""

    number: str
    when: tuple[str, ...]
    unless: tuple[str, ...]
    gives: tuple[str, ...]
    note: str
    place: str
    mark: str
    confirm: bool
    level: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One edition of one table, ready to be read and signed."""

    name: str
    title: str
    since: date
    until: date | None
    hit: str
    lines: tuple[Line, ...]
    otherwise: Line | None
    sources: tuple[tuple[str, Source], ...]
    editions: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the 新旧対照表."""

    table: str
    title: str
    row: str
    old: Line | None
    new: Line | None


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


def chapters(on: date) -> list[tuple[str, list[Table]]]:
    """The tables in force on that day, chapter by chapter."""
    tables = book(on).tables
    return [
        (chapter_words(chapter), [t for name, t in tables.items() if name.startswith(f"{chapter}.")])
        for chapter in CHAPTERS
    ]


def chapter_words(chapter: str) -> str:
    """The name of a chapter."""
    return {
        "route": gettext("道"), "identity": gettext("本人確認"), "proxy": gettext("代理交付"),
        "photo": gettext("顔写真証明書"), "pin": gettext("暗証番号と顔認証"),
        "insurance": gettext("保険証・資格確認書"),
        "visit": gettext("受診"), "schedule": gettext("出張受付の日程と物品"), "custody": gettext("預かり"),
        "expiry": gettext("期限"), "loss": gettext("紛失・連絡先"), "support_money": gettext("報償費・委託"),
        "accommodation": gettext("配慮"), "moving": gettext("ほかの町へ移る・亡くなられたとき"),
    }[chapter]  # fmt: skip


def title_of(table: Table) -> str:
    """The title in the language of the page."""
    return table.title_en if _english() else table.title


def sheet(name: str, on: date) -> Sheet:
    """A table as it stands on that day. Raises Http404 where there is none, or none yet."""
    every = editions().get(name)
    if every is None:
        raise Http404(gettext("この表はありません。"))
    current = [table for table in every if table.since <= on]
    if not current:
        raise Http404(gettext("この日の版は記録されていません。"))
    table = current[-1]
    later = [edition.since for edition in every if edition.since > table.since]
    marks = _marks(table.every_row())
    return Sheet(
        name, title_of(table), table.since, later[0] if later else None, hit_words(table.hit),
        tuple(_line(str(i), row, marks) for i, row in enumerate(table.rows, 1)),
        _line("―", table.otherwise, marks) if table.otherwise else None,
        tuple((mark, sources()[key]) for key, mark in marks.items()), tuple(edition.since for edition in every),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Local:
    """What one office does otherwise in a row of the table, under a double rule."""

    number: str
    mark: str
    office: municipalities.Place
    changed: offices.Changed


def local(viewer: Viewer, shown: Sheet) -> list[Local]:
    """The differences of the home municipality, the insurers and the house itself, to the edition in force today.

    Numbered after the row they change (町5), with sources numbered on from those of the table.
    """
    current = book(today()).tables.get(shown.name)
    if current is None or current.since != shown.since:
        return []
    kinds = {"municipality": gettext("町"), "insurer": gettext("保"), "facility": gettext("施")}
    found = []
    for index, row in enumerate(municipalities.of_table(viewer, shown.name), len(shown.sources)):
        told = offices.in_plain_words(row)
        found.append(Local(f"{kinds[row.office.kind]}{told.number}", _mark(index), row.office, told))
    return found


def where_it_may_differ(viewer: Viewer, table: str) -> municipalities.Place | None:
    """The office that a reader most likely means: the home municipality, or the first that may do it otherwise."""
    return next((o for o in municipalities.offices(viewer) if offices.may_differ(o.kind, table)), None)


def hit_words(hit: str) -> str:
    """How the rows of a table decide."""
    return {
        "first": gettext("上から見て、はじめにあてはまる行で決まります。"),
        "any": gettext("あてはまる行が1つあれば足ります。"),
        "all": gettext("あてはまる行は、すべて要ります。"),
    }[hit]


def _marks(rows: Iterable[Row]) -> dict[str, str]:
    """Sources numbered ①② in the order they are met."""
    keys = dict.fromkeys(row.source for row in rows)
    return {key: _mark(index) for index, key in enumerate(keys)}


def _mark(index: int) -> str:
    return chr(0x2460 + index) if index < 20 else f"({index + 1})"


def _line(number: str, row: Row, marks: dict[str, str]) -> Line:
    return Line(
        number, _words(row.when), _words(row.unless), _gives(row), row.note_en if _english() else row.note,
        row.place, marks.get(row.source, ""), row.confirm, row.level, row.name,
    )  # fmt: skip


def _words(mask: int) -> tuple[str, ...]:
    return tuple(word.en if _english() else word.ja for word in vocabulary().names(mask))


def _gives(row: Row) -> tuple[str, ...]:
    given = [*row.need, *([row.say] if row.say else [])]
    told = tuple(_term(code) for code in given)
    return (*told, gettext("別に出す必要はない")) if row.waives else told


def _term(code: str) -> str:
    language = get_language() or "ja"
    return next((term(group, code, language) for group in _GROUPS if code in terms(group)), code)


def differences(old: date, new: date) -> list[Difference]:
    """What changed in the whole book between two days, table by table."""
    found = []
    for change in changes_between(old, new):
        rows = [row for row in (change.old, change.new) if row is not None]
        marks = _marks(rows)
        table = editions()[change.table][-1]
        found.append(
            Difference(
                change.table,
                title_of(table),
                change.row,
                _line("", change.old, marks) if change.old else None,
                _line("", change.new, marks) if change.new else None,
            )
        )
    return found


def every_source() -> list[Source]:
    """Every source, with the day it was seen. What a house was told itself is no text that one could look up."""
    return [source for key, source in sources().items() if key != LOCAL]


@dataclass(frozen=True, slots=True)
class Moved:
    """One person whose answer is another because of a town's difference: in words, before and now."""

    resident: residents.Person
    before: tuple[str, ...]
    now: tuple[str, ...]


def moved_by(viewer: Viewer, difference: UUID, people: Sequence[residents.Person]) -> list[Moved]:
    """Whose way or papers one difference changes, everything else being as it is."""
    with_it, without_it = cases.guide_many(viewer, people), cases.guide_many(viewer, people, without=difference)
    pairs = ((now.resident, in_brief(before), in_brief(now)) for before, now in zip(without_it, with_it, strict=True))
    return [
        Moved(who, tuple(t for t in before if t not in now), tuple(t for t in now if t not in before))
        for who, before, now in pairs
        if before != now
    ]


def in_brief(guidance: cases.Guidance) -> list[str]:
    """An answer in a few lines: the way, what each way says, the papers and what is in them."""
    taken = gettext("道：%(way)s") % {"way": guidance.recommended_words}
    ways = [f"{way.words}：{way.answer_words}{' ◇' if way.confirm else ''}" for way in guidance.ways]
    return [taken, *ways, *(_paper_in_brief(paper) for paper in guidance.papers)]


def _paper_in_brief(paper: cases.Paper) -> str:
    inside = f"（{paper.inside}）" if paper.inside else ""
    return f"{paper.moment_words}：{paper.words}{inside}{' ◇' if paper.confirm else ''}"
