"""One person: who keeps what on which basis, in and back again, who is told."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tsukisoi.custody.forms.fields import Choices, Ticks
from tsukisoi.custody.models import Basis, Capacity, End, How, Keeper, Kind, Matter
from tsukisoi.guard.fields import GuardedForm
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.ui.fields import DayField

NEW_ENDS = (End.PERSON, End.FAMILY, End.REPRESENTATIVE, End.OFFICE, End.DEAD, End.LOST, End.MISTAKE)


class KeepForm(GuardedForm):
    """Who keeps this matter, and on what basis."""

    keeper = forms.ChoiceField(label=_("だれが保管しますか"), choices=Keeper.choices, widget=forms.RadioSelect)
    basis = forms.ChoiceField(
        label=pgettext_lazy("預かり", "根拠"), choices=[(b.value, b.label) for b in Basis if b != Basis.RECEIPT],
        required=False, widget=forms.RadioSelect,
        help_text=_("ご家族が保管するときは「ご本人の同意」、施設で預かるときは「入所契約」。預かり証は、署名の画面から。"),
    )  # fmt: skip
    basis_on = DayField(label=_("契約・同意の日"), required=False)
    where = forms.CharField(
        label=_("どこに"), max_length=60, required=False, help_text=_("例：居室の鍵つきロッカー、長男宅")
    )
    also = forms.BooleanField(required=False)

    def __init__(
        self, data: Any = None, *, keepers: Sequence[str] = tuple(Keeper.values), also: str = "",
        receipt: bool = False, **options: Any,
    ) -> None:  # fmt: skip
        """`also`: another matter that nobody has been asked about; one answer may do for both.

        `receipt`: a signed one stands, which stays the basis as long as the home keeps.
        """
        super().__init__(data, **options)
        if also:
            self.fields["also"].label = gettext("%(matter)sも、同じ") % {"matter": also}
        else:
            del self.fields["also"]
        field = self.fields["keeper"]
        field.choices = [(k, label) for k, label in Keeper.choices if k in keepers]  # type: ignore[attr-defined]
        if Keeper.FACILITY not in keepers:  # what only a home that keeps it would rest on
            basis = self.fields["basis"]
            basis.choices = [(b.value, b.label) for b in (Basis.NONE, Basis.CONSENT)]  # type: ignore[attr-defined]
            basis.help_text = gettext("ご家族が保管するときは「ご本人の同意」。")
            self.fields["basis_on"].label = gettext("同意の日")
        self._receipt = receipt
        if receipt:
            basis = self.fields["basis"]
            standing = (Basis.RECEIPT.value, gettext("預かり証（署名ずみ。施設で預かるあいだ、根拠のまま）"))
            basis.choices = [standing, (Basis.CONSENT.value, Basis.CONSENT.label)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A basis has its day."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("keeper") == Keeper.SELF:
            cleaned["basis"], cleaned["basis_on"] = "", None
        elif cleaned.get("keeper") == Keeper.FACILITY and self._receipt:
            cleaned["basis"], cleaned["basis_on"] = Basis.RECEIPT, None  # the action takes its day from the receipt
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

    def __init__(self, data: Any = None, *, matters: Sequence[str] = tuple(Matter.values), **options: Any) -> None:
        """`matters`: what this home keeps at all."""
        super().__init__(data, **options)
        choices = [(value, label) for value, label in Matter.choices if value in matters]
        self.fields["matters"].choices = choices  # type: ignore[attr-defined]

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

    people = Ticks(error_messages={"required": _("一人以上を選んでください。")})
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
        label=_("どうしましたか"), choices=[(e.value, e.label) for e in NEW_ENDS], widget=forms.RadioSelect,
        error_messages={"required": _("どうしたかを選んでください。")},
    )  # fmt: skip
    to = forms.CharField(
        label=_("受け取った人"),
        max_length=60,
        required=False,
        help_text=_("返したときは、受け取った人の名前を入れます。"),
    )
    consent = forms.BooleanField(
        label=_("ご家族に渡すことに、ご本人が同意した"), required=False,
        help_text=_("「ご家族に返した」ときだけ。亡くなられた方のものには、いりません。"),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, ends: Iterable[str] = NEW_ENDS) -> None:
        """`ends`: those that this thing of this person can have."""
        super().__init__(data)
        some = set(ends)
        self.fields["why"].choices = [(e.value, e.label) for e in NEW_ENDS if e in some]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somebody received it, unless nobody could."""
        cleaned = super().clean() or self.cleaned_data
        nobody = (End.DEAD, End.LOST, End.MISTAKE)
        if cleaned.get("why") not in nobody and "to" in cleaned and not cleaned["to"].strip():
            self.add_error("to", gettext("受け取った人の名前を入れてください。"))
        return cleaned


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
