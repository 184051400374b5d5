"""Who is put on the list, and the columns of one person that somebody writes by hand."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.receptions.models import Listed
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import ClockField, DayField


class PickForm(GuardedForm):
    """The people ticked."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        sent = data.getlist("people") if data is not None else []
        self.fields["people"] = forms.MultipleChoiceField(
            choices=[(value, value) for value in sent if _is_id(value)],
            error_messages={"required": _("一人以上を選んでください。")},
        )

    @property
    def ids(self) -> list[UUID]:
        """Their ids."""
        return [UUID(value) for value in self.cleaned_data["people"]]


class HelperForm(PickForm):
    """Who brings the people ticked."""

    helper = forms.CharField(label=_("介助する人"), max_length=60)
    aid = forms.CharField(label=_("移動のしかた"), max_length=40, required=False)


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


WRITTEN = ("name", "kana", "birth_date", "address")
"""What the town may correct by its own register; the house's list follows the people's own records."""


class ListedForm(GuardedForm):
    """What the day needs to know of one person beside the list itself; on the town's side who it is, too."""

    name = forms.CharField(label=_("氏名"), max_length=80)
    kana = forms.CharField(label=_("フリガナ"), max_length=80, required=False)
    birth_date = DayField(label=_("生年月日"), required=False)
    address = forms.CharField(label=_("住民票の住所"), max_length=200, required=False)
    extra_minutes = forms.IntegerField(label=_("長めにとる時間（分）"), min_value=0, max_value=60)
    helper = forms.CharField(label=_("介助する人"), max_length=60, required=False)
    aid = forms.CharField(
        label=_("移動のしかた"), max_length=40, required=False, help_text=_("例：車椅子、歩行器、ストレッチャー")
    )
    call_at = ClockField(label=_("呼ぶ時刻"), required=False)
    privacy = forms.CharField(
        label=_("訪問で気をつけること"), max_length=200, required=False,
        help_text=_("支援者と相談して決めたこと。例：役所の名の入った車で来ない、名札を外す"),
    )  # fmt: skip

    @classmethod
    def of(cls, listed: Listed, data: Any) -> "ListedForm":
        """For that person."""
        made = cls(data, initial={name: getattr(listed, name) for name in cls.base_fields})
        for name in WRITTEN if listed.reception.is_ours else ():
            del made.fields[name]
        return made

    @property
    def corrects(self) -> bool:
        """May it say who the person is?"""
        return "name" in self.fields

    def clean_birth_date(self) -> date | None:
        """Nobody is born in the days to come."""
        born: date | None = self.cleaned_data["birth_date"]
        if born is not None and born > today():
            raise forms.ValidationError(_("これからの日は書けません。"))
        return born

    @property
    def columns(self) -> dict[str, Any]:
        """What `change_listed` takes."""
        return dict(self.cleaned_data)
