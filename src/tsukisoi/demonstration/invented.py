"""The invented houses and people as their files tell them."""

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from tsukisoi.tenancy.clock import today

DATA = Path(__file__).parent / "data"


class Line(NamedTuple):
    """One line of a house's own list. `care` is what stands in its care or handbook column."""

    room: str
    name: str
    kana: str
    born: date
    sex: str
    care: str
    address: str
    note: str


@dataclass(frozen=True, slots=True)
class Invented:
    """One person: the line of the list, why they are here, and what was asked, seen and done since.

    `rest` holds what stands in the file under the person, with what is usual in the house filled in.
    """

    line: Line
    why: str
    rest: dict[str, Any]

    @property
    def facts(self) -> dict[str, Any]:
        """Fact → value; None: asked, and the answer was 「わからない」."""
        return self.rest["facts"]  # type: ignore[no-any-return]

    def told(self, what: str) -> list[Any]:
        """A list of the file; empty where there is none."""
        return list(self.rest.get(what, ()))


@cache
def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))


def houses() -> list[dict[str, Any]]:
    """The organisations in the order in which they are founded."""
    return list(_read("houses")["house"])


def people(name: str) -> list[Invented]:
    """The people of one house, in the order of its list."""
    told = _read(name)
    return [_person(entry, told["usual"]) for entry in told["person"]]


def _person(entry: dict[str, Any], usual: dict[str, Any]) -> Invented:
    facts = {**usual["facts"], **entry.get("facts", {})}
    rest = {**usual, **entry, "facts": {key: _value(value) for key, value in facts.items() if value != "not asked"}}
    return Invented(Line(*entry["row"]), entry["why"], rest)


def _value(value: Any) -> Any:
    """A value of the file: 「?」 is «nobody knows», 「+40 days」 a day counted from today."""
    if value == "?":
        return None
    return day(value) if isinstance(value, str) and value.endswith(" days") else value


def day(text: str) -> date:
    """The day so many days from today: "+40 days", "-3 days"; or "next July": to which papers of 1 August are good."""
    if text == "next July":
        end = today().replace(month=7, day=31)
        return end if end > today() else end.replace(year=end.year + 1)
    return today() + timedelta(days=int(text.removesuffix(" days")))
