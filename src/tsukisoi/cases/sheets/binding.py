"""Every kind of sheet by name, and sheets bound into documents: one person's, many people's, a roster."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tsukisoi.cases.sheets.building import (
    FOLDER,
    Plain,
    agent,
    common,
    cover,
    explain,
    family,
    intent,
    photo_certificate,
    photo_note,
    roster,
    staff_list,
)
from tsukisoi.cases.sheets.contents import (
    AgentSheet,
    Content,
    CoverSheet,
    ExplainSheet,
    FamilySheet,
    IntentSheet,
    Person,
    PhotoCertificate,
    PhotoNote,
    RosterRow,
    RosterSheet,
    StaffList,
)
from tsukisoi.papers.press import Leaf, Masthead, Pdf, press, press_run
from tsukisoi.papers.workbook import Table
from tsukisoi.ui import wareki

TEMPLATE = FOLDER / "kit.typ"
# Heading and value of each column, in the order municipalities ask for them.
ROSTER_COLUMNS: tuple[tuple[str, Callable[[RosterRow], str]], ...] = (
    ("No.", lambda row: str(row.number)),
    ("氏名", lambda row: row.name),
    ("フリガナ", lambda row: row.kana),
    ("生年月日", lambda row: wareki.plain(row.birth) if row.birth else ""),
    ("性別", lambda row: row.sex),
    ("住民票の住所", lambda row: row.address),
    ("居室", lambda row: row.room),
    ("新規・更新", lambda row: row.application),
    ("通知カード", lambda row: row.notification_card),
    ("住基カード", lambda row: row.basic_resident_card),
    ("本人確認書類", lambda row: row.identity),
    ("通常・顔認証", lambda row: row.mode),
    ("写真", lambda row: row.photo),
    ("法定代理人", lambda row: row.representative),
    ("配慮", lambda row: row.accommodation),
)


def roster_table(sheet: RosterSheet, *, note: str = "") -> Table:
    """The same roster for a workbook: the printed columns and no other."""
    rows = [[value(row) for _, value in ROSTER_COLUMNS] for row in sheet.rows]
    return Table("申請者名簿", [heading for heading, _ in ROSTER_COLUMNS], rows, note)


# One line a paper: its code, its name for people, its record, its builder.
KINDS: dict[type, tuple[str, str, Callable[[Any], Plain]]] = {
    CoverSheet: ("cover", "準備の表紙", cover),
    IntentSheet: ("intent", "意思確認の記録", intent),
    ExplainSheet: ("explain", "本人への説明（やさしい日本語）", explain),
    PhotoCertificate: ("photo_certificate", "顔写真証明書の下書き", photo_certificate),
    AgentSheet: ("agent", "代理人への案内", agent),
    PhotoNote: ("photo_note", "写真についての申し出", photo_note),
    FamilySheet: ("family", "ご家族へのおたずね", family),
    RosterSheet: ("roster", "申請者名簿", roster),
    StaffList: ("staff_list", "職員室の一覧", staff_list),
}
NAMES = {code: name for code, name, _ in KINDS.values()}


def leaf(content: Content, head: Masthead) -> Leaf:
    """One sheet, ready for the press. `leaf(...).digest` tells whether its content is new."""
    code, _, build = KINDS[type(content)]
    return Leaf(code, head, build(content))


def kit(leaves: Sequence[Leaf], *, title: str, printed_at: datetime) -> Pdf:
    """The sheets chosen for one person, or for many, bound into one document in the order given."""
    return press(TEMPLATE, leaves, title=title, printed_at=printed_at, common=common())


def bundle(kits: Sequence[Sequence[Leaf]], *, first: int = 1) -> Iterator[Leaf]:
    """The sheets of many people in order, each saying whose they are of how many; after a jam, from person `first` on.

    How many sheets that makes is known before anything is printed: sum(map(len, kits[first - 1:])).
    """
    for number, sheets in enumerate(kits[first - 1 :], start=first):
        for one in sheets:
            yield replace(one, head=replace(one.head, place_in_run=f"{number}人目/{len(kits)}人"))


def run(leaves: Iterator[Leaf], *, title: str, printed_at: datetime) -> Iterator[Pdf]:
    """The sheets of many people as volumes, made one after another while the caller sends the last one off."""
    return press_run(TEMPLATE, leaves, title=title, printed_at=printed_at, common=common())


ROOM_NUMBER = re.compile(r"\d+")


def reading_order(person: Person) -> tuple[str, tuple[int, ...], str, str]:
    """The order of a run: unit, room (as a number where it has one), reading, name. A run resumes by it after a jam."""
    numbers = tuple(int(found) for found in ROOM_NUMBER.findall(person.room))
    return person.unit, numbers, person.room, person.reading or person.name
