"""Addresses of this room."""

from django.urls import path

from tsukisoi.outings import views

app_name = "outings"
urlpatterns = [
    path("", views.day, name="day"),
    path("plan/", views.plan, name="plan"),
    path("providers/", views.providers, name="providers"),
    path("providers/<uuid:provider>/", views.provider, name="provider"),
    path("providers/<uuid:provider>/<str:key>/", views.tell, name="tell"),
    path("practice/", views.practice, name="practice"),
    path("practice/<slug:step>/", views.practice, name="practice_step"),
    path("slips/<uuid:going>/", views.slip, name="slip"),
    path("slips/<uuid:going>/choose/", views.choose, name="choose"),
    path("slips/<uuid:going>/wishes/", views.wishes, name="wishes"),
    path("slips/<uuid:going>/leave/", views.leave_one, name="leave_one"),
    path("slips/<uuid:going>/back/", views.back, name="back"),
    path("slips/<uuid:going>/undo/", views.take_back, name="take_back"),
    path("slips/<uuid:going>/drop/", views.drop, name="drop"),
    path("slips/<uuid:going>/paper/", views.one_slip, name="one_slip"),
    path("<uuid:outing>/", views.outing, name="outing"),
    path("<uuid:outing>/add/", views.add, name="add"),
    path("<uuid:outing>/scan/", views.scan, name="scan"),
    path("<uuid:outing>/leave/", views.leave, name="leave"),
    path("<uuid:outing>/back/", views.all_back, name="all_back"),
    path("<uuid:outing>/slips/", views.slips, name="slips"),
    path("<uuid:outing>/van/", views.van, name="van"),
]
