"""Addresses of pages, found once and not once a line: lists hold hundreds of them."""

from functools import cache, lru_cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse

_ANYTHING = UUID("ffffffff-ffff-7fff-bfff-ffffffffffff")


def address(page: str, id: UUID) -> str:
    """Where the page of that name stands for this id; empty where there is no such page (a room was taken out)."""
    before, after = _around(page, settings.ROOT_URLCONF)
    return f"{before}{id}{after}" if before else ""


def plain_address(page: str, *args: Any) -> str:
    """Where the page of that name stands that is about no one row, but perhaps about a kind; empty as above."""
    return _plain(page, args, settings.ROOT_URLCONF)


@lru_cache(1000)
def _plain(page: str, args: tuple[Any, ...], addresses: str) -> str:
    try:
        return reverse(page, args=args)
    except NoReverseMatch:
        return ""


@cache
def _around(page: str, addresses: str) -> tuple[str, str]:
    """The address before and after the id."""
    try:
        before, _, after = reverse(page, args=[_ANYTHING]).partition(str(_ANYTHING))
    except NoReverseMatch:
        return "", ""
    return before, after
