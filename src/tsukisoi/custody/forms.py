"""What people type and tick about what is kept."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.custody.models import Basis, Capacity, Condition, End, How, Keeper, Kind, Matter, PlaceKind, Seen, Why
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.ui.fields import DayField

Choices = Iterable[tuple[str, str]]
NEW_ENDS = (End.PERSON, End.FAMILY, End.REPRESENTATIVE, End.OFFICE, End.DEAD, End.LOST, End.MISTAKE)


def id_from(value: str | None) -> UUID | None:
    """The id in an address or a tick; None where it is none."""
    try:
        return UUID(value or "")
    except ValueError:
        return None


def ids_from(values: Iterable[str]) -> list[UUID]:
    """Those of the values that are ids, each once, in order."""
    return list(dict.fromkeys(found for value in values if (found := id_from(value))))


def in_hours(hours: int) -> datetime:
    """So many hours from now, to the half hour."""
    moment = now() + timedelta(hours=hours)
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)


class _Ticks(forms.MultipleChoiceField):
    """Ids that were ticked; whether they exist is for the action to say."""

    def valid_value(self, value: str) -> bool:
        """Anything that is an id."""
        return id_from(value) is not None


class _Colleague(forms.ChoiceField):
    def __init__(self, colleagues: Choices = (), **options: Any) -> None:
        choices = [("", gettext("（いない）")), *colleagues]
        super().__init__(label=_("確かめる人"), choices=choices, required=False, **options)


def _moment(on: date | None, at: time | None) -> datetime | None:
    if on is None or at is None:
        return None
    return datetime.combine(on, time(at.hour, at.minute), now().tzinfo)


class OutForm(GuardedForm):
    """Out of the pouch: which things, why, until when."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    items = _Ticks(error_messages={"required": _("持ち出すものを選んでください。")})
    why = forms.ChoiceField(label=_("なぜ"), choices=Why.choices, initial=Why.VISIT, widget=forms.RadioSelect)
    where = forms.CharField(label=_("どこへ・だれに"), max_length=60, required=False)
    due_on = DayField(label=_("戻る日"), required=False, help_text="")
    due_at = forms.TimeField(label=_("戻る時刻"), required=False)

    def __init__(self, colleagues: Choices = (), data: Any = None) -> None:
        due = in_hours(3)
        initial = {"id": new_id(), "due_on": due.date(), "due_at": f"{due:%H:%M}", "why": Why.VISIT}
        super().__init__(data, initial=initial)
        self.fields["second"] = _Colleague(colleagues)

    @property
    def due(self) -> datetime | None:
        """When it is expected back; None where nobody can say."""
        return _moment(self.cleaned_data["due_on"], self.cleaned_data["due_at"])


class BackForm(GuardedForm):
    """Back in the pouch: which things, in what condition."""

    outs = _Ticks(error_messages={"required": _("戻すものを選んでください。")})
    condition = forms.ChoiceField(
        label=_("ようす"), choices=Condition.choices, initial=Condition.GOOD, widget=forms.RadioSelect
    )

    def __init__(self, colleagues: Choices = (), data: Any = None) -> None:
        super().__init__(data)
        self.fields["second"] = _Colleague(colleagues)


class ExtendForm(GuardedForm):
    """It comes back later than was expected."""

    due_on = DayField(label=_("戻る日"), help_text="")
    due_at = forms.TimeField(label=_("戻る時刻"))

    @property
    def due(self) -> datetime:
        """The new time."""
        return _moment(self.cleaned_data["due_on"], self.cleaned_data["due_at"]) or now()


class LaterForm(GuardedForm):
    """From a paper slip: what went out and came back while the computer was down, with the real times."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    item = forms.ChoiceField(label=_("どなたの、なに"))
    why = forms.ChoiceField(label=_("なぜ"), choices=Why.choices, initial=Why.URGENT)
    where = forms.CharField(label=_("どこへ・だれに"), max_length=60, required=False)
    emergency = forms.BooleanField(label=_("緊急の持ち出しだった（施設長が確かめます）"), required=False)
    out_on = DayField(label=_("出した日"))
    out_at = forms.TimeField(label=_("出した時刻"))
    back_on = DayField(label=_("戻した日"), required=False, help_text="")
    back_at = forms.TimeField(label=_("戻した時刻"), required=False)

    def __init__(self, items: Choices, colleagues: Choices = (), data: Any = None) -> None:
        super().__init__(data, initial={"id": new_id(), "out_on": today()})
        self.fields["item"].choices = list(items)  # type: ignore[attr-defined]
        self.fields["second"] = _Colleague(colleagues)

    def clean(self) -> dict[str, Any]:
        """A day back needs its time and the other way round."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("back_on")) != bool(cleaned.get("back_at")):
            self.add_error("back_at", gettext("戻した日と時刻は、両方を入れてください。"))
        return cleaned

    @property
    def out_moment(self) -> datetime:
        """When it went out."""
        moment = _moment(self.cleaned_data["out_on"], self.cleaned_data["out_at"])
        return moment or now()

    @property
    def back_moment(self) -> datetime | None:
        """When it came back; None where it is still out."""
        return _moment(self.cleaned_data["back_on"], self.cleaned_data["back_at"])


class KeepForm(GuardedForm):
    """Who keeps this matter, and on what basis."""

    keeper = forms.ChoiceField(label=_("だれが保管しますか"), choices=Keeper.choices, widget=forms.RadioSelect)
    basis = forms.ChoiceField(
        label=_("根拠"), choices=[(b.value, b.label) for b in Basis if b != Basis.RECEIPT], required=False,
        widget=forms.RadioSelect,
        help_text=_("ご家族が保管するときは「ご本人の同意」、施設で預かるときは「入所契約」。預かり証は、署名の画面から。"),
    )  # fmt: skip
    basis_on = DayField(label=_("契約・同意の日"), required=False)
    where = forms.CharField(
        label=_("どこに"), max_length=60, required=False, help_text=_("例：居室の鍵つきロッカー、長男宅")
    )

    def __init__(self, data: Any = None, *, keepers: Sequence[str] = tuple(Keeper.values), **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["keeper"]
        field.choices = [(k, label) for k, label in Keeper.choices if k in keepers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A basis has its day."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("keeper") == Keeper.SELF:
            cleaned["basis"], cleaned["basis_on"] = "", None
        elif cleaned.get("basis") and "basis_on" in cleaned and not cleaned["basis_on"]:
            self.add_error("basis_on", gettext("契約や同意の日を入れてください。"))
        return cleaned


class AgreeForm(GuardedForm):
    """The signature under a custody receipt."""

    matters = forms.MultipleChoiceField(
        label=_("預かるもの"), choices=Matter.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("何を預かるかを選んでください。")},
    )  # fmt: skip
    capacity = forms.ChoiceField(
        label=_("署名した人の立場"), choices=Capacity.choices, initial=Capacity.SELF, widget=forms.RadioSelect
    )
    signer = forms.CharField(label=_("署名した人"), max_length=60)
    signed_on = DayField(label=_("署名の日"))
    how = forms.ChoiceField(label=_("署名のしかた"), choices=How.choices, initial=How.DRAWN, widget=forms.RadioSelect)
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.CharField(
        label=_("名前をもう一度"), max_length=60, required=False, help_text=_("「名前を入れて確かめた」ときだけ。")
    )
    paper_place = forms.CharField(
        label=_("署名した紙の置き場所"),
        max_length=80,
        required=False,
        help_text=_("「紙に署名」のときだけ。例：事務室の契約書棚"),
    )

    def clean(self) -> dict[str, Any]:
        """A typed confirmation is the same name typed twice."""
        cleaned = super().clean() or self.cleaned_data
        typed = "".join(str(cleaned.get("confirmed", "")).split())
        if cleaned.get("how") == How.TYPED and typed != "".join(str(cleaned.get("signer", "")).split()):
            self.add_error("confirmed", gettext("署名した人の名前を、もう一度同じに入れてください。"))
        return cleaned


class TakeInForm(GuardedForm):
    """One thing into the pouch."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(label=_("何を預かりますか"), choices=Kind.choices, widget=forms.RadioSelect)
    found = forms.BooleanField(label=_("前から施設にあったもの（根拠は、これから整える）"), required=False)
    sealed = forms.BooleanField(label=_("封をした封筒に入っている（番号の載った紙）"), required=False)
    valid_until = DayField(label=_("紙に書かれた期限"), required=False)
    return_by = DayField(label=_("返す日（ショートステイ）"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"id": new_id(), "kind": Kind.CARD})


class ManyForm(GuardedForm):
    """The same kind for many people."""

    people = _Ticks(error_messages={"required": _("一人以上を選んでください。")})
    kind = forms.ChoiceField(
        label=_("何を預かりますか"), initial=Kind.CARD,
        choices=[(k.value, k.label) for k in Kind if k not in (Kind.SEALED, Kind.OLD_CARD)],
    )  # fmt: skip
    contract_on = DayField(
        label=_("入所契約に預かりのことが書かれている人なら、契約の日"), required=False,
        help_text=_("入れると、選んだ人みんなの根拠になります。書かれていない人は、分けて行ってください。"),
    )  # fmt: skip
    found = forms.BooleanField(label=_("根拠のない人のものも「前からあったもの」として入れる"), required=False)


class GiveBackForm(GuardedForm):
    """The home keeps it no longer."""

    why = forms.ChoiceField(
        label=_("どうしましたか"), choices=[(e.value, e.label) for e in NEW_ENDS], initial=End.PERSON,
        widget=forms.RadioSelect,
    )  # fmt: skip
    to = forms.CharField(label=_("受け取った人"), max_length=60, required=False)

    def clean(self) -> dict[str, Any]:
        """Somebody received it, unless nobody could."""
        cleaned = super().clean() or self.cleaned_data
        nobody = (End.DEAD, End.LOST, End.MISTAKE)
        if cleaned.get("why") not in nobody and "to" in cleaned and not cleaned["to"].strip():
            self.add_error("to", gettext("受け取った人の名前を入れてください。"))
        return cleaned


class HouseForm(GuardedForm):
    """How this home keeps things."""

    two_people = forms.BooleanField(label=_("出し入れは2人でする"), required=False)
    night_place = forms.CharField(
        label=_("夜、鍵と袋はどこにあるか"),
        max_length=80,
        required=False,
        help_text=_("緊急の画面に出ます。例：当直室の金庫"),
    )
    loud_after = forms.IntegerField(label=_("何分すぎたら強く知らせるか"), min_value=0, max_value=1440)
    clean_up_days = forms.IntegerField(label=_("根拠のないものを何日以内に整えるか"), min_value=1, max_value=365)
    face_photos = forms.BooleanField(label=_("見分ける写真を使う（同意があるときだけ）"), required=False)


class UploadForm(GuardedForm):
    """A photograph, before anything is masked."""

    file = forms.FileField(
        label=_("写真・写しのファイル"), widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
        help_text=_("JPEG・PNG・HEIC。黒くぬる前のものは、どこにも残りません。"),
    )  # fmt: skip


class MaskForm(GuardedForm):
    """What is blackened by hand, in hundredths of the picture: for the keyboard."""

    left = forms.IntegerField(label=_("左"), min_value=0, max_value=100, required=False)
    top = forms.IntegerField(label=_("上"), min_value=0, max_value=100, required=False)
    right = forms.IntegerField(label=_("右"), min_value=0, max_value=100, required=False)
    bottom = forms.IntegerField(label=_("下"), min_value=0, max_value=100, required=False)

    @property
    def corners(self) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """Two corners in hundredths, where all four were given."""
        four = [self.cleaned_data.get(name) for name in ("left", "top", "right", "bottom")]
        whole = [one for one in four if one is not None]
        return ((whole[0], whole[1]), (whole[2], whole[3])) if len(whole) == 4 else None


class CopyForm(GuardedForm):
    """The confirmation under a masked copy, and the day on which it goes."""

    seen = forms.BooleanField(
        label=_("この絵のとおりでよく、番号（12けた）も暗証番号も見えない"),
        error_messages={"required": _("絵を見て、番号が見えないことを確かめてください。")},
    )  # fmt: skip
    delete_on = DayField(label=_("消す日"))


class FaceForm(CopyForm):
    """A face as well needs consent."""

    consent_by = forms.ChoiceField(
        label=_("同意した人"),
        choices=[(Capacity.SELF.value, Capacity.SELF.label), (Capacity.LEGAL.value, Capacity.LEGAL.label)],
        widget=forms.RadioSelect,
    )  # fmt: skip
    consent_on = DayField(label=_("同意の日"))


class PlaceForm(GuardedForm):
    """One more place."""

    kind = forms.ChoiceField(label=_("種類"), choices=PlaceKind.choices, initial=PlaceKind.POUCH)
    name = forms.CharField(
        label=_("名前"), max_length=40, required=False, help_text=_("袋は、番号だけでかまいません。")
    )
    parent = forms.ChoiceField(label=_("どの中に"), required=False)

    def __init__(self, above: Choices = (), data: Any = None) -> None:
        super().__init__(data)
        self.fields["parent"].choices = [("", gettext("（決めない）")), *above]  # type: ignore[attr-defined]


class HangForm(GuardedForm):
    """In which locker, or on which shelf, these pouches stand."""

    above = forms.ChoiceField(label=_("どの中に"))
    first_pouch = forms.IntegerField(label=_("袋の番号（はじめ）"), min_value=1, max_value=99999)
    last_pouch = forms.IntegerField(label=_("袋の番号（終わり）"), min_value=1, max_value=99999)

    def __init__(self, above: Choices = (), data: Any = None) -> None:
        super().__init__(data)
        self.fields["above"].choices = list(above)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """From the lower to the higher number."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("first_pouch", 0) > data.get("last_pouch", 99999):
            self.add_error("last_pouch", gettext("終わりの番号が、はじめの番号より小さいです。"))
        return data


class LabelForm(GuardedForm):
    """Which labels, on which sheet."""

    what = forms.ChoiceField(
        label=_("何の札"), choices=[("places", _("袋と置き場所")), ("badges", _("職員の札"))], initial="places"
    )
    sheet = forms.ChoiceField(
        label=_("用紙"), initial="24",
        choices=[("24", _("A4 24面")), ("44", _("A4 44面")), ("csv", _("ラベルプリンター用（CSV）"))],
    )  # fmt: skip
    first = forms.IntegerField(label=_("何枚目のラベルから"), min_value=1, max_value=44, initial=1, required=False)


class AppointForm(GuardedForm):
    """Who handles what is kept, where, from when to when."""

    worker = forms.ChoiceField(label=_("職員"))
    unit = forms.ChoiceField(label=_("ユニット"), required=False)
    since = DayField(label=_("はじめの日"))
    until = DayField(label=_("終わりの日"), required=False)

    def __init__(self, workers: Choices, units: Choices, data: Any = None, unit: UUID | None = None) -> None:
        super().__init__(data, initial={"since": today(), "unit": str(unit or "")})
        self.fields["worker"].choices = list(workers)  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", gettext("施設全体")), *units]  # type: ignore[attr-defined]


class RecipientForm(GuardedForm):
    """Who is to have the quarterly statement, and who said so."""

    contact = forms.ChoiceField(label=_("だれに送りますか"))
    named_by = forms.ChoiceField(
        label=_("だれが決めましたか"),
        choices=[(Capacity.SELF.value, Capacity.SELF.label), (Capacity.LEGAL.value, Capacity.LEGAL.label)],
    )
    named_on = DayField(label=_("決めた日"))

    def __init__(self, contacts: Choices, data: Any = None) -> None:
        super().__init__(data, initial={"named_on": today()})
        self.fields["contact"].choices = list(contacts)  # type: ignore[attr-defined]


class SeeForm(GuardedForm):
    """What was found of one thing, and why it differs."""

    item = forms.UUIDField(widget=forms.HiddenInput, required=False)
    owner = forms.CharField(max_length=40, required=False)
    kind = forms.ChoiceField(choices=Kind.choices, required=False)
    seen = forms.ChoiceField(choices=Seen.choices, required=False)
    seen_in = forms.CharField(max_length=40, required=False)
    explanation = forms.CharField(max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Something is named, by itself or by its owner's pouch."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("item") and not cleaned.get("owner"):
            raise forms.ValidationError(gettext("だれの、なにかを選んでください。"))
        return cleaned


class RemarkForm(GuardedForm):
    """A word on the whole count."""

    remark = forms.CharField(label=_("点検についてのひとこと"), max_length=200, required=False)


class WhoForm(GuardedForm):
    """Who takes it out in an emergency: badge or user name, then one's own code."""

    who = forms.CharField(
        label=_("職員の札、またはユーザー名"), max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "data-scan-into": "code"}),
    )  # fmt: skip
    code = forms.CharField(
        label=_("自分の番号"), max_length=12,
        widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip


class RoomForm(GuardedForm):
    """Whose: the room, or the label of the pouch."""

    room = forms.CharField(
        label=_("部屋の番号、または袋の札"), max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )  # fmt: skip


class UrgentForm(GuardedForm):
    """Out at once: which things, and where to."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    items = _Ticks(error_messages={"required": _("持ち出すものを選んでください。")})
    why = forms.ChoiceField(
        label=_("なぜ"), choices=[(w.value, w.label) for w in (Why.URGENT, Why.AMBULANCE)], initial=Why.URGENT,
        widget=forms.RadioSelect,
    )  # fmt: skip
    where = forms.CharField(label=_("どこへ（わかれば）"), max_length=60, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"id": new_id(), "why": Why.URGENT})
