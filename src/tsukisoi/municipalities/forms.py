"""What people type about an office. Every text is screened for individual numbers and PINs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.municipalities import guidance
from tsukisoi.municipalities.actions import token
from tsukisoi.municipalities.models import Difference, Office, OfficeKind
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import DayField

UNKNOWN = "unknown"
"""What a form sends for 「わからない（聞く）」."""


class OfficeForm(GuardedForm):
    """An office to ask."""

    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("例：みどり野町"))
    kind = forms.ChoiceField(label=_("種類"), choices=OfficeKind.choices, widget=forms.RadioSelect)
    section = forms.CharField(label=_("担当課"), max_length=60, required=False)
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)


class PhoneForm(GuardedForm):
    """Whom to call there."""

    section = forms.CharField(label=_("担当課"), max_length=60, required=False)
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)

    @classmethod
    def of(cls, office: Office, data: Any = None) -> "PhoneForm":
        """The form of an office."""
        return cls(data, initial={"section": office.section, "phone": office.phone})


class AnswerForm(GuardedForm):
    """One question to an office: the answer or 「わからない（聞く）」, the source, and the day it was checked."""

    source = forms.CharField(
        label=_("出どころ"), max_length=200, required=False, help_text=_("例：住民課に電話、町のページ")
    )
    checked_on = DayField(label=_("確かめた日"))
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, key: str, row: Difference | None, source: str = "", **options: Any) -> None:
        source = row.source if row else source
        options.setdefault("initial", {"source": source, "checked_on": today(), "was": token(row)})
        super().__init__(*args, **options)
        self.question = guidance.question(key)
        kept = UNKNOWN if row is None or row.value is None else guidance.sent(row.value)
        if not self.question.options:
            self.fields["value"] = _typed(self.question, None if kept == UNKNOWN else kept)
            self.order_fields(["value", "source", "checked_on"])
            return
        choices = [*self.question.options, (UNKNOWN, _("わからない（聞く）"))]
        if self.question.many:
            self.fields["value"] = forms.MultipleChoiceField(
                label=self.question.name, choices=choices, widget=forms.CheckboxSelectMultiple, required=False,
                initial=kept if isinstance(kept, list) else [kept], help_text=_("扱いがなければ、何も選びません。"),
            )  # fmt: skip
        else:
            self.fields["value"] = forms.ChoiceField(
                label=self.question.name, choices=choices, widget=forms.RadioSelect, initial=kept
            )

    def clean(self) -> dict[str, Any]:
        """An answer stands alone, and was checked in the past."""
        data = super().clean() or {}
        value = data.get("value")
        if isinstance(value, list) and UNKNOWN in value and len(value) > 1:
            self.add_error("value", ValidationError(gettext("「わからない」を選ぶときは、ほかの印を外してください。")))
        if data.get("checked_on") and data["checked_on"] > today():
            self.add_error("checked_on", ValidationError(gettext("これからの日は書けません。")))
        return data

    @property
    def value(self) -> Any:
        """What the action takes: None for 「わからない」."""
        value = self.cleaned_data["value"]
        return None if value in (UNKNOWN, [UNKNOWN], "", None) else value


def _typed(question: guidance.Question, kept: Any) -> forms.Field:
    """The field for an answer that is typed; left empty, it is not known."""
    hint = _("わからなければ、空けておきます。")
    if question.holds == "number":
        field: forms.Field = forms.IntegerField(
            label=f"{question.name}（{guidance.unit_words(question.unit)}）", min_value=0, max_value=100_000,
            required=False, help_text=hint,
        )  # fmt: skip
    elif question.holds == "day":
        field = DayField(label=question.name, required=False, help_text=hint)
    else:
        field = forms.CharField(
            label=question.name, max_length=200, required=False, help_text=hint,
            widget=forms.Textarea(attrs={"rows": 2, "class": "input--long"}),
        )  # fmt: skip
    field.initial = date.fromisoformat(kept) if kept and question.holds == "day" else kept
    return field


_ANY, _YES, _NO = "any", "yes", "no"
MOST_BYTES = 100_000
"""The largest file of an office that is read; a hundred differences take a third of it."""


class DifferenceForm(GuardedForm):
    """What an office does otherwise in one row: only what the row can have is asked."""

    source = forms.CharField(
        label=_("出どころ（だれに聞いたか、何で見たか）"), max_length=120, help_text=_("例：住民課に電話、町のページ")
    )
    checked_on = DayField(label=_("確かめた日"))
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, basis: guidance.Basis, row: Difference | None, **options: Any) -> None:
        options.setdefault("initial", _kept(basis, row))
        super().__init__(*args, **options)
        self.basis = basis
        fields = {**_ways(basis), **_conditions(basis), **_set(basis), **_gives(basis), "note": _note(basis)}
        self.fields = {**fields, **self.fields}

    @property
    def condition_fields(self) -> list[Any]:
        """The questions whether a new row needs a condition."""
        return [self[f"if_{name}"] for name, _words in self.basis.words]

    @property
    def way(self) -> str:
        """In which way the row is otherwise."""
        return str(self.cleaned_data.get("what") or "own")

    @property
    def change(self) -> dict[str, Any]:
        """The row as an overlay holds it."""
        sent = dict(self.cleaned_data)
        chosen = {name: sent.get(f"if_{name}") for name, _words in self.basis.words}
        sent["when"] = [name for name, value in chosen.items() if value == _YES]
        sent["unless"] = [name for name, value in chosen.items() if value == _NO]
        return guidance.change_of(self.basis, self.way, sent)

    def clean(self) -> dict[str, Any]:
        """Checked in the past; what is new is told in one's own words; a set has papers."""
        data = super().clean() or {}
        if data.get("checked_on") and data["checked_on"] > today():
            self.add_error("checked_on", ValidationError(gettext("これからの日は書けません。")))
        if self.way in ("need", "say", "own") and not data.get("note") and "note" not in self.errors:
            self.add_error("note", ValidationError(gettext("どうちがうかを、1文で書いてください。"), code="required"))
        if self.way == "say" and not self.errors.get("say") and "say" not in self.data:
            self.add_error("say", ValidationError(gettext("答えを選んでください。"), code="required"))
        if self.basis.sets and not data.get("a") and not data.get("b"):
            self.add_error("a", ValidationError(gettext("A か B の書類が、少なくとも1点要ります。")))
        if data.get("photo") and not data.get("b"):
            self.add_error("photo", ValidationError(gettext("B の書類がない組合せです。")))
        return data


def _kept(basis: guidance.Basis, row: Difference | None) -> dict[str, Any]:
    """What stands in the form at first: what was written before, or else what the national row says."""
    value: dict[str, Any] = (row.value if row else None) or {}
    national = basis.national
    need = value.get("need", list(national.need) if national else [])
    say = value.get("say", national.say if national else "")
    kept: dict[str, Any] = {f"if_{name}": _ANY for name, _words in basis.words}
    kept |= {f"if_{name}": _YES for name in value.get("when", ())}
    kept |= {f"if_{name}": _NO for name in value.get("unless", ())}
    kept |= {"need": need, "say": say, **value.get("data", {}), "checked_on": row.checked_on if row else today()}
    own = value.get("note", "") if national is None or value.get("note") != national.note else ""
    what = guidance.what_of(row) if row else ""
    return {**kept, "note": own, "what": what, "source": row.source if row else "", "was": token(row)}


def _ways(basis: guidance.Basis) -> dict[str, forms.Field]:
    if basis.is_new:
        return {}
    return {"what": forms.ChoiceField(label=_("どうちがいますか"), choices=basis.ways, widget=forms.RadioSelect)}


def _conditions(basis: guidance.Basis) -> dict[str, forms.Field]:
    choices = [(_ANY, _("どちらでも")), (_YES, _("はい")), (_NO, _("いいえ"))]
    return {
        f"if_{name}": forms.ChoiceField(label=words, choices=choices, required=False) for name, words in basis.words
    }


def _set(basis: guidance.Basis) -> dict[str, forms.Field]:
    if not basis.sets:
        return {}
    count = [(n, str(n)) for n in range(4)]
    return {
        "a": forms.TypedChoiceField(label=_("A の書類（点）"), choices=count, coerce=int, initial=0),
        "b": forms.TypedChoiceField(label=_("B の書類（点）"), choices=count, coerce=int, initial=0),
        "number_paper": forms.BooleanField(label=_("通知カードか個人番号通知書を添える"), required=False),
        "photo": forms.BooleanField(label=_("B のうち1点は写真付"), required=False),
    }


def _gives(basis: guidance.Basis) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    national = not basis.is_new
    if basis.needs:
        fields["need"] = forms.MultipleChoiceField(
            label=_("要る書類（「要る書類がちがう」のとき）") if national else _("要る書類"), choices=basis.needs,
            widget=forms.CheckboxSelectMultiple, required=False, help_text=_("要る書類がなければ、何も選びません。"),
        )  # fmt: skip
    if basis.says and (not national or any(way == "say" for way, _words in basis.ways)):
        fields["say"] = forms.ChoiceField(
            label=_("答え（「答えがちがう」のとき）") if national else _("答え"), choices=basis.says,
            widget=forms.RadioSelect, required=not national,
        )  # fmt: skip
    return fields


def _note(basis: guidance.Basis) -> forms.Field:
    return forms.CharField(
        label=_("どうちがうか（自分のことばで、1文）"), max_length=200, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--long"}),
        help_text=_("その人のページに、わけとして出ます。人の名前は書きません。"),
    )  # fmt: skip


class FileForm(GuardedForm):
    """A file of an office, to look at before anything is taken over."""

    file = forms.FileField(label=_("ちがいのファイル"), help_text=_("つきそいから書き出した、.toml のファイル。"))

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            told = gettext("ファイルが大きすぎます。ちがいのファイルは100KBまでです。")
            raise ValidationError(told, code="too_large")
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise ValidationError(gettext("文字を読めませんでした（UTF-8 のファイルではありません）。")) from None


class BringForm(GuardedForm):
    """The same file once more, with what of it is to be taken over."""

    text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_BYTES, strip=False)
    take = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, ids: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["take"].choices = [(id, id) for id in ids]  # type: ignore[attr-defined]


class AskForm(GuardedForm):
    """Somebody asked: when, and whom."""

    asked_on = DayField(label=_("聞いた日"))
    asked_whom = forms.CharField(
        label=_("だれに聞いたか"), max_length=60, required=False,
        help_text=_("例：住民課 係の方。折り返し待ちなら、そのことも。"),
    )  # fmt: skip

    def clean_asked_on(self) -> date:
        """Asked in the past."""
        return _past(self.cleaned_data["asked_on"])


class ReplyForm(GuardedForm):
    """An answer in words, for what is no rule: it is kept with the question, and asked again after half a year."""

    reply = forms.CharField(
        label=_("町・保険者の答え"), max_length=300, widget=forms.Textarea(attrs={"rows": 3, "class": "input--long"}),
        help_text=_("人の名前は書きません。"),
    )  # fmt: skip
    replied_by = forms.CharField(label=_("答えた人"), max_length=60, help_text=_("例：住民課 係の方"))
    replied_on = DayField(label=_("答えをもらった日"))

    def clean_replied_on(self) -> date:
        """Answered in the past."""
        return _past(self.cleaned_data["replied_on"])


def _past(day: date) -> date:
    if day > today():
        raise ValidationError(gettext("これからの日は書けません。"))
    return day
