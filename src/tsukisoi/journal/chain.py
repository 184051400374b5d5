"""The arithmetic of the chain. Pure, so that a verifier of one file can do the same."""

import hashlib
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode
"""JSON with sorted keys and without spaces."""


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
    """Is this the digest of an entry given as plain columns in the order of LINKED, `fields` and `refs` as JSON text?

    The same as entry_digest, for reading a million of them: the canonical text is put together without parsing, and
    only where that does not fit, or where a sign in it would have to be escaped, is it made the long way.
    """
    fields, refs = _list(row[8]), _tidied(row[9])
    text = _ROW % (*row[:8], fields, refs, *row[10:13])
    quotes = _QUOTES + fields.count('"') + refs.count('"')
    if text.count('"') == quotes and "\\" not in text and hashlib.sha256(text.encode()).hexdigest() == digest:
        return True
    return digest_of([*row[:8], json.loads(row[8]), json.loads(row[9]), *row[10:13]]) == digest


_ROW = '["%s","%s","%s",%d,"%s","%s","%s","%s",%s,%s,"%s","%s","%s"]'
_QUOTES = _ROW.count('"')
_TEXTS = re.compile(r'\["[^"\\]*"(?:, "[^"\\]*")*\]')


def _tidied(text: str) -> str:
    """A JSON list in canonical form; a list of texts that need no escaping is only tidied."""
    if text == "[]":
        return text
    return text.replace('", "', '","') if _TEXTS.fullmatch(text) else canonical(json.loads(text))


_list = lru_cache(1024)(_tidied)


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
