"""What people type on a case."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tsukisoi.cases.guidance import Question, route_choices
from tsukisoi.cases.methods import CAPACITIES, METHODS, NOT_KNOWN, TASKS, TOLD_BY
from tsukisoi.cases.models import Matter, TaskState, Will
from tsukisoi.cases.sheets import NAMES
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import id_from
from tsukisoi.ui.fields import ClockField, DayField

PERSONAL = ("cover", "intent", "explain", "photo_certificate", "agent", "photo_note", "family")


class AttemptForm(GuardedForm):
    """One attempt to learn the person's will."""

    matter = forms.ChoiceField(label=_("何についてうかがいましたか"), choices=Matter.choices, initial=Matter.CARD)
    answer = forms.ChoiceField(label=_("お返事"), choices=Will.choices, widget=forms.RadioSelect)
    answered_by = forms.ChoiceField(
        label=_("だれの返事ですか"), choices=list(CAPACITIES.items()), widget=forms.RadioSelect, initial="self"
    )
    on = DayField(label=_("うかがった日"))
    at = ClockField(label=_("時刻"))
    explained_by = forms.CharField(label=_("説明した人"), max_length=60)
    methods = forms.MultipleChoiceField(
        label=_("説明のしかた"), choices=list(METHODS.items()), widget=forms.CheckboxSelectMultiple, required=False
    )
    present = forms.CharField(label=_("いっしょにいた人"), max_length=120, required=False)
    note = forms.CharField(
        label=_("ようす・ことば"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_on(self) -> date:
        """An attempt lies in the past or is now."""
        on: date = self.cleaned_data["on"]
        if on > today():
            raise forms.ValidationError(_("これからの日は書けません。うかがった日を入れてください。"))
        return on

    def said(self) -> dict[str, Any]:
        """What the action takes besides the moment."""
        data = self.cleaned_data
        return {
            "matter": Matter(data["matter"]), "answer": Will(data["answer"]), "answered_by": data["answered_by"],
            "explained_by": data["explained_by"], "methods": data["methods"], "present": data["present"],
            "note": data["note"],
        }  # fmt: skip

    @property
    def moment(self) -> datetime:
        """When the person was asked."""
        on, at = self.cleaned_data["on"], self.cleaned_data["at"]
        return datetime.combine(on, time(at.hour, at.minute), now().tzinfo)


class BulkForm(GuardedForm):
    """One task set for everybody ticked."""

    task = forms.ChoiceField(label=_("すること"), choices=list(TASKS.items()))
    state = forms.ChoiceField(label=_("どうなっているか"), choices=TaskState.choices)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        sent = data.getlist("people") if data is not None else []
        self.fields["people"] = forms.MultipleChoiceField(
            choices=[(value, value) for value in sent if id_from(value)],
            error_messages={"required": _("一人以上を選んでください。")},
        )

    @property
    def task_words(self) -> str:
        """The task in words."""
        return str(TASKS[self.cleaned_data["task"]])

    @property
    def back(self) -> str:
        """The page to go back to: only ever a page of this program."""
        back = self.data.get("back", "")
        return back if back.startswith("/") and not back.startswith("//") else reverse("cases:grid")


class TaskForm(GuardedForm):
    """Who does one task of one person, and by when."""

    task = forms.ChoiceField(label=_("すること"), choices=list(TASKS.items()))
    owner = forms.ChoiceField(label=_("だれがしますか"), required=False)
    due = DayField(label=_("いつまでに"), required=False)
    state = forms.ChoiceField(label=_("どうなっているか"), choices=TaskState.choices, initial=TaskState.DOING)
    note = forms.CharField(label=_("ひとこと"), max_length=120, required=False)

    def __init__(self, colleagues: Iterable[Any], data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["owner"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("決めていない")), *((str(worker.pk), worker.name) for worker in colleagues)]

    @property
    def said(self) -> dict[str, Any]:
        """What the action takes besides the task."""
        data = self.cleaned_data
        return {"state": data["state"], "owner": id_from(data["owner"]), "due": data["due"], "note": data["note"]}

    @property
    def task_words(self) -> str:
        """The task in words."""
        return str(TASKS[self.cleaned_data["task"]])


class WayForm(GuardedForm):
    """The way decided on with the person."""

    route = forms.ChoiceField(choices=route_choices, required=False)


class AnswerForm(GuardedForm):
    """The answer to one question of the interview. 「わからない」 is always there, as large as the others."""

    told_by = forms.ChoiceField(label=_("だれから聞きましたか"), choices=TOLD_BY, initial="staff")

    def __init__(self, question: Question, data: Any = None) -> None:
        super().__init__(data)
        options = [*question.options, (NOT_KNOWN, _("わからない"))]
        kind = forms.MultipleChoiceField if question.many else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if question.many else forms.RadioSelect
        self.many = question.many
        self.fields["answer"] = kind(label=_("お返事"), choices=options, widget=widget, required=not question.many)
        self.order_fields(["answer", "told_by"])

    @property
    def value(self) -> Any:
        """What was answered: None for 「わからない」; nothing ticked is «none of them»."""
        answer = self.cleaned_data["answer"]
        if self.many:
            return None if NOT_KNOWN in answer else answer
        return None if answer == NOT_KNOWN else answer

    @property
    def told(self) -> str:
        """Who said so."""
        return str(self.cleaned_data["told_by"])


class KitForm(GuardedForm):
    """Which sheets to print for one person."""

    def __init__(self, fitting: Sequence[str], data: Any = None) -> None:
        super().__init__(data)
        choices = [(kind, NAMES[kind]) for kind in fitting]
        self.fields["kinds"] = forms.MultipleChoiceField(
            label=_("出す紙"), choices=choices, initial=list(fitting), widget=forms.CheckboxSelectMultiple
        )


class RunForm(GuardedForm):
    """A printing for many people."""

    unit = forms.ChoiceField(label=_("だれの紙を出しますか"), required=False)
    kinds = forms.MultipleChoiceField(
        label=_("出す紙"), choices=[(k, NAMES[k]) for k in PERSONAL], initial=list(PERSONAL),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    room = forms.CharField(label=_("部屋（はじめの文字。例：1 で1階）"), max_length=20, required=False)
    only_changed = forms.BooleanField(label=_("変わったものだけ"), required=False)
    begin = forms.IntegerField(label=_("何人目から（紙づまりのあと）"), min_value=1, initial=1, required=False)

    def __init__(self, units: Iterable[Any], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["unit"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("全員")), *((str(unit.pk), unit.name) for unit in units)]

    @property
    def unit_id(self) -> UUID | None:
        """The unit, or None for everybody."""
        return id_from(self.cleaned_data["unit"])

    @property
    def first(self) -> int:
        """The person to begin with, counted from one."""
        return int(self.cleaned_data["begin"] or 1)
