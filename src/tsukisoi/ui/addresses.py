"""Addresses of pages about one thing, found once a page and not once a line: lists hold hundreds of them."""

from functools import cache
from uuid import UUID

from django.urls import NoReverseMatch, reverse

_ANYTHING = UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")


def address(page: str, id: UUID) -> str:
    """Where the page of that name stands for this id; empty where there is no such page (a room was taken out)."""
    before, after = _around(page)
    return f"{before}{id}{after}" if before else ""


@cache
def _around(page: str) -> tuple[str, str]:
    """The address before and after the id."""
    try:
        before, _, after = reverse(page, args=[_ANYTHING]).partition(str(_ANYTHING))
    except NoReverseMatch:
        return "", ""
    return before, after
