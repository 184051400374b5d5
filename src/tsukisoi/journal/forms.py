"""What a reader of the record asks for."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.journal.queries import Choice, Line
from tsukisoi.tenancy.ids import hex_of, letters
from tsukisoi.ui.fields import DayField

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ChoiceForm(forms.Form):
    """Person, worker, day and where the list goes on; everything may be left empty."""

    resident = forms.UUIDField(required=False, widget=forms.HiddenInput)
    worker = forms.UUIDField(required=False, widget=forms.HiddenInput)
    day = DayField(label=_("日"), required=False)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_before(self) -> tuple[datetime, UUID] | None:
        """(at, id) of the line before; None, the beginning, for anything else."""
        moment, _, id = str(self.cleaned_data["before"]).partition("_")
        try:
            micros = int(hex_of(moment), 16)
            return _EPOCH + timedelta(microseconds=micros), UUID(id)
        except (ValueError, OverflowError):
            return None

    @property
    def choice(self) -> Choice:
        """What was asked; a field that cannot be read counts as left empty."""
        self.is_valid()
        known: dict[str, Any] = {name: self.cleaned_data.get(name) or None for name in self.fields}
        return Choice(**known)


def after(line: Line) -> str:
    """Where a list goes on after this line, as ChoiceForm reads it."""
    micros = (line.at - _EPOCH) // timedelta(microseconds=1)
    return f"{letters(f'{micros:x}')}_{line.id}"
