"""Addresses of this room."""

from django.urls import path

from tsukisoi.deliveries import views

app_name = "deliveries"
urlpatterns = [
    path("", views.index, name="list"),
    path("trips/plan/", views.plan, name="plan"),
    path("trips/<uuid:trip>/", views.trip, name="trip"),
    path("trips/<uuid:trip>/change/", views.change, name="change"),
    path("trips/<uuid:trip>/papers/", views.trip_papers, name="papers"),
    path("trips/<uuid:trip>/results/", views.results, name="results"),
    path("trips/<uuid:trip>/off/", views.call_off, name="call_off"),
    path("<uuid:resident>/", views.person, name="person"),
    path("<uuid:resident>/begin/", views.begin, name="begin"),
    path("<uuid:resident>/notice/", views.notice, name="notice"),
    path("<uuid:resident>/folder/", views.folder, name="folder"),
    path("<uuid:resident>/keep/", views.keep, name="keep"),
    path("<uuid:resident>/lost/", views.lost, name="lost"),
    path("<uuid:resident>/end/", views.end, name="end"),
    path("<uuid:resident>/papers/", views.person_papers, name="person_papers"),
]
