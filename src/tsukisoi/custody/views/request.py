"""What the pages of this room share: a file as an answer, an error on a form."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from tsukisoi.custody import actions
from tsukisoi.custody.queries import out_words
from tsukisoi.papers.press import Pdf
from tsukisoi.ui.templatetags.ui import short_time


def tried(form: forms.BaseForm, do: Callable[[], Any], field: str | None = None) -> bool:
    """Do it; what the action refuses stands on the form, at the field it is about."""
    form.errors  # noqa: B018  # a form that nobody asked yet has nowhere to put what is refused
    try:
        do()
    except ValidationError as error:
        named = getattr(error, "code", None)
        form.add_error(named if named in form.fields else field, error)
        return False
    except actions.AlreadyOut as error:
        form.add_error(None, already_out(error))
        return False
    except actions.NotOut:
        form.add_error(None, gettext("もう袋に戻っています。"))
        return False
    return True


def already_out(error: actions.AlreadyOut) -> str:
    """Who has it since when."""
    told = gettext("もう出ています：%(who)s さんが %(when)s から（%(where)s）。")
    return told % {"who": error.who, "when": short_time(error.out.out_at), "where": out_words(error.out)}


def file(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file that no cache keeps."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def pdf(made: Pdf, name: str) -> HttpResponse:
    """A paper."""
    return file(made.content, name, "application/pdf")


def site(request: HttpRequest) -> str:
    """The address under which a sheet's QR asks whether it still holds."""
    return request.build_absolute_uri(reverse("papers:ask"))
