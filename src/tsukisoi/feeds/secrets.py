"""The secret in a calendar's address: letters alone, so that no address is ever taken for a number."""

import hmac
import secrets
from hashlib import sha256
from string import ascii_lowercase
from uuid import UUID

LENGTH = 36
"""36 of 26 letters: about 169 bits."""


def make() -> str:
    """A fresh secret."""
    return "".join(secrets.choice(ascii_lowercase) for _sign in range(LENGTH))


def digest(secret: str) -> str:
    """What is kept of it."""
    return sha256(secret.encode()).hexdigest()


def fits(secret: str, kept: str) -> bool:
    """Is it this one? Takes as long for a wrong one as for the right one."""
    return hmac.compare_digest(digest(secret), kept)


def token(feed: UUID, secret: str) -> str:
    """How an address carries it."""
    return f"{feed.hex}{secret}"


def parts(text: str) -> tuple[UUID, str] | None:
    """Which feed, and the secret; None for anything else."""
    try:
        return UUID(text[:32]), text[32:]
    except ValueError:
        return None
