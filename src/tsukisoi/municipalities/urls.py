"""Addresses of this room."""

from django.urls import path

from tsukisoi.municipalities import views

app_name = "municipalities"
urlpatterns = [
    path("", views.index, name="list"),
    path("add/", views.add, name="add"),
    path("import/", views.bring, name="import"),
    path("<uuid:office>/", views.office, name="office"),
    path("<uuid:office>/file/", views.export, name="export"),
    path("<uuid:office>/rows/<str:table>/<str:row>/", views.difference, name="difference"),
    path("<uuid:office>/rows/<str:table>/<str:row>/drop/", views.drop, name="drop"),
    path("<uuid:office>/ask/<str:table>/<str:key>/", views.inquiry, name="inquiry"),
    path("<uuid:office>/<str:key>/", views.answer, name="answer"),
]
