"""Turns the records of what is printed into plain data for the press, one builder a sheet."""

import tomllib
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from tsukisoi.cases.sheets.contents import (
    AgentSheet,
    CoverSheet,
    ExplainSheet,
    FamilySheet,
    IntentLine,
    IntentSheet,
    PaperLine,
    Person,
    PhotoCertificate,
    PhotoNote,
    RosterRow,
    RosterSheet,
    Source,
    StaffList,
    WayLine,
)
from tsukisoi.papers import days, easy, fonts
from tsukisoi.ui import wareki

FOLDER = Path(__file__).resolve().parents[1] / "papers"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
TO_CONFIRM = "◇"
TO_CONFIRM_SAYS = "まだ確かめきれていないところ。使う前に市区町村（保険者）に確認する"
KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
Plain = dict[str, Any]


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
    return {
        "era": wareki.year(line.on), "on": f"{line.on.month}月{line.on.day}日", "explained_by": line.explained_by,
        "method": line.method, "answer": line.answer, "words": line.words, "witness": line.witness,
        "signed_as": line.signed_as,
    }  # fmt: skip


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
    said = {"channel": sheet.channel.value, "features": sheet.features, "reason": sheet.reason, "call": sheet.call}
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


def staff_list(sheet: StaffList) -> Plain:
    """Rooms and tasks, grouped by unit in the order given."""
    units: dict[str, list[Plain]] = {}
    for row in sheet.rows:
        units.setdefault(row.unit, []).append({"room": row.room, "task": row.task})
    return {"title": sheet.title, "units": [{"unit": unit, "rows": rows} for unit, rows in units.items()]}
