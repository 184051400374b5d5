"""What one page asks several times is read once: within `looking()` the answers of functions marked `once` are kept."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from tsukisoi.tenancy.viewer import Viewer

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")

_kept: ContextVar[dict[Any, Any] | None] = ContextVar("kept", default=None)


@contextmanager
def looking() -> Iterator[None]:
    """For a page that only reads: what is marked `once` is read from the database at most once until the end."""
    before = _kept.set({} if _kept.get() is None else _kept.get())
    try:
        yield
    finally:
        _kept.reset(before)


def is_looking() -> bool:
    """Is a page being made that only reads? Then it pays to read a small table whole, and from then on nothing."""
    return _kept.get() is not None


def once(read: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Mark a function that only reads and whose arguments can be compared. Nobody may change what it returns."""

    @wraps(read)
    def asked(*args: Asked.args, **named: Asked.kwargs) -> Answer:
        kept = _kept.get()
        if kept is None:
            return read(*args, **named)
        key = (read, args, tuple(sorted(named.items())))
        if key not in kept:
            kept[key] = read(*args, **named)
        found: Answer = kept[key]
        return found

    return asked


def each(read: Callable[..., dict[UUID, Answer]]) -> Callable[..., dict[UUID, Answer]]:
    """Mark a function (viewer, ids, …) that reads something of many: within `looking()`, of each id at most once.

    Nobody may change what it returns.
    """

    @wraps(read)
    def asked(viewer: Viewer, ids: Iterable[UUID], *more: Any, **named: Any) -> dict[UUID, Answer]:
        kept = _kept.get()
        if kept is None:
            return read(viewer, ids, *more, **named)
        key = (read, viewer, more, tuple(sorted(named.items())))
        known: dict[UUID, dict[UUID, Answer]] = kept.setdefault(key, {})
        wanted = dict.fromkeys(ids)
        lacking = [id for id in wanted if id not in known]
        if lacking:
            found = read(viewer, lacking, *more, **named)
            known.update((id, {id: found[id]} if id in found else {}) for id in lacking)
        return {id: answer for id in wanted for answer in known[id].values()}

    return asked
