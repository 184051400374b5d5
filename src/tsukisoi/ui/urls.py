"""Addresses of the gallery."""

from django.urls import path

from tsukisoi.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("resident/", views.resident, name="resident"),
    path("bare/", views.bare, name="bare"),
    path("paper/", views.paper, name="paper"),
]
