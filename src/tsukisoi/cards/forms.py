"""What people write about a card. Every text is screened; no field holds a PIN or what stands in a sealed form."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.cards import guidance
from tsukisoi.cards.queries import Happening, Who
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField

MODES = [
    ("standard", _("通常（暗証番号がある）")),
    ("face_auth", _("顔認証（暗証番号がない。右下に「顔認証」と書いてある）")),
]
TOLD = [
    ("paper", _("カードを見て")),
    ("self", _("本人に聞いて")),
    ("family", _("家族に聞いて")),
    ("representative", _("法定代理人などに聞いて")),
]
YES_NO = [("", _("わからない")), ("yes", _("はい")), ("no", _("いいえ"))]
LATER = [
    ("", _("登録はすんでいる")),
    ("not_wished", _("本人が、市区町村での登録を希望しない（あとで病院のリーダーでする）")),
    ("agent", _("代理人が手続をした（あとで本人が病院のリーダーでする）")),
]  # fmt: skip


def _yes_no(label: Any, help_text: Any = "") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, required=False, widget=forms.RadioSelect, help_text=help_text)


def said(value: str) -> bool | None:
    """Yes, no or not known."""
    return {"yes": True, "no": False}.get(value)


def sent(value: bool | None) -> str:
    """The opposite of `said`."""
    return {True: "yes", False: "no"}.get(value, "") if value is not None else ""


class DoneForm(GuardedForm):
    """Something that was done, on a day that has come."""

    on = DayField(label=_("した日"))

    def clean_on(self) -> date:
        """What is done was done today or before."""
        on: date = self.cleaned_data["on"]
        if on > today():
            raise forms.ValidationError(_("これからの日は書けません。すんだ日を入れてください。"))
        return on


class ReadForm(GuardedForm):
    """What is written on the card."""

    mode = forms.ChoiceField(label=_("カードの種類"), choices=[("", _("わからない")), *MODES], required=False)
    issued = DayField(label=_("発行日"), required=False)
    expires = DayField(label=_("カードの有効期限（券面）"), required=False)
    certificate_issued = DayField(label=_("電子証明書の発行日"), required=False)
    certificate_expires = DayField(label=_("電子証明書の有効期限"), required=False)
    told_by = forms.ChoiceField(label=_("どうやって知りましたか"), choices=TOLD, initial="paper")
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def values(self) -> dict[str, Any]:
        """Fact → what was written, None where the field was left empty."""
        names = [(key, key.removeprefix("card.")) for key in guidance.KEYS]
        return {key: self.cleaned_data[name] or None for key, name in names}


class ReceivedForm(DoneForm):
    """A card that has come."""

    mode = forms.ChoiceField(label=_("カードの種類"), choices=MODES, widget=forms.RadioSelect, initial="standard")
    issued = DayField(label=_("発行日"), required=False)
    expires = DayField(label=_("カードの有効期限（券面）"), required=False)
    certificate_expires = DayField(label=_("電子証明書の有効期限"), required=False)
    who = forms.ChoiceField(label=_("受け取った人"), choices=Who.choices, widget=forms.RadioSelect, initial=Who.SELF)
    place = forms.CharField(label=_("どこにある"), max_length=60, required=False)

    field_order = ["on", "mode", "issued", "expires", "certificate_expires", "who", "place"]


HAPPENED = [
    (Happening.LOST, _("なくした")), (Happening.FOUND, _("見つかった")),
    (Happening.DAMAGED, _("こわれた・読めない")), (Happening.RETURNED, _("市区町村に返した")),
]  # fmt: skip


class HappenedForm(DoneForm):
    """Something that happened to the card."""

    happening = forms.ChoiceField(label=_("何がありましたか"), choices=HAPPENED, widget=forms.RadioSelect)
    reported_on = DayField(label=_("紛失届を出した日"), required=False)
    note = forms.CharField(label=_("メモ"), max_length=120, required=False)

    field_order = ["happening", "on", "reported_on", "note"]


class SwitchForm(GuardedForm):
    """How the switch is to go: asked before anything is decided, by a link that can be sent again."""

    who = forms.ChoiceField(
        label=_("窓口へ行く人"), choices=[("", _("まだ決めていない")), *Who.choices], required=False
    )
    certificate_too = forms.BooleanField(label=_("電子証明書の発行・更新もいっしょにする"), required=False)


class SwitchPlanForm(GuardedForm):
    """What is prepared for an agent's visit: the town's own form, where it is from, who signed it and when."""

    form_from = forms.CharField(
        label=_("委任状の用紙をもらったところ"), max_length=60, required=False,
        help_text=_("町の様式を使います。例：みどり野町のホームページ、住民課の窓口"),
    )  # fmt: skip
    form_on = DayField(label=_("用紙をもらった日"), required=False)
    signed_on = DayField(label=_("本人が署名（記名押印）した日"), required=False)
    inquiry_on = DayField(label=_("1回目に行った日（照会書を頼んだ日）"), required=False)
    reply_on = DayField(label=_("照会書の回答がそろった日"), required=False)
    booked_for = DayField(label=_("窓口の予約の日"), required=False)
    note = forms.CharField(label=_("メモ"), max_length=120, required=False)


class SwitchedForm(DoneForm):
    """A switch that was done."""

    mode = forms.ChoiceField(label=_("いまの設定"), choices=MODES, widget=forms.RadioSelect, initial="face_auth")
    who = forms.ChoiceField(label=_("窓口へ行った人"), choices=Who.choices, widget=forms.RadioSelect)
    registered_later = forms.ChoiceField(label=_("健康保険証の利用登録"), choices=LATER, required=False)
    certificate_too = forms.BooleanField(label=_("電子証明書も発行・更新した"), required=False)
    certificate_expires = DayField(label=_("新しい電子証明書の有効期限"), required=False)

    field_order = ["on", "mode", "who", "registered_later", "certificate_too", "certificate_expires"]


class RenewalForm(GuardedForm):
    """How far the renewal is. Whether the reply form is sealed, never what is in it."""

    notice_on = DayField(label=_("有効期限通知書が届いた日"), required=False)
    notice_returned = forms.BooleanField(label=_("届かずに、市区町村へ戻った（転送されません）"), required=False)
    who = forms.ChoiceField(
        label=_("窓口へ行く人"), choices=[("", _("まだ決めていない")), *Who.choices], required=False
    )
    sealed = _yes_no(
        _("本人が書いて封をした「照会書兼回答書」がありますか"), _("中は見ません。開いていたら「いいえ」です。")
    )
    pin_remembered = _yes_no(_("本人は暗証番号を覚えていますか"), _("番号は聞きません。書きません。"))
    inquiry_on = DayField(label=_("1回目に行った日（照会書を頼んだ日）"), required=False)
    reply_on = DayField(label=_("照会書の回答がそろった日"), required=False)
    booked_for = DayField(label=_("窓口の予約の日"), required=False)
    note = forms.CharField(label=_("メモ"), max_length=120, required=False)

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        return data | {name: said(data[name]) for name in ("sealed", "pin_remembered")}


class RenewedForm(DoneForm):
    """A certificate that was renewed."""

    who = forms.ChoiceField(label=_("窓口へ行った人"), choices=Who.choices, widget=forms.RadioSelect)
    expires = DayField(
        label=_("新しい電子証明書の有効期限"),
        required=False,
        help_text=_("カードの欄に書いてもらった日です。なければ空けておきます。"),
    )
