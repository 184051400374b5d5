"""What people type about an office. Every text is screened for individual numbers and PINs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.municipalities import guidance
from tsukisoi.municipalities.actions import token
from tsukisoi.municipalities.models import Difference, Office, OfficeKind
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField

UNKNOWN = "unknown"
"""What a form sends for 「わからない（聞く）」."""


class OfficeForm(GuardedForm):
    """An office to ask."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例：みどり野町"))
    kind = forms.ChoiceField(label=_("種類"), choices=OfficeKind.choices, widget=forms.RadioSelect)
    section = forms.CharField(label=_("担当課"), max_length=60, required=False)
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)


class PhoneForm(GuardedForm):
    """Whom to call there."""

    section = forms.CharField(label=_("担当課"), max_length=60, required=False)
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)

    @classmethod
    def of(cls, office: Office, data: Any = None) -> "PhoneForm":
        """The form of an office."""
        return cls(data, initial={"section": office.section, "phone": office.phone})


class AnswerForm(GuardedForm):
    """One question to an office: the answer or 「わからない（聞く）」, the source, and the day it was checked."""

    source = forms.CharField(
        label=_("出どころ"), max_length=200, required=False, help_text=_("例：住民課に電話、町のページ")
    )
    checked_on = DayField(label=_("確かめた日"))
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, key: str, row: Difference | None, source: str = "", **options: Any) -> None:
        source = row.source if row else source
        options.setdefault("initial", {"source": source, "checked_on": today(), "was": token(row)})
        super().__init__(*args, **options)
        self.question = guidance.question(key)
        kept = UNKNOWN if row is None or row.value is None else guidance.sent(row.value)
        choices = [*self.question.options, (UNKNOWN, _("わからない（聞く）"))]
        if self.question.many:
            self.fields["value"] = forms.MultipleChoiceField(
                label=self.question.name, choices=choices, widget=forms.CheckboxSelectMultiple, required=False,
                initial=kept if isinstance(kept, list) else [kept], help_text=_("扱いがなければ、何も選びません。"),
            )  # fmt: skip
        else:
            self.fields["value"] = forms.ChoiceField(
                label=self.question.name, choices=choices, widget=forms.RadioSelect, initial=kept
            )

    def clean(self) -> dict[str, Any]:
        """An answer stands alone, and was checked in the past."""
        data = super().clean() or {}
        value = data.get("value")
        if isinstance(value, list) and UNKNOWN in value and len(value) > 1:
            self.add_error("value", ValidationError(gettext("「わからない」を選ぶときは、ほかの印を外してください。")))
        if data.get("checked_on") and data["checked_on"] > today():
            self.add_error("checked_on", ValidationError(gettext("これからの日は書けません。")))
        return data

    @property
    def value(self) -> Any:
        """What the action takes: None for 「わからない」."""
        value = self.cleaned_data["value"]
        return None if value in (UNKNOWN, [UNKNOWN]) else value
