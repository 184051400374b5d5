"""Pictures at rest and on their way: sealed with AES-256-GCM under a key of the installation, each for one purpose.

A picture that is not masked yet is never kept here. It travels in the page, sealed for one worker, one person and half
an hour, in letters only, and is forgotten with the page.
"""

import secrets
import time
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

CARRIED_SECONDS = 1800
LONGEST = 2_500_000
_NONCE = 12
_OUT = str.maketrans("0123456789abcdef", "abcdefghijklmnop")
_IN = str.maketrans("abcdefghijklmnop", "0123456789abcdef")


class Unreadable(Exception):
    """It was changed, belongs elsewhere, was sealed under another key, or its half hour is over."""


@cache
def _cipher(secret: str) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, None, b"tsukisoi.custody.pictures").derive(secret.encode()))


def seal(content: bytes, bound: bytes) -> bytes:
    """Sealed for what `bound` names: put anywhere else it does not open."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + _cipher(settings.SECRET_KEY).encrypt(nonce, content, bound)


def unseal(sealed: bytes, bound: bytes) -> bytes:
    """The content again. Raises Unreadable."""
    try:
        return _cipher(settings.SECRET_KEY).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise Unreadable from error


def carry(content: bytes, bound: bytes) -> str:
    """Sealed for the way to the browser and back, as letters a to p: no run of digits in it can look like a number."""
    return seal(int(time.time()).to_bytes(8, "big") + content, bound).hex().translate(_OUT)


def carried(text: str, bound: bytes) -> bytes:
    """What came back. Raises Unreadable, also when the half hour is over."""
    if len(text) > LONGEST or text.strip("abcdefghijklmnop"):
        raise Unreadable
    try:
        plain = unseal(bytes.fromhex(text.translate(_IN)), bound)
    except ValueError as error:
        raise Unreadable from error
    if time.time() - int.from_bytes(plain[:8], "big") > CARRIED_SECONDS:
        raise Unreadable
    return plain[8:]
