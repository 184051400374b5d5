"""What the rules say of a card: its clocks, what it can do, how it is renewed or switched. The only file that asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from tebiki import expiry, pin
from tebiki.answer import Cite, cite
from tebiki.book import Book, book
from tebiki.days import age_on, birthday_in, months_after
from tebiki.facts import Facts, read
from tebiki.sources import sources
from tebiki.table import Row
from tebiki.terms import term, terms

DATES = ("card.issued", "card.expires", "card.certificate_issued", "card.certificate_expires")
"""What is written on a card, in the order in which one reads it."""
KEYS = ("card.mode", *DATES)
OF_CARD = (
    *KEYS, "card.applied", "card.certificate_renewed_before_expiry", "insurance.certificate_expires",
)  # fmt: skip
"""Every fact that belongs to one card and not to its successor."""
FACE_AUTH: Literal["face_auth"] = "face_auth"
STANDARD: Literal["standard"] = "standard"
AHEAD_DAYS = 92
"""How far ahead an end is named: a renewal can be asked for three months before."""

Origin = Literal["printed", "derived", "unknown", "read_the_card"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: the title of the source and the place in it."""

    title: str
    place: str


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
        return _places(expiry.tracking(read({**said, "birth_date": "1900-01-01", "as_of": str(self.as_of)}), rules))

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
    return ClockLine(kind, clock.value, clock.origin, clock.reason, opens, _places(clock.cites))


def _places(cites: Iterable[Cite]) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(Place(sources()[one.source].title, one.place) for one in cites))


@dataclass(frozen=True, slots=True)
class Service:
    """One thing a card can or cannot do, ordinary and without a PIN, in plain words."""

    code: str
    name: str
    standard: str
    face_auth: str
    note: str
    place: Place | None

    @property
    def stops(self) -> bool:
        """Does it stop working with a card without a PIN?"""
        return self.standard != "no" and self.face_auth == "no"

    @property
    def changes(self) -> bool:
        """Is it any different?"""
        return self.standard != self.face_auth


_SERVICES: dict[str, Promise] = {
    "insurance": _("医療機関・薬局で健康保険証として使う"), "past_records": _("過去の薬などの情報を、医師に伝える"),
    "identity_document": _("写真のついた身分証明書にする"), "portal": _("マイナポータルを見る"),
    "convenience_store": _("コンビニで住民票などをとる"), "online_procedures": _("ネットで役所の手続をする"),
    "signing_certificate": _("ネットの契約などで署名する"), "online_care": _("オンライン診療をうける"),
    "home_medical": _("訪問診療・訪問看護で使う"), "disability_procedures": _("障害の手続で、保険の画面を見せる"),
    "phone": _("スマートフォンにのせる"),
}  # fmt: skip
"""What a card is used for, in the words of everyday."""


def _language() -> str:
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def _note(row: Row) -> str:
    return row.note_en if _language() == "en" else row.note


def services(as_of: date) -> list[Service]:
    """Everything either card can do, with what becomes of it; what stops first."""
    rules = book(as_of)
    standard, face = pin.services(rules, STANDARD, True, True), pin.services(rules, FACE_AUTH, True, True)
    found = [_service(code, standard.get(code), face.get(code), rules) for code in {**standard, **face}]
    return sorted(found, key=lambda service: (not service.stops, not service.changes))


def _service(code: str, standard: Row | None, face: Row | None, rules: Book) -> Service:
    row = face or standard
    places = _places([cite(rules["pin.services"], row)]) if row else ()
    return Service(
        code, str(_SERVICES[code]), standard.say if standard else "",
        face.say if face else "", _note(row) if row else "", places[0] if places else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Way:
    """How an errand goes: same_day, inquiry_letter (two visits), ask_municipality or not_yet_known, and why."""

    say: str
    notes: tuple[str, ...]
    papers: tuple[str, ...]
    places: tuple[Place, ...]
    confirm: bool
    doubts: tuple[tuple[str, str], ...] = ()
    """The rows (table, name) that only the town can make sure of."""
    sealed: bool = False
    """Does a reply go along that the person has sealed?"""

    @property
    def words(self) -> str:
        """How many visits."""
        return str(_WAYS.get(self.say, ""))

    @property
    def visits(self) -> int:
        """How many times somebody goes; 0 where that is not known."""
        return {"same_day": 1, "inquiry_letter": 2}.get(self.say, 0)

    @property
    def state(self) -> str:
        """As components draw it."""
        return {"same_day": "done", "inquiry_letter": "soon"}.get(self.say, "unknown")


_WAYS: dict[str, Promise] = {
    "same_day": _("その日に終わる"), "inquiry_letter": _("2回行く（照会書が先に届く）"),
    "ask_municipality": _("同じ日にできるかは、町に聞く"), "not_yet_known": _("まだわからない"),
    "at_application": _("申請のときに選ぶ"), "at_delivery": _("受け取るときに選ぶ"),
}  # fmt: skip


def renewal_way(
    as_of: date, who: str, sealed: bool | None, alive: bool | None, pin_remembered: bool | None, face_auth: bool = False
) -> Way:
    """How renewing the certificate goes, by who goes and what is there. A card without a PIN needs none remembered."""
    rules = book(as_of)
    known = True if face_auth else pin_remembered
    row = pin.renewal(rules, who or None, sealed, alive, known)  # type: ignore[arg-type]
    if row is None:
        return Way(
            "not_yet_known",
            (gettext("封をした回答書があるか、暗証番号を覚えているかを聞くと決まります。"),),
            (),
            (),
            False,
        )
    return _way([row], rules, "pin.renewal")


def switch_way(
    as_of: date, who: str, *, certificate_too: bool, certificate: str, guardian: str | None, signing: bool | None
) -> Way:  # fmt: skip
    """How switching to a card without a PIN goes: same day, or two visits where certificate work joins."""
    rules = book(as_of)
    state = {"valid": "alive", "renewable": "alive", "grace": "grace", "expired": "expired"}.get(certificate)
    rows = pin.ways(rules, "held", who or None, certificate_too, state, guardian, None, signing)  # type: ignore[arg-type]
    return _way(rows, rules, "pin.ways")


def _way(rows: Iterable[Row], rules: Book, table: str) -> Way:
    found = list(rows)
    say = next((row.say for row in found if row.say), "not_yet_known")
    papers = tuple(dict.fromkeys(_paper(paper) for row in found for paper in row.need))
    places = _places(cite(rules[table], row) for row in found)
    doubts = tuple((table, row.name) for row in found if row.confirm)
    sealed = any(paper in _SEALED for row in found for paper in row.need)
    return Way(say, tuple(_note(row) for row in found), papers, places, bool(doubts), doubts, sealed)


_SEALED = ("sealed_reply_form", "inquiry_reply")
_PAPERS = ("given", "credentials", "window_papers", "documents")


def _paper(code: str) -> str:
    """The name of a paper to take to the counter; the delegation is on the town's own form here."""
    if code == "authority_delegation":
        return gettext("委任状（町の様式）")
    groups = [terms(group, _language()) for group in _PAPERS]
    return next((group[code] for group in groups if code in group), code)


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


def mode_words() -> list[tuple[str, str]]:
    """The kinds of card."""
    return list(terms("card_modes", _language()).items())


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
    return _places([cite(rules, rules.row("certificate"))])
