"""What every page shows above its own matter, as long as it is true."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext

from tsukisoi.staff.models import Role
from tsukisoi.staff.queries import organisation_of, role_words, standing_in, stands_in_on, wants_second_factor
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day


def banners(request: HttpRequest) -> dict[str, Any]:
    """`banners`: a list of text, url and label."""
    return {"banners": SimpleLazyObject(lambda: _banners(request))}


def _banners(request: HttpRequest) -> list[dict[str, str]]:
    viewer = getattr(request, "viewer", None)
    if viewer is None:
        return []
    return [*_stand_ins(viewer), *(_second_factor() if wants_second_factor(viewer) else [])]


def _stand_ins(viewer: Viewer) -> list[dict[str, str]]:
    """Who has the rights of the absent head: whoever it is sees it on every page, the head as well."""
    if not viewer.stands_in and viewer.role != Role.HEAD:
        return []
    now = [one for one in standing_in(viewer) if stands_in_on(one, today())]
    if not now:
        return []
    words = role_words(organisation_of(viewer))
    told = gettext("%(name)sさんが、%(day)sまで%(head)sの代わりをしています。")
    return [
        {
            "text": told % {"name": one.name, "day": short_day(one.stands_in_until), "head": words[Role.HEAD]},
            "url": reverse("staff:worker", args=[one.pk]),
            "label": gettext("代わりのこと"),
        }
        for one in now
    ]


def _second_factor() -> list[dict[str, str]]:
    text = gettext("パスワードのほかに、もう一つの確かめ方がまだありません。数分でできます。")
    return [{"text": text, "url": reverse("mfa_index"), "label": gettext("確かめ方をふやす")}]
