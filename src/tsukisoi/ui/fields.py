"""Form fields for what people here write by hand."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.ui import wareki


class DayField(forms.Field):
    """A day, written in the Japanese or the common era. Shown again as 昭和6年2月3日."""

    widget = forms.TextInput
    default_error_messages = {"required": _("日にちを入れてください。")}

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", _("和暦でも西暦でも書けます。例：昭和6年2月3日、S6.2.3、1931/2/3"))
        super().__init__(**options)

    def to_python(self, value: Any) -> date | None:
        """The day that was written. Raises ValidationError saying what is wrong with it."""
        if value in self.empty_values or isinstance(value, date):
            return value or None
        try:
            return wareki.parse(str(value))
        except ValueError as error:
            raise ValidationError(
                _("%(why)s 例：昭和6年2月3日、1931/2/3"), params={"why": gettext(str(error))}
            ) from None

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field: the day in its era, or the text as it was typed."""
        return wareki.plain(value) if isinstance(value, date) else value
