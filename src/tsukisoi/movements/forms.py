"""One form for every movement: each kind asks only what it needs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.guard.fields import GuardedForm
from tsukisoi.movements.guidance import STAYS, Draft
from tsukisoi.movements.models import Kind
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.ids import id_from
from tsukisoi.ui.fields import DayField

ASKS: dict[str, tuple[str, ...]] = {
    Kind.ROOM: ("on", "room", "unit", "note"),
    Kind.SHORT: ("on", "until", "room", "unit", "note"),
    Kind.DAY: ("on", "until", "note"),
    Kind.HOSPITAL: ("on", "place", "until", "note"),
    Kind.BACK: ("on", "room", "unit", "note"),
    Kind.TOWN: ("on", "office", "insurer", "note"),
    Kind.LEAVE: ("on", "place", "note"),
    Kind.DEATH: ("on", "note"),
    Kind.RETURN: ("on", "room", "unit", "note"),
}
"""What is asked of each kind, in this order."""

_UNTIL = {
    Kind.SHORT: _("帰られる日（予定）"),
    Kind.DAY: _("いつまで（決まっていれば）"),
    Kind.HOSPITAL: _("退院の予定（わかれば）"),
}
_PLACE = {Kind.HOSPITAL: _("どの病院に"), Kind.LEAVE: _("どこへ（自宅・ほかの施設など）")}


class MovementForm(GuardedForm):
    """A movement of one person."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    on = DayField(label=_("いつ"))
    until = DayField(label=_("いつまで"), required=False)
    place = forms.CharField(label=_("どこに"), max_length=80, required=False)
    room = forms.CharField(label=_("居室"), max_length=20, required=False)
    unit = forms.ChoiceField(label=_("ユニット"), required=False)
    office = forms.ChoiceField(label=_("移る先の市区町村"))
    insurer = forms.ChoiceField(
        label=_("移ったあとの保険者"), required=False,
        help_text=_("一覧にないときや、まだ聞いていないときは「わからない」のままにします。あとで書けます。"),
    )  # fmt: skip
    note = forms.CharField(label=_("メモ"), max_length=120, required=False)

    def __init__(
        self, kind: str, person: Person, data: Any = None, *, units: Iterable[Any], offices: Iterable[Any],
        initial: dict[str, Any], insurers: Iterable[Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, initial={**initial, "unit": str(person.unit_id or "")})
        self.kind = kind
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            ("", gettext("（なし）")), *((str(one.pk), one.name) for one in units)
        ]  # fmt: skip
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", gettext("（選ぶ）")), *((str(one.pk), one.name) for one in offices if one.pk != person.office_id)
        ]  # fmt: skip
        self.fields["until"].label = _UNTIL.get(Kind(kind), "")
        self.fields["place"].label = _PLACE.get(Kind(kind), "")
        self.fields["insurer"].choices = [  # type: ignore[attr-defined]
            ("", gettext("わからない（あとで聞く）")),
            (STAYS, gettext("前のまま（施設や病院に入るために移した・同じ県の中で移った）")),
            *((str(one.pk), one.name) for one in insurers or ()),
        ]  # fmt: skip
        self.asks = tuple(name for name in ASKS[kind] if name != "insurer" or insurers is not None)
        for name in set(self.fields) - {"id", *self.asks}:
            del self.fields[name]

    @property
    def asked(self) -> list[Any]:
        """The fields in the order in which they are asked."""
        return [self[name] for name in self.asks]

    def draft(self) -> Draft:
        """The movement as it was written."""
        said = self.cleaned_data
        return Draft(
            self.kind, said["on"], said.get("until"), id_from(said.get("unit")), said.get("room", ""),
            id_from(said.get("office")), said.get("place", ""), said.get("note", ""),
            said.get("insurer", ""),
        )  # fmt: skip


class WhyForm(GuardedForm):
    """Why a movement is put back."""

    why = forms.CharField(label=_("わけ"), max_length=120)
