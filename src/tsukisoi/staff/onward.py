"""Where somebody goes on: to a page of this program, and nowhere else."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def onward(request: HttpRequest, asked: str) -> str:
    """The path (and query) of an address of this program; nothing where it is any other.

    What is left once scheme and host are cut off is looked at again: //elsewhere/ would be another host.
    """
    if not _is_ours(request, asked):
        return ""
    parts = urlsplit(asked)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return path if path.startswith("/") and not path.startswith("//") and _is_ours(request, path) else ""


def _is_ours(request: HttpRequest, address: str) -> bool:
    return url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
