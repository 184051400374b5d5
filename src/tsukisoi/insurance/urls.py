"""Addresses of this room."""

from django.urls import path

from tsukisoi.insurance import views

app_name = "insurance"
urlpatterns = [
    path("", views.house, name="house"),
    path("paper/", views.house_paper, name="house_paper"),
    path("summer/", views.campaign, name="campaign"),
    path("<uuid:resident>/", views.person, name="person"),
    path("<uuid:resident>/insurer/", views.insurer, name="insurer"),
    path("<uuid:resident>/arrived/", views.arrived, name="arrived"),
    path("<uuid:resident>/ended/<str:kind>/", views.ended, name="ended"),
    path("<uuid:resident>/registration/", views.registration, name="registration"),
    path("<uuid:resident>/apply/", views.apply, name="apply"),
    path("<uuid:resident>/apply/<uuid:application>/", views.outcome, name="outcome"),
    path("<uuid:resident>/apply/<uuid:application>/sheet/", views.sheet, name="sheet"),
    path("<uuid:resident>/letter/", views.letter, name="letter"),
]
