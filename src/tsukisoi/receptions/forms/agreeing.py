"""What the two sides agree on, and the steps of the plan."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.receptions.models import By, Channel, Kind, Mail, Reception, StaffedBy, Started, Step
from tsukisoi.tenancy.ids import new_id
from tsukisoi.ui.fields import ClockField, DayField


class ReceptionForm(GuardedForm):
    """A reception as agreed so far. `shared` makes the same form sent twice one reception."""

    shared = forms.UUIDField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label=_("種類"), choices=Kind.choices, widget=forms.RadioSelect)
    on = DayField(label=_("受付の日"))
    begins = ClockField(label=_("始まり"))
    ends = ClockField(label=_("終わり"))
    place = forms.CharField(label=_("会場"), max_length=80, help_text=_("例：1階 食堂。個人宅なら地区の名前"))
    partner = forms.CharField(label=_("相手"), max_length=120, required=False)
    town = forms.CharField(label=_("受付地市区町村"), max_length=60)
    contact = forms.CharField(label=_("連絡先"), max_length=120, required=False)
    started = forms.ChoiceField(label=_("はじまり"), choices=Started.choices, widget=forms.RadioSelect)
    staffed_by = forms.ChoiceField(label=_("だれが来るか"), choices=StaffedBy.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("申請のしかた"), choices=Channel.choices, widget=forms.RadioSelect)
    mail = forms.ChoiceField(label=_("カードの送りかた"), choices=Mail.choices, required=False)
    photo_service = forms.BooleanField(label=_("当日に写真を撮る"), required=False)
    copies_as_photos = forms.BooleanField(label=_("本人確認書類はタブレットで写す"), required=False)
    room_is_dark = forms.BooleanField(label=_("写真をとる場所が暗い"), required=False)

    @classmethod
    def fresh(cls, data: Any, **initial: Any) -> "ReceptionForm":
        """For a reception that is not there yet."""
        usual = {
            "shared": new_id(), "kind": Kind.VISITING_RECEPTION, "started": Started.INVITATION, "begins": "9:30",
            "ends": "12:00", "staffed_by": StaffedBy.MUNICIPALITY, "channel": Channel.PAPER, "photo_service": True,
        }  # fmt: skip
        return cls(data, initial={**usual, **initial})

    @classmethod
    def of(cls, reception: Reception, data: Any) -> "ReceptionForm":
        """For one that is."""
        return cls(data, initial={name: getattr(reception, name) for name in cls.base_fields if name != "shared"})

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning; where nobody comes, staff of the facility do it alone."""
        said = self.cleaned_data
        if said.get("begins") and said.get("ends") and said["ends"] <= said["begins"]:
            self.add_error("ends", _("終わりは、始まりよりあとの時刻にしてください。"))
        alone = said.get("kind") == Kind.APPLICATION_SUPPORT
        if alone != (said.get("staffed_by") == "facility") and "staffed_by" in said and "kind" in said:
            self.add_error("staffed_by", _("「施設だけで」のときは「だれも来ない」を、ほかは来る人を選びます。"))
        return said

    @property
    def agreed(self) -> dict[str, Any]:
        """What the action takes."""
        return {name: value for name, value in self.cleaned_data.items() if name != "shared"}


class StepForm(GuardedForm):
    """One step: what (for one's own), who, by when."""

    words = forms.CharField(label=_("すること"), max_length=120)
    by = forms.ChoiceField(label=_("だれが"), choices=By.choices, widget=forms.RadioSelect)
    worker = forms.ChoiceField(label=_("担当"), required=False)
    due = DayField(label=_("いつまで"), required=False)
    done = forms.BooleanField(label=_("済んだ"), required=False)

    def __init__(self, workers: list[tuple[UUID, str]], data: Any = None, step: Step | None = None) -> None:
        initial: dict[str, Any] = {"by": By.FACILITY}
        if step is not None:
            initial = {"by": step.by, "worker": step.worker_id or "", "due": step.due, "done": bool(step.done_on)}
        super().__init__(data, initial=initial)
        chosen = self.fields["worker"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [("", _("決めていない")), *((str(pk), name) for pk, name in workers)]
        if step is not None:
            del self.fields["words"]

    @property
    def said(self) -> dict[str, Any]:
        """What `set_step` takes."""
        data = self.cleaned_data
        worker = UUID(data["worker"]) if data["worker"] else None
        return {"due": data["due"], "by": data["by"], "worker": worker, "done": data["done"]}


class WhyForm(GuardedForm):
    """A reason, said once."""

    why = forms.CharField(label=_("わけ"), max_length=120, required=False)
