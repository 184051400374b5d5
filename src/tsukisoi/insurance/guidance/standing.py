"""What opens the doctor's door for one person on one day, until when, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tebiki.book import Overlay
from tsukisoi.cards import guidance as cards
from tsukisoi.cards.guidance import CardNow
from tsukisoi.insurance import queries
from tsukisoi.insurance.guidance import asking
from tsukisoi.insurance.guidance.asking import Claim, Place
from tsukisoi.insurance.queries import Known, PaperKind, PaperNow, Step
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer

AHEAD = timedelta(days=92)
"""An end is named three months before: that long a renewal can take."""
CARD, OLD_CARD = "my_number_card", "health_insurance_card"


@dataclass(frozen=True, slots=True)
class Credential:
    """One thing that is (or may be) accepted: the last day known, where it is, and what is unsure of it.

    `sure` False: it may hold, but somebody must look first.
    """

    code: str
    words: str
    until: date | None
    place: str = ""
    sure: bool = True
    note: str = ""
    grace: bool = False
    warns: date | None = None


@dataclass(frozen=True, slots=True)
class Next:
    """What comes next: `code` says which page does it, `by` until when."""

    code: str
    words: str
    by: date | None = None
    whom: str = ""


MARKS = {"gap": "missing", "unknown": "unknown", "grace": "late", "soon": "soon", "ok": "done"}
STATES: dict[str, Promise] = {
    "gap": gettext_lazy("出せるものがない"), "unknown": gettext_lazy("確かめる"), "grace": gettext_lazy("猶予中"),
    "soon": gettext_lazy("もうすぐ切れる"), "ok": gettext_lazy("出せる"),
}  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """One line of the house page. `state`: gap, unknown, grace, soon or ok; gaps stand first.

    What the rules say of a 資格確認書 is asked when somebody wants to know: of most of a house, nobody does.
    """

    known: Known
    on: date
    state: str
    best: Credential | None
    others: tuple[Credential, ...]
    card: CardNow
    scheme: str
    layers: Sequence[Overlay]

    @cached_property
    def claim(self) -> Claim:
        """Does a 資格確認書 come, and why?"""
        return asking.claim_of(self.known.facts, self.person.birth_date, self.on, self.layers)

    @cached_property
    def next(self) -> Next:
        """What comes next."""
        return _next(self)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where the rules stand that decided."""
        return _places(self)

    @property
    def confirm(self) -> bool:
        """Is the insurer to be asked?"""
        return self.claim.confirm

    @property
    def person(self) -> Person:
        """Whose line it is."""
        return self.known.person

    @property
    def until(self) -> date | None:
        """The last day on which anything sure is accepted."""
        return self.best.until if self.best and self.best.sure else None

    @property
    def mark(self) -> str:
        """The state as components draw it."""
        return MARKS[self.state]

    @property
    def state_words(self) -> str:
        """The state in words."""
        return str(STATES[self.state])

    @property
    def scheme_words(self) -> str:
        """Which insurance."""
        return asking.scheme_words(self.scheme)

    @property
    def outgrown(self) -> bool:
        """Does the record still name the insurance that a 75th birthday has ended?"""
        return bool(self.scheme) and self.scheme != self.known.facts.get("insurance.kind")

    @property
    def order(self) -> tuple[int, date, str, str]:
        """Gaps first, then what is unsure, then what ends first."""
        rank = ("gap", "unknown", "grace", "soon", "ok").index(self.state)
        return rank, self.next.by or self.until or date.max, self.person.room_key, self.person.kana_key


def standings(viewer: Viewer, people: Sequence[Person], on: date) -> list[Standing]:
    """The line of each of these people on that day, gaps first. A few queries for any number."""
    found = queries.known_of(viewer, people, on)
    layers = {None: asking.layers_of(viewer, None)}
    for one in found:
        if one.insurer is not None and one.insurer.pk not in layers:
            layers[one.insurer.pk] = asking.layers_of(viewer, one.insurer)
    made = [standing_of(one, on, layers[one.insurer.pk if one.insurer else None]) for one in found]
    return sorted(made, key=lambda one: one.order)


def standing_of(known: Known, on: date, layers: Sequence[Overlay] = ()) -> Standing:
    """One person's line on that day."""
    born, facts = known.person.birth_date, known.facts
    scheme = asking.scheme_on(facts, born, on)
    card = cards.card_now(facts, on, known.early)
    found = (_by_card(card, known, on), *_by_papers(known, scheme, on), _by_old_card(known, on))
    every = [one for one in found if one is not None]
    sure = sorted((one for one in every if one.sure), key=lambda one: (one.grace, -(one.until or date.max).toordinal()))
    unsure = [one for one in every if not one.sure]
    best = next(iter(sure or unsure), None)
    others = tuple(one for one in every if one is not best)
    return Standing(known, on, _state(best, on), best, others, card, scheme, layers)


def _state(best: Credential | None, on: date) -> str:
    if best is None:
        return "gap"
    if not best.sure:
        return "unknown"
    if best.grace:
        return "grace"
    ends = best.warns or best.until
    return "soon" if ends is not None and ends <= on + AHEAD else "ok"


def is_registered(facts: dict[str, Any]) -> bool | None:
    """Is insurance use registered? None: nobody has said."""
    if facts.get("insurance.deregistered"):
        return False
    here = facts.get("insurance.insurance_use_registered", facts.get("insurance_use_registered"))
    return None if here is None else bool(here)


def lapsed(card: CardNow) -> bool:
    """Does a registration that was made hold no longer: the card is gone or over, or its grace? Source: grace.cert."""
    return card.state in ("lost", "returned", "over") or card.certificate == "expired"


def _by_card(card: CardNow, known: Known, on: date) -> Credential | None:
    """The card: held, registered, its certificate alive or in its grace. A day is only sure where it is known."""
    use = is_registered(known.facts)
    if card.state != "held" or use is False:
        return None
    name, place = _("マイナンバーカード"), known.card_place
    if use is None:
        return Credential(CARD, name, None, place, sure=False, note=_("利用登録がすんでいるか、わかりません。"))
    if card.certificate == "expired":
        return None
    if not card.certificate:
        return Credential(CARD, name, None, place, sure=False, note=_("電子証明書の期限が、わかりません。"))
    ends, dies = card.certificate_ends, card.grace_ends
    until = min(day for day in (dies or ends, card.card_ends) if day is not None)
    if until < on:
        return None
    return Credential(CARD, name, until, place, grace=card.certificate == "grace", warns=ends)


def _by_old_card(known: Known, on: date) -> Credential | None:
    """A health insurance card from before the change, as long as it lasted."""
    until = asking.old_card_until(known.facts, known.person.birth_date, on)
    return Credential(OLD_CARD, _("健康保険証（以前のもの）"), until) if until is not None and until >= on else None


def _by_papers(known: Known, scheme: str, on: date) -> list[Credential]:
    found = [_by_paper(paper, known, scheme, on) for paper in known.papers]
    return [one for one in found if one is not None]


def _by_paper(paper: PaperNow, known: Known, scheme: str, on: date) -> Credential | None:
    """A certificate or a voucher; the notice and recipient certificates open no door by themselves."""
    if paper.kind not in (PaperKind.CERTIFICATE, PaperKind.VOUCHER):
        return None
    if (paper.kind == PaperKind.VOUCHER) != (scheme == "medical_assistance") and scheme:
        return None
    if is_ahead(paper, scheme):
        return None
    until = _last_day(paper, known, on)
    if until is None:
        note = _("書いてある期限を、まだ書きとめていません。")
        return Credential(paper.kind, paper.words, None, paper.place, sure=False, note=note)
    if until < on:
        return None
    if _before_the_move(paper, known):
        note = _("町を移りました。この書類がまだ使えるかを、保険者に聞きます。")
        return Credential(paper.kind, paper.words, None, paper.place, sure=False, note=note)
    return Credential(paper.kind, paper.words, until, paper.place)


def _before_the_move(paper: PaperNow, known: Known) -> bool:
    """Is it of the insurer of the town from which the person moved, and nobody has said yet who insures now?"""
    moved = known.asks_insurer
    return moved is not None and (paper.arrived_on is None or paper.arrived_on < moved)


def is_ahead(paper: PaperNow, scheme: str) -> bool:
    """Is it of the insurance that begins with a 75th birthday still to come?"""
    return paper.scheme == "late_elderly" and scheme in asking.OUTGROWN


def _last_day(paper: PaperNow, known: Known, on: date) -> date | None:
    """The printed day, or the day before the 75th birthday where that ends the insurance the paper is of."""
    recorded = str(known.facts.get("insurance.kind", ""))
    ends = asking.turning_75(paper.scheme or recorded, known.person.birth_date, on)
    if ends is None or paper.expires is None:
        return paper.expires if ends is None or ends > on else ends - timedelta(days=1)
    return min(paper.expires, ends - timedelta(days=1))


def _places(one: Standing) -> tuple[Place, ...]:
    if one.best is not None and one.best.code == CARD:
        lines = one.card.clock("grace").cites or one.card.clock("certificate").cites
        return tuple(Place(line.title, line.place) for line in lines)
    return one.claim.places


def _next(one: Standing) -> Next:
    if one.state == "gap":
        return _in_a_gap(one)
    if one.state == "unknown" and one.best is not None:
        return _to_look_at(one.known, one.best)
    if one.best is not None and one.best.grace:
        return Next("renew", _("電子証明書を更新する（いまは資格の確認だけ）"), one.best.until)
    return _ahead(one)


def _in_a_gap(one: Standing) -> Next:
    """Nothing is accepted today: what is done today, and what bridges until it is."""
    if one.scheme == "medical_assistance":
        return Next("voucher", _("福祉事務所に医療券を頼む"), one.on, _("福祉事務所"))
    if not one.scheme:
        return Next("ask", _("どの保険か、何を持っているかを聞く"), one.on)
    whom = one.known.insurer.name if one.known.insurer else one.scheme_words
    if one.known.application and one.known.application.sent_on:
        return Next("wait", _("資格確認書を申請中。受診の前に保険者へ電話する"), one.on, whom)
    code, words = _bridge(one)
    return Next(code, words, one.on, whom)


def _bridge(one: Standing) -> tuple[str, str]:
    if one.claim.say == "automatic":
        return "missing", _("届くはずの資格確認書がない。今日、保険者に電話する")
    if one.card.state == "lost":
        return "apply", _("資格確認書を今日申請する（カード紛失）。届くまでは受診の前に保険者へ電話する")
    if one.claim.say == "on_application":
        return "apply", _("資格確認書を今日申請する。届くまでは受診の前に保険者へ電話する")
    return "call", _("何を出せるかを、今日保険者に聞く")


def _to_look_at(known: Known, best: Credential) -> Next:
    if best.code != CARD and known.asks_insurer is not None:
        return _who_insures()
    if best.code != CARD:
        return Next("read_paper", _("書類の期限を見て書きとめる"))
    if is_registered(known.facts) is None:
        return Next("registration", _("利用登録がすんでいるかを確かめる"))
    return Next("read_card", _("カードを見て、電子証明書の期限を書きとめる"))


def _who_insures() -> Next:
    return Next("insurer", _("町を移った：いまの保険者を聞いて書きとめる"))


def _ahead(one: Standing) -> Next:
    """What ends next, and what is done about it."""
    known, best, on = one.known, one.best, one.on
    pending = known.registration is not None and known.registration.step == Step.CANCEL_ASKED
    if pending and best is not None and best.code == CARD:
        return Next("cancel", _("利用登録の解除を待っている。資格確認書が届くまでカードで受診する"))
    turns = asking.turning_75(str(known.facts.get("insurance.kind", "")), known.person.birth_date, on)
    if turns is not None and on < turns <= on + AHEAD:
        here = any(is_ahead(paper, one.scheme) for paper in known.papers)
        words = _("75歳：届いている新しい書類に入れかえる") if here else _("75歳：新しい保険者の書類が届く")
        return Next("turn75", words, turns)
    if known.asks_insurer is not None:
        return _who_insures()
    if best is None or best.until is None:
        return Next("", "")
    if best.code == CARD:
        return Next("renew" if one.state == "soon" else "", _("電子証明書の期限"), best.warns or best.until)
    return _of_paper(one, best, best.until)


def _of_paper(one: Standing, best: Credential, until: date) -> Next:
    if best.code == PaperKind.VOUCHER:
        return Next("voucher", _("次の医療券を頼む"), until, _("福祉事務所"))
    if one.state != "soon":
        return Next("", _("書いてある期限"), until)
    if one.claim.say == "on_application" and one.known.paper(PaperKind.CERTIFICATE) is None:
        return Next("apply", _("資格確認書を申請する"), until)
    return Next("new_paper", _("新しい書類が届くのを待つ"), until)
