"""Forms of this room."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm


class HandsForm(GuardedForm):
    """Who takes this place: badge (or user name), then one's own code."""

    who = forms.CharField(
        label=_("職員の札を読み取る（またはユーザー名）"), max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "data-label": True, "data-scan-into": "code"}
        ),
    )  # fmt: skip
    code = forms.CharField(
        label=_("自分の番号"), max_length=12, error_messages={"required": _("自分の番号を入れてください。")},
        help_text=_("4〜6けた。登録したパソコンでだけ使えます。"),
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        first = "code" if self.data.get("who") else "who"
        self.fields[first].widget.attrs["autofocus"] = True


class DeviceForm(GuardedForm):
    """A computer's name and unit."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("この機械の名前"), max_length=60, help_text=_("例：1階 介護ステーション"))
    unit = forms.ChoiceField(
        label=_("ユニット"), required=False, help_text=_("一覧や紙が、このユニットから始まります。")
    )

    def __init__(self, *args: Any, units: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].choices = [("", _("施設全体")), *units]  # type: ignore[attr-defined]
