"""What one office does otherwise, as one TOML file that houses pass on: changed rows, and answers of the office."""

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tebiki.book import Overlay, read_overlay

LOCAL = "local"
"""The source of what a house was told itself; the place says by whom."""

LEVELS = ("municipality", "insurer", "facility")


class Unreadable(ValueError):
    """A file cannot be read. `why`: not_toml · no_office · bad_row · bad_answer; the message names the place."""

    def __init__(self, why: str, where: str = "") -> None:
        super().__init__(f"{why}: {where}" if where else why)
        self.why = why
        self.where = where


@dataclass(frozen=True, slots=True)
class Told:
    """What an office answered to one house-wide question, by whom it was said, and when."""

    key: str
    value: Any
    source: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """Everything one file holds: the changed rows as they lie over the rules, and the answers."""

    overlay: Overlay
    answers: tuple[Told, ...]


def read_exchange(text: str) -> Exchange:
    """Read such a file. Raises Unreadable for anything that is no such file; rows are not yet held to the rules."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable("not_toml", str(error)) from None
    except RecursionError:
        raise Unreadable("not_toml") from None
    if raw.get("level") not in LEVELS or not isinstance(raw.get("name"), str) or not raw["name"].strip():
        raise Unreadable("no_office")
    _hold_rows(raw.get("change", []))
    answers = raw.get("answers", {})
    if not isinstance(answers, dict):
        raise Unreadable("bad_answer", "answers")
    return Exchange(read_overlay(text), tuple(_told(key, entry) for key, entry in answers.items()))


def _hold_rows(changes: Any) -> None:
    if not isinstance(changes, list):
        raise Unreadable("bad_row", "change")
    for number, change in enumerate(changes, 1):
        if not isinstance(change, dict) or not _well_formed(change):
            raise Unreadable("bad_row", f"change {number}")


def _well_formed(change: Mapping[str, Any]) -> bool:
    texts = ("table", "row", "say", "note", "note_en", "source", "place", "fact")
    lists = ("when", "unless", "need")
    flags = ("remove", "confirm", "waives")
    return (
        bool(change.get("table")) and bool(change.get("row"))
        and all(isinstance(change.get(key, ""), str) for key in texts)
        and all(_is_texts(change.get(key, [])) for key in lists)
        and all(isinstance(change.get(key, False), bool) for key in flags)
        and isinstance(change.get("data", {}), dict) and _is_day(change.get("checked_on"))
    )  # fmt: skip


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _is_day(value: Any) -> bool:
    return value is None or type(value) is date


def _told(key: str, entry: Any) -> Told:
    if not isinstance(entry, dict) or "value" not in entry or not isinstance(entry.get("source", ""), str):
        raise Unreadable("bad_answer", key)
    if not _is_day(entry.get("checked_on")):
        raise Unreadable("bad_answer", key)
    return Told(key, entry["value"], entry.get("source", ""), entry.get("checked_on"))


def write_exchange(level: str, name: str, changes: Iterable[Mapping[str, Any]], answers: Iterable[Told] = ()) -> str:
    """The file as text: `read_exchange` and `read_overlay` read it back as it was."""
    lines = [f"level = {_text(level)}", f"name = {_text(name)}"]
    for change in changes:
        lines += ["", "[[change]]", *(f"{_key(key)} = {_value(change[key])}" for key in sorted(change, key=_place))]
    for told in answers:
        day = [] if told.checked_on is None else [f"checked_on = {told.checked_on.isoformat()}"]
        lines += ["", f"[answers.{_text(told.key)}]", f"value = {_value(told.value)}"]
        lines += [f"source = {_text(told.source)}", *day]
    return "\n".join(lines) + "\n"


_ORDER = (
    "table", "row", "remove", "when", "unless", "say", "need", "data", "waives", "confirm", "note", "note_en", "fact",
    "source", "place", "checked_on",
)  # fmt: skip


def _place(key: str) -> tuple[int, str]:
    """A file reads the same whoever wrote it."""
    return (_ORDER.index(key) if key in _ORDER else len(_ORDER), key)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _text(key)


def _text(value: str) -> str:
    """A TOML text: escaped as JSON does it, and DEL, which TOML alone refuses."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def _value(value: Any) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(entry)}" for key, entry in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(entry) for entry in value) + "]"
    return value.isoformat() if isinstance(value, date) else str(value)
