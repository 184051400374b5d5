"""緊急で持ち出す: from a locked screen, by any worker on duty. First who, then which room; no name before that."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_scopes import scope

from tsukisoi.custody import actions, queries
from tsukisoi.custody.forms import RoomForm, UrgentForm, WhoForm, ids_from
from tsukisoi.custody.queries import Held
from tsukisoi.custody.views.request import already_out
from tsukisoi.desks.hands import house_here, worker_here
from tsukisoi.journal.actions import looked
from tsukisoi.staff import queries as staff
from tsukisoi.staff.permits import Right
from tsukisoi.tenancy.ids import id_from
from tsukisoi.tenancy.viewer import Viewer

KEY = "custody_emergency"
SECONDS = 180
"""How long somebody stays known at the locked screen."""
USED_UP = _("続けてまちがえたため、5分間は使えません。施設長か、ほかの職員に頼んでください。")


@never_cache
@login_not_required
@sensitive_post_parameters("code")
def emergency(request: HttpRequest) -> HttpResponse:
    """Who, then whose, then out. Somebody who is signed in begins with the room."""
    if "leave" in request.POST:
        request.session.pop(KEY, None)
        return redirect("custody:emergency")
    viewer = getattr(request, "viewer", None) or _known(request)
    if viewer is None:
        return _who(request)
    with scope(organisation=viewer.organisation):
        viewer.require(Right.EMERGENCY_CUSTODY)  # whoever is known at the locked screen has it
        return _inside(request, viewer)


def _known(request: HttpRequest) -> Viewer | None:
    """The worker who just proved it here, for a little while."""
    kept = request.session.get(KEY)
    if not kept or kept[1] < time.time():
        return None
    viewer = staff.viewer_by_id(UUID(kept[0]))
    return viewer if viewer and _may(viewer) and viewer.organisation == house_here(request) else None


def _may(viewer: Viewer) -> bool:
    return viewer.may(Right.EMERGENCY_CUSTODY)


def _who(request: HttpRequest) -> HttpResponse:
    """Badge and own code at a screen of the house; on any other machine the password, by the page of signing in."""
    if house_here(request) is None:
        return redirect_to_login(reverse("custody:emergency"))
    form = WhoForm(request.POST or None)
    if form.is_valid() and (worker := worker_here(request, form, USED_UP)):
        if _may(staff.viewer_of(worker)):
            request.session.cycle_key()
            request.session[KEY] = [str(worker.pk), time.time() + SECONDS]
            return redirect("custody:emergency")
        form.add_error(None, gettext("この方の役割では、持ち出せません。ほかの職員に頼んでください。"))
    return render(request, "custody/emergency_who.html", {"form": form}, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class _Whose:
    """One person whose things may be taken out."""

    held: list[Held]

    @property
    def resident(self) -> Any:
        return self.held[0].item.resident

    @property
    def place(self) -> Any:
        return self.held[0].item.place


def _inside(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    if "undo" in request.POST:
        return _undo(request, viewer)
    if "items" in request.POST or "id" in request.POST:
        return _take(request, viewer)
    asked = request.POST.get("room", "") or request.GET.get("room", "")
    form = RoomForm({"room": asked} if asked else None)
    found = _found(viewer, form.cleaned_data["room"]) if form.is_valid() else []
    if form.is_bound and not found and not form.errors:
        form.add_error("room", _nothing_there(viewer, asked))
    return _room(request, viewer, form, found)


def _nothing_there(viewer: Viewer, asked: str) -> str:
    if queries.is_of_others(viewer, asked):
        return gettext("受け持ちの外の方です。施設長か、そのユニットの職員に頼んでください。")
    return gettext("その部屋の方から預かっているものはありません。番号を確かめてください。")


def _room(
    request: HttpRequest, viewer: Viewer, form: RoomForm, found: Iterable[_Whose], urgent: UrgentForm | None = None,
    said: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    group = list(found)
    if group:
        form.fields["room"].widget.attrs.pop("autofocus", None)  # the next key is for the button
        looked(viewer, "custody.emergency", [one.resident.pk for one in group])
    context = {
        "form": form, "found": group, "urgent": urgent or UrgentForm(), "said": said, "worker": viewer.name,
        "house": queries.house(viewer), "locked": not getattr(request, "viewer", None), "single": len(group) == 1,
    }  # fmt: skip
    return render(request, "custody/emergency_room.html", context, status=422 if form.errors else status)


def _found(viewer: Viewer, asked: str) -> list[_Whose]:
    """Those of that room, or of that pouch."""
    mine = queries.of_room(viewer, asked)
    return [_Whose([one for one in mine if one.item.resident_id == pk]) for pk in dict.fromkeys(_people(mine))]


def _people(things: Iterable[Held]) -> list[UUID]:
    return [one.item.resident_id for one in things]


def _take(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    urgent = UrgentForm(request.POST)
    form = RoomForm({"room": request.POST.get("room", "")})
    found = _found(viewer, form.cleaned_data["room"]) if form.is_valid() else []
    if not urgent.is_valid():
        told = " ".join(str(line) for lines in urgent.errors.values() for line in lines)
        return _room(request, viewer, form, found, urgent, told, 422)
    data = urgent.cleaned_data
    try:
        outs = actions.hand_out_many(
            viewer, ids_from(data["items"]), data["id"], why=data["why"], where=data["where"], emergency=True
        )
    except actions.AlreadyOut as error:
        return _room(request, viewer, form, found, urgent, already_out(error), 422)
    except actions.NotOut:
        again = gettext("いま、記録が変わりました。もう一度押してください。")
        return _room(request, viewer, form, found, urgent, again, 422)
    except ValidationError as error:
        return _room(request, viewer, form, found, urgent, " ".join(error.messages), 422)
    things = [queries.item(viewer, out.item_id) for out in outs]
    context = {
        "outs": outs, "things": things, "worker": viewer.name, "locked": not getattr(request, "viewer", None),
        "undoable": all(queries.may_undo(viewer, out) for out in outs),
    }  # fmt: skip
    return render(request, "custody/emergency_done.html", context)


def _undo(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    said = gettext("取り消しました。")
    for out in filter(None, map(id_from, request.POST.getlist("undo"))):
        try:
            actions.undo(viewer, out)
        except actions.TooLate:
            said = gettext("10秒をすぎたので取り消せません。戻したら「戻った」と記録してください。")
    return _room(request, viewer, RoomForm(), [], said=said)
