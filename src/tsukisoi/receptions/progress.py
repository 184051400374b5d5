"""How far each application is after the day: a closed list of what can happen, and what is to be done next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tsukisoi.receptions.models import Listed, Mark
from tsukisoi.tenancy.clock import today

CODES: dict[str, Promise] = {
    "applied": _("申請した"), "to_jlis": _("J-LISへ送った"), "to_record": _("住所地の市区町村へ送った"),
    "arrived": _("カードが市区町村に届いた"), "registered": _("保険証の登録をした"), "set_up": _("交付前の設定をした"),
    "mailed": _("カードを送った"), "in_hand": _("本人の手にわたった"), "returned": _("郵便がもどった"),
    "kept": _("保管をたのんだ"), "notified": _("もう一度知らせた"), "destroyed": _("廃棄された"),
    "again": _("申請しなおす"),
}  # fmt: skip
ENDED = ("in_hand",)
_NEXT: dict[str, Promise] = {
    "": _("申請した日を入れる"), "applied": _("J-LISへ送る"), "to_jlis": _("カードを待つ"),
    "to_record": _("カードを待つ"), "arrived": _("交付前の設定"), "registered": _("交付前の設定"),
    "set_up": _("カードを送る"), "mailed": _("本人が受け取る"),
    "in_hand": _("終わり"), "returned": _("市区町村に聞き、もう一度知らせてもらう"), "kept": _("受け取る日を決める"),
    "notified": _("受け取る日を決める"), "destroyed": _("申請しなおす"), "again": _("申請した日を入れる"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Progress:
    """One application as it stands. `destroy_on`: when the town destroys a card that came back, where that is known."""

    listed: Listed
    marks: tuple[Mark, ...]
    destroy_on: date | None = None

    @property
    def last(self) -> Mark | None:
        """The last thing that happened in this turn."""
        return self.marks[-1] if self.marks else None

    @property
    def code(self) -> str:
        """Its code; empty before anything."""
        return self.last.code if self.last else ""

    @property
    def words(self) -> Promise | str:
        """What happened last."""
        return CODES[self.code] if self.code else "—"

    @property
    def next(self) -> Promise:
        """What is to be done."""
        return _NEXT[self.code]

    @property
    def state(self) -> str:
        """As components draw it."""
        if self.code in ENDED:
            return "done"
        return "late" if self.code in ("returned", "destroyed", "again") else "doing" if self.code else "unknown"

    @property
    def urgent(self) -> bool:
        """Must somebody act now: it came back, or its last day is near?"""
        near = self.destroy_on is not None and self.destroy_on - today() <= timedelta(days=30)
        return self.code in ("returned", "destroyed") or (near and self.code not in (*ENDED, "destroyed"))

    def on(self, code: str) -> date | None:
        """The day of one thing in this turn."""
        return next((mark.on for mark in self.marks if mark.code == code), None)


def progress_of(people: Sequence[Listed], marks: Iterable[Mark], keeps: Mapping[object, int | None]) -> list[Progress]:
    """Each application's present turn. `keeps`: for how many days each person's town keeps a card that came back."""
    by_person: dict[object, list[Mark]] = {}
    for mark in marks:
        by_person.setdefault(mark.listed_id, []).append(mark)
    return [_one(person, by_person.get(person.pk, []), keeps.get(person.pk)) for person in people]


def _one(person: Listed, marks: list[Mark], keeps: int | None) -> Progress:
    turn = max((mark.turn for mark in marks), default=1)
    order = ["again", *CODES]  # a new turn begins with it, whatever else happened that day
    mine = sorted((mark for mark in marks if mark.turn == turn), key=lambda m: (m.on, order.index(m.code)))
    found = Progress(person, tuple(mine))
    back = found.on("returned")
    return Progress(person, tuple(mine), back + timedelta(days=keeps) if back and keeps else None)
