"""How often somebody may try an own code: five times in five minutes a name, fifty an address."""

from hashlib import sha256

from django.core.cache import cache

from tsukisoi.papers import ids

WINDOW = 300
A_NAME, AN_ADDRESS = 5, 50


def blocked(who: str, address: str) -> bool:
    """Are the tries used up, for this name or from this address? The right code is refused as well then."""
    return (
        int(cache.get(_key("name", _folded(who)), 0)) >= A_NAME or int(cache.get(_key("ip", address), 0)) >= AN_ADDRESS
    )


def failed(who: str, address: str) -> None:
    """One more wrong try."""
    for key in (_key("name", _folded(who)), _key("ip", address)):
        if not cache.add(key, 1, WINDOW):
            cache.incr(key)


def forget(who: str) -> None:
    """It was the right one."""
    cache.delete(_key("name", _folded(who)))


def _folded(who: str) -> str:
    return ids.tidy(who)[:80]


def _key(kind: str, text: str) -> str:
    return f"own-code-{kind}-{sha256(text.encode()).hexdigest()[:32]}"
