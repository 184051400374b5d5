"""Photographs at rest: each sealed with AES-256-GCM under the installation's own key, whatever the database below.

The key is derived from the one secret that every backup carries, so that a restored installation opens them again.
"""

import secrets
from functools import cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_NONCE = 12


class Unreadable(Exception):
    """What is kept was changed, belongs to another row, or was sealed under another key."""


@cache
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"tsukisoi photographs").derive(secret.encode()))


def seal(content: bytes, row: UUID, part: str) -> bytes:
    """Sealed for one row and one part of it: put anywhere else it does not open."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, content, row.bytes + part.encode())


def unseal(sealed: bytes, row: UUID, part: str) -> bytes:
    """The content again. Raises Unreadable."""
    try:
        return _cipher(settings.SECRET_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], row.bytes + part.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error
