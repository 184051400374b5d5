"""What people type about visits."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.outings.guidance import Consent
from tsukisoi.outings.models import Care, Credential, Provider, ProviderKind, Wish
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.clock import now, today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.ui.fields import ClockField, DayField


class ProviderForm(GuardedForm):
    """A provider of the home."""

    name = forms.CharField(label=_("名称"), max_length=80)
    kind = forms.ChoiceField(label=_("種類"), choices=ProviderKind.choices, widget=forms.RadioSelect, initial="clinic")
    phone = forms.CharField(label=_("電話"), max_length=30, required=False)


class ToldForm(GuardedForm):
    """What a provider said to one question."""

    value = forms.ChoiceField(
        label=_("答え"), choices=[("yes", _("はい")), ("no", _("いいえ")), ("unknown", _("わからない"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    told_by = forms.CharField(label=_("だれに聞いたか"), max_length=80)
    told_on = DayField(label=_("聞いた日"))

    @property
    def said(self) -> bool | None:
        """Yes, no, or not known there."""
        return {"yes": True, "no": False}.get(self.cleaned_data["value"])


_ROOM = _("部屋の番号を打つと、その人へ進みます。")
_ROOM_OR_LABEL = _("部屋の番号を打つと、その人へ進みます。袋の札を読み取ると、その人が選ばれます。")


class _People(forms.CheckboxSelectMultiple):
    """Ticks for people; those who have a pouch can be ticked by its label."""

    codes: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **more: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **more)
        if code := self.codes.get(str(value)):
            option["attrs"]["data-code"] = code
        return option


class SecondForm(GuardedForm):
    """The other person at the locker, where the home wants two."""

    second = forms.ChoiceField(label=_("確かめる人"), required=False)

    def __init__(self, colleagues: list[tuple[str, str]], chosen: UUID | None) -> None:
        super().__init__(initial={"second": chosen or ""})
        self.fields["second"].choices = [("", _("（いない）")), *colleagues]  # type: ignore[attr-defined]


class WhoForm(GuardedForm):
    """People, what kind of visit, and where."""

    care = forms.ChoiceField(label=_("受診の種類"), choices=Care.choices, initial=Care.OUTPATIENT)
    provider = forms.ChoiceField(label=_("行き先"), required=False)

    def __init__(
        self, people: Iterable[Person], providers: Iterable[Provider], codes: Mapping[UUID, str], data: Any = None,
        **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(data, **more)
        named = [(str(p.pk), f"{p.room}　{p.name}".strip()) for p in people]
        self.fields["people"] = forms.MultipleChoiceField(
            label=_("だれが"), choices=named, widget=_People,
            error_messages={"required": _("一人以上を選んでください。")},
        )  # fmt: skip
        self.fields["people"].help_text = _ROOM_OR_LABEL if codes else _ROOM
        picked = self.fields["people"].widget
        if isinstance(picked, _People):
            picked.codes = {str(pk): code for pk, code in codes.items()}
        places = self.fields["provider"]
        if isinstance(places, forms.ChoiceField):
            places.choices = [("", _("決まっていない・そのほか")), *((str(p.pk), p.name) for p in providers)]

    @property
    def who(self) -> list[UUID]:
        """The people chosen."""
        return [UUID(value) for value in self.cleaned_data["people"]]

    @property
    def where(self) -> UUID | None:
        """The provider chosen."""
        return UUID(self.cleaned_data["provider"]) if self.cleaned_data["provider"] else None


class PlanForm(WhoForm):
    """One trip. `number` makes the same form sent twice one trip."""

    number = forms.UUIDField(widget=forms.HiddenInput)
    day = DayField(label=_("日"))
    leaves = ClockField(label=_("出る時刻"))
    back = ClockField(label=_("戻る予定"))
    escort = forms.CharField(label=_("付き添う人"), max_length=60, required=False)

    def __init__(
        self, people: Iterable[Person], providers: Iterable[Provider], codes: Mapping[UUID, str], data: Any = None
    ) -> None:
        started = {"number": new_id(), "day": today(), "leaves": "09:30", "back": "12:00"}
        super().__init__(people, providers, codes, data, initial=started)
        self.order_fields(["number", "day", "leaves", "back", "care", "provider", "escort", "people"])

    def clean(self) -> dict[str, Any]:
        """One comes back after leaving."""
        said = super().clean() or {}
        if said.get("leaves") and said.get("back") and said["back"] <= said["leaves"]:
            self.add_error("back", _("戻る時刻は、出る時刻よりあとにしてください。"))
        return said

    def moment(self, name: str) -> datetime:
        """The day with one of its times."""
        on: date = self.cleaned_data["day"]
        at: time = self.cleaned_data[name]
        return datetime.combine(on, at, now().tzinfo)


class CredentialForm(GuardedForm):
    """What somebody takes along."""

    credential = forms.ChoiceField(
        label=_("持って行くもの"), choices=[("", _("記録のとおり")), *Credential.choices], required=False
    )


class WishForm(GuardedForm):
    """The person's own wish for this visit: one answer for each thing the reader asks."""

    heard_by = forms.CharField(label=_("うかがった人"), max_length=60)
    could_not_say = forms.BooleanField(
        label=_("ご本人の返事を確かめられなかった（無理にうかがいません）"), required=False
    )

    def __init__(
        self, consents: Iterable[Consent], helps: Iterable[tuple[str, str]], data: Any = None, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.codes = [consent.code for consent in consents]
        for consent in consents:
            self.fields[consent.code] = forms.ChoiceField(
                label=consent.plain, choices=Wish.choices, widget=forms.RadioSelect, required=False
            )
        self.fields["help"] = forms.MultipleChoiceField(
            label=_("手伝ってほしいこと（ご本人が望んだものだけ）"), choices=list(helps),
            widget=forms.CheckboxSelectMultiple, required=False,
        )  # fmt: skip
        self.order_fields([*self.codes, "help", "could_not_say", "heard_by"])

    @property
    def wishes(self) -> dict[str, str]:
        """Code → wish, of what was answered."""
        return {code: self.cleaned_data[code] for code in self.codes if self.cleaned_data.get(code)}
