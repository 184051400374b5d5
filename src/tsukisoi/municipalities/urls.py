"""Addresses of this room."""

from django.urls import path

from tsukisoi.municipalities import views

app_name = "municipalities"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("<uuid:office>/", views.office, name="office"),
    path("<uuid:office>/<str:key>/", views.answer, name="answer"),
]
