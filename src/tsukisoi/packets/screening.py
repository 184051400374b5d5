"""What of a hand-over file's header somebody could have written, and what a public key looks like."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tsukisoi.guard.texts import every_text

_READ_AS_WHAT_THEY_ARE = frozenset({"lock", "made", "delete_on", "format", "sender"})
"""Parts of a header that are no text: keys, days and times."""
_KEYS = frozenset({"signing", "opening"})


def of_header(header: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a header. The keys in it are random digits and letters, and are read as keys only."""
    sender = header.get("sender", {})
    yield from every_text({key: value for key, value in header.items() if key not in _READ_AS_WHAT_THEY_ARE})
    yield from every_text({key: value for key, value in sender.items() if key not in _KEYS})
    yield name_of(sender)


def is_key(text: object) -> bool:
    """Is it a public key in hex, and not something else written in its place?"""
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def name_of(sender: Mapping[str, Any]) -> str:
    """How the sender of a file is called here: the name, and which of its machines."""
    name, machine = sender.get("name", ""), sender.get("machine")
    return f"{name}（{machine}）" if machine else str(name)
