"""Addresses of this room."""

from django.urls import path

from tsukisoi.notes import views

app_name = "notes"
urlpatterns = [
    path("", views.index, name="list"),
    path("read/", views.read, name="read"),
    path("<uuid:note>/take-back/", views.take_back, name="take_back"),
]
