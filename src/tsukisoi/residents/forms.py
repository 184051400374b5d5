"""What people type about a person. Every text is screened for individual numbers and PINs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.residents import guidance
from tsukisoi.residents.guidance import Question
from tsukisoi.residents.models import Accommodation, Capacity, Contact, Document, Fact, Resident, Sex, ToldBy
from tsukisoi.residents.roster.heads import FIELDS
from tsukisoi.tenancy.ids import id_from
from tsukisoi.ui.fields import DayField

UNKNOWN = "unknown"
"""What a form sends for 「わからない」."""


def _choices(rows: Iterable[Any], empty: Any) -> list[tuple[str, Any]]:
    return [("", empty), *((str(row.pk), str(row)) for row in rows)]


def meanwhile(form: forms.Form, words: str, now: str) -> None:
    """Say on a form what somebody else wrote meanwhile; sent once more as it stands, it is meant."""
    shown: Any = form.data
    sent = shown.copy()
    sent["was"] = now
    form.data = sent
    text = gettext(
        "そのあいだに、ほかの人が書きかえました。いまは「%(now)s」です。このまま保存すると、あなたの内容になります。"
    )
    form.add_error(None, text % {"now": words})


class PersonForm(GuardedForm):
    """Who the person is."""

    name = forms.CharField(label=_("氏名"), max_length=80, help_text=_("住民票のとおりの字で書きます。"))
    kana = forms.CharField(label=_("フリガナ"), max_length=80, required=False)
    estimated = forms.BooleanField(
        label=_("フリガナは推定です（まだ確かめていません）"), required=False,
        help_text=_("確かめるまで、町に出す紙には印刷しません。"),
    )  # fmt: skip
    birth_date = DayField(label=_("生年月日"))
    sex = forms.ChoiceField(label=_("性別"), choices=Sex.choices, required=False)
    room = forms.CharField(label=_("居室"), max_length=20, required=False)
    unit_id = forms.ChoiceField(label=_("ユニット"), required=False)
    postal_code = forms.CharField(label=_("郵便番号"), max_length=8, required=False)
    address = forms.CharField(label=_("住民票の住所"), max_length=200, required=False)
    office_id = forms.ChoiceField(label=_("住民票のある市区町村"), required=False)
    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args: Any, units: Iterable[Any], offices: Iterable[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit_id"].choices = _choices(units, _("（なし）"))  # type: ignore[attr-defined]
        self.fields["office_id"].choices = _choices(offices, _("まだわからない"))  # type: ignore[attr-defined]

    def of_somebody_here(self) -> "PersonForm":
        """Who has moved to another town is not written here: with a move goes the insurer, and what runs out."""
        self.fields["office_id"].help_text = _(
            "町を移った人は、ここでなく「動きを見る・書く」の「住所をほかの市区町村へ移す」で書きます。"
            "保険者・期限・受取も、いっしょに変わります。"
        )
        return self

    def said(self) -> dict[str, Any]:
        """The identity fields as the actions take them."""
        data = self.cleaned_data
        said = {key: data[key] for key in ("name", "kana", "birth_date", "sex", "room", "postal_code", "address")}
        state = "estimated" if data["estimated"] else "confirmed"
        ids = {key: id_from(data[key]) for key in ("unit_id", "office_id")}
        return said | ids | {"kana_state": state if data["kana"] else "missing"}


class FactForm(GuardedForm):
    """One fact: its value or 「わからない」, who said so, and since when."""

    told_by = forms.ChoiceField(
        label=_("だれに聞きましたか"), choices=ToldBy.choices, widget=forms.RadioSelect, initial=ToldBy.STAFF
    )
    since = DayField(label=_("いつから"), required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, question: Question, fact: Fact | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question
        self.fields["value"] = _value_field(question)
        if question.holds in ("codes", "day", "number"):
            self.fields["not_known"] = forms.BooleanField(label=_("わからない"), required=False)
        if fact is not None:
            self.initial = {**self.initial, **_of_fact(question, fact)}

    def clean(self) -> dict[str, Any]:
        """An answer, or 「わからない」: one of the two."""
        data = super().clean() or {}
        if self.question.holds in ("day", "number") and data.get("value") is None and not data.get("not_known"):
            self.add_error("value", ValidationError(gettext("答えを入れるか、「わからない」を選んでください。")))
        return data

    @property
    def value(self) -> Any:
        """What the action takes: None for 「わからない」."""
        data = self.cleaned_data
        if data.get("not_known") or data["value"] == UNKNOWN:
            return None
        return data["value"]


def _value_field(question: Question) -> forms.Field:
    if question.holds == "day":
        return DayField(label=question.name, required=False)
    if question.holds == "number":
        return forms.IntegerField(label=question.name, min_value=0, max_value=9999, required=False)
    if question.holds == "codes":
        return forms.MultipleChoiceField(
            label=question.name, choices=question.options, widget=forms.CheckboxSelectMultiple, required=False,
            help_text=_("あてはまるものをすべて選びます。ひとつもなければ、そのまま保存します。"),
        )  # fmt: skip
    return forms.ChoiceField(
        label=question.name, choices=[*question.options, (UNKNOWN, _("わからない"))], widget=forms.RadioSelect
    )


def _of_fact(question: Question, fact: Fact) -> dict[str, Any]:
    several = question.holds in ("codes", "day", "number")
    told = {"told_by": fact.told_by, "since": fact.since}
    if not fact.known:
        return told | ({"not_known": True} if several else {"value": UNKNOWN})
    return told | {"value": guidance.sent(question.key, fact.value)}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a form that is a table."""

    code: str
    name: str
    cells: tuple[Any, ...]


class DocumentsForm(GuardedForm):
    """Every identity document at once: held or not, until when, where it lies."""

    checked = forms.BooleanField(
        label=_("手元の書類をすべて見ました。印のないものは、ありません"), required=False,
        help_text=_("印を付けないうちは、印のない書類は「わからない」のままです。"),
    )  # fmt: skip

    def __init__(self, *args: Any, held: dict[str, Document], **options: Any) -> None:
        super().__init__(*args, **options)
        for kind, name in guidance.identity_documents().items():
            now = held.get(kind)
            self.fields[f"has_{kind}"] = forms.BooleanField(label=name, required=False, initial=now is not None)
            self.fields[f"expires_{kind}"] = DayField(
                label=gettext("%(document)sの有効期限") % {"document": name}, required=False,
                initial=now.expires if now else None,
            )  # fmt: skip
            self.fields[f"place_{kind}"] = forms.CharField(
                label=gettext("%(document)sのある場所") % {"document": name}, required=False, max_length=60,
                initial=now.place if now else "",
            )  # fmt: skip

    def rows(self, group: str) -> Iterator[Row]:
        """The lines of group A or B."""
        for kind, name in guidance.identity_documents(group).items():
            yield Row(kind, name, (self[f"has_{kind}"], self[f"expires_{kind}"], self[f"place_{kind}"]))

    @property
    def group_a(self) -> list[Row]:
        """Documents with a photo, issued by a public office."""
        return list(self.rows("A"))

    @property
    def group_b(self) -> list[Row]:
        """Documents with a name and a birth date or address."""
        return list(self.rows("B"))

    def held(self) -> dict[str, dict[str, Any]]:
        """The kinds ticked, with expiry and place."""
        data = self.cleaned_data
        return {
            kind: {"expires": data[f"expires_{kind}"], "place": data[f"place_{kind}"]}
            for kind in guidance.identity_documents()
            if data[f"has_{kind}"]
        }


class CareForm(GuardedForm):
    """Every care that can be taken, with a short note each."""

    def __init__(self, *args: Any, taken: Iterable[Accommodation], **options: Any) -> None:
        super().__init__(*args, **options)
        notes = {one.code: one.note for one in taken}
        for code, name in guidance.accommodations().items():
            self.fields[f"has_{code}"] = forms.BooleanField(label=name, required=False, initial=code in notes)
            self.fields[f"note_{code}"] = forms.CharField(
                label=gettext("%(care)sのメモ") % {"care": name}, max_length=120, required=False,
                initial=notes.get(code, ""),
            )  # fmt: skip

    @property
    def rows(self) -> list[Row]:
        """One line a care."""
        names = guidance.accommodations()
        return [Row(code, name, (self[f"has_{code}"], self[f"note_{code}"])) for code, name in names.items()]

    def taken(self) -> dict[str, str]:
        """The codes ticked, with their notes."""
        data = self.cleaned_data
        return {code: data[f"note_{code}"] for code in guidance.accommodations() if data[f"has_{code}"]}


class ContactForm(GuardedForm):
    """Somebody close to the person, or who acts for them."""

    name = forms.CharField(label=_("氏名"), max_length=80)
    relation = forms.CharField(label=_("続柄"), max_length=30, required=False)
    capacity = forms.ChoiceField(label=_("立場"), choices=[("", _("（選ばない）")), *Capacity.choices], required=False)
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)
    may_be_told = forms.ChoiceField(
        label=_("この人に話してよいか（ご本人の意向）"), required=False, widget=forms.RadioSelect,
        choices=[("yes", _("よい")), ("no", _("話さない")), ("", _("まだ聞いていない"))],
    )  # fmt: skip
    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def of(contact: Contact) -> dict[str, Any]:
        """A contact as the form shows it."""
        told = {True: "yes", False: "no", None: ""}[contact.may_be_told]
        kept = {key: getattr(contact, key) for key in ("name", "relation", "capacity", "phone")}
        return kept | {"may_be_told": told}

    def said(self) -> dict[str, Any]:
        """The fields as the actions take them."""
        data = self.cleaned_data
        told = {"yes": True, "no": False}.get(data["may_be_told"])
        return {key: data[key] for key in ("name", "relation", "capacity", "phone")} | {"may_be_told": told}


class ListForm(GuardedForm):
    """A list to bring in: a file, or rows pasted from a spreadsheet."""

    screened_later = "rows"
    file = forms.FileField(
        label=_("名簿のファイル"), required=False, help_text=_("Excel（.xlsx）かCSV。いつもの名簿のままで読めます。")
    )
    rows = forms.CharField(
        label=_("または、表計算から写した行"), required=False, strip=False,
        widget=forms.Textarea(attrs={"rows": 8, "class": "input--long"}),
        help_text=_("見出しの行もいっしょに写してください（氏名・フリガナ・生年月日）。"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A file or rows."""
        data = super().clean() or {}
        if not self.errors and not data.get("file") and not (data.get("rows") or "").strip():
            raise ValidationError(gettext("ファイルを選ぶか、行を貼り付けてください。"), code="required")
        return data

    def read(self) -> tuple[bytes, str]:
        """The bytes and the name of what was given."""
        file = self.cleaned_data["file"]
        if file:
            return file.read(), file.name
        return self.cleaned_data["rows"].encode(), gettext("貼り付けた行")


COLUMN_WORDS = {
    "name": _("氏名"), "family": _("姓"), "given": _("名"), "kana": _("フリガナ"), "family_kana": _("姓のフリガナ"),
    "given_kana": _("名のフリガナ"), "birth_date": _("生年月日"), "birth_era": _("生年月日（元号）"),
    "birth_year": _("生年月日（年）"), "birth_month": _("生年月日（月）"), "birth_day": _("生年月日（日）"),
    "sex": _("性別"), "room": _("居室"), "unit": _("ユニット"), "care_level": _("要介護度"),
    "disability": _("障害・手帳"),
    "handbook_physical": _("身体障害者手帳"), "handbook_intellectual": _("療育手帳"),
    "handbook_mental": _("精神障害者保健福祉手帳"), "postal_code": _("郵便番号"), "prefecture": _("都道府県"),
    "municipality": _("市区町村"), "street": _("町名・番地"), "building": _("建物"), "address": _("住所"),
    "notes": _("備考"), "left_on": _("退所した日"), "enrolment": _("いまいるか（在籍）"), "guardian": _("後見人など"),
    "insurance_kind": _("医療保険の種類"),
    "card_held": _("マイナンバーカードの有無"), "card_expires": _("カードの有効期限"),
}  # fmt: skip
"""What a column of a list may hold, in words."""


class ColumnsForm(GuardedForm):
    """Corrections of what the columns of a list hold."""

    def __init__(self, *args: Any, columns: dict[str, str | None], **options: Any) -> None:
        super().__init__(*args, **options)
        self.names = list(columns)
        choices = [("", _("読まない")), *((field, COLUMN_WORDS.get(field, field)) for field in FIELDS)]
        for number, (name, field) in enumerate(columns.items()):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=name, choices=choices, required=False, initial=field or ""
            )

    @property
    def columns(self) -> list[Any]:
        """The fields of the columns, as a page shows them."""
        return [self[f"column_{number}"] for number in range(len(self.names))]

    def said(self) -> dict[str, str | None]:
        """Column name → field, or None to leave it out."""
        return {name: self.cleaned_data[f"column_{n}"] or None for n, name in enumerate(self.names)}


class BulkKeyForm(GuardedForm):
    """Which fact to set for many people."""

    key = forms.ChoiceField(label=_("まとめて入れること"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (title, [(key, guidance.name_of(key)) for key in keys]) for title, keys in guidance.FOR_MANY
        ]


def person_initial(resident: Resident) -> dict[str, Any]:
    """A person as the form shows them."""
    kept = {
        key: getattr(resident, key) for key in ("name", "kana", "birth_date", "sex", "room", "postal_code", "address")
    }
    return kept | {
        "estimated": resident.kana_state == "estimated",
        "unit_id": str(resident.unit_id or ""),
        "office_id": str(resident.office_id or ""),
    }
