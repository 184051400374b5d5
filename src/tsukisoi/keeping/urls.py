"""Addresses of this room."""

from django.urls import path

from tsukisoi.keeping import views

app_name = "keeping"
urlpatterns = [
    path("", views.index, name="page"),
    path("take-along/", views.along, name="along"),
    path("term/<str:kind>/", views.term, name="term"),
    path("asked/<uuid:asked>/", views.answer, name="answer"),
    path("<uuid:resident>/", views.person, name="person"),
    path("<uuid:resident>/disclosure/", views.disclose, name="disclose"),
    path("<uuid:resident>/hold/", views.hold, name="hold"),
    path("<uuid:resident>/erase/", views.erase, name="erase"),
]
