"""A note: one field to type, the rest has an answer already."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import today

DAYS = (("1", _("明日まで")), ("3", _("3日間")), ("7", _("1週間")), ("30", _("1か月")))


class NoteForm(GuardedForm):
    """What the next shift must know."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("申し送ること"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    who = forms.CharField(
        label=_("だれのことですか"), max_length=60, required=False,
        help_text=_("氏名・かな・部屋。施設のことなら、空けておきます。"),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("どのユニットに"), required=False)
    days = forms.ChoiceField(label=_("いつまで出しますか"), choices=DAYS, initial="3", widget=forms.RadioSelect)
    important = forms.BooleanField(label=_("かならず読んでほしい"), required=False)

    def __init__(self, *args: Any, units: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", _("すべて")), *((str(u.pk), u.name) for u in units)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A note about one person goes to whoever works with them: no unit beside it."""
        data = super().clean() or {}
        if data.get("who") and data.get("unit"):
            self.add_error("unit", ValidationError(gettext("人のことを書くときは、「すべて」のままにしてください。")))
        return data

    @property
    def until(self) -> date:
        """The last day on which it is shown."""
        return today() + timedelta(days=int(self.cleaned_data["days"]))
