"""Addresses of this room."""

from django.urls import path

from tsukisoi.upkeep import views

app_name = "upkeep"
urlpatterns = [
    path("", views.index, name="list"),
    path("begin/<str:trouble>/", views.begin, name="begin"),
    path("leaks/", views.leaks, name="leaks"),
    path("leaks/begin/", views.begin_leak, name="begin_leak"),
    path("leaks/<uuid:leak>/", views.leak, name="leak"),
    path("leaks/<uuid:leak>/people/", views.concern, name="concern"),
    path("leaks/<uuid:leak>/done/<str:report>/", views.leak_done, name="leak_done"),
    path("leaks/<uuid:leak>/close/", views.close_leak, name="close_leak"),
    path("leaks/<uuid:leak>/paper/", views.leak_paper, name="leak_paper"),
    path("<uuid:incident>/", views.incident, name="incident"),
    path("<uuid:incident>/steps/<str:code>/", views.tick, name="tick"),
    path("<uuid:incident>/steps/<str:code>/undo/", views.untick, name="untick"),
    path("<uuid:incident>/report/", views.describe, name="describe"),
    path("<uuid:incident>/close/", views.close, name="close"),
    path("<uuid:incident>/fax/", views.fax, name="fax"),
    path("<uuid:incident>/paper/", views.paper, name="paper"),
]
