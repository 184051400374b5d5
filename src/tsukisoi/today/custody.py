"""Lines about what is kept: what is not back, what the head must look at, what has no basis, what goes home."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tsukisoi.custody import guidance, queries
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.today.guidance import manual
from tsukisoi.today.lines import SHOWN, Line, Link, When, link, when
from tsukisoi.ui.templatetags.ui import short_time


def lines(viewer: Viewer) -> list[Line]:
    """Every line about what is kept. Where nothing is kept, only what the head has not looked at yet."""
    if not viewer.may(Right.HANDLE_CUSTODY):
        return []
    to_approve = list(_to_approve(viewer)) if viewer.may(Right.APPROVE_CUSTODY) else []
    counted = guidance.untidy(viewer)
    if not counted.kept:
        return to_approve
    lying = [*_missing(viewer), *_against_policy(viewer), *_leftovers(viewer, counted)]
    found = [*_late(viewer), *lying, *_renew(viewer), *_count(viewer), *_statements(viewer)]
    return found + to_approve


def _late(viewer: Viewer) -> Iterator[Line]:
    """Not back in time; after a while in stronger words and before everything else."""
    late = queries.overdue(viewer)
    loud = timedelta(minutes=queries.house(viewer).loud_after) if late else timedelta()
    for out in late:
        due = queries.due_of(out)
        strong = now() - due >= loud
        words = _("%(item)sを %(when)s から %(where)s。戻り予定 %(due)s。")
        if out.due_at is None:
            words = _("%(item)sを %(when)s から %(where)s。戻る時刻は聞いていません。")
        if out.due_at is None and now() - out.out_at >= queries.ASKED_WITHIN:
            words = _("%(item)sを %(when)s から %(where)s。1日たちました。戻る時刻は聞いていません。")
        told = words % {
            "item": out.item.get_kind_display(), "when": short_time(out.out_at), "where": queries.out_words(out),
            "due": short_time(localtime(due)),
        }  # fmt: skip
        title = _("【至急】戻っていません。いますぐ行方を確かめる") if strong else _("戻ったか確かめる")
        yield Line(
            "custody_loud" if strong else "custody_late", When.NOW, title, told,
            link(_("戻った"), "custody:locker", query=f"?pouch={out.item.place_id}&for={out.item.resident_id}"),
            rank=-2 if strong else -1, due=localtime(due).date(), resident=out.item.resident, cites=manual("第8②"),
            all=link(_("棚を見る"), "custody:locker"), first=True,
            all_title=_all_late(out) if strong else _("戻ったか確かめる"),
            said=_("時間すぎ"),
        )  # fmt: skip


def _all_late(first: Any) -> str:
    """Of several, the one that is longest due is called by name."""
    who = first.item.resident
    return _("【至急】%(room)s %(name)s さんほか：いますぐ行方を確かめる") % {"room": who.room, "name": who.name}


def _missing(viewer: Viewer) -> Iterator[Line]:
    """What was not found and not seen since. Of a runbook that is open the room of troubles speaks already."""
    for one in queries.missing(viewer):
        gone = one.missing
        if gone is None or gone.under_way:
            continue
        begins = Link(_("手順をはじめる"), gone.runbook) if gone.runbook and viewer.may(Right.RUN_INCIDENTS) else None
        yield Line(
            "custody_missing", When.NOW, _("見当たらないものを探す"),
            _("%(item)s　%(day)sの点検で見つかりませんでした。見つからなければ、なくしたときの手順へ。")
            % {"item": one.item.get_kind_display(), "day": gone.day},
            begins or link(_("開く"), "custody:item", one.item.pk), rank=-1, due=localtime(gone.at).date(),
            resident=one.item.resident, cites=manual("第8②"), all=link(_("棚を見る"), "custody:locker"), first=True,
        )  # fmt: skip


def _to_approve(viewer: Viewer) -> Iterator[Line]:
    for out in queries.to_approve(viewer):
        told = _("%(when)s %(why)s。見たら「見ました」を押します。")
        yield Line(
            "custody_approve", When.NOW, _("緊急の持ち出しを確かめる"),
            told % {"when": short_time(out.out_at), "why": queries.out_words(out)},
            link(_("確かめる"), "custody:item", out.item_id), rank=1, due=today(), resident=out.item.resident,
            cites=manual("第8②"),
        )  # fmt: skip


def _leftovers(viewer: Viewer, counted: queries.Untidy) -> Iterator[Line]:
    """What must not lie here as it does, each with its day; nobody asks for what there is none of."""
    for item in queries.first_left_behind(viewer, SHOWN) if counted.left else ():
        yield _item(item, "custody_left", When.NOW, _("残っているものを返す"), _("もう利用していない方です。"), rank=2)
    for item in queries.first_to_give_back(viewer, SHOWN) if counted.back else ():
        yield _item(item, "custody_return", When.NOW, _("ショートステイの方に返す"), _("きょうお返しします。"), rank=0)
    for item in queries.first_to_put_right(viewer, SHOWN) if counted.unfounded else ():
        if not queries.house_keeps(viewer, queries.matter_of(item.kind)):
            continue  # it goes home, and a line says so
        wait, told = when(item.put_right_by or today()), _("入所契約を確かめるか、預かり証に署名をもらいます。")
        yield _item(item, "custody_basis", wait, _("預かる根拠を整える"), told, due=item.put_right_by)
    for item in guidance.first_dead(viewer, SHOWN) if counted.dead else ():
        told = _("ご本人に話してから取り出します。")
        yield _item(item, "custody_dead", When.MONTH, _("使えなくなった紙を取り出す"), told, rank=5)


def _against_policy(viewer: Viewer) -> Iterator[Line]:
    """What the home says it does not keep, until it is gone."""
    if n := len(queries.against_policy(viewer)):
        told = _("方針では預からないものが、まだ%(n)d点あります。署名をもらって返します。") % {"n": n}
        yield Line(
            "custody_against", When.WEEK, _("預からない方針のものを返す"), told,
            link(_("一覧を見る"), "custody:register", query="#against"), rank=2, cites=manual("第8②"),
        )  # fmt: skip


def _item(item: Any, kind: str, wait: When, title: str, told: str, **more: Any) -> Line:
    return Line(
        kind, wait, title, f"{item.get_kind_display()}　{told}", link(_("開く"), "custody:item", item.pk),
        resident=item.resident, cites=manual("第8②"), all=link(_("一覧を見る"), "custody:register"), **more,
    )  # fmt: skip


def _renew(viewer: Viewer) -> Iterator[Line]:
    for keeping in queries.to_renew(viewer):
        if not queries.house_keeps(viewer, keeping.matter):
            continue  # no new basis for what goes home
        yield Line(
            "custody_renew", When.MONTH, _("預かり証を新しくする"), _("身元保証人か扱う職員が替わりました。"),
            link(_("署名をもらう"), "custody:agree", keeping.resident_id), rank=6, resident=keeping.resident,
            cites=manual("第8②"),
        )  # fmt: skip


def _count(viewer: Viewer) -> Iterator[Line]:
    """Once a month; from the twentieth on it is due this week."""
    last = next(iter(queries.counts(viewer, 1)), None)
    this = last is not None and last.month == today().replace(day=1)
    if this and last is not None and last.signed_at:
        return
    if this and last is not None and last.closed_at:
        if viewer.may(Right.APPROVE_CUSTODY):
            yield _counting(When.WEEK, _("月の点検を確かめる"), _("点検が締められ、確認を待っています。"))
        return
    wait = When.WEEK if today().day >= 20 else When.MONTH
    yield _counting(wait, _("預かりの月の点検をする"), _("帳簿と実物を合わせます。"))


def _statements(viewer: Viewer) -> Iterator[Line]:
    """The quarter's statement, for those whom the person or the legal representative named, and nobody else."""
    for one in queries.statements_due(viewer)[:SHOWN]:
        told = _("%(who)s さんへ。ご本人か法定代理人が決めた宛先です。") % {"who": one.contact.name}
        yield Line(
            "custody_statement", When.MONTH, _("3か月ごとのお知らせを送る"), told,
            link(_("開く"), "custody:person", one.resident_id), rank=7, resident=one.resident,
            cites=[_("3か月に一度（つきそいの決まり）")],
        )  # fmt: skip


def _counting(wait: When, title: str, told: str) -> Line:
    return Line(
        "custody_count", wait, title, told, link(_("点検へ"), "custody:counts"), rank=4,
        cites=[_("月に一度（つきそいの決まり）")],
    )  # fmt: skip
