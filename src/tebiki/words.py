"""The closed vocabulary: every condition a row may name, each one bit, so that a table is decided by masks."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SPAN = 1  # of two neighbouring bits the lower says yes and the one above it no: what belongs together stays short

_BITS_OF_A_WORD = 2


class UnknownWord(ValueError):
    """A table names a word that words.toml does not have."""


@dataclass(frozen=True, slots=True)
class Word:
    """One condition. `fact` is the fact that answers it, the thing to ask when it is not known."""

    name: str
    bit: int
    ja: str
    en: str
    fact: str


class Known:
    """What is known of one person: `yes` and `no` are masks; a word in neither is not yet known.

    `said` is both in one number, each `no` one bit above its `yes`, so that a table needs a single look. Nobody changes
    one once made.
    """

    __slots__ = ("no", "said", "yes")

    def __init__(self, yes: int = 0, no: int = 0) -> None:
        self.yes = yes
        self.no = no
        self.said = yes | no << SPAN

    def __repr__(self) -> str:
        return f"Known(yes={self.yes:#x}, no={self.no:#x})"

    def but(self, yes: int = 0, no: int = 0) -> "Known":
        """The same knowledge with these words added."""
        return Known((self.yes | yes) & ~no, (self.no | no) & ~yes)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words, and the groups of which at most one can be true at a time."""

    by_name: dict[str, Word]
    exclusive: tuple[int, ...]

    def mask(self, names: Iterable[str]) -> int:
        """The mask of these words. Raises UnknownWord naming the first that does not exist."""
        mask = 0
        for name in names:
            try:
                mask |= self.by_name[name].bit
            except KeyError:
                raise UnknownWord(f"{name!r} is not a word of words.toml") from None
        return mask

    def names(self, mask: int) -> Iterator[Word]:
        """The words of a mask, in the order of words.toml."""
        words = _in_order()
        while mask:
            low = mask & -mask
            yield words[low.bit_length() // _BITS_OF_A_WORD]
            mask ^= low


@cache
def _in_order() -> tuple[Word, ...]:
    return tuple(vocabulary().by_name.values())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of words.toml, read once."""
    raw = tomllib.loads((files("tebiki") / "words.toml").read_text("utf-8"))
    words = {
        name: Word(name, 1 << index * _BITS_OF_A_WORD, entry["ja"], entry["en"], entry["fact"])
        for index, (name, entry) in enumerate(raw["word"].items())
    }
    plain = Vocabulary(words, ())
    return Vocabulary(words, tuple(plain.mask(group) for group in raw.get("exclusive", ())))


@cache
def every_word() -> int:
    """The mask of all words."""
    return bit(*vocabulary().by_name)


def bit(*names: str) -> int:
    """The mask of these words, for functions that reckon. Raises UnknownWord."""
    return vocabulary().mask(names)
