"""Addresses of this room."""

from django.urls import path

from tsukisoi.today import views

app_name = "today"
urlpatterns = [
    path("", views.today, name="today"),
    path("today/<str:kind>/", views.kind, name="kind"),
]
