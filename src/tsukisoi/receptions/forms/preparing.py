"""The meeting, the things for the day, the room and the pace."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.receptions.guidance import Point, Thing
from tsukisoi.receptions.models import By, Channel, Hall, Item, Mail, Meeting, Reception
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import ClockField, DayField

WHEN = ("on", "begins", "ends", "place")
DECIDED = (*WHEN, "channel", "mail", "photo_service", "copies_as_photos", "room_is_dark")
"""What is decided at the meeting and changes the plan, the things and the papers."""


class MeetingForm(GuardedForm):
    """The agenda as a form: one answer a point, and what was decided."""

    held_on = DayField(label=_("打合せの日"))
    present = forms.CharField(label=_("出席した人"), max_length=200)
    on = DayField(label=_("受付の日"), required=False)
    begins = ClockField(label=_("始まり"), required=False)
    ends = ClockField(label=_("終わり"), required=False)
    place = forms.CharField(label=_("会場"), max_length=80, required=False)
    channel = forms.ChoiceField(label=_("申請のしかた"), choices=Channel.choices, widget=forms.RadioSelect)
    mail = forms.ChoiceField(label=_("カードの送りかた"), choices=Mail.choices, required=False)
    photo_service = forms.BooleanField(label=_("当日に写真を撮る"), required=False)
    copies_as_photos = forms.BooleanField(label=_("本人確認書類はタブレットで写す"), required=False)
    room_is_dark = forms.BooleanField(label=_("写真をとる場所が暗い"), required=False)

    def __init__(self, points: list[Point], reception: Reception, meeting: Meeting | None, data: Any = None) -> None:
        kept = meeting.answers if meeting else {}
        initial: dict[str, Any] = {name: getattr(reception, name) for name in DECIDED}
        initial |= {"held_on": meeting.held_on if meeting else today(), "present": meeting.present if meeting else ""}
        super().__init__(data, initial=initial)
        self.points = points
        for point in points:
            self.fields[f"point_{point.code}"] = forms.CharField(
                label=point.words, max_length=400, required=False, initial=kept.get(point.code, ""),
                widget=forms.Textarea(attrs={"rows": 2, "class": "input--long"}),
            )  # fmt: skip

    @property
    def answers(self) -> dict[str, str]:
        """What was settled, by point."""
        data = self.cleaned_data
        return {p.code: data[f"point_{p.code}"] for p in self.points if data.get(f"point_{p.code}")}

    @property
    def decided(self) -> dict[str, Any]:
        """What the plan takes over. A day, a time or a place left empty stays as it was."""
        data = self.cleaned_data
        return {name: data[name] for name in DECIDED if name not in WHEN or data.get(name)}

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        said = super().clean() or self.cleaned_data
        begins, ends = said.get("begins") or self.initial["begins"], said.get("ends") or self.initial["ends"]
        if ends <= begins:
            self.add_error("ends", _("終わりは、始まりよりあとの時刻にしてください。"))
        return said

    @property
    def asked(self) -> list[Any]:
        """The fields of the points, in order."""
        return [(self[f"point_{point.code}"], point.cites) for point in self.points]


class GoodsForm(GuardedForm):
    """Who brings each thing, and whether it is there."""

    def __init__(self, things: list[Thing], kept: dict[str, Item], data: Any = None) -> None:
        super().__init__(data)
        self.things = things
        for thing in things:
            item = kept.get(thing.code)
            by = forms.ChoiceField(label=_("だれが"), choices=By.choices, initial=item.by if item else thing.by)
            there = forms.BooleanField(label=_("ある"), required=False, initial=item.there if item else False)
            self.fields[f"by_{thing.code}"], self.fields[f"there_{thing.code}"] = by, there

    @property
    def rows(self) -> list[Any]:
        """Each thing with its two fields."""
        return [(thing, self[f"by_{thing.code}"], self[f"there_{thing.code}"]) for thing in self.things]

    @property
    def said(self) -> dict[str, tuple[str, bool]]:
        """What the action takes."""
        data = self.cleaned_data
        return {t.code: (data[f"by_{t.code}"], data[f"there_{t.code}"]) for t in self.things}


class HallForm(GuardedForm):
    """The size of the room, the desks, and how long things take."""

    width = forms.IntegerField(label=_("部屋の横（cm）"), min_value=200, max_value=5000)
    depth = forms.IntegerField(label=_("部屋の奥行（cm）"), min_value=200, max_value=5000)
    desks = forms.IntegerField(label=_("受付の机"), min_value=1, max_value=20)
    photographers = forms.IntegerField(label=_("写真をとる人"), min_value=0, max_value=10)
    minutes = forms.IntegerField(label=_("机での一人の時間（分）"), min_value=1, max_value=120)
    photo_minutes = forms.IntegerField(label=_("写真の一人の時間（分）"), min_value=0, max_value=60)
    rest_every = forms.IntegerField(label=_("休みまでの時間（分）"), min_value=0, max_value=480)
    rest = forms.IntegerField(label=_("休み（分）"), min_value=0, max_value=120)
    lift_seats = forms.IntegerField(
        label=_("エレベーター1回の人数"), min_value=0, max_value=50, help_text=_("エレベーターを使わなければ0")
    )
    lift_minutes = forms.IntegerField(label=_("エレベーター1往復（分）"), min_value=0, max_value=60)

    @classmethod
    def of(cls, hall: Hall, data: Any) -> "HallForm":
        """For the room of one reception."""
        return cls(data, initial={name: getattr(hall, name) for name in cls.base_fields})
