"""Pages of help. They show nobody's data; who is not signed in sees none of them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from tsukisoi.help import guidance, queries
from tsukisoi.help.forms import Search
from tsukisoi.tenancy.clock import today


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """The words that people meet, to be searched; and the way to the numbers."""
    form = Search(request.GET)
    context = {"form": form, "words": queries.words(form.sought), "sought": form.sought}
    return render(request, "help/glossary.html", context)


@require_GET
def contacts(request: HttpRequest) -> HttpResponse:
    """Whom to call, question by question, as last seen."""
    return render(request, "help/contacts.html", {"questions": guidance.questions(today()), "as_of": today()})


@require_GET
def screen(request: HttpRequest, room: str, screen: str) -> HttpResponse:
    """One page of help for one screen."""
    found = queries.screen(room, screen)
    if found is None:
        raise Http404(gettext("この画面の説明はありません。"))
    return render(request, "help/screen.html", {"screen": found})
