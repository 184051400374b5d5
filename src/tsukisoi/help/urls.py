"""Addresses of this room."""

from django.urls import path

from tsukisoi.help import views

app_name = "help"
urlpatterns = [
    path("", views.glossary, name="glossary"),
    path("contacts/", views.contacts, name="contacts"),
    path("<slug:room>/<slug:screen>/", views.screen, name="screen"),
]
