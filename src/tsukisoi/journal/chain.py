"""The arithmetic of the chain. Pure, so that a verifier of one file can do the same."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

_SPELLING: Any = {"ensure_ascii": False, "sort_keys": True, "separators": (",", ":")}
canonical = json.JSONEncoder(**_SPELLING, default=str).encode
"""JSON with sorted keys and without spaces."""


class AsHashed(json.JSONEncoder):
    """The same spelling for a column, so that what stands there need not be written anew to reckon its digest."""

    def __init__(self, **asked: Any) -> None:
        super().__init__(**asked | _SPELLING)


def digest_of(content: Any) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def detail_digest(salt: str, values: dict[str, Any]) -> str:
    """The digest that ties values to their entry; without the salt it gives nothing away."""
    return detail_text_digest(salt, canonical(values))


def detail_text_digest(salt: str, values: str) -> str:
    """The same of values that are canonical text already."""
    quoted = f'"{salt}"' if salt.isalnum() else canonical(salt)
    return hashlib.sha256(f"[{quoted},{values}]".encode()).hexdigest()


def entry_digest(entry: dict[str, Any]) -> str:
    """The digest of an entry: all of LINKED, in that order."""
    return digest_of([entry[name] for name in LINKED])


def stands(row: tuple[Any, ...], digest: str) -> bool:
    """Is this the digest of an entry, given as plain columns in the order of LINKED, its lists as JSON text?"""
    return digest_of([*row[:8], json.loads(row[8]), json.loads(row[9]), *row[10:13]]) == digest


LINKED = (
    "organisation", "chain_kind", "chain_id", "seq", "at", "occurred_at", "actor_id", "action", "fields", "refs",
    "corrects", "detail_digest", "previous",
)  # fmt: skip


def seal_digest(organisation: str, seq: int, at: str, root: str, previous: str) -> str:
    """The digest of a seal: whose, which, when, the root of all heads, and the seal before."""
    return digest_of([organisation, seq, at, root, previous])


def root_of(heads: Iterable[tuple[str, str, int, str]]) -> str:
    """One digest over all heads (kind, id, seq, digest), whatever their order."""
    return digest_of(sorted(list(head) for head in heads))


class Heads:
    """All heads of an organisation as they move from seal to seal, and their root: the same as root_of, but each head
    is written once, so that the seals of years can be reckoned again.
    """

    def __init__(self) -> None:
        self._written, self._order = dict[tuple[str, str], str](), list[tuple[str, str]]()

    def move(self, kind: str, id: str, seq: int, digest: str) -> None:
        """One head has moved, or is new."""
        self._written[kind, id] = canonical([kind, id, seq, digest])

    def root(self) -> str:
        """The digest over all of them."""
        if len(self._order) != len(self._written):
            self._order = sorted(self._written)
        return hashlib.sha256(f"[{','.join(map(self._written.__getitem__, self._order))}]".encode()).hexdigest()
