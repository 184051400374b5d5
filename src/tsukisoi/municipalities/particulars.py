"""What houses write down of an office beside the rules: lead times, terms, papers, money. See particulars.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext, ngettext

from tsukisoi.ui import wareki

LONGEST = 200
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Particular:
    """One thing an office may say of itself. `codes` pairs each code with its words in Japanese and English."""

    key: str
    kind: str
    group: str
    holds: str
    unit: str
    ja: str
    en: str
    codes: tuple[tuple[str, str, str], ...]

    @property
    def name(self) -> str:
        """What it is called on the page."""
        return self.en if _english() else self.ja

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """What is sent for each choice, with its word; empty where a number, day or text is typed."""
        if self.holds == "yes_no":
            return (("yes", gettext("はい")), ("no", gettext("いいえ")))
        return tuple((code, en if _english() else ja) for code, ja, en in self.codes)


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "particulars.toml").read_text("utf-8"))


@cache
def particulars() -> dict[str, Particular]:
    """Every particular by key, in the order of the page."""
    return {key: _particular(key, entry) for key, entry in _raw().items() if key != "group"}


def _particular(key: str, entry: dict[str, Any]) -> Particular:
    codes = tuple((code["code"], code["ja"], code["en"]) for code in entry.get("codes", ()))
    return Particular(
        key, entry["kind"], entry["group"], entry["holds"], entry.get("unit", ""), entry["ja"], entry["en"], codes
    )


def of_kind(kind: str) -> dict[str, list[Particular]]:
    """The particulars of an office of that kind, by the title of their group."""
    titles = {code: entry["en" if _english() else "ja"] for code, entry in _raw()["group"].items()}
    found: dict[str, list[Particular]] = {}
    for one in particulars().values():
        if one.kind == kind:
            found.setdefault(titles[one.group], []).append(one)
    return found


def read(key: str, value: Any) -> Any:
    """The value as it is kept (plain JSON), from a form or a file. Raises ValidationError; KeyError for no such key."""
    one = particulars()[key]
    try:
        return _READERS[one.holds](one, value)
    except (TypeError, ValueError):
        raise ValidationError(gettext("この質問の答えにはなりません。"), code="fact") from None


def _yes_no(_one: Particular, value: Any) -> bool:
    if value not in (True, False, "yes", "no"):
        raise ValueError
    return value in (True, "yes")


def _number(_one: Particular, value: Any) -> int:
    number = int(value) if isinstance(value, int | str) and not isinstance(value, bool) else -1
    if not 0 <= number <= _MOST:
        raise ValueError
    return number


def _day(_one: Particular, value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else date.fromisoformat(value).isoformat()


def _text(_one: Particular, value: Any) -> str:
    plain = " ".join(value.split()) if isinstance(value, str) else ""
    if not plain or len(plain) > LONGEST:
        raise ValueError
    return plain


def _code(one: Particular, value: Any) -> str:
    if value not in [code for code, _ja, _en in one.codes]:
        raise ValueError
    return str(value)


def _codes(one: Particular, value: Any) -> list[str]:
    if not isinstance(value, list | tuple):
        raise TypeError
    return list(dict.fromkeys(_code(one, entry) for entry in value))


_READERS = {"yes_no": _yes_no, "number": _number, "day": _day, "text": _text, "code": _code, "codes": _codes}


def in_words(key: str, value: Any) -> str:
    """A kept value as it reads on screen."""
    one = particulars()[key]
    if one.holds == "yes_no":
        return gettext("はい") if value else gettext("いいえ")
    if one.holds == "number":
        return counted(one.unit, value)
    if one.holds == "day":
        return wareki.plain(date.fromisoformat(value))
    words = dict(one.options)
    if one.holds == "codes":
        return gettext("、").join(_words_of(words, value)) or gettext("扱いなし")
    return words.get(value, str(value))


def _words_of(words: dict[str, str], values: Iterable[str]) -> list[str]:
    return [words.get(code, code) for code in values]


def counted(unit: str, n: int) -> str:
    """A number with what it counts."""
    told = {
        "day": ngettext("%(n)d日", "%(n)d日", n), "month": ngettext("%(n)dか月", "%(n)dか月", n),
        "person": ngettext("%(n)d人", "%(n)d人", n), "yen": ngettext("%(n)d円", "%(n)d円", n),
    }  # fmt: skip
    return told.get(unit, "%(n)d") % {"n": n}
