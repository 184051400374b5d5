"""Lines about people: the will, the papers, the tasks with a day, the dates of what they hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tsukisoi.cases import grid
from tsukisoi.cases import queries as cases
from tsukisoi.cases.grid import Row
from tsukisoi.cases.methods import TASKS
from tsukisoi.papers import queries as papers
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.guidance import CardDates, card_dates, holds_card, manual
from tsukisoi.today.lines import Line, Link, When, link, when
from tsukisoi.ui.templatetags.ui import short_day

DOCUMENTS_AHEAD = timedelta(days=60)
CARD_AHEAD = timedelta(days=92)
"""A new card is handed out only after weeks: three months, the time in which it can be asked for."""
_FINISHED = ("done", "unneeded")


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks, and at whom: what every line about people is made from."""

    viewer: Viewer
    rows: Sequence[Row]

    @property
    def ids(self) -> list[UUID]:
        """The people."""
        return [row.resident.pk for row in self.rows]

    def button(self, right: str, words: str, page: str, person: Person) -> Link:
        """The button that does it; for who may not, the person's own page."""
        if self.viewer.may(right):
            return link(words, page, person.pk)
        return link(_("この人を見る"), "cases:person", person.pk)


def lines(viewer: Viewer) -> list[Line]:
    """Every line about the people whom the viewer may see. A few queries for any number."""
    desk = Desk(viewer, grid.rows(viewer, list(residents.everybody(viewer))))
    return [
        line
        for part in (_wills, _papers, _steps, _proposals, _tasks, _cards, _documents, _sheets)
        for line in part(desk)
    ]


def _wills(desk: Desk) -> Iterator[Line]:
    """People who were never asked, or could not decide yet. Who holds a card was asked long ago."""
    for row in desk.rows:
        if row.step.code != "will" or holds_card(row.guidance.facts):
            continue
        undecided = row.will.state == "doing"
        yield Line(
            "undecided" if undecided else "will", When.MONTH if undecided else When.WEEK, row.step.title,
            _("「まだ決められない」というお返事でした。日をあらためて、もう一度うかがいます。") if undecided
            else _("まだうかがっていません。本人の意思がわかるまで、道も書類も決まりません。"),
            desk.button(Right.RECORD_WILL, _("うかがいを始める"), "cases:will", row.resident), rank=2,
            resident=row.resident, cites=manual("第5-1(8)"), all=link(_("一覧を見る"), "cases:grid", query="?show=ask"),
            all_title=_("もう一度、意思をうかがう") if undecided else _("意思をうかがう"),
        )  # fmt: skip


def _papers(desk: Desk) -> Iterator[Line]:
    """Papers that the way taken asks for and that are not there."""
    for row in desk.rows:
        missing = [paper for paper in row.guidance.papers if paper.held == "no"]
        if row.step.code != "papers" or not missing:
            continue
        yield Line(
            "papers", When.MONTH, _("書類をそろえる"), _("足りないもの：%(papers)s") % {"papers": _names(missing)},
            desk.button(Right.PRINT_PAPERS, _("紙を出す"), "cases:kit", row.resident), rank=5, resident=row.resident,
            cites=missing[0].cites, confirm=row.guidance.confirm_words,
            all=link(_("一覧を見る"), "cases:grid", query="?show=short"), all_title=_("書類が足りない"),
        )  # fmt: skip


def _names(papers_missing: Iterable[object]) -> str:
    return _("、").join(dict.fromkeys(str(getattr(paper, "words", paper)) for paper in papers_missing))


def _steps(desk: Desk) -> Iterator[Line]:
    """People about whom something is still to be asked, and people for whom everything is there."""
    for row in desk.rows:
        if row.step.code == "facts" and not holds_card(row.guidance.facts):
            yield Line(
                "facts", When.MONTH, row.step.title, _("答えによって、道か書類が変わります。"),
                desk.button(Right.RUN_CASES, _("聞きとりを始める"), "cases:interview", row.resident), rank=6,
                resident=row.resident, cites=row.guidance.cites, all=link(_("一覧を見る"), "cases:grid"),
                all_title=_("聞きとりの続き"),
            )  # fmt: skip
        elif row.step.code == "application":
            yield Line(
                "ready", When.MONTH, row.step.title, _("要るものはそろっています。"),
                desk.button(Right.PRINT_PAPERS, _("紙を出す"), "cases:kit", row.resident), rank=4,
                resident=row.resident, cites=row.guidance.cites, confirm=row.guidance.confirm_words,
                all=link(_("一覧を見る"), "cases:grid", query="?show=ready"), all_title=_("そろっている人を進める"),
            )  # fmt: skip


def _proposals(desk: Desk) -> Iterator[Line]:
    """What a list said and nobody has yet said yes or no to."""
    for row in desk.rows:
        open_points = residents.proposals(desk.viewer, row.resident)
        if not open_points or not desk.viewer.may(Right.EDIT_RESIDENTS):
            continue
        told = _("、").join(point.asked for point in open_points)
        yield Line(
            "proposals", When.WEEK, _("名簿から読めたことを確かめる"),
            _("合っていますか：%(points)s") % {"points": told},
            link(_("はい・いいえで答える"), "residents:detail", row.resident.pk, query="#proposals"), rank=3,
            resident=row.resident, cites=[_("取りこんだ名簿の備考")],
            all=link(_("はい・いいえで答える"), "residents:proposed"),
        )  # fmt: skip


def _tasks(desk: Desk) -> Iterator[Line]:
    """What somebody set a day for."""
    found = cases.tasks(desk.viewer, desk.ids)
    for row in desk.rows:
        for code, task in found.get(row.resident.pk, {}).items():
            if task.due is None or task.state in _FINISHED:
                continue
            told = [_("%(day)sまで。") % {"day": short_day(task.due)}, task.note]
            yield Line(
                f"task.{code}", when(task.due), str(TASKS[code]), "".join(told),
                link(_("この人を見る"), "cases:person", row.resident.pk), due=task.due, resident=row.resident,
                cites=[_("職員が決めた期限")], all=link(_("一覧を見る"), "cases:grid"),
            )  # fmt: skip


def _cards(desk: Desk) -> Iterator[Line]:
    """Cards and their certificates by their days."""
    for row in desk.rows:
        if holds_card(row.guidance.facts):
            dates = card_dates(row.guidance.facts)
            yield from (line for line in (_card(row, dates), _certificate(row, dates), _unread(row, dates)) if line)


def _card(row: Row, dates: CardDates) -> Line | None:
    """The card itself: over, or over within the time in which it can be renewed."""
    if dates.card is None or dates.card > today() + CARD_AHEAD:
        return None
    over = dates.card < today()
    return Line(
        "card_over" if over else "card", when(dates.card),
        _("マイナンバーカードの期限が切れています") if over else _("マイナンバーカードを作りなおす"),
        _("%(day)sに切れました。") % {"day": short_day(dates.card)} if over
        else _("%(day)sまで使えます。その前に申請します。") % {"day": short_day(dates.card)},
        _look(row), due=dates.card, resident=row.resident, cites=dates.cites,
    )  # fmt: skip


def _look(row: Row) -> Link:
    return link(_("この人を見る"), "cases:person", row.resident.pk)


def _certificate(row: Row, dates: CardDates) -> Line | None:
    if dates.certificate is None or (dates.card is not None and dates.card < today()):
        return None
    told = {"grace": _in_grace, "expired": _after_grace, "renewable": _renewable}.get(dates.state)
    return told(row, dates, dates.certificate) if told else None


def _in_grace(row: Row, dates: CardDates, ended: date) -> Line:
    """The certificate is over, but the card still proves insurance: the earlier count warns, the later one ends."""
    ends = dates.grace_warns if dates.grace_warns and dates.grace_warns >= today() else dates.grace_ends
    what = _("%(ended)sに切れました。%(ends)sまでは資格の確認だけできます。お薬や健診の情報は伝わりません。")
    return Line(
        "grace", When.NOW, _("電子証明書が切れています"),
        what % {"ended": short_day(ended), "ends": short_day(dates.grace_ends or ended)}, _look(row), due=ends,
        resident=row.resident, cites=dates.cites, confirm=_("保険者に確認"),
    )  # fmt: skip


def _after_grace(row: Row, dates: CardDates, ended: date) -> Line:
    what = _("%(ended)sに切れました。カードで保険の資格は確かめられません。資格確認書が手元にあるか確かめます。")
    return Line(
        "certificate_over", When.NOW, _("電子証明書が切れ、猶予も終わっています"), what % {"ended": short_day(ended)},
        _look(row), due=dates.grace_ends or ended, resident=row.resident, cites=dates.cites, confirm=_("保険者に確認"),
    )  # fmt: skip


def _renewable(row: Row, dates: CardDates, ends: date) -> Line:
    what = _("%(day)sに切れます。もう更新できます。通知がなくても手続できます。") % {"day": short_day(ends)}
    return Line(
        "certificate", when(ends), _("電子証明書を更新する"), what, _look(row), due=ends, resident=row.resident,
        cites=dates.cites,
    )  # fmt: skip


def _unread(row: Row, dates: CardDates) -> Line | None:
    if not dates.unread:
        return None
    what = _("決まりが一つに定まらないため計算しません。カードに書いてある日を書きとめます。")
    return Line(
        "unread", When.MONTH, _("カードの期限を、カードを見て書きとめる"), what,
        link(_("書きとめる"), "residents:detail", row.resident.pk), rank=7, resident=row.resident, cites=dates.cites,
    )  # fmt: skip


def _documents(desk: Desk) -> Iterator[Line]:
    """Identity documents and eligibility certificates that are over, or will be within sixty days."""
    people = {row.resident.pk: row for row in desk.rows}
    names = people_guidance.identity_documents()
    for document in residents.documents_ending(desk.viewer, desk.ids, today() + DOCUMENTS_AHEAD):
        row = people[document.resident_id]
        by_the_card = document.kind == "my_number_card" and "card.expires" in row.guidance.facts
        if document.expires and not by_the_card:
            yield _document(desk, row, document.kind, names.get(document.kind, document.kind), document.expires)


def _document(desk: Desk, row: Row, kind: str, name: str, expires: date) -> Line:
    over = expires < today()
    title = _("%(document)sの期限が切れています") if over else _("%(document)sの期限がきます")
    what = _("%(day)sに切れました。新しいものが手元にあるか確かめます。") if over else _("%(day)sまでです。")
    # What opens the doctor's door cannot wait; an old passport can: other papers may do, and the papers list says so.
    urgent = kind == "eligibility_certificate" or not over
    return Line(
        f"document.{kind}", when(expires) if urgent else When.MONTH,
        title % {"document": name}, what % {"day": short_day(expires)},
        desk.button(Right.EDIT_RESIDENTS, _("書類を確かめる"), "residents:documents", row.resident),
        due=expires, resident=row.resident, cites=[_("手元の書類の期限")],
    )  # fmt: skip


def _sheets(desk: Desk) -> Iterator[Line]:
    """Papers in somebody's hand that no longer hold, with nothing newer printed."""
    if not desk.viewer.may(Right.PRINT_PAPERS):
        return
    fallen, printed = papers.fallen(desk.viewer, desk.ids), cases.last_printed(desk.viewer, desk.ids)
    for row in desk.rows:
        sheets = fallen.get(row.resident.pk, [])
        if sheets:
            titles = _("、").join(dict.fromkeys(sheet.title for sheet in sheets))
            told = _("出してある紙が、いまの答えと違います：%(sheets)s") % {"sheets": titles}
            yield _print_again(row, told, sheets[0].why)
        elif printed.get(row.resident.pk, _now_on_paper(row)) != _now_on_paper(row):
            told = _("紙を出したあとに、道か要る書類が変わりました。前の紙は使いません。")
            yield _print_again(row, told, _("前に出した答えとのくらべ"))


def _now_on_paper(row: Row) -> tuple[str, list[object]]:
    """The way and the papers as they would be kept with a print of today."""
    return row.guidance.taken, [[paper.moment, paper.document, list(paper.papers)] for paper in row.guidance.papers]


def _print_again(row: Row, told: str, why: str) -> Line:
    return Line(
        "sheets", When.NOW, _("紙を出しなおす"), told, link(_("紙を出す"), "cases:kit", row.resident.pk), rank=1,
        resident=row.resident, cites=[why], all=link(_("みんなの紙を出す"), "cases:kits"),
    )  # fmt: skip
