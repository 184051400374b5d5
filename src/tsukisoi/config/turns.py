"""One request after the other, by one thread of each process.

Threads that answer at the same time only take Python from each other. With the embedded database they also spoil each
other's memory: every page writes whom it showed, and with each write of one connection the others forget the pages of
the file that they had decrypted. So one thread answers as long as it is quick, in the order in which people asked;
whoever would wait for a long one (a kit of sixty, a list being brought in) is answered beside it.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

PATIENCE = 0.25
"""Seconds for which one waits for one's turn."""
Answer = Callable[[dict[str, Any], Any], Iterable[bytes]]


class Turns:
    """A WSGI application around another."""

    def __init__(self, answer: Answer) -> None:
        self._answer, self._hand, self._since = answer, ThreadPoolExecutor(1, "turns"), 0.0

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """The answer of the other application."""
        if self._since and monotonic() - self._since > PATIENCE:
            return self._whole(environ, start)
        turn = self._hand.submit(self._in_turn, environ, start)
        try:
            return turn.result(PATIENCE)
        except TimeoutError:
            return self._whole(environ, start) if turn.cancel() else turn.result()

    def _in_turn(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self._since = monotonic()
        try:
            return self._whole(environ, start)
        finally:
            self._since = 0.0

    def _whole(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        """A page goes out in one piece, and whoever wrote it ends it: no thread is woken once more for either."""
        answer = self._answer(environ, start)
        if getattr(answer, "streaming", True):
            return answer
        pieces = [*answer]
        answer.close()  # type: ignore[attr-defined]  # Django's own answers have it
        return pieces
