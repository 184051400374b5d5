"""The organisation's settings and its units."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext

from tsukisoi.staff import actions, queries
from tsukisoi.staff.forms import SettingsForm, UnitForm
from tsukisoi.staff.permits import Right
from tsukisoi.staff.request import StaffRequest


def organisation(request: StaffRequest) -> HttpResponse:
    """Name, the head's title, custody."""
    request.viewer.require(Right.SET_UP)
    house = queries.organisation_of(request.viewer)
    now = {name: getattr(house, name) for name in actions.SETTINGS}
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=now)
    if form.is_valid():
        told = {name: value for name, value in form.cleaned_data.items() if value is not None}
        actions.set_up(request.viewer, told)
        messages.success(request, gettext("組織の設定を保存しました。"))
        return redirect("staff:organisation")
    return render(
        request, "staff/organisation.html", {"form": form, "house": house}, status=422 if form.errors else 200
    )


def units(request: StaffRequest) -> HttpResponse:
    """Every unit, and a field for one more."""
    request.viewer.require(Right.SET_UP)
    form = UnitForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        unit = actions.add_unit(request.viewer, form.cleaned_data["name"])
        messages.success(request, gettext("「%(name)s」があります。") % {"name": unit.name})
        return redirect("staff:units")
    context = {"form": form, "units": queries.house_units(request.viewer)}
    return render(request, "staff/units.html", context, status=422 if form.errors else 200)


def unit(request: StaffRequest, unit: UUID) -> HttpResponse:
    """Another name for a unit."""
    request.viewer.require(Right.SET_UP)
    found = get_object_or_404(queries.house_units(request.viewer), pk=unit)
    form = UnitForm(request.POST if request.method == "POST" else None, initial={"name": found.name})
    if form.is_valid():
        try:
            actions.rename_unit(request.viewer, found.pk, form.cleaned_data["name"])
        except actions.NameTaken:
            form.add_error("name", gettext("同じ名前のユニットがあります。"))
        else:
            messages.success(request, gettext("ユニットの名前を変えました。"))
            return redirect("staff:units")
    return render(request, "staff/unit.html", {"form": form, "unit": found}, status=422 if form.errors else 200)
