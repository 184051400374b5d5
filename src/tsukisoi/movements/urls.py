"""Addresses of this room."""

from django.urls import path

from tsukisoi.movements import views

app_name = "movements"
urlpatterns = [
    path("", views.house, name="house"),
    path("paper/", views.paper, name="paper"),
    path("duties/<uuid:duty>/", views.duty, name="duty"),
    path("people/<uuid:resident>/", views.person, name="person"),
    path("people/<uuid:resident>/<str:kind>/", views.record, name="record"),
    path("<uuid:movement>/off/", views.off, name="off"),
    path("<uuid:movement>/now/", views.now, name="now"),
    path("<uuid:movement>/counter/", views.counter, name="counter"),
]
