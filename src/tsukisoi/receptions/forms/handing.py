"""Handing a list over, taking one in, and the columns of a town's own workbook."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.receptions.columns import TAKEN, WORDS, guess
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.ui.fields import DayField

LARGEST = 11 * 1024 * 1024


class LentForm(GuardedForm):
    """Until when the other side may keep the list. `packet` makes the same form sent twice one file."""

    packet = forms.UUIDField(widget=forms.HiddenInput, required=False)
    delete_on = DayField(label=_("相手が廃棄する日"))

    def clean_delete_on(self) -> date:
        """The day must lie ahead."""
        day: date = self.cleaned_data["delete_on"]
        if day <= today():
            raise forms.ValidationError(_("これからの日を入れてください。"))
        return day


class HandOverForm(LentForm):
    """The same with how the file is locked."""

    to = forms.ChoiceField(label=_("あて先"), widget=forms.RadioSelect, required=False)

    def __init__(self, partners: list[tuple[UUID, str]], data: Any = None, delete_on: date | None = None) -> None:
        super().__init__(data, initial={"packet": new_id(), "delete_on": delete_on, "to": ""})
        chosen = self.fields["to"]
        if isinstance(chosen, forms.ChoiceField):
            known = [(str(pk), _("%(name)s（前に鍵を受け取った相手）") % {"name": name}) for pk, name in partners]
            chosen.choices = [("", _("合い言葉を作って渡す")), *known]

    @property
    def partner(self) -> UUID | None:
        """The partner chosen, or None for a code."""
        return UUID(self.cleaned_data["to"]) if self.cleaned_data["to"] else None


class CodeForm(HandOverForm):
    """The same once more with the code that was shown: only then is the file made."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)


class WorkbookForm(LentForm):
    """The list as a workbook with a password, in which columns."""

    prefix = "workbook"
    layout = forms.ChoiceField(label=_("様式"), widget=forms.RadioSelect, required=False)

    def __init__(self, town: str, data: Any = None, delete_on: date | None = None) -> None:
        super().__init__(data, initial={"packet": new_id(), "delete_on": delete_on, "layout": ""})
        chosen = self.fields["layout"]
        if isinstance(chosen, forms.ChoiceField):
            own = [("", _("%(town)sの様式") % {"town": town})] if town else []
            chosen.choices = [*own, ("standard", _("つきそいの様式"))]
        if not town:
            del self.fields["layout"]

    @property
    def standard(self) -> bool:
        """In the usual columns? Always, where the town has none of its own."""
        return bool(self.cleaned_data.get("layout", "standard") == "standard")


class PasswordForm(WorkbookForm):
    """The same once more with the password that was shown: only then is the workbook made."""

    password = forms.CharField(widget=forms.HiddenInput, min_length=12, max_length=40)


class TakeForm(GuardedForm):
    """A file that came."""

    file = forms.FileField(label=_("届いたファイル"), help_text=_("名前の終わりが .tsukisoi のファイル"))
    code = forms.CharField(
        label=_("合い言葉"), max_length=60, required=False,
        help_text=_("5文字が5組。ファイルとは別に、電話やFAXや紙で聞いたもの。鍵を交換した相手なら空のままにします。"),
    )  # fmt: skip

    def read(self) -> bytes:
        """The bytes of the file; never more than is ever made."""
        data: bytes = self.cleaned_data["file"].read(LARGEST)
        return data


class ReceiptForm(GuardedForm):
    """The eight signs that the other side reads out."""

    receipt = forms.CharField(label=_("受け取りの印（8文字）"), max_length=12)


class LayoutForm(GuardedForm):
    """The headings of a town's own workbook, and what each takes."""

    headings = forms.CharField(
        label=_("町の様式の見出し（左から順に）"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Excelの見出しの行を、そのまま写して貼れます。1行に1つでもかまいません。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, layout: list[tuple[str, str]] | None = None) -> None:
        super().__init__(data, initial={"headings": "\n".join(heading for heading, _code in layout or [])})
        known = dict(layout or [])
        text = data.get("headings", "") if data is not None else self.initial["headings"]
        self.names = [part.strip()[:60] for part in text.replace("\t", "\n").split("\n") if part.strip()][:60]
        for place, name in enumerate(self.names):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=name, choices=[(code, WORDS[code]) for code in TAKEN], required=False,
                initial=known.get(name) or guess(name),
            )  # fmt: skip
            if data is not None and f"column_{place}" not in data:
                self.incomplete = True

    incomplete = False

    @property
    def layout(self) -> list[tuple[str, str]]:
        """Heading and column, in order."""
        data = self.cleaned_data
        return [(name, data.get(f"column_{place}") or guess(name)) for place, name in enumerate(self.names)]
