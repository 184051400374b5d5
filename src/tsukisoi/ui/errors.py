"""Answers to what went wrong: what happened, what to do, whom to call."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def unprocessable(request: HttpRequest, why: str) -> HttpResponse:
    """A 422 page saying why what was sent is not kept. `why` is a whole sentence, without what was sent."""
    response = render(request, "422.html", {"why": why}, status=422)
    response["Cache-Control"] = "no-store"
    return response
