"""What is known of one person, as handed in: a closed set of keys, each value checked, each gap kept as a gap."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final


class BadFact(ValueError):
    """A fact cannot be read; the message names the key and what it may hold."""


class _NotKnown:
    """The answer «not known»: neither yes nor no, and never counted as either."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "NOT_KNOWN"


NOT_KNOWN: Final = _NotKnown()


@dataclass(frozen=True, slots=True)
class Kind:
    """What a fact may hold: day · yes_no · number · code · codes (any of); `nullable` where «none» is an answer."""

    holds: str
    codes: tuple[str, ...]
    nullable: bool

    def read(self, key: str, value: Any) -> Any:
        """The value in its own type. Raises BadFact with the key and what it may hold."""
        if value is None and self.nullable:
            return None
        try:
            return _READERS[self.holds](value, self.codes)
        except (ValueError, TypeError):
            allowed = (
                ", ".join(self.codes)
                or {"day": "YYYY-MM-DD", "yes_no": "true, false", "number": "0, 1, 2 …"}[self.holds]
            )
            raise BadFact(f"{key}: {value!r} is not one of: {allowed}") from None


def _day(value: Any, _codes: tuple[str, ...]) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else _strict(value, date)


def _yes_no(value: Any, _codes: tuple[str, ...]) -> bool:
    return bool(_strict(value, bool))


def _number(value: Any, _codes: tuple[str, ...]) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError
    return value


def _code(value: Any, codes: tuple[str, ...]) -> str:
    if value not in codes:
        raise ValueError
    return str(value)


def _codes(value: Any, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_code(entry, codes) for entry in _strict(value, list, tuple)))


def _strict(value: Any, *types: type) -> Any:
    if not isinstance(value, types):
        raise TypeError
    return value


_READERS = {"day": _day, "yes_no": _yes_no, "number": _number, "code": _code, "codes": _codes}


@cache
def kinds() -> dict[str, Kind]:
    """Every key a fact may have (nested ones with a dot: `card.expires`), from facts.toml."""
    raw = tomllib.loads((files("tebiki") / "facts.toml").read_text("utf-8"))
    return {
        key: Kind(entry["holds"], tuple(entry.get("codes", ())), entry.get("nullable", False))
        for key, entry in raw.items()
    }


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of one person on one day. `get` answers NOT_KNOWN for whatever was not said."""

    as_of: date
    born: date
    values: Mapping[str, Any]

    def get(self, key: str) -> Any:
        """The value, or NOT_KNOWN. Raises KeyError for a key that facts.toml does not have."""
        if key not in kinds():
            raise KeyError(key)
        return self.values.get(key, NOT_KNOWN)

    def knows(self, key: str) -> bool:
        """Was this fact, or anything inside it, said at all?"""
        return key in self.values or any(k.startswith(f"{key}.") for k in self.values)

    def but(self, **values: Any) -> "Facts":
        """The same person with some facts set otherwise (dots in keys are written as two underscores)."""
        return Facts(self.as_of, self.born, {**self.values, **{k.replace("__", "."): v for k, v in values.items()}})


def _flat(raw: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in raw.items():
        flat |= _flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value}
    return flat


def read(raw: Mapping[str, Any]) -> Facts:
    """Read facts as in JSON; of a group that is null nothing is known.

    Raises BadFact for a key nobody knows, a value it may not hold, or no birth date.
    """
    allowed = kinds()
    groups = {key.partition(".")[0] for key in allowed if "." in key}
    flat = _flat({key: value for key, value in raw.items() if value is not None or key not in groups})
    for key in flat:
        if key not in allowed:
            raise BadFact(f"{key}: no such fact")
    values = {key: allowed[key].read(key, value) for key, value in flat.items()}
    for key in ("as_of", "birth_date"):
        if values.get(key) is None:
            raise BadFact(f"{key}: is required")
    return Facts(values.pop("as_of"), values.pop("birth_date"), values)
