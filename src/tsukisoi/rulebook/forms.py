"""The days a reader can choose."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField

MANUAL = date(2023, 12, 12)
"""The day of the manual: what the first comparison is made with."""


class Days(GuardedForm):
    """As of which day, and compared with which."""

    day = DayField(label=_("いつの時点で見ますか"), required=False)
    since = DayField(label=_("いつとくらべますか"), required=False)

    @property
    def on(self) -> date:
        """The day asked for; today where none (or no day) was given."""
        return self._read("day") or today()

    @property
    def before(self) -> date:
        """The day to compare with."""
        return self._read("since") or MANUAL

    def _read(self, name: str) -> date | None:
        self.is_valid()
        value = self.cleaned_data.get(name)
        return value if isinstance(value, date) else None
