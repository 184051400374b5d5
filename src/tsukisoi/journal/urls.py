"""Addresses of this room."""

from django.urls import path

from tsukisoi.journal import views

app_name = "journal"
urlpatterns = [
    path("", views.entries, name="list"),
    path("resident/<uuid:resident>/", views.person, name="person"),
    path("seals/", views.seals, name="seals"),
    path("seals/make/", views.make_seal, name="make_seal"),
    path("seals/keep/", views.keep_seal, name="keep_seal"),
    path("seals/check/", views.check, name="check"),
]
