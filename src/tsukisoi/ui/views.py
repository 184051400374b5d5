"""The gallery: every component once, with its states."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tsukisoi.ui.specimens import Question, Specimen

# Fixed days, so that the gallery looks the same on every day.
DAYS = {
    "born": date(1931, 2, 3),
    "holiday": date(2026, 11, 23),
    "due": date(2026, 11, 25),
    "next_year": date(2028, 1, 7),
}


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    """/ui/: what every page is made of. Open to all: it holds invented words only."""
    return render(request, "ui/gallery.html", _specimens())


@login_not_required
def resident(request: HttpRequest) -> HttpResponse:
    """/ui/resident/: the calm page that a resident looks at."""
    return render(request, "ui/gallery_resident.html", {"form": Question(auto_id="ask_%s")})


@login_not_required
def bare(request: HttpRequest) -> HttpResponse:
    """/ui/bare/: the page before anybody has signed in."""
    return render(request, "ui/gallery_bare.html", DAYS)


@login_not_required
def paper(request: HttpRequest) -> HttpResponse:
    """/ui/paper/: a table of rules on its desk."""
    return render(request, "ui/gallery_paper.html", DAYS)


def _specimens() -> dict[str, object]:
    wrong = Specimen({"name": "髙橋 キヨ", "born": "昭和六十五年二月三十日", "unit": "1"}, auto_id="wrong_%s")
    return {
        **DAYS,
        "form": Specimen(auto_id="new_%s"),
        "wrong": wrong,
        "cites": [("マニュアル", "第5-1(4)"), "町との打合せ"],
    }
