"""Whom somebody means who types a name, a reading or a room into a form of another room."""

from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext

from tsukisoi.residents import queries
from tsukisoi.residents.models import Resident
from tsukisoi.tenancy.ids import id_from
from tsukisoi.tenancy.viewer import Viewer

FEW = 8


def meant(viewer: Viewer, request: HttpRequest) -> list[Resident]:
    """The person chosen (`resident`), or those found by what was typed (`who`). Raises Http404 out of reach."""
    chosen = id_from(request.POST.get("resident") or request.GET.get("resident"))
    words = request.POST.get("who", "").strip()
    if chosen:
        return [queries.person(viewer, chosen)]
    return queries.search(viewer, words[:60], limit=FEW) if words else []


def one_is_meant(form: BaseForm, found: list[Resident]) -> bool:
    """Is it clear who is meant, or that nobody is? Otherwise the form's field `who` says what to do."""
    if len(found) == 1 or not form.cleaned_data.get("who"):
        return True
    words = gettext("この氏名・部屋の人は見つかりません。ほかの書きかたでためしてください。")
    form.add_error("who", gettext("どの人のことか、選んでください。") if found else words)
    return False
