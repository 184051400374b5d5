"""What is written at the desks. Nothing takes a PIN, a number or the picture of a paper."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import now, today
from tsukisoi.ui.fields import ClockField, DayField
from tsukisoi.venue import application_ids
from tsukisoi.venue.guidance import document_codes, document_words
from tsukisoi.venue.reasons import CAPACITIES, CHANNELS, LEAVING, SIGNED


class LateForm(GuardedForm):
    """Whatever was first written on paper is entered with the time it really was."""

    at = ClockField(label=_("紙に書いた時刻（あとで入れるとき）"), required=False)

    def __init__(self, *args: Any, on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self._on = on  # the day of the reception: its papers may be entered a day later

    def clean_at(self) -> Any:
        """What is past of the day of the reception."""
        at = self.cleaned_data["at"]
        if at and self._on > today():
            raise forms.ValidationError(_("受付の日が、まだ来ていません。紙に書いた時刻は、受付の日から入れられます。"))
        if at and self._on == today() and at > now().time():
            raise forms.ValidationError(_("まだ来ていない時刻です。紙に書いた時刻を入れてください。"))
        return at

    @property
    def moment(self) -> datetime | None:
        """When it really happened, or None: now."""
        at = self.cleaned_data.get("at")
        return datetime.combine(self._on, at, now().tzinfo) if at else None


class PapersForm(LateForm):
    """The application form: who wrote it, who watched, and its id."""

    signed = forms.ChoiceField(label=_("署名"), choices=list(SIGNED.items()), initial="own", widget=forms.RadioSelect)
    read_aloud = forms.BooleanField(label=_("点字が読めないので、口頭で意思を確かめて代筆した"), required=False)
    writer = forms.CharField(label=_("代筆した人"), max_length=60, required=False)
    watched_by = forms.CharField(label=_("立ち会った人"), max_length=60, required=False)
    application_id = forms.CharField(label=_("申請書ID（23けた）"), max_length=200, required=False)
    application_id_again = forms.CharField(label=_("申請書ID（もう一度）"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """A writer needs a witness; an id is typed twice alike."""
        data = super().clean() or self.cleaned_data
        by_another = data.get("signed") == "written_for" or data.get("read_aloud")
        if by_another and not (data.get("writer") and data.get("watched_by")):
            self.add_error("writer", _("代筆した人と、立ち会った人の名前を入れてください。"))
        elif by_another and data["writer"] == data["watched_by"]:
            self.add_error("watched_by", _("代筆した人とは別の人が立ち会います。"))
        self._same_id(data)
        return data

    def _same_id(self, data: dict[str, Any]) -> None:
        scanned = application_ids.scanned(data.get("application_id") or "")
        first, again = (
            application_ids.digits(data.get(name) or "") for name in ("application_id", "application_id_again")
        )
        if scanned:  # a scanner does not mistype
            first = again = scanned
        if (first or again) and first != again:
            self.add_error("application_id_again", _("2回の番号が違います。申請書を見て、入れなおしてください。"))
        elif first and len(first) != application_ids.LENGTH:
            self.add_error("application_id", _("申請書IDは23けたです。"))
        data["application_id"] = first


class CodeForm(GuardedForm):
    """A photograph of the code on the application form, instead of typing its id. It is read and not kept."""

    code = forms.FileField(label=_("申請書のQRコードを写す"))


class IdentityForm(LateForm):
    """Which kinds of documents were seen."""

    documents = forms.MultipleChoiceField(
        label=_("見せてもらった書類"), widget=forms.CheckboxSelectMultiple, required=False
    )
    seen_by = forms.CharField(label=_("確かめた人（町の職員）"), max_length=60)
    copies = forms.BooleanField(label=_("町が写しをとった"), required=False)
    none = forms.BooleanField(label=_("見せてもらえる書類が、1つもなかった（申請サポートにする）"), required=False)

    def clean(self) -> dict[str, Any]:
        """Nothing ticked says nothing: that there was no paper at all is said by its own tick."""
        data = super().clean() or self.cleaned_data
        if not data.get("documents") and not data.get("none") and "documents" not in self.errors:
            self.add_error("documents", _("見た書類を選んでください。1つもなかったときは、そこに印をつけます。"))
        elif data.get("documents") and data.get("none"):
            self.add_error("none", _("書類を選んだときは、ここの印を外してください。"))
        return data

    def __init__(self, *args: Any, held: Collection[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        words = document_words()
        field = self.fields["documents"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(code, words.get(code, code)) for code in self._known_first(held)]

    def _known_first(self, held: Collection[str]) -> list[str]:
        """What the house knows of this person stands on top, unticked: on a phone the rest is far below."""
        known = {*held, *(self.initial.get("documents") or ())}
        return sorted(document_codes(), key=lambda code: code not in known)


class PinForm(LateForm):
    """The envelope is sealed. Nothing of what is in it is asked."""

    mode = forms.ChoiceField(choices=[("standard", "standard"), ("face_auth", "face_auth")])
    agrees = forms.ChoiceField(choices=[("", ""), ("yes", "yes"), ("no", "no")], required=False)
    helper = forms.CharField(label=_("手伝った人（本人だけのときは空のまま）"), max_length=60, required=False)
    capacity = forms.ChoiceField(
        label=_("どの立場で手伝いましたか"), choices=[("", _("選んでください")), *CAPACITIES.items()], required=False
    )

    def clean(self) -> dict[str, Any]:
        """Who helps says in which capacity."""
        data = super().clean() or self.cleaned_data
        if data.get("helper") and not data.get("capacity"):
            self.add_error("capacity", _("どの立場で手伝ったかを選んでください。"))
        elif data.get("capacity") and not data.get("helper"):
            self.add_error("helper", _("手伝った人の名前を入れてください。"))
        return data


class InsuranceForm(LateForm):
    """Yes or no; not answered is no answer."""

    agrees = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")])


class LaterForm(LateForm):
    """A desk that does not work out today."""

    note = forms.CharField(label=_("わけ"), max_length=120, required=False)


class LeaveForm(LateForm):
    """How the day ends for somebody."""

    place = forms.ChoiceField(choices=[(p, p) for p in ("done", "partly", "not_today", "home_visit", "proxy")])
    why = forms.ChoiceField(choices=[("", ""), *LEAVING.items()], required=False)
    note = forms.CharField(label=_("ひとこと"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        """Not today has a reason."""
        data = super().clean() or self.cleaned_data
        if data.get("place") == "not_today" and not data.get("why"):
            self.add_error("why", _("わけを選んでください。"))
        return data


class WalkInForm(GuardedForm):
    """Somebody who is not on the list. `shared` is made with the page, so that pressing twice makes one person."""

    shared = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("氏名"), max_length=80)
    kana = forms.CharField(label=_("フリガナ"), max_length=80, required=False)
    birth_date = DayField(label=_("生年月日"), required=False)
    address = forms.CharField(label=_("住民票の住所"), max_length=200, required=False)
    room = forms.CharField(label=_("部屋"), max_length=20, required=False)
    another = forms.BooleanField(label=_("別の方です"), required=False)


class MultipleFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, in the order they were sent."""

    widget = MultipleFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each of them as one file is cleaned."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(FilesField, self).clean(one, initial) for one in files]


class RollForm(GuardedForm):
    """Everything a camera took."""

    frames = FilesField(label=_("カメラの写真（名札と人を、撮った順のまま全部）"))


class PairForm(GuardedForm):
    """Two frames of one person: the slate first, then the face."""

    frames = FilesField(label=_("名札と、本人の写真（2枚）"))

    def clean_frames(self) -> Sequence[Any]:
        """Exactly two."""
        frames: Sequence[Any] = self.cleaned_data["frames"]
        if len(frames) != 2:
            raise forms.ValidationError(_("名札の1枚と、本人の1枚の、2枚を選んでください。"))
        return frames


class FrameForm(GuardedForm):
    """Where the frame is, in thousandths of the picture."""

    left = forms.IntegerField(label=_("左から"), min_value=0, max_value=1000)
    top = forms.IntegerField(label=_("上から"), min_value=0, max_value=1000)
    height = forms.IntegerField(label=_("枠の高さ"), min_value=50, max_value=1000)


class CompareForm(GuardedForm):
    """The second look types the number on the ticket of whoever stands there."""

    ticket = forms.CharField(label=_("本人が持っている番号札"), max_length=8, required=False)


BLANK = "＿＿"
"""What stands in a sentence where it has to be written for each person."""


class ExcuseForm(GuardedForm):
    """A picture off the standard."""

    kind = forms.ChoiceField(label=_("わけ"), widget=forms.RadioSelect)
    channel = forms.ChoiceField(
        label=_("伝えかた"), choices=list(CHANNELS.items()), widget=forms.RadioSelect, initial="counter"
    )
    words = forms.CharField(label=_("書く（伝える）ことば"), max_length=160, required=False)

    def __init__(self, kinds: Sequence[tuple[str, str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._said = dict(kinds)
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(kinds)

    def clean(self) -> dict[str, Any]:
        """Without words of their own the sentence itself counts, if nothing in it is left open."""
        data = super().clean() or self.cleaned_data
        sentence = self._said.get(data.get("kind", ""), "")
        if not data.get("words"):
            data["words"] = sentence
        if BLANK in data["words"]:
            self.add_error("words", _("「＿＿」のところは、この方に合わせて書いてください。"))
        return data


class CloseForm(GuardedForm):
    """What was counted by hand."""

    papers = forms.IntegerField(label=_("申請書（枚）"), min_value=0, max_value=2000)
    envelopes = forms.IntegerField(label=_("封をした封筒（通）"), min_value=0, max_value=2000)
    photos = forms.IntegerField(label=_("写真（人ぶん）"), min_value=0, max_value=2000)
    explanation = forms.CharField(
        label=_("数がちがうときのわけ"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class WhyForm(GuardedForm):
    """A reason in words."""

    why = forms.CharField(label=_("わけ"), max_length=120)


class LaptopForm(GuardedForm):
    """The code shown on the page, which locks the file."""

    code = forms.CharField(max_length=40, widget=forms.HiddenInput)


class BackForm(GuardedForm):
    """What a laptop brings back."""

    file = forms.FileField(label=_("会場のパソコンの「持ち帰り」ファイル"))


class DecideForm(GuardedForm):
    """Which of two accounts counts."""

    event = forms.UUIDField()
