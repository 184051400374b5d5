"""Addresses of this room."""

from django.urls import path

from tsukisoi.custody.views import counts, emergency, house, locker, people, pictures

app_name = "custody"
urlpatterns = [
    path("", locker.locker, name="locker"),
    path("scan/", locker.scan, name="scan"),
    path("out/", locker.out, name="out"),
    path("back/", locker.back, name="back"),
    path("later/", locker.later, name="later"),
    path("outs/<uuid:handout>/undo/", locker.undo, name="undo"),
    path("outs/<uuid:handout>/extend/", locker.extend, name="extend"),
    path("outs/<uuid:handout>/approve/", locker.approve, name="approve"),
    path("emergency/", emergency.emergency, name="emergency"),
    path("many/", people.many, name="many"),
    path("register/", people.register, name="register"),
    path("items/<uuid:item>/", people.item, name="item"),
    path("items/<uuid:item>/found/", people.found, name="found"),
    path("items/<uuid:item>/give-back/", people.give_back, name="give_back"),
    path("people/<uuid:resident>/", people.person, name="person"),
    path("people/<uuid:resident>/take-in/", people.take_in, name="take_in"),
    path("people/<uuid:resident>/agree/", people.agree, name="agree"),
    path("people/<uuid:resident>/keep/<str:matter>/", people.keep, name="keep"),
    path("people/<uuid:resident>/told/<str:matter>/", people.told, name="told"),
    path("people/<uuid:resident>/recipients/", people.recipient, name="recipient"),
    path("people/<uuid:resident>/recipients/<uuid:recipient>/drop/", people.drop_recipient, name="drop_recipient"),
    path("people/<uuid:resident>/paper/<str:kind>/", people.paper, name="paper"),
    path("people/<uuid:resident>/picture/<str:purpose>/", pictures.take, name="take_picture"),
    path("pictures/<uuid:picture>/", pictures.picture, name="picture"),
    path("pictures/<uuid:picture>/remove/", pictures.remove, name="remove_picture"),
    path("places/", house.places, name="places"),
    path("places/labels/", house.labels, name="labels"),
    path("places/<uuid:place>/free/", house.free, name="free"),
    path("custodians/", house.custodians, name="custodians"),
    path("custodians/<uuid:custodian>/dismiss/", house.dismiss, name="dismiss"),
    path("papers/<str:kind>/", house.paper, name="house_paper"),
    path("ledger/", house.ledger, name="ledger"),
    path("counts/", counts.index, name="counts"),
    path("counts/<uuid:count>/", counts.count, name="count"),
    path("counts/<uuid:count>/close/", counts.close, name="close"),
    path("counts/<uuid:count>/sign/", counts.sign, name="sign"),
    path("counts/<uuid:count>/sheet/", counts.sheet, name="sheet"),
    path("counts/<uuid:count>/items/<uuid:item>/restore/", counts.restore, name="restore"),
]
