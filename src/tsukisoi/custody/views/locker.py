"""The locker: the shelf as a map, what was scanned, out and back."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from tsukisoi.custody import actions, guidance, queries
from tsukisoi.custody.forms import BackForm, ExtendForm, LaterForm, OutForm, ids_from
from tsukisoi.custody.models import HandOut, Item, Place
from tsukisoi.custody.queries import Held
from tsukisoi.custody.views.request import tried
from tsukisoi.journal.actions import looked
from tsukisoi.residents import queries as residents
from tsukisoi.staff import queries as staff
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import id_from
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.paging import number_from
from tsukisoi.ui.templatetags.ui import clock_time, short_day, short_time

OUT = 60
"""Things that are out, on one page: the longest due first."""

MANY = 200
"""Things that a list to choose from may hold; beyond that the room is asked first."""


@dataclass(frozen=True)
class Pouch:
    """One pouch on the map: whose, what is in it, and how it stands."""

    place: Place
    held: list[Held]
    face: UUID | None = None
    """The picture to know the person by, where the home uses one."""

    @cached_property
    def inside(self) -> list[Held]:
        """What is in it now."""
        return [one for one in self.held if one.here]

    @cached_property
    def gone(self) -> list[Held]:
        """What should be in it and was not found."""
        return [one for one in self.held if one.missing]

    @cached_property
    def outside(self) -> list[Held]:
        """What is out of it."""
        return [one for one in self.held if one.out is not None]

    @cached_property
    def dead(self) -> bool:
        """Is there paper to be taken out?"""
        return any(guidance.is_dead(one.item.kind, one.item.valid_until, today()) for one in self.held)

    @cached_property
    def look(self) -> str:
        """How it is drawn: late, gone, out, renew, done or empty."""
        if not self.held:
            return "empty"
        if any(one.late for one in self.held):
            return "late"
        if self.gone:
            return "gone"
        if self.outside:
            return "out"
        wrong = self.dead or any(one.item.put_right_by for one in self.held)
        return "renew" if wrong else "done"

    @property
    def words(self) -> str:
        """The state in a word."""
        if self.look == "gone":
            return next(one.missing.words for one in self.gone if one.missing)
        if self.look == "renew":
            return gettext("ある・紙の整理") if self.dead else gettext("ある・根拠なし")
        return {
            "empty": gettext("空き"), "late": gettext("時間すぎ"), "out": gettext("外に"), "done": gettext("ある"),
        }[self.look]  # fmt: skip

    @property
    def state(self) -> str:
        """As ui draws it."""
        states = {"empty": "unneeded", "gone": "late", "out": "doing", "renew": "soon"}
        return states.get(self.look, self.look)


def _filled(viewer: Viewer, places: list[Place]) -> list[Pouch]:
    """These pouches with what belongs into them, in two queries."""
    held = queries.lying_in(viewer, [place.pk for place in places])
    return [Pouch(place, held.get(place.pk, [])) for place in places]


def _with_faces(viewer: Viewer, places: list[Place]) -> list[Pouch]:
    """The same of those that were scanned or tapped, with the pictures to know their people by."""
    faces = queries.faces_of(viewer, [p.resident_id for p in places if p.resident_id]) if places else {}
    return [
        replace(pouch, face=faces.get(pouch.place.resident_id)) if pouch.place.resident_id else pouch
        for pouch in _filled(viewer, places)
    ]


@require_GET
def locker(request: StaffRequest) -> HttpResponse:
    """The shelf; the pouches that were scanned or tapped stand beside it. A home without one has its list instead."""
    return redirect("custody:register") if queries.keeps_nothing(request.viewer) else _page(request)


def _page(
    request: StaffRequest, out: OutForm | None = None, back: BackForm | None = None, said: str = "", status: int = 200
) -> HttpResponse:
    viewer, asked = request.viewer, request.POST if request.method == "POST" else request.GET
    after = number_from(asked.get("after"))
    near = viewer.focused  # what is scanned or tapped is found in the whole house
    places = queries.shelf(near, after)
    pouches = _filled(viewer, places[: queries.SHELF])
    chosen = _with_faces(viewer, queries.pouches(viewer, ids_from(asked.getlist("pouch"))[:40]))
    outs = queries.outs_first(near, OUT)
    people = {p.place.resident_id for p in (*pouches, *chosen)} | {o.item.resident_id for o in outs}
    looked(viewer, "custody.locker", [pk for pk in people if pk])
    helpers = queries.colleagues(viewer)
    wanted = id_from(asked.get("for"))
    todo, outside, gone = guidance.untidy(near), queries.out_now(near), len(queries.missing(near))
    context = {
        "pouches": pouches, "chosen": chosen, "taken": {pouch.place.pk for pouch in chosen}, "after": after,
        "next": places[queries.SHELF - 1].number if len(places) > queries.SHELF else None,
        "outs": [_Line(o, queries.may_undo(viewer, o)) for o in outs], "out_more": outside - len(outs),
        "kept": todo.kept, "inside": todo.kept - outside - gone, "outside": outside, "gone": gone,
        "out_form": out or OutForm(helpers), "back_form": back or BackForm(helpers),
        "out_ticked": set(request.POST.getlist("items")) if out else None,
        "expected": residents.person(viewer, wanted) if wanted else None,
        "said": said or request.GET.get("said", ""), "may_handle": queries.may_handle(viewer),
        "two_people": queries.house(viewer).two_people,
        "inside_chosen": [one for pouch in chosen for one in pouch.inside],
        "gone_chosen": [(pouch.place, one) for pouch in chosen for one in pouch.gone],
        "outside_chosen": [one for pouch in chosen for one in pouch.outside],
        "todo": todo, "custodians": len(queries.custodians(viewer)), "undo": _undoable(viewer, request),
        "sound": request.GET.get("sound", ""),
    }  # fmt: skip
    if status != 200:
        context["sound"] = "error"
        context["said"] = said or _unsaid(out, back, context)
    return render(request, "custody/locker.html", context, status=status)


def _unsaid(out: OutForm | None, back: BackForm | None, context: dict[str, Any]) -> str:
    """What was refused, where the form that would say so has nothing left to show."""
    form: OutForm | BackForm | None = out or back
    shown = context["inside_chosen"] if out else context["outside_chosen"]
    return "" if form is None or shown else " ".join(str(line) for lines in form.errors.values() for line in lines)


@dataclass(frozen=True, slots=True)
class _Line:
    out: HandOut
    undo: bool

    @property
    def late(self) -> bool:
        return queries.is_late(self.out)

    @property
    def where(self) -> str:
        return queries.out_words(self.out)

    @property
    def due(self) -> str:
        """The time where it is today, else the day."""
        due = localtime(self.out.due_at) if self.out.due_at else None
        if due is None:
            return ""
        return clock_time(due) if due.date() == today() else short_day(due)


def _undoable(viewer: Viewer, request: StaffRequest) -> list[HandOut]:
    """What the press before this page did, as long as all of it may still be undone."""
    done = queries.hand_outs(viewer, ids_from(request.GET.getlist("done"))[:MANY])
    return done if all(queries.may_undo(viewer, out) for out in done) else []


def _done(outs: list[HandOut]) -> HttpResponse:
    """Back to the shelf, which offers for a moment to undo just this."""
    asked = [("sound", "ok"), *(("done", str(out.pk)) for out in outs)]
    return redirect(f"{reverse('custody:locker')}?{urlencode(asked)}")


@require_GET
def scan(request: StaffRequest) -> HttpResponse:
    """What a scanner typed: the pouch joins those already there; a wrong one stops with name and room."""
    viewer, before = request.viewer, ids_from(request.GET.getlist("pouch"))
    wanted = id_from(request.GET.get("for"))
    try:
        place = queries.scanned(viewer, request.GET.get("scan", ""))
    except queries.Unread as error:
        return _page(request, status=422, said=str(error))
    if place.resident is not None and not viewer.in_reach(place.resident.unit_id):
        told = gettext("%(place)s は、受け持ちの外の袋です。施設長か、そのユニットの職員に頼んでください。")
        return _page(request, status=422, said=told % {"place": place})
    if place.resident_id is None:
        return _page(
            request, status=422, said=gettext("%(place)s には、だれのものも入っていません。") % {"place": place}
        )
    if wanted and place.resident_id != wanted:
        return _page(request, status=422, said=_wrong(viewer, place, wanted))
    newest_first = dict.fromkeys([place.pk, *before])
    address = urlencode([("pouch", str(pk)) for pk in newest_first] + [("sound", "ok")])
    return redirect(f"{reverse('custody:locker')}?{address}")


def _wrong(viewer: Viewer, place: Place, wanted: UUID) -> str:
    other = residents.person(viewer, wanted)
    told = gettext(
        "ちがう袋です。これは %(room)s %(name)s さんの袋。いまは %(own_room)s %(own)s さんの袋を読み取ります。"
    )
    mine = place.resident
    return told % {
        "room": mine.room if mine else "", "name": mine.name if mine else "", "own_room": other.room, "own": other.name,
    }  # fmt: skip


@require_POST
def out(request: StaffRequest) -> HttpResponse:
    """Take the ticked things out."""
    form = OutForm(queries.colleagues(request.viewer), request.POST)
    made: list[HandOut] = []
    if form.is_valid() and tried(form, lambda: made.extend(_hand_out(request.viewer, form))):
        messages.success(request, gettext("持ち出しを記録しました。"))
        return _done(made)
    return _page(request, out=form, status=422)


def _hand_out(viewer: Viewer, form: OutForm) -> list[HandOut]:
    data = form.cleaned_data
    return actions.hand_out_many(
        viewer, ids_from(data["items"]), data["id"], why=data["why"], where=data["where"], due_at=form.due,
        second=id_from(data["second"]),
    )  # fmt: skip


@require_POST
def back(request: StaffRequest) -> HttpResponse:
    """Put the ticked things back."""
    form = BackForm(queries.colleagues(request.viewer), request.POST)
    made: list[HandOut] = []
    if form.is_valid() and tried(form, lambda: made.extend(_take_back(request.viewer, form))):
        out_again = queries.open_outs(request.viewer, [out.item_id for out in made])
        for other in out_again:
            messages.warning(request, _stale(request.viewer, other))
        gone = {other.item_id for other in out_again}
        if back := [out for out in made if out.item_id not in gone]:
            messages.success(request, gettext("袋に戻しました。"))
        return _done(back)
    return _page(request, back=form, status=422)


def _stale(viewer: Viewer, out: HandOut) -> str:
    """The page was old: what it would put back came back before, and is out once more."""
    told = gettext(
        "この持ち出しは、もう戻っています。いまは %(who)s さんが %(when)s から持ち出しています（%(what)s、%(where)s）。"
    )
    who = staff.names(viewer, [out.by]).get(out.by, "")
    return told % {
        "who": who, "when": short_time(out.out_at), "where": queries.out_words(out), "what": f"{out.item}",
    }  # fmt: skip


def _take_back(viewer: Viewer, form: BackForm) -> list[HandOut]:
    data = form.cleaned_data
    outs, second = ids_from(data["outs"]), id_from(data["second"])
    return actions.take_back_many(viewer, outs, condition=data["condition"], second=second)


@require_POST
def extend(request: StaffRequest, handout: UUID) -> HttpResponse:
    """It comes back later than expected."""
    found, form = queries.hand_out(request.viewer, handout), ExtendForm(request.POST)
    if form.is_valid() and tried(form, lambda: actions.extend(request.viewer, handout, form.due)):
        messages.success(request, gettext("戻る予定をかえました。"))
    else:
        messages.error(request, gettext("戻る日と時刻を、これからの時刻で入れてください。"))
    return redirect("custody:item", found.item_id)


@require_POST
def undo(request: StaffRequest, handout: UUID) -> HttpResponse:
    """Within ten seconds: this one, and what the same press did besides."""
    try:
        actions.undo_many(request.viewer, dict.fromkeys([handout, *ids_from(request.POST.getlist("also"))]))
        messages.success(request, gettext("取り消しました。両方とも記録に残っています。"))
    except actions.TooLate:
        messages.warning(
            request, gettext("10秒をすぎました。「戻った」または、もう一度の持ち出しとして記録してください。")
        )
    return redirect("custody:locker")


@require_POST
def approve(request: StaffRequest, handout: UUID) -> HttpResponse:
    """The head looked at an emergency."""
    actions.approve(request.viewer, handout)
    messages.success(request, gettext("緊急の持ち出しを確かめました。"))
    return redirect("custody:item", queries.hand_out(request.viewer, handout).item_id)


def later(request: StaffRequest) -> HttpResponse:
    """Paper slips from when the computer was down. In a large house the room is asked first."""
    viewer, room = request.viewer, request.GET.get("room", "")[:20]
    kept, _out = queries.sums(viewer)
    large = kept > MANY
    things = (
        [one.item for one in queries.of_room(viewer, room)] if large else [i.item for i in queries.everything(viewer)]
    )
    form = LaterForm([(str(i.pk), _of(i)) for i in things], queries.colleagues(viewer), request.POST or None)
    if form.is_valid() and tried(form, lambda: _enter(viewer, form)):
        messages.success(request, gettext("後入力として、実際の時刻で記録しました。"))
        return redirect("custody:later")
    looked(viewer, "custody.locker", {i.resident_id for i in things})
    context = {
        "form": form, "recent": queries.entered_later(viewer), "large": large, "room": room, "found": bool(things),
    }  # fmt: skip
    return render(request, "custody/later.html", context, status=422 if form.errors else 200)


def _of(item: Item) -> str:
    return f"{item.resident.room} {item.resident.name}　{item.get_kind_display()}"


def _enter(viewer: Viewer, form: LaterForm) -> None:
    data = form.cleaned_data
    actions.enter_later(
        viewer, UUID(data["item"]), why=data["why"], where=data["where"], out_at=form.out_moment,
        back_at=form.back_moment, emergency=data["emergency"], second=id_from(data["second"]), id=data["id"],
    )  # fmt: skip
