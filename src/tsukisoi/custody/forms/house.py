"""How the home keeps things: places, labels, hands, the monthly count."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.custody.forms.fields import Choices
from tsukisoi.custody.models import Kind, PlaceKind, Seen
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField


class HouseForm(GuardedForm):
    """How this home keeps things."""

    two_people = forms.BooleanField(label=_("出し入れは2人でする"), required=False)
    night_place = forms.CharField(
        label=_("夜、鍵と袋はどこにあるか"),
        max_length=80,
        required=False,
        help_text=_("緊急の画面に出ます。例：当直室の金庫"),
    )
    loud_after = forms.IntegerField(label=_("何分すぎたら強く知らせるか"), min_value=0, max_value=1440)
    clean_up_days = forms.IntegerField(label=_("根拠のないものを何日以内に整えるか"), min_value=1, max_value=365)
    face_photos = forms.BooleanField(label=_("見分ける写真を使う（同意があるときだけ）"), required=False)


class PlaceForm(GuardedForm):
    """One more place."""

    kind = forms.ChoiceField(label=_("種類"), choices=PlaceKind.choices, initial=PlaceKind.POUCH)
    name = forms.CharField(
        label=_("名前"), max_length=40, required=False, help_text=_("袋は、番号だけでかまいません。")
    )
    parent = forms.ChoiceField(label=_("どの中に"), required=False)

    def __init__(self, above: Choices = (), data: Any = None) -> None:
        super().__init__(data)
        self.fields["parent"].choices = [("", gettext("（決めない）")), *above]  # type: ignore[attr-defined]


class HangForm(GuardedForm):
    """In which locker, or on which shelf, these pouches stand."""

    above = forms.ChoiceField(label=_("どの中に"))
    first_pouch = forms.IntegerField(label=_("袋の番号（はじめ）"), min_value=1, max_value=99999)
    last_pouch = forms.IntegerField(label=_("袋の番号（終わり）"), min_value=1, max_value=99999)

    def __init__(self, above: Choices = (), data: Any = None) -> None:
        super().__init__(data)
        self.fields["above"].choices = list(above)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """From the lower to the higher number."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("first_pouch", 0) > data.get("last_pouch", 99999):
            self.add_error("last_pouch", gettext("終わりの番号が、はじめの番号より小さいです。"))
        return data


class LabelForm(GuardedForm):
    """Which labels, on which sheet."""

    what = forms.ChoiceField(
        label=_("何の札"), choices=[("places", _("袋と置き場所")), ("badges", _("職員の札"))], initial="places"
    )
    sheet = forms.ChoiceField(
        label=_("用紙"), initial="24",
        choices=[("24", _("A4 24面")), ("44", _("A4 44面")), ("csv", _("ラベルプリンター用（CSV）"))],
    )  # fmt: skip
    first = forms.IntegerField(label=_("何枚目のラベルから"), min_value=1, max_value=44, initial=1, required=False)


class AppointForm(GuardedForm):
    """Who handles what is kept, where, from when to when."""

    worker = forms.ChoiceField(label=_("職員"))
    unit = forms.ChoiceField(label=_("ユニット"), required=False)
    since = DayField(label=_("はじめの日"))
    until = DayField(label=_("終わりの日"), required=False)

    def __init__(self, workers: Choices, units: Choices, data: Any = None, unit: UUID | None = None) -> None:
        super().__init__(data, initial={"since": today(), "unit": str(unit or "")})
        self.fields["worker"].choices = list(workers)  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", gettext("施設全体")), *units]  # type: ignore[attr-defined]


class SeeForm(GuardedForm):
    """What was found of one thing, and why it differs."""

    item = forms.UUIDField(widget=forms.HiddenInput, required=False)
    owner = forms.CharField(max_length=40, required=False)
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    seen = forms.ChoiceField(choices=Seen.choices, required=False)
    seen_in = forms.CharField(max_length=40, required=False)
    explanation = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Something is named, by itself or by its owner's pouch."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("item") and not cleaned.get("owner"):
            raise forms.ValidationError(gettext("だれの、なにかを選んでください。"))
        return cleaned


class RemarkForm(GuardedForm):
    """A word on the whole count."""

    remark = forms.CharField(label=_("点検についてのひとこと"), max_length=200, required=False)
