"""Deciding on data: the term, a request, its answer, putting off, and the last question before erasing."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.keeping.kinds import Kind
from tsukisoi.keeping.models import AskedBy, Wanted
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField


class TermForm(GuardedForm):
    """How many days this house keeps one kind of thing."""

    days = forms.IntegerField(label=_("日数"))
    why = forms.CharField(label=_("わけ（条例・契約など）"), max_length=120, required=False)

    def __init__(self, *args: Any, kind: Kind, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["days"]
        field.min_value, field.max_value = kind.least, kind.most  # type: ignore[attr-defined]
        field.help_text = gettext("%(least)d日から%(most)d日まで。5年は1825日です。") % {
            "least": kind.least, "most": kind.most,
        }  # fmt: skip


class AskForm(GuardedForm):
    """What somebody asks about a person's data."""

    wanted = forms.ChoiceField(label=_("求め"), choices=Wanted.choices, widget=forms.RadioSelect)
    asked_by = forms.ChoiceField(
        label=_("だれから"), choices=AskedBy.choices, widget=forms.RadioSelect,
        help_text=_("ご家族だけでは求められません。本人か、法定代理人、委任された代理人です。"),
    )  # fmt: skip
    checked = forms.CharField(
        label=_("本人・代理人と確かめた方法"), max_length=120, help_text=_("例：本人と面談。登記事項証明書を見た")
    )
    on = DayField(label=_("受けた日"))
    text = forms.CharField(label=_("内容"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def clean(self) -> dict[str, Any]:
        """Asked in the past or today."""
        data = super().clean() or {}
        if data.get("on") and data["on"] > today():
            self.add_error("on", ValidationError(gettext("これからの日は書けません。")))
        return data


class AnswerForm(GuardedForm):
    """How a request was answered."""

    answer = forms.CharField(label=_("どう答えたか"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class HoldForm(GuardedForm):
    """Until when, and why."""

    until = DayField(label=_("いつまで延ばすか"))
    why = forms.CharField(label=_("わけ"), max_length=120, help_text=_("例：相続人からの問い合わせに答えるまで"))


class EraseForm(GuardedForm):
    """The last question: the name, typed as it stands."""

    name = forms.CharField(label=_("確かめるために、氏名をそのまま打ってください"), max_length=80)

    def __init__(self, *args: Any, expected: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.expected = expected

    def clean_name(self) -> str:
        """The same name; spaces do not count."""
        typed: str = self.cleaned_data["name"]
        if "".join(typed.split()) != "".join(self.expected.split()):
            raise ValidationError(gettext("氏名がちがいます。まだ何も消していません。"), code="name")
        return typed
