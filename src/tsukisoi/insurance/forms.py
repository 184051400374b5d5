"""What people write about insurance. Every text is screened; no field holds a 記号 or a number of an insurance."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.insurance.guidance import ground_choices, option_words, paper_words, proxy_words
from tsukisoi.insurance.queries import AskedBy, How, PaperKind, Scheme, Step
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField


def _past(on: date | None) -> date | None:
    if on is not None and on > today():
        raise forms.ValidationError(_("これからの日は書けません。すんだ日を入れてください。"))
    return on


class AsOfForm(GuardedForm):
    """Whose line, on which day."""

    unit = forms.ChoiceField(label=_("ユニット"), required=False)
    on = DayField(label=_("いつの時点で見るか"), required=False)

    def __init__(self, units: Iterable[Any], data: Any = None) -> None:
        super().__init__(data)
        self.fields["unit"] = forms.ChoiceField(
            label=_("ユニット"),
            required=False,
            choices=[("", _("全員")), *((str(unit.pk), unit.name) for unit in units)],
        )
        self.order_fields(["unit", "on"])


class InsurerForm(GuardedForm):
    """Which insurance, and which insurer of it."""

    scheme = forms.ChoiceField(label=_("医療保険"), choices=Scheme.choices, widget=forms.RadioSelect)
    insurer = forms.ChoiceField(label=_("保険者"), required=False)
    since = DayField(label=_("いつから"), required=False)

    def __init__(self, insurers: Iterable[Any], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        choices = [("", _("わからない")), *((str(one.pk), one.name) for one in insurers)]
        self.fields["insurer"] = forms.ChoiceField(
            label=_("保険者"), required=False, choices=choices,
            help_text=_("一覧にないときは「市区町村・保険者」のページでふやします。"),
        )  # fmt: skip
        self.order_fields(["scheme", "insurer", "since"])


class ArrivedForm(GuardedForm):
    """A paper that came."""

    kind = forms.ChoiceField(label=_("何が届きましたか"), choices=PaperKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("受給者証の名前"),
        max_length=40,
        required=False,
        help_text=_("例：自立支援医療、指定難病。受給者証のときだけ。"),
    )
    scheme = forms.ChoiceField(
        label=_("どの保険の書類ですか"), widget=forms.RadioSelect, required=False,
        help_text=_("まもなく75歳の人には、いまの保険と75歳からの保険の、どちらの書類も届きます。"),
    )  # fmt: skip
    arrived_on = DayField(label=_("届いた日"))
    expires = DayField(
        label=_("書いてある有効期限"),
        required=False,
        help_text=_("書類に書いてあるとおりに。書いていなければ空けます。"),
    )
    place = forms.CharField(label=_("どこにある"), max_length=60, required=False)
    ground = forms.ChoiceField(label=_("なぜ届いたか（資格確認書）"), choices=ground_choices, required=False)
    options = forms.MultipleChoiceField(
        label=_("書いてあること"), choices=option_words(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, schemes: Sequence[tuple[str, Any]], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        if schemes:
            self.fields["scheme"].choices = schemes  # type: ignore[attr-defined]
        else:
            del self.fields["scheme"]

    def clean_arrived_on(self) -> date | None:
        """It has come already."""
        return _past(self.cleaned_data["arrived_on"])


ENDED = [
    ("destroyed", _("期限が切れたので、2人で廃棄した")), ("returned", _("保険者に返した")), ("gone", _("見あたらない")),
]  # fmt: skip


class EndedForm(GuardedForm):
    """A paper that is no longer there."""

    why = forms.ChoiceField(label=_("どうしましたか"), choices=ENDED)


class RegisterForm(GuardedForm):
    """One step of the registration."""

    step = forms.ChoiceField(label=_("どうなりましたか"), choices=Step.choices, widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("どうやって（どこで）"), choices=How.choices, widget=forms.RadioSelect)
    on = DayField(label=_("いつ"))

    def clean_on(self) -> date | None:
        """It has happened already."""
        return _past(self.cleaned_data["on"])


class ApplyForm(GuardedForm):
    """An application for a 資格確認書."""

    ground = forms.ChoiceField(
        label=_("わけ"), widget=forms.RadioSelect,
        choices=[("needs_support", _("要配慮者（施設にいる・介護や障害がある・後見人などがいる）")),
                 ("card_lost_or_renewing", _("カードをなくした・更新している"))],
    )  # fmt: skip
    asked_by = forms.ChoiceField(label=_("だれが頼みましたか"), choices=AskedBy.choices, widget=forms.RadioSelect)
    checked_how = forms.CharField(
        label=_("本人の意思を、どう確かめましたか"), max_length=120, required=False,
        help_text=_("例：昼食のあと、絵を見せてうかがった。うなずかれた。"),
    )  # fmt: skip
    applies = forms.ChoiceField(label=_("申請する人"), choices=proxy_words(), widget=forms.RadioSelect)
    papers = forms.MultipleChoiceField(
        label=_("そろった書類"), choices=paper_words, widget=forms.CheckboxSelectMultiple, required=False
    )
    options = forms.MultipleChoiceField(
        label=_("書いてもらうこと"), choices=option_words(), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, papers_note: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["papers"].help_text = papers_note


class SentForm(GuardedForm):
    """What became of an application."""

    outcome = forms.ChoiceField(
        choices=[("sent", _("保険者に出した")), ("refused", _("断られた")), ("withdrawn", _("取り下げた"))]
    )
    on = DayField(label=_("いつ"))
    why = forms.CharField(label=_("断られたわけ"), max_length=120, required=False)


class LetterForm(GuardedForm):
    """A letter that did not come."""

    cycle = forms.DateField(widget=forms.HiddenInput)
    what = forms.ChoiceField(choices=[("returned", _("戻ったとわかった")), ("called", _("電話した"))])
    note = forms.CharField(label=_("メモ"), max_length=120, required=False)
