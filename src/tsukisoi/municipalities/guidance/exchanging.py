"""What is known of an office as a file: written to pass on, read and held to the rules of today."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from tebiki.book import Overlay
from tebiki.exchange import LOCAL, Exchange, Told, Unreadable, read_exchange, write_exchange
from tebiki.sources import sources
from tsukisoi.guard.refusal import refuse
from tsukisoi.guard.texts import every_text
from tsukisoi.municipalities import queries
from tsukisoi.municipalities.guidance.laying import fits, overlay_of
from tsukisoi.municipalities.guidance.questions import asks, is_asked, read_value
from tsukisoi.municipalities.guidance.tables import hold, is_control
from tsukisoi.municipalities.guidance.telling import label, told_lines
from tsukisoi.municipalities.models import Difference, Office
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer


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
    for text in every_text([found.overlay.name, found.overlay.changes, answers]):
        if refusal := refuse(text):
            raise ValidationError(refusal, code="guarded")
        if is_control(text):
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
    if is_asked(told.key) and not asks(level, told.key):
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
    told, now = told_lines(then), told_lines(row) if row else ()
    same = row is not None and (row.value, row.source, row.checked_on) == (item.value, item.source, item.checked_on)
    return Beside(item, "same" if same else "differs" if row else "new", label(then), now, told, row)
