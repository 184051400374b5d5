"""Every address, room by room: each room keeps its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("tsukisoi.today.urls")),
    path("residents/", include("tsukisoi.residents.urls")),
    path("cases/", include("tsukisoi.cases.urls")),
    path("municipalities/", include("tsukisoi.municipalities.urls")),
    path("rulebook/", include("tsukisoi.rulebook.urls")),
    path("papers/", include("tsukisoi.papers.urls")),
    path("journal/", include("tsukisoi.journal.urls")),
    path("staff/", include("tsukisoi.staff.urls")),
    path("help/", include("tsukisoi.help.urls")),
    path("ui/", include("tsukisoi.ui.urls")),
    path("accounts/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
]
