"""職員と権限: who works here, what each role may do, and every change to it."""

from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from tsukisoi.staff import actions, queries
from tsukisoi.staff.forms import EndForm, FirstPasswordForm, RoleForm, StandInForm, UnitsForm, WorkerForm
from tsukisoi.staff.lending import is_lent
from tsukisoi.staff.models import Role, Worker
from tsukisoi.staff.passwords import state_of
from tsukisoi.staff.permits import ROLES, WORDS, Right
from tsukisoi.staff.request import StaffRequest
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id


def _worker(request: StaffRequest, worker: UUID) -> Worker:
    found: Worker = get_object_or_404(queries.workers(request.viewer), pk=worker)
    return found


def _words(request: StaffRequest) -> dict[str, str]:
    return queries.role_words(queries.organisation_of(request.viewer))


def _last_head() -> str:
    return gettext("施設長がひとりもいなくなるため、変えていません。先に、ほかの人を施設長にしてください。")


@require_safe
def index(request: StaffRequest) -> HttpResponse:
    """Everybody, with role and units."""
    words, places = _words(request), queries.units_of(request.viewer)
    people: list[dict[str, Any]] = [
        {"worker": worker, "role": words[worker.role], "units": places.get(worker.pk, [])}
        for worker in queries.workers(request.viewer)
    ]
    context = {
        "here": [person for person in people if person["worker"].is_active],
        "gone": [person for person in people if not person["worker"].is_active],
        "may_manage": request.viewer.may(Right.MANAGE_STAFF),
        "may_set_up": request.viewer.may(Right.SET_UP),
    }
    return render(request, "staff/list.html", context)


@require_safe
def rights(request: StaffRequest) -> HttpResponse:
    """Every right and every role on one page."""
    request.viewer.require(Right.SEE_STAFF)
    words = _words(request)
    rows = [(WORDS[right], [right in ROLES[role] for role in Role]) for right in Right]
    return render(request, "staff/rights.html", {"roles": [words[role] for role in Role], "rows": rows})


@never_cache
def add(request: StaffRequest) -> HttpResponse:
    """Add somebody; the answer shows their first password."""
    request.viewer.require(Right.MANAGE_STAFF)
    data = request.POST if request.method == "POST" else None
    form = WorkerForm(data, roles=_words(request), initial={"id": new_id(), "role": Role.WORKER})
    if form.is_valid():
        try:
            worker, password = actions.add_worker(request.viewer, actions.NewWorker(**form.cleaned_data))
        except IntegrityError:
            form.add_error("username", gettext("もう使われています。ほかの名前にしてください。"))
        else:
            return _show_password(request, worker, password)
    return render(request, "staff/add.html", {"form": form}, status=422 if form.errors else 200)


def _show_password(request: StaffRequest, worker: Worker, password: str) -> HttpResponse:
    return render(request, "staff/password_shown.html", {"worker": worker, "password": password})


@require_safe
def person(request: StaffRequest, worker: UUID) -> HttpResponse:
    """One worker, and what can be changed."""
    found = _worker(request, worker)
    return render(request, "staff/worker.html", _page(request, found))


def _page(request: StaffRequest, worker: Worker, **forms: Any) -> dict[str, Any]:
    words = _words(request)
    posts = [str(unit) for unit in queries.viewer_of(worker).units or ()]
    choices = [(str(unit.pk), unit.name) for unit in queries.house_units(request.viewer)]
    return {
        "worker": worker, "role": words[worker.role], "units": queries.units_of(request.viewer).get(worker.pk, []),
        "may_manage": _may_manage(request, worker), "is_head": worker.role == Role.HEAD,
        "second_factors": queries.second_factors(worker.pk).count(),
        "role_form": RoleForm(roles=words, initial={"role": worker.role}),
        "units_form": UnitsForm(units=choices, initial={"units": posts}) if choices else None,
        "stand_in_form": StandInForm(), "stands_in": queries.stands_in_on(worker, today()),
        "may_name": request.viewer.role == Role.HEAD, **forms,
    }  # fmt: skip


def _may_manage(request: StaffRequest, worker: Worker) -> bool:
    """Nobody changes themselves with rights that are only lent."""
    myself = is_lent(request.viewer) and worker.pk == request.viewer.worker
    return request.viewer.may(Right.MANAGE_STAFF) and not myself


@require_POST
def role(request: StaffRequest, worker: UUID) -> HttpResponse:
    """Change the role."""
    request.viewer.require(Right.MANAGE_STAFF)
    found = _worker(request, worker)
    form = RoleForm(request.POST, roles=_words(request))
    if not form.is_valid():
        return render(request, "staff/worker.html", _page(request, found, role_form=form), status=422)
    try:
        actions.change_role(request.viewer, found.pk, form.cleaned_data["role"])
        messages.success(request, gettext("役割を変えました。つぎの画面から効きます。"))
    except actions.LastHead:
        messages.error(request, _last_head())
    return redirect("staff:worker", worker=found.pk)


@require_POST
def units(request: StaffRequest, worker: UUID) -> HttpResponse:
    """Change the units."""
    request.viewer.require(Right.MANAGE_STAFF)
    found = _worker(request, worker)
    choices = [(str(unit.pk), unit.name) for unit in queries.house_units(request.viewer)]
    form = UnitsForm(request.POST, units=choices)
    if not form.is_valid():
        return render(request, "staff/worker.html", _page(request, found, units_form=form), status=422)
    actions.assign_units(request.viewer, found.pk, [UUID(unit) for unit in form.cleaned_data["units"]])
    messages.success(request, gettext("働くユニットを変えました。"))
    return redirect("staff:worker", worker=found.pk)


@require_POST
def stand_in(request: StaffRequest, worker: UUID) -> HttpResponse:
    """Name somebody for the days on which the head is away."""
    request.viewer.require(Right.MANAGE_STAFF)
    found = _worker(request, worker)
    form = StandInForm(request.POST)
    if form.is_valid():
        try:
            actions.name_stand_in(request.viewer, found.pk, form.cleaned_data["since"], form.cleaned_data["until"])
        except ValidationError as error:
            form.add_error("until", error)
        else:
            messages.success(request, gettext("代わりをたのみました。その日になると、画面に出ます。"))
            return redirect("staff:worker", worker=found.pk)
    return render(request, "staff/worker.html", _page(request, found, stand_in_form=form), status=422)


@require_POST
def end_stand_in(request: StaffRequest, worker: UUID) -> HttpResponse:
    """The head is back early."""
    request.viewer.require(Right.MANAGE_STAFF)
    found = _worker(request, worker)
    actions.end_stand_in(request.viewer, found.pk)
    messages.success(request, gettext("代わりを終えました。"))
    return redirect("staff:worker", worker=found.pk)


@require_POST
def forget_code(request: StaffRequest, worker: UUID) -> HttpResponse:
    """Somebody forgot the short code."""
    request.viewer.require(Right.MANAGE_STAFF)
    found = _worker(request, worker)
    actions.forget_own_code(request.viewer, found.pk)
    messages.success(
        request, gettext("番号を消しました。本人がパスワードで入り、「人を替わる」の画面で新しい番号を決めます。")
    )
    return redirect("staff:worker", worker=found.pk)


def end(request: StaffRequest, worker: UUID) -> HttpResponse:
    """Ask once, then end everything this person can get in with."""
    request.viewer.require(Right.MANAGE_STAFF)
    found = _worker(request, worker)
    form = EndForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "staff/end.html", {"form": form, "worker": found}, status=422 if form.errors else 200)
    try:
        actions.end_access(request.viewer, found.pk, form.cleaned_data["reason"])
        messages.success(
            request,
            gettext("%(name)sさんは、もう入れません。開いていた画面も使えなくなりました。") % {"name": found.name},
        )
    except actions.LastHead:
        messages.error(request, _last_head())
    return redirect("staff:list")


@require_POST
def take_back(request: StaffRequest, worker: UUID) -> HttpResponse:
    """Somebody comes back: on to the new first password."""
    request.viewer.require(Right.MANAGE_STAFF)
    found = _worker(request, worker)
    actions.take_back(request.viewer, found.pk)
    return redirect("staff:password", worker=found.pk)


@never_cache
def password(request: StaffRequest, worker: UUID) -> HttpResponse:
    """A new first password for somebody who forgot; the answer shows it."""
    request.viewer.require(Right.MANAGE_STAFF)
    found = get_object_or_404(queries.workers(request.viewer), pk=worker, is_active=True)
    data = request.POST if request.method == "POST" else None
    form = FirstPasswordForm(data, initial={"state": state_of(found)})
    if not form.is_valid():
        context = {"form": form, "worker": found}
        return render(request, "staff/password.html", context, status=422 if form.errors else 200)
    try:
        shown = actions.give_first_password(request.viewer, found.pk, **form.cleaned_data)
    except actions.Superseded:
        messages.warning(request, gettext("そのあとでパスワードが変わっています。変えていません。"))
        return redirect("staff:worker", worker=found.pk)
    get_adapter(request).unlock(request, found.username)
    return _show_password(request, found, shown)
