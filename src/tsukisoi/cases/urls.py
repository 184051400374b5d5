"""Addresses of this room."""

from django.urls import path

from tsukisoi.cases import views

app_name = "cases"
urlpatterns = [
    path("", views.the_grid, name="grid"),
    path("bulk/", views.bulk, name="bulk"),
    path("questions/", views.town, name="questions"),
    path("ask/", views.ask_in_a_row, name="ask_in_a_row"),
    path("kits/", views.kits, name="kits"),
    path("roster/<str:kind>/", views.roster, name="roster"),
    path("staff-list/", views.staff_list, name="staff_list"),
    path("<uuid:resident>/", views.person, name="person"),
    path("<uuid:resident>/changes/", views.changes, name="changes"),
    path("<uuid:resident>/will/", views.will, name="will"),
    path("<uuid:resident>/will/<uuid:attempt>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:resident>/will/<uuid:attempt>/move/", views.move, name="move"),
    path("<uuid:resident>/interview/", views.interview, name="interview"),
    path("<uuid:resident>/interview/<str:fact>/", views.interview, name="question"),
    path("<uuid:resident>/kit/", views.kit, name="kit"),
    path("<uuid:resident>/task/", views.task, name="task"),
    path("<uuid:resident>/choose/", views.choose, name="choose"),
]
