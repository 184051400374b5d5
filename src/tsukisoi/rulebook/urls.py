"""Addresses of this room."""

from django.urls import path

from tsukisoi.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("", views.contents, name="list"),
    path("changes/", views.changes, name="changes"),
    path("coming/", views.coming, name="coming"),
    path("touched/", views.touched, name="touched"),
    path("sources/", views.sources, name="sources"),
    path("differences/<uuid:office>/<str:table>/<str:row>/", views.difference, name="difference"),
    path("<str:name>/", views.table, name="table"),
]
