"""What stands on each paper of a case: frozen records of only what is printed, turned into plain data for the press.

Nothing here reads a database, a rule or a clock. Whoever fills these records decides what a reader may know; a record
has no field for what its reader must not see (the municipality's roster knows no diagnosis, the staff-room list no
reason and no refusal, no paper a number or a PIN).
"""

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tsukisoi.papers import days, easy, fonts
from tsukisoi.papers.press import Leaf, Masthead, Pdf, press, press_run
from tsukisoi.papers.workbook import Table
from tsukisoi.ui import wareki

FOLDER = Path(__file__).resolve().parent / "papers"
TEMPLATE = FOLDER / "kit.typ"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
TO_CONFIRM = "◇"
TO_CONFIRM_SAYS = "まだ確かめきれていないところ。使う前に市区町村（保険者）に確認する"
KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}

Plain = dict[str, Any]


@dataclass(frozen=True)
class Source:
    """Where a line comes from: the source's title, the place in it, and whether it must still be confirmed."""

    title: str
    place: str = ""
    confirm: bool = False


@dataclass(frozen=True)
class Person:
    """Whom a paper is about. The reading (katakana) is printed only when somebody confirmed it."""

    name: str
    reading: str = ""
    reading_confirmed: bool = False
    room: str = ""
    unit: str = ""
    birth: date | None = None


@dataclass(frozen=True)
class WayLine:
    """A way to a card, with the reason in one sentence."""

    name: str
    reason: str
    sources: tuple[Source, ...] = ()


class State(StrEnum):
    """How far a paper is; the words go on the sheet with a shape, so that black and white suffices."""

    HELD = "■ ある"
    MISSING = "□ まだない"
    ON_THE_DAY = "○ 当日つくる"
    UNKNOWN = "？ わからない"
    LATER = "― あとで届く"


@dataclass(frozen=True)
class PaperLine:
    """A paper to bring: how far it is, who brings it, why it is asked for."""

    name: str
    state: State
    who: str
    why: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Will:
    """What the person said, when and to whom."""

    answer: str
    on: date | None = None
    heard_by: str = ""


@dataclass(frozen=True)
class CoverSheet:
    """The first page of a person's kit."""

    person: Person
    will: Will
    way: WayLine | None
    runner_up: WayLine | None = None
    papers: tuple[PaperLine, ...] = ()
    questions: tuple[str, ...] = ()
    accommodations: tuple[str, ...] = ()


@dataclass(frozen=True)
class IntentLine:
    """One attempt to explain and to hear the person's will."""

    on: date
    explained_by: str
    method: str
    answer: str
    witness: str = ""
    signed_as: str = ""


@dataclass(frozen=True)
class IntentSheet:
    """意思確認の記録: what was tried so far, and empty lines for the next attempts."""

    person: Person
    attempts: tuple[IntentLine, ...] = ()
    accommodations: tuple[str, ...] = ()
    blank_lines: int = 4
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class ExplainSheet:
    """The page for the person, in easy Japanese; `contact` is whom to ask, `telephone` may be empty."""

    person: Person
    contact: str
    telephone: str = ""


@dataclass(frozen=True)
class Issuer:
    """Who certifies a photo. An empty name or address leaves a line to write on."""

    role: str
    organisation: str = ""
    address: str = ""
    telephone: str = ""
    name: str = ""


@dataclass(frozen=True)
class PhotoCertificate:
    """顔写真証明書の下書き, by one issuer or by two together (P-02, P-03)."""

    person: Person
    address: str
    issuers: tuple[Issuer, ...]
    relation: str
    municipality: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Counter:
    """Where the agent goes. What is not known stays empty and leaves a line to write on."""

    name: str
    place: str = ""
    telephone: str = ""
    hours: str = ""
    reservation: str = ""


@dataclass(frozen=True)
class AgentSheet:
    """代理人への案内: `sealed_pins` is false for a 顔認証 card, where no PIN is set."""

    person: Person
    agent: str
    counter: Counter
    who_may: tuple[str, ...]
    bring: tuple[PaperLine, ...]
    sealed_pins: bool
    facility_telephone: str = ""
    sources: tuple[Source, ...] = ()


class Channel(StrEnum):
    """How the application goes in; the exception for a photo is told another way in each (H-01)."""

    ONLINE = "online"
    MAIL = "mail"
    COUNTER = "counter"


@dataclass(frozen=True)
class PhotoNote:
    """規格どおりに撮れない写真の申し出: `features` say what differs, `reason` why it cannot be helped."""

    person: Person
    channel: Channel
    features: tuple[str, ...]
    reason: str
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Question:
    """One question to the family, with boxes to tick."""

    text: str
    choices: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True)
class FamilySheet:
    """ご家族へのおたずね."""

    person: Person
    questions: tuple[Question, ...]
    reply_to: str
    telephone: str = ""
    reply_by: date | None = None


@dataclass(frozen=True)
class RosterRow:
    """One line of the roster for the municipality: exactly what a reception needs (manual 第5-1(5)), nothing more.

    `kana` stays empty unless somebody confirmed the reading: a guessed reading goes on no form.
    """

    number: int
    name: str
    kana: str
    birth: date | None
    sex: str
    address: str
    room: str
    application: str
    notification_card: str
    basic_resident_card: str
    identity: str
    mode: str
    photo: str
    representative: str = ""
    accommodation: str = ""


@dataclass(frozen=True)
class RosterSheet:
    """申請者名簿 for one municipality."""

    municipality: str
    rows: tuple[RosterRow, ...]
    reception: date | None = None
    contact: str = ""


@dataclass(frozen=True)
class TaskLine:
    """A room and what is to be done there: no name, no reason, no refusal."""

    room: str
    task: str
    unit: str = ""


@dataclass(frozen=True)
class StaffList:
    """職員室の一覧, to pin up where visitors may see it."""

    title: str
    rows: tuple[TaskLine, ...] = field(default=())


Content = (
    CoverSheet
    | IntentSheet
    | ExplainSheet
    | PhotoCertificate
    | AgentSheet
    | PhotoNote
    | FamilySheet
    | RosterSheet
    | StaffList
)


class Footnotes:
    """Numbers the sources of a sheet ①② in the order they are met, and lists them at its foot."""

    def __init__(self) -> None:
        self._titles: dict[str, str] = {}
        self._open = False

    def mark(self, sources: Iterable[Source]) -> str:
        """The short form for a line: ① 第6-2(4)※3・② 16頁・◇."""
        sources = tuple(sources)
        self._open = self._open or any(source.confirm for source in sources)
        marks = [f"{self._number(source.title)} {source.place}".strip() for source in sources]
        return "・".join(marks + ([TO_CONFIRM] if any(source.confirm for source in sources) else []))

    def listed(self) -> list[Plain]:
        """The list for the foot of the sheet."""
        found = [{"mark": mark, "title": title} for title, mark in self._titles.items()]
        return found + ([{"mark": TO_CONFIRM, "title": TO_CONFIRM_SAYS}] if self._open else [])

    def _number(self, title: str) -> str:
        position = len(self._titles)
        following = CIRCLED[position] if position < len(CIRCLED) else f"({position + 1})"
        return self._titles.setdefault(title, following)


# ── the sheets, one builder each ─────────────────────────────────────────────


def _person(person: Person) -> Plain:
    words, readings = _aligned(person)
    choice = fonts.drawable(person.name)
    face = choice.font if len(choice.runs) == 1 and not choice.missing else fonts.HOUSE  # one for the whole name
    return {
        "name": person.name,
        "words": [{"text": _in_face(word, face)} for word in words],
        "readings": [ruby(word, reading)[1:] for word, reading in zip(words, readings, strict=False)],
        "room": person.room,
        "unit": person.unit,
        "birth": wareki.plain(person.birth) if person.birth else "",
    }


def _aligned(person: Person) -> tuple[list[str], list[str]]:
    """Family and given name with their readings; no readings at all unless confirmed and of the same number."""
    words, readings = person.name.split(), person.reading.translate(KATAKANA_TO_HIRAGANA).split()
    if not person.reading_confirmed or not readings:
        return words, []
    if len(words) != len(readings):
        return [person.name], [" ".join(readings)]
    return words, readings


def _in_face(word: str, face: str) -> Plain | str:
    return word if face == fonts.HOUSE else {"runs": [{"text": word, "font": face}]}


def ruby(word: str, reading: str) -> list[str | float]:
    """A word, its reading, and how wide each is in its own em: what the template needs to set one above the other."""
    return [word, reading, fonts.width(word), fonts.width(reading)]


def _way(way: WayLine | None, notes: Footnotes) -> Plain | None:
    return {"name": way.name, "reason": way.reason, "basis": notes.mark(way.sources)} if way else None


def _paper(line: PaperLine, notes: Footnotes) -> Plain:
    basis = notes.mark(line.sources)
    return {"name": line.name, "state": line.state.value, "who": line.who, "why": line.why, "basis": basis}


def cover(sheet: CoverSheet) -> Plain:
    """The cover: way, papers, what is still to ask, accommodations, the will."""
    notes = Footnotes()
    return {
        "person": _person(sheet.person),
        "will": {
            "answer": sheet.will.answer,
            "on": wareki.full(sheet.will.on) if sheet.will.on else "",
            "heard_by": sheet.will.heard_by,
        },
        "way": _way(sheet.way, notes),
        "runner_up": _way(sheet.runner_up, notes),
        "papers": [_paper(line, notes) for line in sheet.papers],
        "questions": sheet.questions,
        "accommodations": sheet.accommodations,
        "sources": notes.listed(),
    }


def intent(sheet: IntentSheet) -> Plain:
    """The record of the attempts to explain and to hear."""
    notes = Footnotes()
    return {
        "person": _person(sheet.person),
        "attempts": [_attempt(line) for line in sheet.attempts],
        "accommodations": sheet.accommodations,
        "blank_lines": sheet.blank_lines,
        "basis": notes.mark(sheet.sources),
        "sources": notes.listed(),
    }


def _attempt(line: IntentLine) -> Plain:
    said = {"explained_by": line.explained_by, "method": line.method, "answer": line.answer, "witness": line.witness}
    return {"era": wareki.year(line.on), "on": f"{line.on.month}月{line.on.day}日", "signed_as": line.signed_as, **said}


def explain(sheet: ExplainSheet) -> Plain:
    """The page in easy Japanese. Its text is common to all; the body only says which text it was."""
    notes = Footnotes()
    basis = notes.mark(Source(source["title"], source["place"]) for source in explanation()["source"])
    said = {"contact": sheet.contact, "telephone": sheet.telephone, "text": explanation_digest()}
    return {"person": _person(sheet.person), **said, "basis": basis, "sources": notes.listed()}


@cache
def explanation() -> Plain:
    """The authored text of the explanation, with readings in ｛｜｝."""
    return tomllib.loads((FOLDER / "explain.toml").read_text(encoding="utf-8"))


@cache
def explanation_digest() -> str:
    """The fingerprint of the text: a corrected text makes printed pages old."""
    return sha256((FOLDER / "explain.toml").read_bytes()).hexdigest()


@cache
def common() -> Plain:
    """What the templates of this room need once, however many sheets they print."""
    return {"explanation": _read(explanation())}


def _read(value: Any) -> Any:
    """Authored text with its phrases and readings taken apart."""
    if isinstance(value, str):
        return [[part if isinstance(part, str) else ruby(*part) for part in phrase] for phrase in easy.phrases(value)]
    if isinstance(value, dict):
        return {key: inner if key == "picture" else _read(inner) for key, inner in value.items() if key != "source"}
    return [_read(inner) for inner in value]


def photo_certificate(sheet: PhotoCertificate) -> Plain:
    """The draft of the photo certificate."""
    notes = Footnotes()
    issuers = [
        {"role": i.role, "organisation": i.organisation, "address": i.address, "telephone": i.telephone, "name": i.name}
        for i in sheet.issuers
    ]
    said = {"address": sheet.address, "relation": sheet.relation, "municipality": sheet.municipality}
    basis = notes.mark(sheet.sources)
    return {"person": _person(sheet.person), **said, "issuers": issuers, "basis": basis, "sources": notes.listed()}


def agent(sheet: AgentSheet) -> Plain:
    """The sheet in the hand of the agent."""
    notes = Footnotes()
    counter = sheet.counter
    return {
        "person": _person(sheet.person),
        "agent": sheet.agent,
        "counter": {
            "name": counter.name,
            "place": counter.place,
            "telephone": counter.telephone,
            "hours": counter.hours,
            "reservation": counter.reservation,
        },
        "who_may": sheet.who_may,
        "bring": [_paper(line, notes) for line in sheet.bring],
        "sealed": sheet.sealed_pins,
        "telephone": sheet.facility_telephone,
        "basis": notes.mark(sheet.sources),
        "sources": notes.listed(),
    }


def photo_note(sheet: PhotoNote) -> Plain:
    """The wording for a photo that cannot follow the rules, by the channel of the application."""
    notes = Footnotes()
    said = {"channel": sheet.channel.value, "features": sheet.features, "reason": sheet.reason}
    return {"person": _person(sheet.person), **said, "basis": notes.mark(sheet.sources), "sources": notes.listed()}


def family(sheet: FamilySheet) -> Plain:
    """Questions to the family."""
    asked = [{"text": q.text, "choices": q.choices, "why": q.why} for q in sheet.questions]
    return {
        "person": _person(sheet.person),
        "questions": asked,
        "reply_to": sheet.reply_to,
        "telephone": sheet.telephone,
        "reply_by": wareki.full(sheet.reply_by) if sheet.reply_by else "",
    }


def roster(sheet: RosterSheet) -> Plain:
    """The roster as a table."""
    return {
        "municipality": sheet.municipality,
        "reception": wareki.full(sheet.reception) if sheet.reception else "",
        "contact": sheet.contact,
        "rows": [_roster_row(row) for row in sheet.rows],
    }


def _roster_row(row: RosterRow) -> Plain:
    era = wareki.year(row.birth).partition("（")[0] if row.birth else ""
    day = days.common(row.birth) if row.birth else ""
    return {**vars(row), "birth": None, "era": era, "day": day, "number": str(row.number)}


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


def staff_list(sheet: StaffList) -> Plain:
    """Rooms and tasks, grouped by unit in the order given."""
    units: dict[str, list[Plain]] = {}
    for row in sheet.rows:
        units.setdefault(row.unit, []).append({"room": row.room, "task": row.task})
    return {"title": sheet.title, "units": [{"unit": unit, "rows": rows} for unit, rows in units.items()]}


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
