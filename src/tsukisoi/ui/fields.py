"""Form fields for what people here write by hand."""

import re
import unicodedata
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.ui import wareki

_HOUR = re.compile(r"^(\d{1,2})時$")
_RUN_TOGETHER = re.compile(r"^(\d{1,2})(\d\d)$")


class ClockField(forms.TimeField):
    """A time of the day as people write it: 9:30, ９：３０, 9時半, 0930. Shown again as 09:30."""

    widget = forms.TimeInput(format="%H:%M")
    default_error_messages = {"invalid": _("時刻は 9:30 のように入れてください。")}

    def to_python(self, value: Any) -> time | None:
        """The time that was written. Raises ValidationError."""
        if not isinstance(value, str):
            return super().to_python(value)
        plain = unicodedata.normalize("NFKC", value).replace(" ", "").replace("時半", ":30").replace("分", "")
        plain = _HOUR.sub(r"\1:00", plain).replace("時", ":")
        return super().to_python(_RUN_TOGETHER.sub(r"\1:\2", plain))


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
