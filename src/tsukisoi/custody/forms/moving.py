"""Out, back, later, and what a paper slip says."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tsukisoi.custody.forms.fields import Choices, Colleague, Ticks, in_hours, moment_of
from tsukisoi.custody.models import Condition, Why
from tsukisoi.custody.queries import EVENING
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.ui.fields import ClockField, DayField


class OutForm(GuardedForm):
    """Out of the pouch: which things, why, until when."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    items = Ticks(error_messages={"required": _("持ち出すものを選んでください。")})
    why = forms.ChoiceField(label=_("なぜ"), choices=Why.choices, initial=Why.VISIT, widget=forms.RadioSelect)
    where = forms.CharField(label=_("どこへ・だれに"), max_length=60, required=False)
    due_on = DayField(label=_("戻る日"), required=False, help_text="")
    due_at = ClockField(label=_("戻る時刻"), required=False)

    def __init__(self, colleagues: Choices = (), data: Any = None) -> None:
        due = in_hours(3)
        initial = {"id": new_id(), "due_on": due.date(), "due_at": f"{due:%H:%M}", "why": Why.VISIT}
        super().__init__(data, initial=initial)
        self.fields["second"] = Colleague(colleagues)

    def clean(self) -> dict[str, Any]:
        """A time without a day is today's, a later day without a time means its evening; no return lies behind."""
        cleaned = super().clean() or self.cleaned_data
        on, at = cleaned.get("due_on"), cleaned.get("due_at")
        if at and not on and "due_on" not in self.errors:
            cleaned["due_on"] = today()
        elif on and not at and on > today() and "due_at" not in self.errors:
            cleaned["due_at"] = time(EVENING)
        if (on and on < today()) or (self.due is not None and self.due < now()):
            self.add_error(
                "due_at", gettext("戻る予定が、もうすぎた時刻です。これからの時刻にするか、空にしてください。")
            )
        return cleaned

    @property
    def due(self) -> datetime | None:
        """When it is expected back; None where nobody can say."""
        return moment_of(self.cleaned_data.get("due_on"), self.cleaned_data.get("due_at"))


class BackForm(GuardedForm):
    """Back in the pouch: which things, in what condition."""

    outs = Ticks(error_messages={"required": _("戻すものを選んでください。")})
    condition = forms.ChoiceField(
        label=pgettext_lazy("預かり", "ようす"),
        choices=Condition.choices,
        initial=Condition.GOOD,
        widget=forms.RadioSelect,
    )

    def __init__(self, colleagues: Choices = (), data: Any = None) -> None:
        super().__init__(data)
        self.fields["second"] = Colleague(colleagues)


class ExtendForm(GuardedForm):
    """It comes back later than was expected."""

    due_on = DayField(label=_("戻る日"), help_text="")
    due_at = ClockField(label=_("戻る時刻"))

    @property
    def due(self) -> datetime:
        """The new time."""
        return moment_of(self.cleaned_data["due_on"], self.cleaned_data["due_at"]) or now()


class LaterForm(GuardedForm):
    """From a paper slip: what went out and came back while the computer was down, with the real times."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("どなたの、なに"))
    why = forms.ChoiceField(label=_("なぜ"), choices=Why.choices, initial=Why.URGENT)
    where = forms.CharField(label=_("どこへ・だれに"), max_length=60, required=False)
    emergency = forms.BooleanField(
        label=_("緊急の持ち出しだった（施設長が確かめます）"), required=False,
        help_text=_("「緊急受診」「救急隊へ」は、印がなくても緊急として扱います。"),
    )  # fmt: skip
    out_on = DayField(label=_("出した日"))
    out_at = ClockField(label=_("出した時刻"))
    back_on = DayField(label=_("戻した日"), required=False, help_text="")
    back_at = ClockField(label=_("戻した時刻"), required=False)

    def __init__(self, items: Choices, colleagues: Choices = (), data: Any = None) -> None:
        super().__init__(data, initial={"id": new_id(), "out_on": today()})
        self.fields["item"].choices = list(items)  # type: ignore[attr-defined]
        self.fields["second"] = Colleague(colleagues)

    def clean(self) -> dict[str, Any]:
        """A day back needs its time and the other way round; what was urgent the head looks at, ticked or not."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("why") in (Why.URGENT, Why.AMBULANCE):
            cleaned["emergency"] = True
        if bool(cleaned.get("back_on")) != bool(cleaned.get("back_at")):
            self.add_error("back_at", gettext("戻した日と時刻は、両方を入れてください。"))
        return cleaned

    @property
    def out_moment(self) -> datetime:
        """When it went out."""
        moment = moment_of(self.cleaned_data["out_on"], self.cleaned_data["out_at"])
        return moment or now()

    @property
    def back_moment(self) -> datetime | None:
        """When it came back; None where it is still out."""
        return moment_of(self.cleaned_data["back_on"], self.cleaned_data["back_at"])
