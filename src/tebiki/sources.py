"""Where each rule was read: law, circular, manual, municipal page; title, issuer, date, address, day seen."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

_NOTE = re.compile(r"(※\d*|\(注\d*\))$")


@dataclass(frozen=True, slots=True)
class Source:
    """One text that rules cite by place. `short` is how a line on screen names it.

    `confidence`: read · read-1 (one local page) · plan · memory."""

    id: str
    title: str
    issuer: str
    dated: str
    address: str
    seen_on: date
    confidence: str
    places: tuple[str, ...]
    short: str = ""

    def has(self, place: str) -> bool:
        """Does this place exist in the outline, or is it a note (※, 注) of one that does?

        A source without an outline takes any place.
        """
        return not self.places or _NOTE.sub("", place) in self.places


def _read(key: str, raw: dict[str, Any]) -> Source:
    return Source(
        id=key,
        title=raw["title"],
        issuer=raw["issuer"],
        dated=raw.get("dated", ""),
        address=raw.get("address", ""),
        seen_on=raw["seen_on"],
        confidence=raw["confidence"],
        places=tuple(raw.get("places", ())),
        short=raw.get("short", raw["title"]),
    )


@cache
def sources() -> dict[str, Source]:
    """All sources by id, in the order of sources.toml."""
    raw = tomllib.loads((files("tebiki") / "sources.toml").read_text("utf-8"))
    return {key: _read(key, entry) for key, entry in raw.items()}
