"""From the locked screen: who, whose, out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.custody.forms.fields import Ticks
from tsukisoi.custody.models import Why
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.ids import new_id


class WhoForm(GuardedForm):
    """Who takes it out in an emergency: badge or user name, then one's own code."""

    who = forms.CharField(
        label=_("職員の札、またはユーザー名"), max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autofocus": True, "data-label": True, "data-scan-into": "code"}
        ),
    )  # fmt: skip
    code = forms.CharField(
        label=_("自分の番号"), max_length=12,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class RoomForm(GuardedForm):
    """Whose: the room, or the label of the pouch."""

    room = forms.CharField(
        label=_("部屋の番号、または袋の札"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "data-label": True}),
    )  # fmt: skip


class UrgentForm(GuardedForm):
    """Out at once: which things, and where to."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    items = Ticks(error_messages={"required": _("持ち出すものを選んでください。")})
    why = forms.ChoiceField(
        label=_("なぜ"), choices=[(w.value, w.label) for w in (Why.URGENT, Why.AMBULANCE)], initial=Why.URGENT,
        widget=forms.RadioSelect,
    )  # fmt: skip
    where = forms.CharField(label=_("どこへ（わかれば）"), max_length=60, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"id": new_id(), "why": Why.URGENT})
