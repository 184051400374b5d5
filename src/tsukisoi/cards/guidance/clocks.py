"""The clocks of a card: what became of it, what ends when, by when somebody is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tebiki import expiry
from tebiki.answer import cite
from tebiki.book import book
from tebiki.days import age_on, birthday_in, months_after
from tebiki.facts import Facts, read
from tebiki.terms import term
from tsukisoi.cards.guidance.places import Place, places_of

DATES = ("card.issued", "card.expires", "card.certificate_issued", "card.certificate_expires")
"""What is written on a card, in the order in which one reads it."""
KEYS = ("card.mode", *DATES)
OF_CARD = (
    *KEYS, "card.applied", "card.certificate_renewed_before_expiry", "insurance.certificate_expires",
)  # fmt: skip
"""Every fact that belongs to one card and not to its successor."""
AHEAD_DAYS = 92
"""How far ahead an end is named: a renewal can be asked for three months before."""

Origin = Literal["printed", "derived", "unknown", "read_the_card"]


@dataclass(frozen=True, slots=True)
class ClockLine:
    """One clock as a page shows it: its day, where the day is from, and why there is none."""

    kind: str
    ends_on: date | None
    origin: str
    why: str
    opens_on: date | None
    cites: tuple[Place, ...]

    @property
    def name(self) -> str:
        """What ends."""
        return str(_CLOCKS[self.kind])

    @property
    def origin_words(self) -> str:
        """Where the day is from."""
        return str(_ORIGINS[self.origin])

    @property
    def why_words(self) -> str:
        """Why only the card can tell."""
        return str(_WHY[self.why]) if self.why in _WHY else ""

    @property
    def state(self) -> str:
        """As components draw it."""
        return {"printed": "done", "derived": "day", "unknown": "unknown", "read_the_card": "missing"}[self.origin]


@dataclass(frozen=True, slots=True)
class CardNow:
    """One card on one day. `state`: none, unsaid, to_come, held, damaged, lost, returned or over.

    `certificate` is valid, renewable, grace or expired; empty where its day is not known. `grace_warns` is the earlier
    of the days to which the grace is counted.
    """

    state: str
    mode: str
    as_of: date
    clocks: tuple[ClockLine, ...]
    certificate: str
    renewal_opens: date | None
    grace_warns: date | None

    @property
    def notice(self) -> tuple[Place, ...]:
        """Why the certificate of this card is watched, whatever its mode."""
        said = {"card.mode": self.mode} if self.mode else {}
        rules = book(self.as_of)
        return places_of(expiry.tracking(read({**said, "birth_date": "1900-01-01", "as_of": str(self.as_of)}), rules))

    def clock(self, kind: str) -> ClockLine:
        """The clock of that kind (card, certificate, grace)."""
        return next(line for line in self.clocks if line.kind == kind)

    @property
    def card_ends(self) -> date | None:
        """The last day of the card."""
        return self.clock("card").ends_on

    @property
    def certificate_ends(self) -> date | None:
        """The last day of the certificate."""
        return self.clock("certificate").ends_on

    @property
    def grace_ends(self) -> date | None:
        """The last day on which an ended certificate still proves insurance."""
        return self.clock("grace").ends_on

    @property
    def unread(self) -> bool:
        """Does only the card itself know a day?"""
        return any(line.origin == "read_the_card" for line in self.clocks)

    @property
    def present(self) -> bool:
        """Is there a card to speak of?"""
        return self.state in PRESENT

    @property
    def state_words(self) -> str:
        """What became of the card."""
        return str(_STATES[self.state])

    @property
    def mode_words(self) -> str:
        """How the card is set."""
        return term("card_modes", self.mode, get_language() or "ja") if self.mode else gettext("わからない")

    @property
    def certificate_words(self) -> str:
        """How the certificate stands."""
        return str(_CERTIFICATE[self.certificate])


PRESENT = ("held", "damaged", "over")
_STATES: dict[str, Promise] = {
    "none": _("持っていない"), "unsaid": _("まだ聞いていない"), "to_come": _("申請した・まだ届いていない"),
    "held": _("持っている"), "damaged": _("こわれている"), "lost": _("紛失中"), "returned": _("返納した"),
    "over": _("カードの期限が切れている"),
}  # fmt: skip
_CERTIFICATE: dict[str, Promise] = {
    "": _("日付がわからない"), "valid": _("使える"), "renewable": _("更新できる"),
    "grace": _("切れた・資格の確認だけできる"),
    "expired": _("切れた・保険の資格は確かめられない"),
}  # fmt: skip
_CLOCKS: dict[str, Promise] = {
    "card": _("カード（券面）"), "certificate": _("電子証明書"), "grace": _("保険証としての猶予"),
}  # fmt: skip
_ORIGINS: dict[str, Promise] = {
    "printed": _("書いてある日"), "derived": _("計算した日"), "unknown": _("わからない"),
    "read_the_card": _("カードを見て書きとめる"),
}  # fmt: skip
_WHY: dict[str, Promise] = {
    "next_generation": _("次のカードの決まりは、まだ発表だけです。"),
    "renewed_early": _("前のカードの期限より前に作りなおしたカードは、何回目の誕生日までかが決まっていません。"),
    "issued_on_birthday": _("発行の日が誕生日なので、数えかたが分かれます。"),
    "seventeen_at_application": _("申請のとき未成年、発行のとき成年なので、数えかたが分かれます。"),
    "residence_permit": _(
        "在留カードの人のカードは、在留期間の満了日までです（永住の人などを除く）。券面の日を見ます。"
    ),
    "application_day_unknown": _("発行の年に成年になったので、申請の日がわからないと数えられません。"),
}  # fmt: skip


def holds_card(facts: Mapping[str, Any]) -> bool:
    """Does this person hold a card, as far as anything recorded says so?"""
    if facts.get("insurance.card_returned") or facts.get("insurance.card_lost"):
        return False
    if facts.get("insurance.card_held") is False:
        return False
    held = facts.get("insurance.card_held") or "my_number_card" in facts.get("identity_documents", ())
    return bool(held or any(key in facts for key in DATES))


def state_of(facts: Mapping[str, Any]) -> str:
    """What became of the card, as far as anything recorded says so."""
    if facts.get("insurance.card_returned"):
        return "returned"
    if facts.get("insurance.card_lost"):
        return "lost"
    if holds_card(facts):
        return "damaged" if facts.get("event.kind") == "damaged" else "held"
    if facts.get("insurance.card_held") is False and "card.applied" not in facts:
        return "none"
    return "to_come" if "card.applied" in facts else "unsaid"


def _said(facts: Mapping[str, Any], as_of: date) -> Facts:
    said = {key: value for key, value in facts.items() if key.startswith("card.")}
    if "insurance.certificate_expires" in facts:  # one day, asked in two chapters
        said.setdefault("card.certificate_expires", facts["insurance.certificate_expires"])
    return read({**said, "birth_date": facts["birth_date"], "as_of": as_of.isoformat()})


def reckoned(facts: Mapping[str, Any], as_of: date, renewed_early: bool = False) -> expiry.Clocks:
    """Every date of that person's card on a day."""
    return expiry.clocks(_said(facts, as_of), book(as_of), renewed_early)


def card_now(facts: Mapping[str, Any], as_of: date, renewed_early: bool = False) -> CardNow:
    """That person's card on a day. `facts` as the rules take them."""
    found, state = reckoned(facts, as_of, renewed_early), state_of(facts)
    if state == "held" and found.card.value is not None and found.card.value < as_of:
        state = "over"
    lines = (
        _line("card", found.card, None), _line("certificate", found.certificate, found.renewal_opens.value),
        _line("grace", found.grace_ends, None),
    )  # fmt: skip
    return CardNow(
        state, facts.get("card.mode", ""), as_of, lines, found.state or "", found.renewal_opens.value,
        found.grace_warns.value,
    )  # fmt: skip


def _line(kind: str, clock: expiry.Clock, opens: date | None) -> ClockLine:
    return ClockLine(kind, clock.value, clock.origin, clock.reason, opens, places_of(clock.cites))


@cache
def _turning() -> tuple[tuple[int, Promise], ...]:
    return (
        (15, _("15歳：署名用電子証明書を選べるようになります。申請できるのは本人です。")),
        (18, _("18歳：次のカードは10回目の誕生日までになります。")),
    )


def birthdays(born: date, as_of: date) -> list[tuple[date, str]]:
    """Birthdays within the next three months after which the rules for the card are others."""
    found = []
    for age, words in _turning():
        day = birthday_in(born.year + age, born)
        if age_on(as_of, born) < age and 0 <= (day - as_of).days <= AHEAD_DAYS:
            found.append((day, str(words)))
    return found


def is_registered(facts: Mapping[str, Any]) -> bool:
    """Is insurance use registered, as far as it is known?"""
    if facts.get("insurance.deregistered"):
        return False
    return bool(facts.get("insurance.insurance_use_registered") or facts.get("insurance_use_registered"))


def origin_words() -> dict[str, Promise]:
    """Where a day is from."""
    return dict(_ORIGINS)


def months_on(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    return months_after(first, months)


LEAD_DAYS = 60
"""Where the town has not said: waits of two months at the counter were seen early in 2026. Source: wave."""
WAITS, BOOKED = "renewal.wait_days", "renewal.booking_days"
"""What a town says of its counter: how long one waits for a day there, and how many days ahead it wants to be asked."""


def lead_days(said: Mapping[str, Any]) -> int | None:
    """How many days before the end this town has to be called; None where it has said nothing."""
    told = [int(said[key]) for key in (WAITS, BOOKED) if key in said]
    return max(told) if told else None


def book_by(card: CardNow, said: Mapping[str, Any]) -> date | None:
    """By when the counter should be booked, as the town `said`; None where the end is not known or has passed."""
    ends, days = card.certificate_ends, lead_days(said)
    if ends is None or ends < card.as_of:
        return None
    lead = timedelta(days=LEAD_DAYS if days is None else days)
    return max(card.as_of, ends - lead, card.renewal_opens or card.as_of)


def wave_place(as_of: date) -> tuple[Place, ...]:
    """Why certificates of one winter all end in another: the rule of the fifth birthday."""
    rules = book(as_of)["expiry.generation"]
    return places_of([cite(rules, rules.row("certificate"))])
