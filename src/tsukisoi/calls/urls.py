"""Addresses of this room."""

from django.urls import path

from tsukisoi.calls import views

app_name = "calls"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:call>/returned/", views.returned, name="returned"),
    path("about/<uuid:resident>/", views.wish, name="wish"),
]
