"""What people type when something went wrong. There is no field for a PIN, nor for any number of a card."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.ui.fields import ClockField, DayField
from tsukisoi.upkeep.models import Goes, Outcome, Trouble, Where

_YES_NO = [("yes", _("はい")), ("no", _("いいえ")), ("unknown", _("わからない"))]
_FIELDS: dict[str, tuple[str, ...]] = {
    Trouble.CARD_LOST: ("where", "last_seen", "cannot_phone"),
    Trouble.PHONE_LOST: ("where", "last_seen", "cannot_phone"),
    Trouble.PIN_FORGOTTEN: ("which", "goes", "other_known", "own_smartphone", "signing"),
    Trouble.NOTIFICATION_LOST: ("where",),
    Trouble.CERTIFICATE: ("goes", "sealed", "remembered"),
    Trouble.CARD_DAMAGED: (),
    Trouble.CARD_FOUND: ("goes",),
}
"""What is asked for each trouble, and nothing else."""
_ENDS: dict[str, tuple[Outcome, ...]] = {
    Trouble.CARD_LOST: (Outcome.NEW_CARD, Outcome.CERTIFICATE, Outcome.FOUND),
    Trouble.PHONE_LOST: (Outcome.FOUND, Outcome.SETTLED),
    Trouble.CARD_DAMAGED: (Outcome.NEW_CARD, Outcome.CERTIFICATE, Outcome.SETTLED),
    Trouble.CERTIFICATE: (Outcome.SETTLED, Outcome.CERTIFICATE),
}
"""How each trouble can end; of the others one says that it is settled."""
_ASKED = ("other_known", "own_smartphone", "signing", "sealed", "remembered")


class MomentForm(GuardedForm):
    """A real moment, that of now where nothing else is typed."""

    day = DayField(label=_("日"))
    at = ClockField(label=_("時刻"))

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, initial={"day": today(), "at": now().strftime("%H:%M"), **more.pop("initial", {})})

    def clean(self) -> dict[str, Any]:
        """Nothing lies in the future."""
        said = super().clean() or {}
        if said.get("day") and said.get("at") and self.moment > now():
            self.add_error("at", _("これからの時刻は書けません。"))
        return said

    @property
    def moment(self) -> datetime:
        """The day with its time."""
        on: date = self.cleaned_data["day"]
        at: time = self.cleaned_data["at"]
        return datetime.combine(on, at, now().tzinfo)


class BeginForm(MomentForm):
    """What happened to whom, when; of the rest only what this trouble asks."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.ChoiceField(label=_("どなたの"))
    where = forms.ChoiceField(label=_("どこで"), choices=Where.choices, widget=forms.RadioSelect)
    last_seen = forms.CharField(label=_("最後に見たとき・ところ"), max_length=200, required=False)
    cannot_phone = forms.BooleanField(
        label=_("電話が使えない（耳が聞こえにくい方が、ご自分で頼むときなど）"), required=False
    )
    which = forms.ChoiceField(
        label=_("どれを忘れましたか"), widget=forms.RadioSelect,
        choices=[
            ("user_certificate", _("数字4つ（保険証・コンビニなど）")), ("signing", _("英字と数字（電子申請）")),
            ("other", _("わからない・ほか")),
        ],
    )  # fmt: skip
    goes = forms.ChoiceField(label=_("窓口へはだれが行けますか"), choices=Goes.choices, widget=forms.RadioSelect)
    other_known = forms.ChoiceField(
        label=_("もう一つのほうは覚えていますか"), choices=_YES_NO, widget=forms.RadioSelect
    )
    own_smartphone = forms.ChoiceField(
        label=_("ご本人のスマートフォンがありますか"), choices=_YES_NO, widget=forms.RadioSelect
    )
    signing = forms.ChoiceField(
        label=_("署名用の電子証明書が入っていますか"), choices=_YES_NO, widget=forms.RadioSelect
    )
    sealed = forms.ChoiceField(
        label=_("ご本人が封をした照会書兼回答書がありますか"), choices=_YES_NO, widget=forms.RadioSelect
    )
    remembered = forms.ChoiceField(
        label=_("ご本人は番号を覚えていますか（聞き出しません）"), choices=_YES_NO, widget=forms.RadioSelect
    )

    def __init__(self, trouble: str, people: Iterable[Person], data: Any = None, chosen: str = "") -> None:
        yet = dict.fromkeys(_ASKED, "unknown")
        super().__init__(data, initial={"number": new_id(), "person": chosen, "which": "other", **yet})
        for name in set(self.fields) - {"number", "person", "day", "at", *_FIELDS[trouble]}:
            del self.fields[name]
        self.order_fields(["number", "person", "day", "at", *_FIELDS[trouble]])
        who = self.fields["person"]
        if isinstance(who, forms.ChoiceField):
            who.choices = [("", _("選んでください")), *((str(p.pk), f"{p.room}　{p.name}".strip()) for p in people)]

    @property
    def values(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        answers = {"yes": True, "no": False}
        said = {name: answers.get(data[name]) for name in _ASKED if name in self.fields}
        if "which" in self.fields:
            said["which"] = data["which"]
        return {
            "noticed_at": self.moment, "where": data.get("where", ""), "goes": data.get("goes", ""), "said": said,
            "cannot_phone": data.get("cannot_phone", False), "last_seen": data.get("last_seen", ""),
            "id": data["number"],
        }  # fmt: skip

    @property
    def who(self) -> UUID:
        """The person."""
        return UUID(self.cleaned_data["person"])


class TickForm(MomentForm):
    """One step done at its real time."""

    note = forms.CharField(label=_("メモ（受理番号、電話に出た人など）"), max_length=200, required=False)


class ReportForm(GuardedForm):
    """What led to it and what is done about it."""

    cause = forms.CharField(
        label=_("なぜ起きたか"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    prevention = forms.CharField(
        label=_("くり返さないための手だて"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(GuardedForm):
    """How it ended."""

    outcome = forms.ChoiceField(label=_("どう終わりましたか"), choices=Outcome.choices, widget=forms.RadioSelect)

    def __init__(self, trouble: str, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["outcome"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(str(end), end.label) for end in _ENDS.get(trouble, (Outcome.SETTLED,))]


KINDS = [
    ("sensitive", _("病歴・障害・診療や健診のことが含まれる")), ("money", _("お金の被害につながるおそれがある")),
    ("wrongful", _("わざと持ち出された・見られたおそれがある")), ("over_1000", _("1,000人をこえる")),
]  # fmt: skip
"""What makes a leak one that is reported."""


class LeakForm(MomentForm):
    """A leak, as it is first known."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    outline = forms.CharField(label=_("何があったか"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    kinds = forms.MultipleChoiceField(
        label=_("あてはまるもの"), choices=KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"number": new_id()})
        self.order_fields(["number", "day", "at", "outline", "kinds"])


class LeakItemsForm(GuardedForm):
    """Each item of the report, as far as it is known."""

    kinds = forms.MultipleChoiceField(
        label=_("あてはまるもの"), choices=KINDS, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, items: Iterable[tuple[str, str]], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.codes = []
        for code, words in items:
            self.codes.append(code)
            self.fields[code] = forms.CharField(
                label=words, max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    @property
    def items(self) -> dict[str, str]:
        """Code → what is said."""
        return {code: self.cleaned_data[code] for code in self.codes}


class SeenForm(GuardedForm):
    """From when to when, and by whom: asks the record whom it concerns."""

    since = DayField(label=_("この日から"))
    until = DayField(label=_("この日まで"))
    worker = forms.ChoiceField(label=_("だれの見たもの"), required=False)

    def __init__(self, workers: Iterable[Any], data: Any = None) -> None:
        super().__init__(data, initial={"since": today(), "until": today()})
        who = self.fields["worker"]
        if isinstance(who, forms.ChoiceField):
            who.choices = [("", _("みんな")), *((str(w.pk), w.name) for w in workers)]

    @property
    def by(self) -> UUID | None:
        """The worker; None for everybody."""
        return UUID(self.cleaned_data["worker"]) if self.cleaned_data.get("worker") else None
