"""From where a page may take scripts, styles and the rest: the same few words with every answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class Sources:
    """Sets the header out of `settings.CONTENT_SECURITY_POLICY`: kind of source → from where."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._policy = "; ".join(
            f"{kind} {' '.join(where)}" for kind, where in settings.CONTENT_SECURITY_POLICY.items()
        )

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and say so."""
        response = self.get_response(request)
        response.headers["Content-Security-Policy"] = self._policy
        return response
