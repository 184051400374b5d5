"""How far each application is after the day: a closed list of what can happen, and what is to be done next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tsukisoi.receptions.models import By, Listed, Mark
from tsukisoi.tenancy.clock import today

CODES: dict[str, Promise] = {
    "applied": _("申請した"), "support": _("申請サポートにした（本人確認は受け取りのとき）"),
    "to_jlis": _("J-LISへ送った"), "to_record": _("住所地の市区町村へ送った"),
    "arrived": _("カードが市区町村に届いた"), "registered": _("保険証の登録をした"), "set_up": _("交付前の設定をした"),
    "mailed": _("カードを送った"), "notice": _("交付通知書を送った・届いた"), "in_hand": _("本人の手にわたった"),
    "returned": _("郵便がもどった"), "kept": _("保管をたのんだ"), "notified": _("もう一度知らせた"),
    "destroyed": _("廃棄された"), "again": _("申請しなおす"),
}  # fmt: skip
ENDED = ("in_hand",)
SUPPORT = "support"
"""The papers were short on the day: identity is checked when this person's card is collected. Source: A-17."""

ASIDE = "aside"
"""In what followed from a mark: the later mailing for which it stepped aside. It happened; it is not how things are."""

Step = tuple[By | None, Promise]
"""Whose it is (None: of whoever follows the application), and what is to be done."""
_TOWN, _HOUSE = By.MUNICIPALITY, By.FACILITY
_NEXT: dict[str, Step] = {
    "": (None, _("申請した日を入れる")), "applied": (_TOWN, _("J-LISへ送る")), "support": (_TOWN, _("J-LISへ送る")),
    "to_jlis": (None, _("カードを待つ")), "to_record": (None, _("カードを待つ")),
    "arrived": (_TOWN, _("交付前の設定")), "registered": (_TOWN, _("交付前の設定")),
    "set_up": (_TOWN, _("カードを送る")), "mailed": (None, _("本人が受け取る")),
    "notice": (_HOUSE, _("受け取る日を決める（窓口か代理人）")), "in_hand": (None, _("終わり")),
    "returned": (_HOUSE, _("市区町村に聞き、もう一度知らせてもらう")), "kept": (_HOUSE, _("受け取る日を決める")),
    "notified": (_HOUSE, _("受け取る日を決める")), "destroyed": (None, _("申請しなおす")),
    "again": (None, _("申請した日を入れる")),
}  # fmt: skip
_COLLECTED: dict[str, Step] = {
    "arrived": (_TOWN, _("交付前の設定をし、交付通知書を送る")),
    "registered": (_TOWN, _("交付前の設定をし、交付通知書を送る")),
    "set_up": (_TOWN, _("交付通知書を送る")),
}  # fmt: skip
"""Of a card that is collected at the counter or by a proxy, where that is another step."""


@dataclass(frozen=True, slots=True)
class Way:
    """What of the reception decides how its cards go on. `alone`: nobody of the town was there, so the applications
    were sent by whoever helped. `collected`: no card of it is mailed. `ours`: are we the facility's side?"""

    ours: bool = True
    alone: bool = False
    collected: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """One application as it stands. `destroy_on`: when the town destroys a card that came back, where that is known."""

    listed: Listed
    marks: tuple[Mark, ...]
    destroy_on: date | None = None
    way: Way = Way()

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
    def short(self) -> bool:
        """Were this person's papers short, so that identity is checked only when the card is collected?"""
        return self.on(SUPPORT) is not None

    @property
    def collected(self) -> bool:
        """Is this card collected, at the counter or by a proxy, instead of being mailed?"""
        return self.way.collected or self.short

    @property
    def next(self) -> str:
        """What is to be done; of what the other side does, who."""
        by, words = self._next()
        others = _TOWN if self.way.ours else _HOUSE
        return gettext("%(who)s：%(what)s") % {"who": by.label, "what": words} if by == others else str(words)

    def _next(self) -> Step:
        if self.code == "applied" and self.way.alone:
            return None, _("カードと交付通知書を待つ")
        return _COLLECTED.get(self.code, _NEXT[self.code]) if self.collected else _NEXT[self.code]

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


def progress_of(
    people: Sequence[Listed], marks: Iterable[Mark], keeps: Mapping[object, int | None], way: Way | None = None
) -> list[Progress]:
    """Each application's present turn. `keeps`: for how many days each person's town keeps a card that came back."""
    by_person: dict[object, list[Mark]] = {}
    for mark in marks:
        by_person.setdefault(mark.listed_id, []).append(mark)
    return [_one(person, by_person.get(person.pk, []), keeps.get(person.pk), way or Way()) for person in people]


def stepped_aside(mark: Mark) -> str:
    """The later mailing that took its place; empty for what stands or was a mistake."""
    return str((mark.followed or {}).get(ASIDE, "")) if mark.taken_back_at else ""


def in_order(marks: Iterable[Mark]) -> list[Mark]:
    """One person's marks as they happened: by turn, by day, and of one day in the order of the road."""
    order = ["again", *CODES]  # a new turn begins with it, whatever else happened that day
    return sorted(marks, key=lambda m: (m.turn, m.on, order.index(m.code)))


def _one(person: Listed, marks: list[Mark], keeps: int | None, way: Way) -> Progress:
    turn = max((mark.turn for mark in marks), default=1)
    mine = tuple(in_order(mark for mark in marks if mark.turn == turn))
    found = Progress(person, mine, way=way)
    back = found.on("returned")
    return Progress(person, mine, back + timedelta(days=keeps) if back and keeps else None, way)
