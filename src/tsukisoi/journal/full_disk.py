"""When there is no room left to write: nothing is half-kept, reading goes on, and the page says what to do."""

import logging
from collections.abc import Callable

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

logger = logging.getLogger("tsukisoi.journal")

_SIGNS = ("is full", "no space left")
STATUS = 507


def is_full(error: BaseException) -> bool:
    """Did the database refuse because the disk is full? (SQLite and PostgreSQL say so in their own words.)"""
    text = str(error).casefold()
    return isinstance(error, DatabaseError) and any(sign in text for sign in _SIGNS)


class FullDisk:
    """Answers 507 with a plain page where a record could not be kept for want of room. It recovers by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What fails outside a view (the seal of the day, the session) is told here."""
        try:
            return self.get_response(request)
        except DatabaseError as error:
            if not is_full(error):
                raise
            return _told(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What fails in a view."""
        return _told(request) if is_full(exception) else None


def _told(request: HttpRequest) -> HttpResponse:
    logger.critical("the disk is full: nothing more can be recorded")
    response = render(request, "507.html", status=STATUS)
    response["Cache-Control"] = "no-store"
    return response
