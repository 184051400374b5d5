"""Addresses of this room."""

from django.urls import path

from tsukisoi.venue.views import board, counting, ending, photos, stations

app_name = "venue"
urlpatterns = [
    # What is pressed all day stands first: they are tried one after the other.
    path("<uuid:day>/", board.board, name="board"),
    path("<uuid:day>/next/", board.call_next, name="next"),
    path("seat/<uuid:seat>/arrive/", board.arrive, name="arrive"),
    path("seat/<uuid:seat>/call/", board.call, name="call"),
    path("seat/<uuid:seat>/hold/", board.hold, name="hold"),
    path("seat/<uuid:seat>/back/", board.come_back, name="come_back"),
    path("", board.days, name="days"),
    path("open/<uuid:reception>/", board.open_day, name="open"),
    path("delete-pictures/", board.delete_pictures, name="delete_pictures"),
    path("numbers/<uuid:reception>/", counting.numbers, name="numbers"),
    path("numbers/<uuid:reception>/numbers.xlsx", counting.numbers_xlsx, name="numbers_xlsx"),
    path("<uuid:day>/walk-in/", board.walk_in, name="walk_in"),
    path("<uuid:day>/hall/", board.hall, name="hall"),
    path("<uuid:day>/roll/", photos.roll, name="roll"),
    path("<uuid:day>/close/", ending.close, name="close"),
    path("<uuid:day>/reopen/", board.reopen, name="reopen"),
    path("<uuid:day>/laptops/", ending.laptops, name="laptops"),
    path("<uuid:day>/bring-back/", ending.bring_back, name="bring_back"),
    path("<uuid:day>/merge/", ending.merge, name="merge"),
    path("<uuid:day>/disputes/", ending.disputes, name="disputes"),
    path("seat/<uuid:seat>/", board.person, name="person"),
    path("seat/<uuid:seat>/leave/", board.leave, name="leave"),
    path("seat/<uuid:seat>/undo/<str:topic>/", board.undo, name="undo"),
    path("seat/<uuid:seat>/later/<str:topic>/", stations.later, name="later"),
    path("seat/<uuid:seat>/decide/<str:topic>/", ending.decide, name="decide"),
    path("seat/<uuid:seat>/papers/", stations.papers, name="papers"),
    path("seat/<uuid:seat>/identity/", stations.identity, name="identity"),
    path("seat/<uuid:seat>/pin/", stations.pin, name="pin"),
    path("seat/<uuid:seat>/insurance/", stations.insurance, name="insurance"),
    path("seat/<uuid:seat>/check/", stations.check, name="check"),
    path("seat/<uuid:seat>/photo/", photos.photo, name="photo"),
    path("seat/<uuid:seat>/photo/frame/", photos.frame, name="frame"),
    path("seat/<uuid:seat>/photo/doubt/", photos.doubt, name="doubt"),
    path("seat/<uuid:seat>/photo/new-slate/", photos.spoil, name="spoil"),
    path("seat/<uuid:seat>/photo/excuse/", photos.excuse, name="excuse"),
    path("seat/<uuid:seat>/photo/<uuid:picture>/look/", photos.look, name="look"),
    path("seat/<uuid:seat>/photo/<uuid:picture>/<str:part>.jpg", photos.picture, name="picture"),
]
