"""Every text of a hand-over file that somebody could have written: in its content, its header and its file names."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tsukisoi.guard import numbers

_READ_AS_WHAT_THEY_ARE = frozenset({"lock", "made", "delete_on", "format", "sender"})
"""Parts of a header that are no text: keys, days and times."""
_KEYS = frozenset({"signing", "opening"})


def texts(value: object) -> Iterator[str]:
    """Each text of plain JSON, names of fields too. A number is one as well: it becomes text where it is kept."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(int(value)).zfill(numbers.LENGTH) if numbers.in_number(value) else str(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield str(key)
            yield from texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from texts(item)


def of_header(header: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a header. The keys in it are random digits and letters, and are read as keys only."""
    sender = header.get("sender", {})
    yield from texts({key: value for key, value in header.items() if key not in _READ_AS_WHAT_THEY_ARE})
    yield from texts({key: value for key, value in sender.items() if key not in _KEYS})
    yield name_of(sender)


def is_key(text: object) -> bool:
    """Is it a public key in hex, and not something else written in its place?"""
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def name_of(sender: Mapping[str, Any]) -> str:
    """How the sender of a file is called here: the name, and which of its machines."""
    name, machine = sender.get("name", ""), sender.get("machine")
    return f"{name}（{machine}）" if machine else str(name)
