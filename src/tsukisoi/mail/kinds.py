"""The closed list of what comes by mail, read from kinds.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from django.utils.translation import get_language

from tsukisoi.residents.roster.names import search_key


@dataclass(frozen=True, slots=True)
class MailKind:
    """One kind of mail. `key` is typed for it, `starts` names the clock it starts, `until`: a last day is on it."""

    code: str
    key: str
    title: str
    title_en: str
    look: str
    look_en: str
    starts: str
    until: bool

    @property
    def words(self) -> str:
        """What it is called, in the language of the page."""
        return self.title_en if _english() else self.title

    @property
    def how_it_looks(self) -> str:
        """How one knows it from outside."""
        return self.look_en if _english() else self.look


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


@cache
def kinds() -> dict[str, MailKind]:
    """Every kind by its code, in the order of the list."""
    told = tomllib.loads((files("tsukisoi.mail") / "kinds.toml").read_text("utf-8"))
    return {code: MailKind(code, **kind) for code, kind in told.items()}


def kind_of(typed: str) -> MailKind | None:
    """The kind somebody typed: its key, its code, or how its name begins; None where that is not one kind."""
    key = search_key(typed)
    if not key:
        return None
    exact = [one for one in kinds().values() if key in (one.key, one.code)]
    found = exact or [one for one in kinds().values() if search_key(one.title).startswith(key)]
    return found[0] if len(found) == 1 else None
