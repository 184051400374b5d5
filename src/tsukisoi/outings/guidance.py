"""What the rules say of one visit, in words: the only file of this room that asks them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language, gettext

from tebiki import visit as visits
from tebiki.book import Book, book
from tebiki.days import age_on
from tebiki.facts import NOT_KNOWN, Facts, read
from tebiki.sources import sources
from tebiki.table import Cite, Row
from tebiki.terms import terms
from tsukisoi.custody import queries as locker
from tsukisoi.outings import queries
from tsukisoi.outings.models import Care, Credential, Going, Wish
from tsukisoi.outings.queries import NEEDS, Answer, Stop, Trip
from tsukisoi.residents import queries as residents
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day

CARD, CERTIFICATE, VOUCHER = map(str, (Credential.CARD, Credential.CERTIFICATE, Credential.VOUCHER))
_GROUPS = ("credentials", "documents", "credentials_brought", "window_papers", "given")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: the source (short for a line on screen, full for paper) and the place in it."""

    title: str
    place: str
    full: str = ""
    confirm: bool = False

    def __str__(self) -> str:
        return f"{self.title} {self.place}"


@dataclass(frozen=True, slots=True)
class Consent:
    """One thing the reader asks, in plain words, and what the person wants to answer today."""

    code: str
    screen: str
    plain: str
    wish: str = ""

    @property
    def words(self) -> str:
        """The wish in words; empty where nobody asked."""
        return str(Wish(self.wish).label) if self.wish else ""


@dataclass(frozen=True, slots=True)
class Help:
    """One help that is allowed at the desk, and whether the person asked for it."""

    code: str
    words: str
    asked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the rules as it reads."""

    code: str
    words: str

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing in the locker that goes along: what it is, in which pouch, whether it was taken out."""

    stop: Stop
    item: UUID
    words: str
    place: str
    out: bool
    gone: bool = False
    """It is known not to lie there: by the last count, or because the runbook for a lost card is open."""

    @property
    def here(self) -> bool:
        """Can it be taken out of its pouch?"""
        return not self.out and not self.gone


@dataclass(frozen=True, slots=True)
class Slip:
    """Everything for one person and one visit. `usable`: yes, no, ask or empty where no rule is recorded."""

    credential: str
    credential_words: str
    usable: str
    why: str
    instead: str
    codes: tuple[str, ...]
    bring: tuple[str, ...]
    methods: tuple[str, ...]
    visual: bool
    no_pin: bool
    helps: tuple[Help, ...]
    never: tuple[str, ...]
    consents: tuple[Consent, ...]
    notes: tuple[str, ...]
    fallback: tuple[Line, ...]
    card_goes: bool
    shares_records: bool | None
    ask: Answer | None
    places: tuple[Place, ...]
    confirm: str
    as_of: date
    unsure_mode: bool = False

    @property
    def cited(self) -> list[str]:
        """The places, each source named once."""
        found: dict[str, list[str]] = {}
        for place in self.places:
            found.setdefault(place.title, []).append(place.place)
        return [f"{title} {'・'.join(dict.fromkeys(where))}" for title, where in found.items()]


def _english() -> bool:
    return (get_language() or "ja").startswith("en")


def _note(row: Row) -> str:
    return row.note_en if _english() else row.note


def paper_words(code: str) -> str:
    """The name of what goes along. Raises KeyError for a code that no group has."""
    language = get_language() or "ja"
    return next(words[code] for group in _GROUPS if code in (words := terms(group, language)))


def consents_of(care: str, born: date, on: date, wishes: Mapping[str, str]) -> tuple[Consent, ...]:
    """What the reader will ask this person on that day, with their wishes."""
    rows = visits.consents(book(on), care, under_40=age_on(on, born) < 40)
    plain = "plain_en" if _english() else "plain"
    return tuple(
        Consent(row.name, row.data["screen"], row.data[plain], wishes.get(row.name, ""))
        for row in rows
        if "information" not in row.data
    )


def consent_codes(care: str, born: date, on: date) -> list[str]:
    """The codes of what the reader will ask."""
    return [consent.code for consent in consents_of(care, born, on, {})]


def help_codes(on: date) -> list[tuple[str, str]]:
    """What one may help with at the desk when the person asks for it: code and words."""
    rows = visits.help_at_desk(book(on))
    return [(row.name, _note(row)) for row in rows if row.say != "no" and row.name in ("place_card", "touch_screen")]


def suggested(facts: Mapping[str, Any], care: str, on: date) -> str:
    """What this person takes to such a visit, as far as it is recorded: a code of Credential, or empty."""
    held = set(facts.get("identity_documents", ()))
    if facts.get("insurance.kind") == "medical_assistance":
        return VOUCHER
    card = (facts.get("insurance.card_held") or "my_number_card" in held) and not facts.get("insurance.card_lost")
    if care == Care.PHARMACY_BY_PROXY:
        return CERTIFICATE if CERTIFICATE in held else ""
    if card and _usable(facts, care, CARD, on) != "no":
        return CARD
    return CERTIFICATE if CERTIFICATE in held or card else ""


def _usable(facts: Mapping[str, Any], care: str, credential: str, on: date) -> str:
    found = visits.visit(_facts(facts, care, credential, on), book(on))
    return str(found.said.get("usable", "")) if found else ""


def _facts(facts: Mapping[str, Any], care: str, credential: str, on: date) -> Facts:
    said = {**facts, "as_of": on.isoformat(), "visit.kind": care}
    if credential:
        said["visit.credential"] = credential
    if "card.certificate_expires" in said:  # one day, asked in two chapters
        said.setdefault("insurance.certificate_expires", said["card.certificate_expires"])
    return read(said)


def slip(going: Going, person: Person, facts: Mapping[str, Any], told: Mapping[str, Answer], on: date) -> Slip:
    """Everything for this visit, from the rules of its day and from what the provider said."""
    rules = book(on)
    credential = going.credential or suggested(facts, going.care, on)
    known = _facts(facts, going.care, credential, on)
    found = visits.visit(known, rules)
    said = found.said if found else {}
    with_card = credential == CARD
    mode = _mode(known) if with_card else None
    at_desk = going.care in (Care.OUTPATIENT, Care.PHARMACY)
    ask = told.get(NEEDS.get(going.care, ""), Answer(NEEDS[going.care])) if going.care in NEEDS else None
    usable, why, instead = _verdict(said.get("usable", ""), _reason(found), ask if with_card else None)
    take = visits.take_along(rules, going.care, credential or None, mode) if credential else ()
    fallback = visits.fallback(rules, mode) if with_card and at_desk and usable != "no" else ()
    helping = visits.help_at_desk(rules, mode) if with_card and at_desk else ()
    codes = _bring(credential, said.get("present", ()), take, facts, going.care, usable)
    methods = tuple(said.get("methods", ()))
    asked = consents_of(going.care, person.birth_date, on, going.wishes) if with_card and usable != "no" else ()
    screens = visits.consents(rules, going.care, age_on(on, person.birth_date) < 40) if asked else ()
    rows = (*take, *fallback, *helping, *screens)
    return Slip(
        credential=credential, credential_words=str(Credential(credential).label) if credential else "",
        usable=usable, why=why, instead=instead,
        codes=codes, bring=tuple(paper_words(code) for code in codes),
        methods=tuple(_method(code) for code in methods), visual="visual" in methods,
        no_pin=with_card and mode == "face_auth",
        helps=tuple(Help(r.name, _note(r), r.name in going.help) for r in helping if r.name in dict(help_codes(on))),
        never=tuple(_note(row) for row in helping if row.say == "no"), consents=asked,
        notes=_notes(rules, going.care, person, on) if asked else (),
        fallback=tuple(Line(row.name, _note(row)) for row in fallback),
        card_goes=with_card and bool(said.get("card_needed", True)) and usable != "no",
        shares_records=said.get("shares_past_records"), ask=ask if with_card and ask and ask.open else None,
        places=_places(tuple(found.cites) if found else (), rows),
        confirm=gettext("医療機関・薬局に確認") if (found and found.confirm) or any(r.confirm for r in rows) else "",
        as_of=on, unsure_mode=with_card and mode is None,
    )  # fmt: skip


def _mode(facts: Facts) -> Any:
    mode = facts.get("card.mode")
    return None if mode is NOT_KNOWN else mode


def _reason(found: "visits.Visit | None") -> str:
    return _note(found.rows[0]) if found and found.rows else ""


def _verdict(usable: str, why: str, ask: Answer | None) -> tuple[str, str, str]:
    """The rules' word, with the provider's own answer over it: usable, why, what to take instead."""
    certificate = gettext("資格確認書を持って行きます。手元になければ、先に医療機関に相談します。")
    if usable == "no":
        return "no", why, certificate
    if ask is None or ask.value is None:
        return ("ask" if usable == "ask_provider" else usable), why, ""
    told = _told(ask)
    if ask.value is False:
        return "no", gettext("ここでは使えません。%(told)s") % {"told": told}, certificate
    return "yes", f"{why}{told}", ""


def _told(answer: Answer) -> str:
    if answer.told is None:
        return ""
    said = {"who": answer.told.told_by, "on": short_day(answer.told.told_on)}
    return gettext("（%(on)s %(who)sに聞きました）") % said


def _bring(
    credential: str, present: Sequence[str], take: Sequence[Row], facts: Mapping[str, Any], care: str, usable: str
) -> tuple[str, ...]:
    """What goes along, each once: what is shown, what stands by it, and the paper certificate of medical aid."""
    codes = [*present, *(code for row in take for code in row.need)]
    if credential == CARD and usable == "no":
        codes = [CERTIFICATE]
    if credential == CARD and CERTIFICATE in facts.get("identity_documents", ()) and care != Care.PHARMACY_BY_PROXY:
        codes.append(CERTIFICATE)
    if "medical_recipient_certificate" in facts.get("identity_documents", ()):
        codes.append("medical_recipient_certificate")
    return tuple(dict.fromkeys(codes))


def _method(code: str) -> str:
    return {
        "face": gettext("「顔認証」を選び、顔を枠に入れます。"),
        "pin": gettext("「暗証番号」は、ご本人だけが押します。聞かず、代わりに押しません。"),
        "visual": gettext("受付の人が写真と顔を見比べます。時間がかかるので、受付に先に伝えます。"),
    }[code]


def _notes(rules: Book, care: str, person: Person, on: date) -> tuple[str, ...]:
    rows = visits.consents(rules, care, under_40=age_on(on, person.birth_date) < 40)
    return tuple(_note(row) for row in rows if "information" in row.data)


def _places(cites: Sequence[Cite], rows: Sequence[Row]) -> tuple[Place, ...]:
    found = [*cites, *(row.cite for row in rows)]
    return tuple(dict.fromkeys(_place(cite) for cite in found))


def _place(cite: Cite) -> Place:
    source = sources()[cite.source]
    return Place(source.short or source.title, cite.place, source.title, cite.confirm)


def slips_of(viewer: Viewer, trip: Trip) -> list[tuple[Stop, Slip]]:
    """The slip of everybody on a trip, by the rules of its day. A few queries for any number."""
    on = timezone.localtime(trip.outing.leaves_at).date()
    facts = residents.facts_of(viewer, [stop.person for stop in trip.stops], on)
    told = queries.told(viewer, {stop.going.provider_id for stop in trip.stops})
    return [
        (stop, slip(stop.going, stop.person, facts[stop.person.pk], _said(told, stop.going), on)) for stop in trip.stops
    ]


def slip_of(viewer: Viewer, stop: Stop) -> Slip:
    """The slip of one person."""
    return slips_of(viewer, Trip(stop.going.outing, [stop]))[0][1]


def following(viewer: Viewer, stop: Stop) -> Stop | None:
    """Who on the same trip is still to be asked what they wish today."""
    trip = queries.trip(viewer, stop.going.outing_id)
    open_ = (one for one, made in slips_of(viewer, trip) if made.consents and not one.going.wished_at)
    return next((one for one in open_ if one.state == "planned"), None)


def _said(told: Mapping[UUID, dict[str, Answer]], going: Going) -> dict[str, Answer]:
    return told.get(going.provider_id, {}) if going.provider_id else {}


def elsewhere(viewer: Viewer, stop: Stop, made: Slip) -> list[tuple[str, str]]:
    """What this visit calls for and the house does not keep: the thing, and who keeps it where (empty: not asked)."""
    kept = {one.item.kind for one in locker.items_of(viewer, stop.person.pk)}
    codes = [code for code in made.codes if code in (CARD, CERTIFICATE) and code not in kept]
    return [(paper_words(code), locker.where_is(viewer, stop.person.pk, code).words) for code in codes]


def in_locker(viewer: Viewer, slips: Sequence[tuple[Stop, Slip]]) -> list[Kept]:
    """What the house keeps of these people and these visits call for: where it is, whether it is out. Two queries."""
    kept = locker.items_of_many(viewer, {stop.person.pk for stop, _slip in slips})
    return [
        _kept(stop, held)
        for stop, made in slips
        for held in kept.get(stop.person.pk, [])
        if held.item.kind in made.codes
    ]


def _kept(stop: Stop, held: locker.Held) -> Kept:
    place = held.missing.words if held.missing else str(held.item.place or "")
    return Kept(stop, held.item.pk, paper_words(held.item.kind), place, held.out is not None, held.missing is not None)
