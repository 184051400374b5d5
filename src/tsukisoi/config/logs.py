"""Logs that a machine reads and that name nobody: one JSON object a line, made of an allow-list.

A log line never holds a value somebody typed: the message is the program's own text before anything is put into it,
and of an exception its kind and the places in the code are told, not its words (a database repeats in them what it
refuses).
"""

import json
import logging
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter
from types import TracebackType
from typing import Any

from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("tsukisoi.requests")

ALLOWED = ("status", "view", "method", "ms", "organisation", "worker", "status_code")
"""What a record may carry beside its message: words of the program, counts and ids of staff and organisations."""

FRAMES = 12


class Line(logging.Formatter):
    """Formats one record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """When, how grave, which logger, the text as the program has it, what is allowed, where it happened."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {"at": at, "level": record.levelname, "logger": record.name, "event": str(record.msg)}
        line |= {name: getattr(record, name) for name in ALLOWED if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "where": _places(record.exc_info[2])}
        return json.dumps(line, ensure_ascii=False, default=type_of)


def _places(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-FRAMES:]
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def type_of(value: object) -> str:
    """What stands for a value that is neither text nor number: its kind."""
    return type(value).__name__


class RequestLog:
    """One line a request: which page (by its name, not its address), how it ended, how long it took, who worked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, then tell of it."""
        began = perf_counter()
        response = self.get_response(request)
        if logger.isEnabledFor(logging.INFO):
            logger.info("answered", extra=_told(request, response, perf_counter() - began))
        return response


def _told(request: HttpRequest, response: HttpResponse, seconds: float) -> dict[str, Any]:
    viewer = getattr(request, "viewer", None)
    told: dict[str, Any] = {
        "view": request.resolver_match.view_name if request.resolver_match else "",
        "method": request.method if request.method in _METHODS else "other",
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    return told | ({"organisation": str(viewer.organisation), "worker": str(viewer.worker)} if viewer else {})


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
