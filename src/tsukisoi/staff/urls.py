"""Addresses of this room."""

from django.urls import URLPattern, path

from tsukisoi.staff.views import first_run, house, own, people

app_name = "staff"
urlpatterns: list[URLPattern] = [
    path("", people.index, name="list"),
    path("rights/", people.rights, name="rights"),
    path("add/", people.add, name="add"),
    path("units/", house.units, name="units"),
    path("units/<uuid:unit>/", house.unit, name="unit"),
    path("organisation/", house.organisation, name="organisation"),
    path("switch/", own.switch, name="switch"),
    path("own-code/", own.own_code, name="own_code"),
    path("first-run/", first_run.begin, name="first_run"),
    *[
        path(f"first-run/{name}/", first_run.question, {"name": name}, name=f"first_run_{name}")
        for name in first_run.NAMES
    ],
    path("<uuid:worker>/", people.person, name="worker"),
    path("<uuid:worker>/role/", people.role, name="role"),
    path("<uuid:worker>/units/", people.units, name="worker_units"),
    path("<uuid:worker>/end/", people.end, name="end"),
    path("<uuid:worker>/take-back/", people.take_back, name="take_back"),
    path("<uuid:worker>/stand-in/", people.stand_in, name="stand_in"),
    path("<uuid:worker>/stand-in/end/", people.end_stand_in, name="end_stand_in"),
    path("<uuid:worker>/own-code/forget/", people.forget_code, name="forget_code"),
    path("<uuid:worker>/password/", people.password, name="password"),
]
