"""What every page shows above its own matter, as long as it is true."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from tsukisoi.staff.queries import wants_second_factor


def banners(request: HttpRequest) -> dict[str, Any]:
    """`banners`: a list of text, url and label."""
    return {"banners": SimpleLazyObject(lambda: _banners(request))}


def _banners(request: HttpRequest) -> list[dict[str, str]]:
    viewer = getattr(request, "viewer", None)
    if viewer is None or not wants_second_factor(viewer):
        return []
    text = gettext("パスワードのほかに、もう一つの確かめ方がまだありません。数分でできます。")
    return [{"text": text, "url": reverse("mfa_index"), "label": gettext("確かめ方をふやす")}]
