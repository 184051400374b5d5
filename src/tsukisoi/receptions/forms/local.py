"""The days of one town: as many before or after the reception as it says itself."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.receptions.guidance import LocalDays
from tsukisoi.receptions.models import LeadTime


class DaysForm(GuardedForm):
    """One number a step, without a sign: whether it is before or after the day is known. Empty: the manual's."""

    def __init__(self, steps: list[LocalDays], kept: Mapping[str, LeadTime], data: Any = None) -> None:
        super().__init__(data)
        self.steps, self.kept = steps, kept
        for step in steps:
            own = kept.get(step.code)
            self.fields[f"days_{step.code}"] = forms.IntegerField(
                label=step.words, min_value=0, max_value=1000, required=False, initial=abs(own.days) if own else None
            )
        self.fields["source"] = forms.CharField(
            label=_("だれに、どう聞いたか"), max_length=200, required=False, help_text=_("例：住民課へ電話（係の方）")
        )

    def clean(self) -> dict[str, Any]:
        """What is new says where it comes from."""
        data = super().clean() or self.cleaned_data
        new = any(value is not None and value != self._before(code) for code, value in self.days.items())
        if new and not data.get("source"):
            self.add_error("source", gettext("だれに聞いたかを書いてください。"))
        return data

    def _before(self, code: str) -> int | None:
        return self.kept[code].days if code in self.kept else None

    @property
    def days(self) -> dict[str, int | None]:
        """Code → days from the reception, negative before it."""
        said = {step.code: (step, self.cleaned_data.get(f"days_{step.code}")) for step in self.steps}
        return {
            code: None if number is None else -number if step.before else number
            for code, (step, number) in said.items()
        }

    @property
    def rows(self) -> list[Any]:
        """Each step with its field and what is kept of it."""
        return [(step, self[f"days_{step.code}"], self.kept.get(step.code)) for step in self.steps]
