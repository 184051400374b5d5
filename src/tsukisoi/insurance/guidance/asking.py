"""Asking the rules of insurance about one person on one day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tebiki import insurance
from tebiki.answer import Cite, cite
from tebiki.book import Book, Overlay, book
from tebiki.days import age_on, birthday_in
from tebiki.facts import Facts, read
from tebiki.sources import sources
from tebiki.table import Row
from tebiki.terms import term, terms
from tsukisoi.municipalities import guidance as offices
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.viewer import Viewer

OUTGROWN = ("national_health", "employer")
"""Schemes that a 75th birthday ends."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands: the title of the source and the place in it."""

    title: str
    place: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Does an eligibility certificate come? `say`: automatic, on_application, not_issued, not_applicable, unsaid."""

    say: str
    ground: str
    note: str
    how: tuple[str, ...]
    places: tuple[Place, ...]
    confirm: bool
    doubts: tuple[tuple[str, str], ...] = ()
    """The rows (table, name) that only the insurer can make sure of."""

    @property
    def words(self) -> str:
        """Comes by itself, on application, not issued …"""
        return term("answers", self.say, _language()) if self.say != "unsaid" else ""


UNSAID = Claim("unsaid", "", "", (), (), False)


def _language() -> str:
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def note(row: Row) -> str:
    """The reason of a row in the language of the page."""
    return row.note_en if _language() == "en" else row.note


def places(cites: Iterable[Cite]) -> tuple[Place, ...]:
    """Where these rows stand."""
    return tuple(dict.fromkeys(Place(sources()[one.source].title, one.place) for one in cites))


def layers_of(viewer: Viewer, insurer: Any) -> list[Overlay]:
    """What this insurer (and the house itself) does otherwise."""
    return offices.overlays(viewer, insurer)


def age(born: date, on: date) -> int:
    """Completed years."""
    return age_on(on, born)


def birthday(born: date, years: int) -> date:
    """The day on which somebody becomes that old."""
    return birthday_in(born.year + years, born)


def scheme_on(facts: Mapping[str, Any], born: date, on: date) -> str:
    """Which insurance on that day: a 75th birthday ends the one that is recorded. Source: turn75."""
    kind = str(facts.get("insurance.kind", ""))
    ends = turning_75(kind, born, on)
    return "late_elderly" if ends is not None and ends <= on else kind


@lru_cache(maxsize=64)
def _limit(kind: str, on: date) -> int | None:
    rows = insurance.year(book(max(on, date(2025, 8, 1))), kind or None)
    return next((int(row.data["age"]) for row in rows if row.name == "late_elderly_at_75"), None)


def turning_75(kind: str, born: date, on: date) -> date | None:
    """The 75th birthday where it ends this insurance; None for who is late elderly already or on assistance."""
    years = _limit(kind, on) if kind in OUTGROWN else None
    return birthday(born, years) if years is not None else None


EARLY = timedelta(days=92)
"""So long before a 75th birthday a paper may be of either insurer: only who reads it can say of which."""


def may_be_of_next(kind: str, born: date, arrived: date, expires: date | None) -> date | None:
    """The 75th birthday where a paper that came then may be of the insurer after it; None where it cannot be."""
    turns = turning_75(kind, born, arrived)
    if turns is None or not arrived < turns <= arrived + EARLY or (expires is not None and expires < turns):
        return None
    return turns


def facts_on(facts: Mapping[str, Any], born: date, on: date) -> Facts:
    """The facts as the rules take them on that day, the insurance as it is then."""
    said = {
        key: value for key, value in facts.items()
        if key.split(".")[0] in ("card", "insurance", "residence", "care_level", "disabilities", "guardian")
        or key == "insurance_use_registered"
    }  # fmt: skip
    said |= {"birth_date": facts["birth_date"], "as_of": on.isoformat()}
    if kind := scheme_on(facts, born, on):
        said["insurance.kind"] = kind
    return read(said)


def claim_of(facts: Mapping[str, Any], born: date, on: date, layers: Sequence[Overlay] = ()) -> Claim:
    """Whether a 資格確認書 comes on that day, and why. Nothing is said where the insurance is not known."""
    if not facts.get("insurance.kind"):
        return UNSAID
    found = insurance.entitlement(facts_on(facts, born, on), book(on, layers))
    if found is None:
        return UNSAID
    return Claim(
        found.eligibility_certificate, found.ground or "", note(found.row), tuple(note(row) for row in found.how),
        places(found.cites), found.confirm or any(row.confirm for row in found.how), _doubts(found),
    )  # fmt: skip


def _doubts(found: insurance.Entitlement) -> tuple[tuple[str, str], ...]:
    own = (("insurance.grounds", found.row.name),) if found.confirm else ()
    return (*own, *(("insurance.how", row.name) for row in found.how if row.confirm))


def old_card_until(facts: Mapping[str, Any], born: date, on: date) -> date | None:
    """The last day of a health insurance card of before 2024-12-02; None where there is none. Source: hoken.end."""
    if not facts.get("insurance.health_insurance_card_expires"):
        return None
    return insurance.health_card(facts_on(facts, born, on), book(on)).until


@dataclass(frozen=True, slots=True)
class Channel:
    """One way to register the card for insurance use."""

    name: str
    words: str
    confirm: bool
    place: Place


def channels(
    on: date, moment: Literal["held", "to_be_issued", "switching"], mode: str, who: str = "",
    registered: bool | None = None, deregistered: bool | None = None, pin_known: bool | None = None,
) -> list[Channel]:  # fmt: skip
    """The ways open to this card at this moment. Source: manual 第2-1, 第3-4."""
    rules = book(on)
    rows = insurance.registration_channels(
        rules, moment, mode or None, who or None, registered, deregistered, pin_known,  # type: ignore[arg-type]
    )  # fmt: skip
    return [_channel(row, rules) for row in rows]


def _channel(row: Row, rules: Book) -> Channel:
    return Channel(row.name, note(row), row.confirm, places([cite(rules["insurance.registration"], row)])[0])


def reader_steps() -> tuple[Promise, ...]:
    """What to do at the reader, in three steps. Source: manual 第2-1(2)."""
    return (
        _("受付にある、顔認証つきカードリーダーを見つける"), _("カードをリーダーに置く"), _("「登録する」をえらぶ"),
    )  # fmt: skip


def scheme_words(code: str) -> str:
    """What an insurance is called."""
    return term("insurers", code, _language()) if code else ""


def ground_words(code: str) -> str:
    """Why a 資格確認書 came or is asked for."""
    words = terms("eligibility_certificate_grounds", _language())
    return words.get(code, "")


def ground_choices() -> list[tuple[str, str]]:
    """Every ground with its words, and that it is not known."""
    return [("", str(_("わからない"))), *terms("eligibility_certificate_grounds", _language()).items()]


def needed_for(applies: str, said: Mapping[str, Any] | None = None) -> tuple[str, ...]:
    """The papers needed from who applies: as the insurer `said`; else those of the table. Source: youhairyo.who."""
    named = (said or {}).get(PAPERS)
    if named is not None and applies not in _IN_THEIR_OWN_RIGHT:
        return tuple(dict.fromkeys(("form", *named)))
    return tuple(dict.fromkeys(paper for row in _application_rows(applies) for paper in row.need)) or ("form",)


def papers_places(applies: str) -> tuple[Place, ...]:
    """Where it stands which papers are usual."""
    rules = book(today())
    return places(cite(rules["insurance.application_papers"], row) for row in _application_rows(applies))


def _application_rows(applies: str) -> tuple[Row, ...]:
    who = applies if applies in _PROXIES else None
    return insurance.application_papers(book(today()), who)  # type: ignore[arg-type]


PAPERS = "certificate.papers"
"""What an insurer says of the papers of who applies for somebody else."""
_IN_THEIR_OWN_RIGHT = ("self", "representative")


_OPTIONS: dict[str, Promise] = {
    "limit": _("限度額の区分"), "long_stay": _("長期入院該当"), "specific_disease": _("特定疾病"),
}  # fmt: skip


def option_words() -> list[tuple[str, Promise]]:
    """What can be printed on a 資格確認書 on request. Source: gendo.stop."""
    return list(_OPTIONS.items())


_PROXIES: dict[str, Promise] = {
    "self": _("本人"), "family": _("家族（同じ世帯）"), "family_apart": _("家族（別の世帯）"),
    "facility_staff": _("施設の職員"), "care_manager": _("ケアマネジャー"), "representative": _("法定代理人など"),
}  # fmt: skip


def proxy_words() -> list[tuple[str, Promise]]:
    """Who may send the application in. Source: youhairyo."""
    return list(_PROXIES.items())


def paper_words() -> list[tuple[str, str]]:
    """The papers of an application. Source: youhairyo.who; which are needed differs by insurer."""
    return list(terms("certificate_papers", _language()).items())
