"""What every page knows: who looks, where they stand, whose house it is."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from tsukisoi.tenancy import clock
from tsukisoi.ui.navigation import navigation


def page(request: HttpRequest) -> dict[str, Any]:
    """The variables that the base pages use; README.md lists them."""
    viewer = getattr(request, "viewer", None)
    here = request.resolver_match.view_name if request.resolver_match else ""
    groups = navigation(viewer, here, kind_of(request)) if viewer else []
    return {
        "viewer": viewer,
        "navigation": groups,
        "open_group": next((group for group in groups if group.current), groups[0] if groups else None),
        "organisation_name": SimpleLazyObject(lambda: organisation_name(request)),
        "help_url": help_url(here),
        "practice": settings.TSUKISOI_DEMO,
        "printed_at": clock.now(),
    }


def organisation_name(request: HttpRequest) -> str:
    """The name of the signed-in worker's organisation; empty where nobody is signed in."""
    organisation = _organisation(request)
    return str(organisation.name) if organisation else ""


def kind_of(request: HttpRequest) -> str:
    """What sort of organisation that is; empty where nobody is signed in."""
    organisation = _organisation(request)
    return str(organisation.kind) if organisation else ""


def _organisation(request: HttpRequest) -> Any:
    return getattr(getattr(request, "user", None), "organisation", None)


def help_url(here: str) -> str:
    """The page of help for an address by its name (residents:list → help:screen), or nothing."""
    room, _, screen = here.partition(":")
    if not screen:
        return ""
    try:
        return reverse("help:screen", kwargs={"room": room, "screen": screen})
    except NoReverseMatch:
        return ""
