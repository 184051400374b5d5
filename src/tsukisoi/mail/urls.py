"""Addresses of this room."""

from django.urls import path

from tsukisoi.mail import views

app_name = "mail"
urlpatterns = [
    path("", views.tray, name="tray"),
    path("handed/", views.handed, name="handed"),
    path("hand/", views.hand_many, name="hand_many"),
    path("paper/", views.paper, name="paper"),
    path("<uuid:letter>/", views.letter, name="letter"),
    path("<uuid:letter>/take-back/", views.take_back, name="take_back"),
]
