"""Every address, room by room: each room keeps its own."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from tsukisoi.config.health import health

urlpatterns = [
    path("", include("tsukisoi.today.urls")),
    path("notes/", include("tsukisoi.notes.urls")),
    path("calls/", include("tsukisoi.calls.urls")),
    path("venue/", include("tsukisoi.venue.urls")),
    path("residents/", include("tsukisoi.residents.urls")),
    path("mail/", include("tsukisoi.mail.urls")),
    path("movements/", include("tsukisoi.movements.urls")),
    path("insurance/", include("tsukisoi.insurance.urls")),
    path("cards/", include("tsukisoi.cards.urls")),
    path("custody/", include("tsukisoi.custody.urls")),
    path("cases/", include("tsukisoi.cases.urls")),
    path("receptions/", include("tsukisoi.receptions.urls")),
    path("outings/", include("tsukisoi.outings.urls")),
    path("deliveries/", include("tsukisoi.deliveries.urls")),
    path("upkeep/", include("tsukisoi.upkeep.urls")),
    path("municipalities/", include("tsukisoi.municipalities.urls")),
    path("keeping/", include("tsukisoi.keeping.urls")),
    path("rulebook/", include("tsukisoi.rulebook.urls")),
    path("papers/", include("tsukisoi.papers.urls")),
    path("journal/", include("tsukisoi.journal.urls")),
    path("staff/", include("tsukisoi.staff.urls")),
    path("desks/", include("tsukisoi.desks.urls")),
    path("feeds/", include("tsukisoi.feeds.urls")),
    path("help/", include("tsukisoi.help.urls")),
    path("ui/", include("tsukisoi.ui.urls")),
    path("accounts/", include("tsukisoi.staff.entrance")),
    path("practice/", include(("tsukisoi.config.practice", "practice"))),
    path("health/", health, name="health"),
    path("language/setlang/", login_not_required(set_language), name="set_language"),
]
