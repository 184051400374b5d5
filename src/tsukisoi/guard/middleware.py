"""The net under every entrance: paths, query strings, sent fields and file names are screened before a view runs."""

import json
import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import unquote, unquote_plus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import get_template, select_template
from django.utils.translation import gettext

from tsukisoi.guard.allowance import field_of, is_excused, screened_by
from tsukisoi.guard.refusal import LONGEST, TOO_LONG, refuse

logger = logging.getLogger("tsukisoi.guard")

STATUS = 422
_OURS = frozenset({"csrfmiddlewaretoken"})
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class GuardMiddleware:
    """Answers 422 with a plain page when an individual number or a PIN is handed in. The value is not logged."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return _refused(request, "address", _in_address(request)) or self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Screen what was sent, once the view (and so its one allowed field) is known."""
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        return _refused(request, "body", _in_body(request, field_of(view), screened_by(view)))


def _refused(request: HttpRequest, where: str, refusal: str | None) -> HttpResponse | None:
    if refusal is None:
        return None
    logger.warning("refused a text that looks like an individual number or a PIN, in the %s", where)
    response = HttpResponse(_page(request, refusal), status=STATUS)
    response["Cache-Control"] = "no-store"
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django would log the path, which may hold the value
    return response


def _page(request: HttpRequest, refusal: str) -> str:
    around = select_template(["ui/page_bare.html", "ui/page.html", "guard/bare.html"])
    # The request is handed over without its address and fields: no page around the message may repeat them.
    context = {"page": around, "refusal": refusal, "title": gettext("保存していません")}
    return str(get_template("guard/refused.html").render(context, _blank(request)))


def _blank(request: HttpRequest) -> HttpRequest:
    """A request for the template only: the same person and session, and nothing of what was sent."""
    blank = HttpRequest()
    blank.method, blank.path, blank.path_info = "GET", "/", "/"
    blank.META = {key: request.META[key] for key in ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST") if key in request.META}
    blank.COOKIES = request.COOKIES
    for name in ("user", "session", "LANGUAGE_CODE", "_messages", "csp_nonce", "_csp_nonce", "viewer"):
        if name in request.__dict__:
            setattr(blank, name, request.__dict__[name])
    return blank


def _in_address(request: HttpRequest) -> str | None:
    query = request.META.get("QUERY_STRING", "")
    pieces = (unquote_plus(piece) for pair in query.split("&") for piece in pair.split("=", 1))
    return _first_refusal([*{request.path_info, unquote(request.path_info)}, *pieces])


def _in_body(request: HttpRequest, allowed: str | None, by_the_view: str | None) -> str | None:
    if request.content_type in _FORMS:
        return _first_refusal(_form_texts(request, allowed, by_the_view))
    return _first_refusal(_plain_texts(request.body.decode("utf-8", "replace")))


def _form_texts(request: HttpRequest, allowed: str | None, by_the_view: str | None) -> Iterator[str]:
    excused = {allowed} if allowed and is_excused(allowed, request.POST) else set()
    for name, values in request.POST.lists():
        yield name
        if name not in _OURS | excused | {by_the_view}:
            yield from (str(value) for value in values)
    for name, uploads in request.FILES.lists():
        yield name
        yield from (upload.name or "" for upload in uploads)


def _plain_texts(body: str) -> list[str]:
    """A JSON body by its values, so that escapes hide nothing; anything else as it stands."""
    try:
        return list(_json_texts(json.loads(body)))
    except (ValueError, RecursionError):
        return [body]


def _json_texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _json_texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _json_texts(item)
    else:
        yield str(value)


def _first_refusal(texts: Iterable[str]) -> str | None:
    left = LONGEST
    for text in texts:
        left -= len(text)
        refusal = refuse(text) if left >= 0 else gettext(str(TOO_LONG))
        if refusal:
            return refusal
    return None
