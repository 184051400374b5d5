"""Addresses of this room."""

from django.urls import path

from tsukisoi.feeds import views

app_name = "feeds"
urlpatterns = [
    path("", views.index, name="list"),
    path("<uuid:feed>/stop/", views.stop, name="stop"),
    path("<str:token>.ics", views.calendar, name="calendar"),
]
