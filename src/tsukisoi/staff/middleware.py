"""Every request runs inside the scope of one organisation, with its viewer at hand."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django_scopes import scope

from tsukisoi.staff.queries import viewer_of


class ViewerMiddleware:
    """Sets request.viewer and opens the scope; without a signed-in worker there is neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the scope of the worker's organisation."""
        if not request.user.is_authenticated:
            request.viewer = None  # type: ignore[attr-defined]
            return self.get_response(request)
        viewer = viewer_of(request.user)
        request.viewer = viewer  # type: ignore[attr-defined]
        with scope(organisation=viewer.organisation):
            return self.get_response(request)
