"""Addresses of this room."""

from django.urls import path

from tsukisoi.cards import views

app_name = "cards"
urlpatterns = [
    path("", views.ending, name="ending"),
    path("wave/", views.wave, name="wave"),
    path("<uuid:resident>/", views.card, name="card"),
    path("<uuid:resident>/read/", views.read, name="read"),
    path("<uuid:resident>/received/", views.received, name="received"),
    path("<uuid:resident>/happened/", views.happened, name="happened"),
    path("<uuid:resident>/switch/", views.switch, name="switch"),
    path("<uuid:resident>/switched/", views.switched, name="switched"),
    path("<uuid:resident>/renewal/", views.renewal, name="renewal"),
    path("<uuid:resident>/renewed/", views.renewed, name="renewed"),
    path("<uuid:resident>/errand/<uuid:errand>/drop/", views.drop, name="drop"),
    path("<uuid:resident>/papers/", views.papers, name="papers"),
]
