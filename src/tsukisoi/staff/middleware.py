"""Every request runs inside the scope of one organisation, with its viewer at hand."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django_scopes import scope

from tsukisoi.staff.lending import Lent
from tsukisoi.staff.models import Role
from tsukisoi.staff.permits import WORDS, Right, roles_with
from tsukisoi.staff.queries import is_founded, organisation_of, role_words, viewer_of, who_may
from tsukisoi.tenancy.viewer import NotPermitted

View = Callable[..., HttpResponse]
BEFORE_FIRST_RUN = frozenset({"set_language", "health"})
WITH_FIRST_PASSWORD = frozenset({"account_change_password", "account_logout", "set_language", "staff:switch"})


class FirstRunMiddleware:
    """While there is no organisation, every page leads to the first run."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.founded = False

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing yet: the view is not known here."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lead to the first run. Organisations are never deleted, so one look that finds one is enough."""
        self.founded = self.founded or is_founded()
        name = _name(request)
        if self.founded or name in BEFORE_FIRST_RUN or name.startswith("staff:first_run"):
            return None
        return redirect("staff:first_run")


class ViewerMiddleware:
    """Sets request.viewer and opens the scope; without a signed-in worker there is neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer inside the scope of the worker's organisation."""
        worker = get_user(request)
        if not worker.is_authenticated:
            request.viewer = None  # type: ignore[attr-defined]
            return self.get_response(request)
        request.user = worker  # themselves: what stands for them looks them up at every touch
        viewer = viewer_of(worker)
        request.viewer = viewer  # type: ignore[attr-defined]
        with scope(organisation=viewer.organisation):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> HttpResponse | None:
        """With a first password one can do nothing but change it."""
        first = request.user.is_authenticated and request.user.must_change_password
        return redirect("account_change_password") if first and _name(request) not in WITH_FIRST_PASSWORD else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A missing right: which, who has it, whom to ask."""
        return _not_permitted(request, exception) if isinstance(exception, NotPermitted) else None


def _not_permitted(request: HttpRequest, exception: NotPermitted) -> HttpResponse:
    viewer, right = request.viewer, exception.right  # type: ignore[attr-defined]
    lent = isinstance(exception, Lent)
    people = [worker for worker in who_may(viewer, right) if not lent or worker.role == Role.HEAD]
    words = role_words(organisation_of(viewer))
    context = {
        "right": WORDS[Right(right)],
        "lent": lent,
        "here": not viewer.may(right),
        "own_role": words[viewer.role],
        "roles": [words[role] for role in roles_with(right)],
        "people": [(worker.name, words[worker.role]) for worker in people[:5]],
    }
    return render(request, "staff/not_permitted.html", context, status=403)


def _name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
