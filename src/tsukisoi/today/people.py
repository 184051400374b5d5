"""Lines about people: the will, the papers, the tasks with a day, the dates of what they hold.

Which lines there are is kept with each person's standing and only counted here; words are made for those that stand on
the page.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tsukisoi.cases import queries as cases
from tsukisoi.cases import standings
from tsukisoi.cases.guidance import CardDates, card_dates
from tsukisoi.cases.methods import TASKS
from tsukisoi.cases.rows import Row
from tsukisoi.cases.standings import Page, Pile
from tsukisoi.insurance.guidance import Insured, insured
from tsukisoi.municipalities.opening import next_open
from tsukisoi.papers import queries as papers
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today import insurance
from tsukisoi.today.guidance import manual
from tsukisoi.today.lines import WEEK, Line, Link, When, link, shown_of, when
from tsukisoi.ui.templatetags.ui import short_day

AT_ONCE = 600
"""Up to so many lines are fetched whole, and picked from here."""
NAMED = 5
"""So many of a kind stand on the page by name where there are more lines than that."""

_ALWAYS = {
    **dict.fromkeys(("grace", "certificate_over", "sheets"), When.NOW),
    **dict.fromkeys(("will", "proposals"), When.WEEK),
    **dict.fromkeys(("undecided", "papers", "facts", "ready", "unread", "document_over"), When.MONTH),
    **insurance.ALWAYS,
}
"""How long these can wait, whatever their day."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks, at whom: what every line about people is made from. `notes`: what stands with a task with a day."""

    viewer: Viewer
    rows: dict[UUID, Row]
    tasks: dict[UUID, dict[str, cases.TaskNow]]
    insured: Insured

    def button(self, right: str, words: str, page: str, person: Person) -> Link:
        """The button that does it; for who may not, the person's own page."""
        if self.viewer.may(right):
            return link(words, page, person.pk)
        return _look(person)


@dataclass(frozen=True, slots=True)
class Heap:
    """Everybody with one kind of line that can wait equally long."""

    kind: str
    when: When
    count: int
    since: date | None
    before: date | None

    def holds(self, on: date | None) -> bool:
        """Does that day wait so long?"""
        return _waits(self.kind, on) is self.when

    def people(self, viewer: Viewer) -> list[tuple[UUID, date | None]]:
        """Those of them who stand on the page of a large house by name."""
        limit = min(NAMED, shown_of(self.count))
        return standings.people_of(viewer, Page.TODAY, self.kind, self.since, self.before, limit=limit)


Maker = Callable[[Desk, Row, str, date | None], Line | None]


def left(viewer: Viewer) -> int:
    """Bring what is kept of people up to date. Of how many it is not known yet: too many at once for one page."""
    return standings.refresh(viewer)


def lines(viewer: Viewer) -> list[Line]:
    """Every line about the people whom the viewer may see, of each kind the first and how many more there are."""
    heaps = _heaps(viewer, standings.piles(viewer, Page.TODAY))
    first = _first(viewer, heaps)
    fallen = papers.fallen(viewer)
    desk = _desk(viewer, {pk for found in first.values() for pk, _on in found} | fallen.keys(), _of_insurance(first))
    found = [line for heap in heaps for line in _of_heap(desk, heap, first[heap])]
    return [*(line for line in found if not _is_fallen(line, fallen)), *_fallen(desk, fallen)]


def _first(viewer: Viewer, heaps: Sequence[Heap]) -> dict[Heap, list[tuple[UUID, date | None]]]:
    """Those of each heap who stand on the page by name: all in one query, or for a large house a query a heap."""
    if sum(heap.count for heap in heaps) > AT_ONCE:
        return {heap: heap.people(viewer) for heap in heaps}
    every = standings.everything(viewer, Page.TODAY)
    return {
        heap: [(pk, on) for pk, on in every.get(heap.kind, ()) if heap.holds(on)][: shown_of(heap.count)]
        for heap in heaps
    }


def whole(viewer: Viewer) -> list[Line]:
    """The same with nobody only counted (up to 600 of a kind): for a paper."""
    found = lines(viewer)
    cut = dict.fromkeys(line.kind for line in found if line.more)
    rest = [line for kind in cut for line in of_kind(viewer, kind, 0, AT_ONCE)]
    return [*(line for line in found if line.kind not in cut), *rest]


_DATED = (
    "task", "card", "card_over", "grace", "certificate", "certificate_over", "document", "document_over",
    *insurance.DATED,
)  # fmt: skip
"""Kinds whose lines fall due on a day."""


def dues(viewer: Viewer) -> Iterator[tuple[str, date, int]]:
    """Kind, day, and how many lines about people fall due then: counted where they are kept, however many."""
    for pile in standings.piles(viewer, Page.TODAY):
        if pile.on is not None and pile.kind.partition(".")[0] in _DATED and _may_see(viewer, pile.kind):
            yield pile.kind, pile.on, pile.count


def of_kind(viewer: Viewer, kind: str, start: int, limit: int) -> list[Line]:
    """All lines of one kind from the `start`-th on."""
    found = standings.people_of(viewer, Page.TODAY, kind, start=start, limit=limit)
    ids = {pk for pk, _on in found}
    desk = _desk(viewer, ids, ids if insurance.is_one(kind) else ())
    return _made(desk, kind, found)


def _of_insurance(first: Mapping[Heap, Iterable[tuple[UUID, date | None]]]) -> set[UUID]:
    return {pk for heap, found in first.items() if insurance.is_one(heap.kind) for pk, _on in found}


def _desk(viewer: Viewer, ids: Iterable[UUID], of_insurance: Collection[UUID] = ()) -> Desk:
    people = [person for person in residents.persons(viewer, ids) if person.status == residents.HERE]
    rows = {row.resident.pk: row for row in standings.rows(viewer, people)}
    asked = [person for person in people if person.pk in of_insurance]
    return Desk(viewer, rows, cases.tasks_now(viewer, rows), insured(viewer, asked, today()))


def _heaps(viewer: Viewer, piles: Iterable[Pile]) -> list[Heap]:
    counts: dict[tuple[str, When], int] = {}
    for pile in piles:
        if _may_see(viewer, pile.kind):
            key = (pile.kind, _waits(pile.kind, pile.on))
            counts[key] = counts.get(key, 0) + pile.count
    return [Heap(kind, waits, n, *_span(kind, waits)) for (kind, waits), n in counts.items()]


def _may_see(viewer: Viewer, kind: str) -> bool:
    right = {"proposals": Right.EDIT_RESIDENTS, "sheets": Right.PRINT_PAPERS}.get(kind)
    return right is None or viewer.may(right)


def _waits(kind: str, on: date | None) -> When:
    always = _ALWAYS.get(kind.partition(".")[0])
    return always or (when(on) if on else When.MONTH)


def _span(kind: str, waits: When) -> tuple[date | None, date | None]:
    """The days (first, and the one after the last) that wait so long."""
    if kind.partition(".")[0] in _ALWAYS:
        return None, None
    opens, later = next_open(today()), today() + WEEK + timedelta(days=1)
    later = max(opens, later)
    return {When.NOW: (None, opens), When.WEEK: (opens, later), When.MONTH: (later, None)}[waits]


def _of_heap(desk: Desk, heap: Heap, found: list[tuple[UUID, date | None]]) -> list[Line]:
    made = _made(desk, heap.kind, found)
    more = heap.count - len(made)
    return [*made[:-1], replace(made[-1], more=more)] if made and more > 0 else made


def _made(desk: Desk, kind: str, found: Sequence[tuple[UUID, date | None]]) -> list[Line]:
    if not found:
        return []
    make, every = _MAKERS[kind.partition(".")[0]], link(_("みんなを見る"), "today:kind", kind)
    made = (make(desk, desk.rows[id], kind, on) for id, on in found if id in desk.rows)
    return [line if line.all else replace(line, all=every) for line in made if line is not None]


def _will(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """Somebody who was never asked, or could not decide yet."""
    undecided = kind == "undecided"
    return Line(
        kind, _ALWAYS[kind], row.step.title,
        _("「まだ決められない」というお返事でした。日をあらためて、もう一度うかがいます。") if undecided
        else _("まだうかがっていません。本人の意思がわかるまで、道も書類も決まりません。"),
        desk.button(Right.RECORD_WILL, _("うかがいを始める"), "cases:will", row.resident), rank=2,
        resident=row.resident, cites=manual("第5-1(8)"), all=link(_("一覧を見る"), "cases:grid", query="?show=ask"),
        all_title=_("もう一度、意思をうかがう") if undecided else _("意思をうかがう"),
    )  # fmt: skip


def _papers(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """Papers that the way taken asks for and that are not there."""
    missing = [paper for paper in row.guidance.papers if paper.held == "no"]
    names = _("、").join(dict.fromkeys(paper.words for paper in missing))
    return Line(
        "papers", When.MONTH, _("書類をそろえる"), _("足りないもの：%(papers)s") % {"papers": names},
        desk.button(Right.PRINT_PAPERS, _("紙を出す"), "cases:kit", row.resident), rank=5, resident=row.resident,
        cites=missing[0].cites, confirm=row.guidance.confirm_words,
        all=link(_("一覧を見る"), "cases:grid", query="?show=short"), all_title=_("書類が足りない"),
    )  # fmt: skip


def _facts(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """Something is still to be asked."""
    return Line(
        "facts", When.MONTH, row.step.title, _("答えによって、道か書類が変わります。"),
        desk.button(Right.RUN_CASES, _("聞きとりを始める"), "cases:interview", row.resident), rank=6,
        resident=row.resident, cites=row.guidance.cites, all=link(_("一覧を見る"), "cases:grid"),
        all_title=_("聞きとりの続き"),
    )  # fmt: skip


def _ready(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """Everything is there."""
    return Line(
        "ready", When.MONTH, row.step.title, _("要るものはそろっています。"),
        desk.button(Right.PRINT_PAPERS, _("紙を出す"), "cases:kit", row.resident), rank=4,
        resident=row.resident, cites=row.guidance.cites, confirm=row.guidance.confirm_words,
        all=link(_("一覧を見る"), "cases:grid", query="?show=ready"), all_title=_("そろっている人を進める"),
    )  # fmt: skip


def _proposals(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """What a list said and nobody has yet said yes or no to."""
    told = _("、").join(point.asked for point in residents.proposals(desk.viewer, row.resident))
    return Line(
        "proposals", When.WEEK, _("名簿から読めたことを確かめる"), _("合っていますか：%(points)s") % {"points": told},
        link(_("はい・いいえで答える"), "residents:detail", row.resident.pk, query="#proposals"), rank=3,
        resident=row.resident, cites=[_("取りこんだ名簿の備考")],
        all=link(_("はい・いいえで答える"), "residents:proposed"),
    )  # fmt: skip


def _task(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """What somebody set a day for."""
    assert on is not None
    code = kind.partition(".")[2]
    task = desk.tasks.get(row.resident.pk, {}).get(code)
    who = _("担当 %(name)s。") % {"name": task.owner} if task and task.owner else ""
    told = [_("%(day)sまで。") % {"day": short_day(on)}, who, task.note if task else ""]
    return Line(
        kind, when(on), str(TASKS[code]), "".join(told), _look(row.resident), due=on, resident=row.resident,
        cites=[_("職員が決めた期限")],
    )  # fmt: skip


def _card(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """The card itself: over, or over within the time in which it can be renewed."""
    assert on is not None
    over = kind == "card_over"
    return Line(
        kind, when(on), _("マイナンバーカードの期限が切れています") if over else _("マイナンバーカードを作りなおす"),
        _("%(day)sに切れました。") % {"day": short_day(on)} if over
        else _("%(day)sまで使えます。その前に申請します。") % {"day": short_day(on)},
        _look(row.resident), due=on, resident=row.resident, cites=_dates(row).cites,
    )  # fmt: skip


def _dates(row: Row) -> CardDates:
    return card_dates(row.guidance.facts)


def _look(person: Person) -> Link:
    return link(_("この人を見る"), "cases:person", person.pk)


def _in_grace(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """The certificate is over, but the card still proves insurance: the earlier count warns, the later one ends."""
    dates = _dates(row)
    what = _("%(ended)sに切れました。%(ends)sまでは資格の確認だけできます。お薬や健診の情報は伝わりません。")
    ended = {"ended": _said(dates.certificate), "ends": _said(dates.grace_ends or dates.certificate)}
    return Line(
        "grace", When.NOW, _("電子証明書が切れています"), what % ended, _look(row.resident), due=on,
        resident=row.resident, cites=dates.cites, confirm=_("保険者に確認"),
    )  # fmt: skip


def _said(day: date | None) -> str:
    return short_day(day) if day else ""


def _after_grace(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    dates = _dates(row)
    what = _("%(ended)sに切れました。カードで保険の資格は確かめられません。資格確認書が手元にあるか確かめます。")
    return Line(
        "certificate_over", When.NOW, _("電子証明書が切れ、猶予も終わっています"),
        what % {"ended": _said(dates.certificate)}, _look(row.resident), due=on, resident=row.resident,
        cites=dates.cites, confirm=_("保険者に確認"),
    )  # fmt: skip


def _renewable(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    assert on is not None
    what = _("%(day)sに切れます。もう更新できます。通知がなくても手続できます。") % {"day": short_day(on)}
    return Line(
        "certificate", when(on), _("電子証明書を更新する"), what, _look(row.resident), due=on, resident=row.resident,
        cites=_dates(row).cites,
    )  # fmt: skip


def _unread(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    what = _("決まりが一つに定まらないため計算しません。カードに書いてある日を書きとめます。")
    return Line(
        "unread", When.MONTH, _("カードの期限を、カードを見て書きとめる"), what,
        link(_("書きとめる"), "cards:read", row.resident.pk), rank=7, resident=row.resident,
        cites=_dates(row).cites,
    )  # fmt: skip


def _document(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """An identity document or eligibility certificate that is over, or will be soon."""
    assert on is not None
    code, over = kind.partition(".")[2], on < today()
    name = people_guidance.identity_documents().get(code, code)
    title = _("%(document)sの期限が切れています") if over else _("%(document)sの期限がきます")
    what = _("%(day)sに切れました。新しいものが手元にあるか確かめます。") if over else _("%(day)sまでです。")
    return Line(
        kind, _waits(kind, on), title % {"document": name}, what % {"day": short_day(on)},
        desk.button(Right.EDIT_RESIDENTS, _("書類を確かめる"), "residents:documents", row.resident),
        due=on, resident=row.resident, cites=[_("手元の書類の期限")],
    )  # fmt: skip


def _insurance(desk: Desk, row: Row, kind: str, on: date | None) -> Line | None:
    return insurance.line(desk.insured, row.resident, kind, on)


def _sheets(desk: Desk, row: Row, kind: str, on: date | None) -> Line:
    """Papers in somebody's hand that say something else than the rules say now."""
    told = _("紙を出したあとに、道か要る書類が変わりました。前の紙は使いません。")
    return _print_again(row, told, _("前に出した答えとのくらべ"))


def _fallen(desk: Desk, fallen: dict[UUID, list[papers.Sheet]]) -> list[Line]:
    """Papers that were withdrawn, with nothing newer printed."""
    told = _("出してある紙が、いまの答えと違います：%(sheets)s")
    found = []
    for id, sheets in fallen.items():
        if id in desk.rows:
            names = _("、").join(dict.fromkeys(sheet.title for sheet in sheets))
            found.append(_print_again(desk.rows[id], told % {"sheets": names}, sheets[0].why))
    return found


def _is_fallen(line: Line, fallen: dict[UUID, list[papers.Sheet]]) -> bool:
    return line.kind == "sheets" and line.resident is not None and line.resident.pk in fallen


def _print_again(row: Row, told: str, why: str) -> Line:
    return Line(
        "sheets", When.NOW, _("紙を出しなおす"), told, link(_("紙を出す"), "cases:kit", row.resident.pk), rank=1,
        resident=row.resident, cites=[why], all=link(_("みんなの紙を出す"), "cases:kits"),
    )  # fmt: skip


_MAKERS: dict[str, Maker] = {
    "will": _will, "undecided": _will, "papers": _papers, "facts": _facts, "ready": _ready, "proposals": _proposals,
    "task": _task, "card": _card, "card_over": _card, "grace": _in_grace, "certificate_over": _after_grace,
    "certificate": _renewable, "unread": _unread, "document": _document, "document_over": _document,
    "sheets": _sheets, **dict.fromkeys(insurance.KINDS, _insurance),
}  # fmt: skip
