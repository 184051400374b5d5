"""Addresses of this room."""

from django.urls import path

from tsukisoi.desks import views

app_name = "desks"
urlpatterns = [
    path("", views.index, name="list"),
    path("enrol/", views.enrol, name="enrol"),
    path("locked/", views.locked, name="locked"),
    path("change-places/", views.change_places, name="change_places"),
    path("draft/", views.draft, name="draft"),
    path("half-typed/", views.half_typed, name="half_typed"),
    path("unit/", views.unit, name="unit"),
    path("<uuid:device>/", views.change, name="change"),
    path("<uuid:device>/revoke/", views.revoke, name="revoke"),
]
