"""The arithmetic of the chain. Pure, so that a verifier of one file can do the same."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


def digest_of(content: Any) -> str:
    """SHA-256 over canonical JSON: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(_canonical(content).encode()).hexdigest()


def detail_digest(salt: str, values: dict[str, Any]) -> str:
    """The digest that ties values to their entry; without the salt it gives nothing away."""
    return digest_of([salt, values])


def entry_digest(entry: dict[str, Any]) -> str:
    """The digest of an entry: all of LINKED, in that order."""
    return digest_of([entry[name] for name in LINKED])


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
