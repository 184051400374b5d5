"""What is typed while somebody is on the telephone: short, in the order of the talk."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.calls.models import Checked, NamedBy, Speaker
from tsukisoi.calls.queries import Listener
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField

SOMEBODY_ELSE = ""


class CallForm(GuardedForm):
    """One call."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    who = forms.CharField(
        label=_("だれのことですか"), max_length=60, required=False,
        help_text=_("氏名・かな・部屋。施設のことなら、空けておきます。"),
    )  # fmt: skip
    contact = forms.ChoiceField(label=_("電話の相手"), required=False, widget=forms.RadioSelect)
    caller = forms.CharField(label=_("相手の名前"), max_length=60, required=False)
    speaker = forms.ChoiceField(
        label=_("だれの立場で"), choices=Speaker.choices, widget=forms.RadioSelect, required=False
    )
    checked = forms.ChoiceField(
        label=_("相手を、どう確かめましたか"),
        choices=Checked.choices,
        widget=forms.RadioSelect,
        initial=Checked.NOT_YET,
    )
    said = forms.CharField(label=_("用件"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
    told = forms.CharField(
        label=_("伝えたこと"), max_length=300, required=False, help_text=_("何も伝えていなければ、空けておきます。")
    )
    call_back_by = DayField(label=_("折り返しの期限"), required=False, help_text=_("折り返すときだけ。例：11/25"))

    def __init__(self, *args: Any, listeners: list[Listener], **options: Any) -> None:
        super().__init__(*args, **options)
        self.listeners = {str(one.contact): one for one in listeners}
        choices = [(key, _told(one)) for key, one in self.listeners.items()]
        self.fields["contact"].choices = [*choices, (SOMEBODY_ELSE, _("ほかの人"))]  # type: ignore[attr-defined]
        if not listeners:
            del self.fields["contact"]

    def clean(self) -> dict[str, Any]:
        """Either one of the person's people, or a name and on whose behalf."""
        data = super().clean() or {}
        one = self.listeners.get(data.get("contact") or "")
        if one is not None:
            data["caller"] = data.get("caller") or one.name
            data["speaker"] = data.get("speaker") or (Speaker.REPRESENTATIVE if one.represents else Speaker.FAMILY)
        elif not self.errors:
            self._needs("caller", gettext("相手の名前を入れてください。"))
            self._needs("speaker", gettext("だれの立場でかけてきたかを選んでください。"))
        if data.get("call_back_by") and data["call_back_by"] < today():
            self.add_error("call_back_by", ValidationError(gettext("折り返しは、今日からあとの日にしてください。")))
        return data

    def _needs(self, name: str, words: str) -> None:
        if not self.cleaned_data.get(name):
            self.add_error(name, ValidationError(words, code="required"))

    def said_now(self) -> dict[str, Any]:
        """The fields as the action takes them."""
        data = self.cleaned_data
        names = ("id", "caller", "speaker", "checked", "said", "told", "call_back_by")
        return {name: data[name] for name in names} | {"contact": data.get("contact") or None}


def _told(one: Listener) -> str:
    may = {True: one.scope or gettext("話してよい"), False: gettext("話さない"), None: gettext("話してよいか未確認")}[
        one.may
    ]
    return f"{one.name}（{one.relation or one.capacity}）— {may}"


class WishForm(GuardedForm):
    """What one of the person's people may be told."""

    contact = forms.ChoiceField(label=_("だれに"), widget=forms.RadioSelect)
    may = forms.ChoiceField(
        label=_("話してよいですか"),
        widget=forms.RadioSelect,
        choices=[("yes", _("話してよい")), ("no", _("何も話さない"))],
    )
    scope = forms.CharField(
        label=_("話してよいこと"),
        max_length=120,
        required=False,
        help_text=_("例：体調と受診のことだけ。"),
    )
    named_by = forms.ChoiceField(label=_("だれの意向ですか"), choices=NamedBy.choices, widget=forms.RadioSelect)
    on = DayField(label=_("うかがった日"))

    def __init__(self, *args: Any, listeners: list[Listener], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["contact"].choices = [  # type: ignore[attr-defined]
            (str(one.contact), f"{one.name}（{one.relation or one.capacity}）") for one in listeners
        ]

    def clean(self) -> dict[str, Any]:
        """Nothing, or what; asked in the past."""
        data = super().clean() or {}
        if data.get("may") == "yes" and not data.get("scope"):
            self.add_error("scope", ValidationError(gettext("話してよいことを書いてください。"), code="required"))
        if data.get("may") == "no":
            data["scope"] = ""
        if data.get("on") and data["on"] > today():
            self.add_error("on", ValidationError(gettext("これからの日は書けません。")))
        return data
