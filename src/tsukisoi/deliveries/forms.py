"""What people write about a card that waits."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.deliveries.guidance import agent_choices
from tsukisoi.deliveries.models import Delivery, Outcome, Result, Sealed, Trip, Way
from tsukisoi.deliveries.reasons import REASONS
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import today
from tsukisoi.ui.fields import ClockField, DayField

NOBODY = ""


def _not_ahead(day: date | None) -> date | None:
    if day is not None and day > today():
        raise ValidationError(gettext("これからの日は書けません。"))
    return day


class PastDay(DayField):
    """A day that has been."""

    def clean(self, value: Any) -> Any:
        """Raises ValidationError for a day to come."""
        return _not_ahead(super().clean(value))


class BeginForm(GuardedForm):
    """The application is in: a card is on its way."""

    way = forms.ChoiceField(label=_("どうやって受け取りますか"), choices=Way.choices, widget=forms.RadioSelect)
    applied_on = PastDay(label=_("申請した日"), required=False)


class NoticeForm(GuardedForm):
    """The delivery notice has come. Its day and term stand on it; what does not stand there stays empty."""

    second = forms.ChoiceField(
        label=_("どの通知ですか"), choices=[("no", _("初めの交付通知書")), ("yes", _("再通知（2回め）"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    on = PastDay(label=_("届いた日"))
    collect_by = DayField(
        label=_("受取期限"), required=False, help_text=_("通知書に書いてある日。なければ空けておきます。")
    )
    destroy_on = DayField(
        label=_("廃棄される日"), required=False, help_text=_("通知書に書いてあるか、町から聞いた日。")
    )
    applied_on = PastDay(label=_("申請した日"), required=False)

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        return {**self.cleaned_data, "second": self.cleaned_data["second"] == "yes"}


class FolderForm(GuardedForm):
    """One person's folder: who goes, what lies in it, the certificate, the seal."""

    way = forms.ChoiceField(label=_("どうやって受け取りますか"), choices=Way.choices, widget=forms.RadioSelect)
    agent = forms.ChoiceField(label=_("代理人"), required=False)
    agent_name = forms.CharField(label=_("代理人の氏名"), max_length=60, required=False)
    ready = forms.MultipleChoiceField(
        label=_("ファイルに入れたもの"), widget=forms.CheckboxSelectMultiple, required=False
    )
    sealed = forms.ChoiceField(
        label=_("暗証番号の封"), choices=Sealed.choices, widget=forms.RadioSelect, required=False,
        help_text=_("中は見ません。封がしてあるか、「設定しない」に印があるかだけを確かめます。"),
    )  # fmt: skip
    photo_on = PastDay(label=_("証明書の写真をとった日"), required=False)
    signed_on = PastDay(label=_("証明書に署名した日"), required=False)
    note = forms.CharField(label=_("メモ"), max_length=120, required=False)

    def __init__(self, *args: Any, papers: Iterable[tuple[str, str]], delivery: Delivery, **options: Any) -> None:
        options.setdefault("initial", {name: getattr(delivery, name) for name in self.base_fields})
        super().__init__(*args, **options)
        known = dict(papers)
        choices = [(code, known.get(code, code)) for code in dict.fromkeys((*known, *delivery.ready))]
        agents = [(NOBODY, _("まだ決まっていない")), *agent_choices()]
        self.fields["ready"].choices = choices  # type: ignore[attr-defined]
        self.fields["agent"].choices = agents  # type: ignore[attr-defined]


class KeepForm(GuardedForm):
    """The town was asked to wait."""

    on = PastDay(label=_("たのんだ日"))
    until = DayField(
        label=_("いつまで保管してもらえるか"), required=False, help_text=_("決まっていなければ空けておきます。")
    )


class LostForm(GuardedForm):
    """The notice was lost."""

    on = PastDay(label=_("なくしたとわかった日"))


class EndForm(GuardedForm):
    """The delivery is over."""

    outcome = forms.ChoiceField(label=_("どうなりましたか"), choices=Outcome.choices, widget=forms.RadioSelect)
    on = PastDay(label=_("その日"))
    note = forms.CharField(label=_("メモ"), max_length=120, required=False)
    again = forms.BooleanField(label=_("申請しなおした（新しいカードを待つ）"), required=False)


class TripForm(GuardedForm):
    """One way to one town hall."""

    on = DayField(label=_("行く日"))
    at = ClockField(label=_("時刻"), required=False, help_text=_("例：10:30"))
    agent = forms.ChoiceField(label=_("だれが行きますか"))
    agent_name = forms.CharField(label=_("行く人の氏名"), max_length=60, required=False)
    booked_on = PastDay(label=_("町に予約した日"), required=False)
    booked_with = forms.CharField(label=_("予約の相手・番号"), max_length=60, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agent"].choices = [*agent_choices(), ("self", _("本人"))]  # type: ignore[attr-defined]

    @classmethod
    def of(cls, trip: Trip, data: Any = None) -> "TripForm":
        """The form of a trip that stands."""
        return cls(data, initial={name: getattr(trip, name) for name in cls.base_fields})

    def clean_on(self) -> date:
        """A trip lies ahead."""
        on: date = self.cleaned_data["on"]
        if on < today():
            raise ValidationError(gettext("すぎた日は選べません。"))
        return on


class ResultForm(GuardedForm):
    """What became of one person\'s card. Its prefix is the person\'s id."""

    result = forms.ChoiceField(label=_("けっか"), choices=Result.choices, widget=forms.RadioSelect, required=False)
    where = forms.ChoiceField(
        label=_("カードはいまどこに"), required=False, widget=forms.RadioSelect,
        choices=[(Outcome.HANDED_OVER, _("本人に渡した")), (Outcome.CUSTODY, _("施設で預かった"))],
    )  # fmt: skip
    why = forms.MultipleChoiceField(
        label=_("受け取れなかったわけ"), choices=list(REASONS.items()), widget=forms.CheckboxSelectMultiple,
        required=False,
    )  # fmt: skip
    told = forms.CharField(label=_("窓口で言われたこと"), max_length=200, required=False)
    told_by = forms.CharField(label=_("窓口の人"), max_length=60, required=False)

    def __init__(self, *args: Any, no_custody: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        if no_custody:  # the home keeps no cards, or has no basis for this person's
            where = self.fields["where"]
            where.choices = [(Outcome.HANDED_OVER, _("本人に渡した"))]  # type: ignore[attr-defined]
            where.help_text = no_custody

    def clean(self) -> dict[str, Any]:
        """A card that was collected lies somewhere; a refusal has a reason."""
        data = super().clean() or {}
        if data.get("result") == Result.COLLECTED and not data.get("where"):
            self.add_error(
                "where", ValidationError(gettext("カードがいまどこにあるかを選んでください。"), code="required")
            )
        if data.get("result") == Result.REFUSED and not data.get("why") and not data.get("told"):
            self.add_error("why", ValidationError(gettext("わけを1つ以上選んでください。"), code="required"))
        return data


class DoneForm(GuardedForm):
    """On which day somebody went."""

    on = PastDay(label=_("行った日"))
