"""Addresses of this room."""

from django.urls import path

from tsukisoi.papers import views

app_name = "papers"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<str:sheet_id>", views.sheet, name="sheet"),
]
