"""A sentence about a list: Japanese as it stands, with what it was made of, so that a page can say it otherwise.

No Django here: the sentences are made before it runs, too. `sentence` of `residents.showing` says them to a reader.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

Kept = str | list[Any]
"""A sentence as plain JSON: [template, parts], or a text that is data and reads the same in every language."""


class Said(str):
    """A finished Japanese sentence that remembers its template and its parts; parts are data, or sentences again."""

    template: str
    parts: Mapping[str, str]


def said(template: str, /, **parts: str) -> Said:
    """A sentence from its template; `%(name)s` stands for a part."""
    made = Said(template % parts if parts else template)
    made.template, made.parts = template, parts
    return made


def listed(sentences: Iterable[str]) -> str:
    """One after the other: A、B、C. At least one."""
    return reduce(lambda before, after: said("%(before)s、%(after)s", before=before, after=after), sentences)


def kept(sentence: str) -> Kept:
    """The sentence as plain JSON."""
    if isinstance(sentence, Said):
        return [sentence.template, {name: kept(part) for name, part in sentence.parts.items()}]
    return sentence


def brought_back(told: Kept) -> str:
    """The sentence that was kept."""
    if isinstance(told, str):
        return told
    template, parts = told
    return said(template, **{name: brought_back(part) for name, part in parts.items()})
