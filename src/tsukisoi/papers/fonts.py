"""Which typeface really draws a name: chosen by what the font files contain, ideographic variants included.

Typst picks a font by the base character and then draws a missing variant silently as its base. Two families of variant
sequences exist (Adobe-Japan1 in BIZ UDPGothic, Moji_Joho in IPAmj Mincho) and do not overlap, so the choice is made
here, per string, from format 14 of the font's cmap table. What nobody can draw is reported, never left to chance.
"""

import os
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from fontTools.ttLib import TTFont

HOUSE = "BIZ UDPGothic"
NAMES = "IPAmjMincho"
SHIPPED = Path(__file__).resolve().parent / "fonts"
NAME_FILE = "ipamjm.ttf"
USUAL_PLACES = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts")
GETA = "〓"  # the compositor's old mark for a sort that the case does not hold


@dataclass(frozen=True)
class Run:
    """A stretch of text in one typeface."""

    text: str
    font: str


@dataclass(frozen=True)
class Choice:
    """How a string is set: the typeface of most of it, its runs, and the characters that nobody can draw."""

    font: str
    runs: tuple[Run, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """The code points and the (base, selector) pairs of one font."""

    points: frozenset[int]
    pairs: frozenset[tuple[int, int]]

    def draws(self, unit: str) -> bool:
        """Whether one unit, a character with or without a variation selector, has its own glyph."""
        if len(unit) == 1:
            return ord(unit) in self.points
        return (ord(unit[0]), ord(unit[1])) in self.pairs


@cache
def name_font() -> Path | None:
    """IPAmj Mincho where installed: first in the folder TSUKISOI_FONTS, then in the system's font folders."""
    chosen = os.environ.get("TSUKISOI_FONTS")
    places = ((Path(chosen),) if chosen else ()) + USUAL_PLACES
    return next((found for place in places for found in sorted(place.glob(f"**/{NAME_FILE}"))), None)


def folders() -> list[Path]:
    """The only folders the press may take fonts from."""
    extra = name_font()
    return [SHIPPED, *([extra.parent] if extra else [])]


@cache
def faces() -> tuple[tuple[str, Path], ...]:
    """The typefaces in order of preference: the one people read easily first."""
    extra = name_font()
    return ((HOUSE, SHIPPED / "BIZUDPGothic-Regular.ttf"), *(((NAMES, extra),) if extra else ()))


@cache
def coverage(path: Path) -> Coverage:
    """What the font at `path` can draw; read once per process (about 0.2 s for IPAmj Mincho)."""
    with TTFont(path, lazy=True) as font:
        variants = [table for table in font["cmap"].tables if table.format == 14]
        pairs = {(base, mark) for table in variants for mark, bases in table.uvsDict.items() for base, _ in bases}
        return Coverage(frozenset(font.getBestCmap()), frozenset(pairs))


@cache
def plain_signs() -> frozenset[str]:
    """Every character of the house face: a string made of these needs no second look."""
    return frozenset(map(chr, coverage(faces()[0][1]).points)) | {"\n"}


@cache
def _advances() -> dict[str, float]:
    with TTFont(faces()[0][1], lazy=True) as font:
        widths, em = font["hmtx"].metrics, font["head"].unitsPerEm
        return {chr(point): widths[glyph][0] / em for point, glyph in font.getBestCmap().items()}


def width(text: str) -> float:
    """How wide the house face sets `text`, in em; a sign of another face counts as a full one."""
    return round(sum(_advances().get(unit[0], 1.0) for unit in units(text)), 3)


def is_selector(sign: str) -> bool:
    """Whether this is a variation selector, standard or ideographic."""
    return 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF


def units(text: str) -> list[str]:
    """Characters, each with its variation selector."""
    found: list[str] = []
    for sign in text:
        if is_selector(sign) and found and len(found[-1]) == 1:
            found[-1] += sign
        else:
            found.append(sign)
    return found


def is_drawable_plainly(text: str) -> bool:
    """Whether the house face draws the whole string."""
    return plain_signs().issuperset(text)


@lru_cache(maxsize=20_000)
def drawable(text: str) -> Choice:
    """How to set `text`: in one typeface if any draws all of it, else word by word, else sign by sign."""
    words = [word for _, word in _words(units(_printable(text)))]
    whole = _face_for([unit for word in words for unit in word])
    runs: list[Run] = []
    for word in words:
        runs += [Run("".join(word), whole)] if whole else list(_set_word(word))
    missing = tuple(dict.fromkeys(unit for word in words for unit in word if not _anybody_draws(unit)))
    merged = tuple(_merge(runs))
    main = max(merged, key=lambda run: len(run.text)).font if merged else HOUSE
    return Choice(main, merged, missing)


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc")


def _words(signs: list[str]) -> Iterator[tuple[bool, list[str]]]:
    return ((blank, list(group)) for blank, group in groupby(signs, key=lambda unit: unit.isspace()))


def _face_for(signs: list[str]) -> str | None:
    """The first typeface that draws all of these, or None."""
    drawn = [unit for unit in signs if unit != "\n"]
    return next((name for name, path in faces() if all(map(coverage(path).draws, drawn))), None)


def _anybody_draws(unit: str) -> bool:
    return _face_for([unit]) is not None


def _set_word(word: list[str]) -> Iterator[Run]:
    face = _face_for(word)
    if face:
        yield Run("".join(word), face)
        return
    for unit in word:
        yield _set_unit(unit)


def _set_unit(unit: str) -> Run:
    """One unit alone; an unknown variant falls back to its base, an unknown character to the geta mark."""
    face = _face_for([unit])
    if face:
        return Run(unit, face)
    base = _face_for([unit[0]])
    return Run(unit[0], base) if base else Run(GETA, HOUSE)


def _merge(runs: list[Run]) -> Iterator[Run]:
    for face, group in groupby(runs, key=lambda run: run.font):
        yield Run("".join(run.text for run in group), face)
