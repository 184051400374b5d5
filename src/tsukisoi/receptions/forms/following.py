"""What happened to applications after the day, the facility's own help, and the money."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.receptions.forms.listing import PickForm
from tsukisoi.receptions.models import Claim, FormHeld, Method, Sent, Support
from tsukisoi.receptions.progress import CODES
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField


class MarkForm(PickForm):
    """What happened, on which day, to everybody ticked."""

    code = forms.ChoiceField(label=_("何が"), choices=list(CODES.items()))
    on = DayField(label=_("いつ"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.initial = {"on": today()}

    @property
    def ids(self) -> list[UUID]:
        """The people ticked."""
        return [UUID(value) for value in self.cleaned_data["people"]]


class TakeBackForm(GuardedForm):
    """A mark was set by mistake."""

    why = forms.CharField(label=_("わけ"), max_length=120, required=False, help_text=_("例：人をまちがえた"))


class SupportForm(GuardedForm):
    """The facility's own help with one application."""

    form = forms.ChoiceField(label=_("申請書"), choices=FormHeld.choices, required=False, widget=forms.RadioSelect)
    filled_by = forms.CharField(
        label=_("だれが書いたか"), max_length=60, required=False, help_text=_("例：本人、代筆（佐藤）、法定代理人")
    )
    photo_on = DayField(label=_("写真をとった日"), required=False)
    channel = forms.ChoiceField(label=_("送りかた"), choices=Sent.choices, required=False, widget=forms.RadioSelect)
    sent_on = DayField(label=_("送った日"), required=False)

    @classmethod
    def of(cls, support: Support, data: Any) -> "SupportForm":
        """For one person."""
        return cls(data, initial={name: getattr(support, name) for name in cls.base_fields})


class ClaimForm(GuardedForm):
    """What was agreed with the town about money, beforehand."""

    consulted_on = DayField(label=_("協議した日"), required=False)
    consulted_with = forms.CharField(label=_("協議の相手"), max_length=80, required=False)
    method = forms.ChoiceField(label=_("方式"), choices=Method.choices, widget=forms.RadioSelect)
    yen_support = forms.IntegerField(
        label=_("申請サポート1件の額（円）"), min_value=0, max_value=100000, required=False
    )
    yen_proxy = forms.IntegerField(label=_("代理受取1件の額（円）"), min_value=0, max_value=100000, required=False)
    own_account = forms.BooleanField(label=_("施設・団体の名義の口座がある"), required=False)
    invoiced_on = DayField(label=_("請求した日"), required=False)

    @classmethod
    def of(cls, claim: Claim, data: Any) -> "ClaimForm":
        """For one reception."""
        return cls(data, initial={name: getattr(claim, name) for name in cls.base_fields})


class KeepForm(GuardedForm):
    """For how many days the town keeps a card that came back."""

    days = forms.IntegerField(label=_("町がカードを保管する日数"), min_value=1, max_value=1000, required=False)
    source = forms.CharField(label=_("だれに聞いたか"), max_length=200, required=False)
