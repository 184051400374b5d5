"""The word for every code: the Japanese official term, and the English of the screens, from vocabulary.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads((files("tebiki") / "vocabulary.toml").read_text("utf-8"))


def _words(entries: dict[str, Any], language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code, entry in entries.items():
        found |= {code: entry[language]} if "ja" in entry else _words(entry, language)
    return found


@cache
def _group(group: str, language: str) -> dict[str, str]:
    entries = _raw()
    for part in group.split("."):
        entries = entries[part]
    return _words(entries, language)


def terms(group: str, language: str = "ja") -> dict[str, str]:
    """Code → word for a group (`routes`, `identity_documents`, `identity_documents.A`), in the official order.

    `language` is "ja" or "en". Raises KeyError for a group that vocabulary.toml does not have.
    """
    return dict(_group(group, "en" if language.startswith("en") else "ja"))


def term(group: str, code: str, language: str = "ja") -> str:
    """The word for one code of a group. Raises KeyError for a code the group does not have."""
    return _group(group, "en" if language.startswith("en") else "ja")[code]


def fact_name(key: str, language: str = "ja") -> str:
    """The short name of a fact (a key of facts.toml), as it stands beside its value."""
    return term("fact", key, language)


def fact_codes(key: str, language: str = "ja") -> dict[str, str]:
    """Code → word for the codes a fact may hold; empty for facts that hold a day, a number, or yes or no."""
    found: dict[str, str] = {}
    for group in _raw()["codes_of_fact"].get(key, ()):
        found |= terms(group, language)
    return found


@cache
def plain_terms(language: str = "ja") -> dict[str, str]:
    """Code → word for every code that means one thing only, whatever group it stands in."""
    found: dict[str, set[str]] = {}
    for group, entries in _raw().items():
        if group != "codes_of_fact":
            for code, word in _words(entries, "en" if language.startswith("en") else "ja").items():
                found.setdefault(code, set()).add(word)
    return {code: next(iter(words)) for code, words in found.items() if len(words) == 1}
