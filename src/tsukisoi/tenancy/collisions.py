"""Two people wrote the same rows in another order, and the database ended one of them: that one is asked once more.

PostgreSQL does so for a deadlock, distributed engines for every write that cannot be put in order. Nothing of the ended
try is kept, and every action may be repeated, so the person at the screen never has to learn of it.
"""

import random
import time
from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

TRIES = 4
_STATES = frozenset({"40001", "40P01"})  # serialization_failure, deadlock_detected


def collided(error: BaseException) -> bool:
    """Did the database end this transaction only because of another one?"""
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", None) in _STATES


class AskAgain:
    """Runs a view again whose transaction collided, a few times, each after a moment of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do on the way in or out."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        """The answer of a later try; None where this is no collision, or the last try collided too."""
        if not collided(exception) or request.resolver_match is None:
            return None
        view, args, kwargs = request.resolver_match
        for attempt in range(1, TRIES):
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311  # spread apart, nothing secret
            _rewind(request)
            try:
                answer: HttpResponseBase = view(request, *args, **kwargs)
            except OperationalError as error:
                if not collided(error):
                    raise
            else:
                return answer
        return None


def _rewind(request: HttpRequest) -> None:
    """A file that was read in the ended try is read from its beginning again."""
    for name in request.FILES:
        for file in request.FILES.getlist(name):
            file.seek(0)
