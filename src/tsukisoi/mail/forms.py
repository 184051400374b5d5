"""Forms of the tray: two fields and Enter for a letter; a few more for handing over and for opening."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.mail.kinds import MailKind, kind_of, kinds
from tsukisoi.mail.models import Handed, Said
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField


class ArrivedForm(GuardedForm):
    """One letter: whose (name, reading or room), what (its number or how it begins), and the day."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    who = forms.CharField(
        label=_("だれに（部屋・氏名・かな）"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    kind = forms.CharField(
        label=_("何が（番号か、名前のはじめ）"), max_length=24, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    keep_until = DayField(label=_("書いてある期限（1・2・6・7のとき）"), required=False, help_text="")
    on = DayField(label=_("届いた日"), help_text="")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.is_bound:
            self.fields["who"].widget.attrs["autofocus"] = True

    def clean_kind(self) -> MailKind:
        """The kind that was typed."""
        found = kind_of(self.cleaned_data["kind"])
        if found is None:
            raise ValidationError(gettext("どの種類か、わかりません。下の表の番号を入れてください。"), code="kind")
        return found

    @staticmethod
    def ready(id: Any, on: date | None = None) -> dict[str, Any]:
        """What stands in an empty form."""
        return {"id": id, "on": on or today()}


class HandForm(GuardedForm):
    """To whom a letter went."""

    how = forms.ChoiceField(
        label=_("どうしましたか"), choices=Handed.choices, initial=Handed.SELF, widget=forms.RadioSelect
    )
    to = forms.CharField(
        label=_("受け取った人の名前"), max_length=60, required=False, help_text=_("ご本人なら、いりません。")
    )
    on = DayField(label=_("いつ"), help_text="")


class OpenedForm(GuardedForm):
    """On whose word the home opened it."""

    said_by = forms.ChoiceField(label=_("だれのことばで開けますか"), choices=Said.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_("言った人の名前"), max_length=60)
    words = forms.CharField(label=_("言われたこと（そのままのことばで）"), max_length=120)
    day = DayField(label=_("いつ"), help_text="")


def kind_rows() -> list[MailKind]:
    """The kinds as the page lists them beside the form."""
    return list(kinds().values())
