"""Who works with a data folder just now: those who serve hold it together, an upgrade holds it alone."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows has no such locks: there one must see to it oneself that nothing runs
    fcntl = None  # type: ignore[assignment]


class InUse(Exception):
    """Somebody else works with this folder."""


@contextlib.contextmanager
def held(folder: Path, *, alone: bool) -> Iterator[None]:
    """Hold the folder while the block runs; the system lets go when the process ends, however it ends.

    Raises InUse where it is held in a way that excludes this.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder / ".in-use", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if fcntl is not None:
            _lock(handle, alone)
        yield
    finally:
        os.close(handle)


def _lock(handle: int, alone: bool) -> None:
    try:
        fcntl.flock(handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError as error:
        raise InUse from error
