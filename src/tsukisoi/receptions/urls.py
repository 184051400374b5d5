"""Addresses of this room."""

from django.urls import path

from tsukisoi.receptions.views import following, handing, papers, people, plan, preparing, towns

app_name = "receptions"
urlpatterns = [
    path("", plan.receptions, name="list"),
    path("open/", plan.open_reception, name="open"),
    path("<uuid:reception>/", plan.reception, name="reception"),
    path("<uuid:reception>/change/", plan.change, name="change"),
    path("<uuid:reception>/call-off/", plan.call_off, name="call_off"),
    path("<uuid:reception>/steps/add/", plan.add_step, name="add_step"),
    path("steps/<uuid:step>/", plan.step, name="step"),
    path("steps/<uuid:step>/done/", plan.step_done, name="step_done"),
    path("<uuid:reception>/people/", people.people, name="people"),
    path("<uuid:reception>/people/put-on/", people.put_on, name="put_on"),
    path("people/<uuid:listed>/", people.listed, name="listed"),
    path("people/<uuid:listed>/take-off/", people.take_off, name="take_off"),
    path("<uuid:reception>/hand-over/", handing.hand_over, name="hand_over"),
    path("<uuid:reception>/hand-over/file/", handing.hand_over_file, name="hand_over_file"),
    path("<uuid:reception>/hand-over/list.xlsx", handing.list_xlsx, name="list_xlsx"),
    path("<uuid:reception>/hand-over/layout/", handing.layout, name="layout"),
    path("<uuid:reception>/corrections/", handing.corrections, name="corrections"),
    path("<uuid:reception>/corrections/all/", handing.decide_all, name="decide_all"),
    path("corrections/<uuid:correction>/", handing.decide, name="decide"),
    path("<uuid:reception>/destroy/", handing.destroy, name="destroy"),
    path("<uuid:reception>/meeting/", preparing.meeting, name="meeting"),
    path("<uuid:reception>/goods/", preparing.goods, name="goods"),
    path("<uuid:reception>/hall/", preparing.hall, name="hall"),
    path("<uuid:reception>/timetable/", preparing.timetable, name="timetable"),
    path("<uuid:reception>/papers/", papers.papers, name="papers"),
    path("<uuid:reception>/papers/<str:kind>/", papers.paper, name="paper"),
    path("<uuid:reception>/after/", following.after, name="after"),
    path("<uuid:reception>/after/keeps/", following.keeps, name="keeps"),
    path("people/<uuid:listed>/record/", following.record, name="record"),
    path("<uuid:reception>/alone/", following.alone, name="alone"),
    path("people/<uuid:listed>/support/", following.support, name="support"),
    path("<uuid:reception>/claim/", following.claim, name="claim"),
    path("<uuid:reception>/round/", following.the_round, name="round"),
    path("towns/", towns.towns, name="towns"),
    path("towns/<uuid:office>/", towns.town, name="town"),
    path("partners/", towns.partners, name="partners"),
    path("partners/<uuid:partner>/confirm/", towns.confirm, name="confirm_partner"),
    path("partners/<uuid:partner>/forget/", towns.forget, name="forget_partner"),
    path("files/take/", handing.take, name="take"),
    path("files/<uuid:packet>/received/", handing.received, name="received"),
]
