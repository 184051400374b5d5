"""Addresses of this room."""

from django.urls import path

from tsukisoi.today import views, week

app_name = "today"
urlpatterns = [
    path("", views.today, name="today"),
    path("week/", week.week, name="week"),
    path("today/<str:kind>/", views.kind, name="kind"),
]
