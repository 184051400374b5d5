"""Reading the help: the words explained, and one page for every screen. Both are files of this room."""

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Word:
    """One word explained, in the language of the page; the Japanese word and its reading always stand with it."""

    word: str
    reading: str
    english: str
    told: str
    instead: str
    ours: bool


@dataclass(frozen=True, slots=True)
class Screen:
    """The help for one screen."""

    title: str
    purpose: str
    steps: tuple[str, ...]
    stuck: tuple[str, ...]


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text("utf-8"))


def words(sought: str = "") -> list[Word]:
    """The words that hold what is sought (kanji, kana of either kind, or English), in the order of their readings."""
    key = folded(sought)
    found = [_word(raw) for raw in _read("glossary.toml")["word"] if key in folded(_all_of(raw))]
    return sorted(found, key=lambda word: word.reading)


def _word(raw: dict[str, Any]) -> Word:
    told, instead = (raw["en"], raw.get("instead_en", "")) if _english() else (raw["ja"], raw.get("instead", ""))
    return Word(raw["word"], raw["reading"], raw["english"], told, instead, raw.get("ours", False))


def _all_of(raw: dict[str, Any]) -> str:
    return " ".join(str(raw.get(key, "")) for key in ("word", "reading", "english", "ja", "en"))


def folded(text: str) -> str:
    """Text for searching: widths and letter case alike, katakana as hiragana, no spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in plain if not c.isspace())


def screen(room: str, name: str) -> Screen | None:
    """The help for that screen; None where there is none."""
    raw = screens().get(f"{room}.{name}")
    if raw is None:
        return None
    end = "_en" if _english() else ""
    return Screen(
        raw[f"title{end}"], raw[f"purpose{end}"], tuple(raw[f"steps{end}"]), tuple(raw[f"stuck{end}"])
    )  # fmt: skip


def screens() -> dict[str, dict[str, Any]]:
    """Every screen by room.name; one that stands for another (`same_as`) tells what that one tells."""
    every = _read("screens.toml")
    return {key: every[raw["same_as"]] if "same_as" in raw else raw for key, raw in every.items()}
