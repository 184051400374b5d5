"""Who belongs on the list, and what is missing for each: proposed from the records and the rules, decided by people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from tsukisoi.cases import guidance as cases
from tsukisoi.receptions import guidance, queries
from tsukisoi.receptions.models import Kind, Reception
from tsukisoi.residents import guidance as people_guidance
from tsukisoi.residents.queries import Person
from tsukisoi.tenancy.viewer import Viewer
from tsukisoi.ui.templatetags.ui import short_day

LONGER = {
    "blind": 5, "low_vision": 3, "deaf": 5, "hard_of_hearing": 3, "speech": 5, "dementia": 8, "intellectual": 8,
    "cannot_write": 5, "interpreter": 8, "bedridden": 8, "wheelchair": 2, "tube": 3, "paralysis": 3, "braille": 5,
    "easy_japanese": 3, "large_print": 0, "ruby": 0,
}  # fmt: skip
"""Minutes added for a care: a guide of this program, to be changed for each person. The manual asks for more time
(第5-1(7)) and names no number."""
LONGEST_EXTRA = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One person as a candidate: do they fit, are they received only as support, why, what is missing.

    `busy`: why they are not put on now although they fit: applied already, or on another list; else empty.
    """

    resident: Person
    fits: bool
    blocked: bool
    why: str
    busy: str
    missing: tuple[str, ...]
    elsewhere: str
    renewal: bool
    warning: str
    guided: cases.Guidance
    cites: tuple[guidance.Place, ...]


def by_room(people: Iterable[Person]) -> list[Person]:
    """In the order in which one walks through the house: unit, room, reading."""
    return sorted(people, key=lambda one: (one.unit.order if one.unit else 99, one.room_key, one.kana_key, one.pk))


def lines(viewer: Viewer, reception: Reception, people: Sequence[Person]) -> list[Line]:
    """What the rules say of each of these people for this reception. A few queries for any number."""
    busy = _busy(viewer, reception)
    made = cases.guide_many(viewer, people, way=_way(reception))
    return [_line(reception, guided, busy.get(guided.resident.pk, "")) for guided in made]


def _way(reception: Reception) -> str:
    """The way that this reception is: what is needed and missing is that of this day, not of a better way."""
    alone = reception.kind == Kind.APPLICATION_SUPPORT
    return "visiting_support" if reception.is_support and not alone else str(reception.kind)


def _busy(viewer: Viewer, reception: Reception) -> dict[UUID, str]:
    """Who has applied already, or stands on another list: put on twice only if somebody says so."""
    waits = gettext("申請して、カードを待っています。")
    elsewhere = gettext("%(day)sの受付の名簿にのっています。")
    found = dict.fromkeys(queries.waiting_for_a_card(viewer), waits)
    for one in queries.on_other_lists(viewer, reception):
        if one.resident_id and one.resident_id not in found:
            found[one.resident_id] = elsewhere % {"day": short_day(one.reception.on)}
    return found


def _line(reception: Reception, guided: cases.Guidance, busy: str) -> Line:
    renews, told = guidance.renewal(guided.facts)
    fits, blocked, why = _fits(reception, guided, renews, told)
    busy = busy if fits else ""
    return Line(
        guided.resident, fits, blocked or bool(busy), busy or why, busy,
        tuple(_missing(reception, guided)) if fits else (),
        _elsewhere(reception, guided.resident),
        guided.holds_card, "" if blocked else _warning(reception, guided), guided, guidance.manual("第5-1(5)"),
    )  # fmt: skip


def _fits(reception: Reception, guided: cases.Guidance, renews: bool, told: str) -> tuple[bool, bool, str]:
    """The wish comes first; then no card, or a card that may be renewed now."""
    will = guided.facts.get("wants_card")
    if guided.holds_card and not renews:
        return False, False, told or gettext("カードを持っています。")
    if will is None or will == "undecided":
        return False, False, gettext("意思をまだ確かめていません。")
    if will != "yes_wants":
        return False, False, gettext("この人は、いまカードを作りません。")
    way = next((way for way in guided.ways if way.route == _way(reception)), None)
    if way is not None and way.answer == "no" and way.why and not reception.is_support:
        return True, True, way.why
    return True, False, told or gettext("カードがなく、希望しています。")


def _missing(reception: Reception, guided: cases.Guidance) -> Iterable[str]:
    """What is not there yet, but for what the town brings itself: forms, and photographs where it takes them."""
    brought = {"application_form"} | ({"face_photo"} if reception.photo_service else set())
    for paper in guided.papers:
        wanted = paper.moment == "application" and paper.document not in brought
        if wanted and paper.held in ("no", "not_known"):
            yield f"{paper.words}（{paper.state_words}）"
    if guided.resident.kana_state != "confirmed":
        yield gettext("フリガナ（確かめる）")
    if not guided.resident.address:
        yield gettext("住民票の住所（わからない）")


def _elsewhere(reception: Reception, person: Person) -> str:
    """The town of record where it is not the one that comes."""
    if person.office is None or person.office.name == reception.town:
        return ""
    return person.office.name


def _warning(reception: Reception, guided: cases.Guidance) -> str:
    """Who has no paper with a photo cannot take 本人限定受取郵便 from the postman as it is: said before the day."""
    if reception.is_support or reception.mail not in ("restricted", ""):
        return ""
    held = guided.facts.get("identity_documents")
    if held is None or set(held) & set(people_guidance.identity_documents("A")):
        return ""
    return gettext("写真つきの書類がありません。本人限定受取郵便は本人だけが受け取れます。前もって郵便局に聞きます。")


def columns(line: Line) -> dict[str, Any]:
    """The columns of the list for one person: only what a reception needs, never a reason or a diagnosis."""
    who, facts = line.resident, line.guided.facts
    guardian = facts.get("guardian")
    held = facts.get("identity_documents")
    return {
        "name": who.name, "kana": who.kana if who.kana_state == "confirmed" else "", "birth_date": who.birth_date,
        "sex": str(who.get_sex_display()), "address": who.address, "room": who.room,
        "town_of_record": who.office.name if who.office else "", "elsewhere": bool(line.elsewhere),
        "renewal": line.renewal, "mode": _mode(facts),
        "notification_card": facts.get("notification_card") or "",
        "basic_resident_card": facts.get("basic_resident_card"), "identity": _identity(line.guided),
        "photo_identity": None if held is None else bool(set(held) & set(people_guidance.identity_documents("A"))),
        "representative": "" if guardian in (None, "none") else people_guidance.in_words("guardian", guardian),
        "cares": list(line.guided.care_codes), "care": "、".join(_cares(line.guided.care_codes)),
        "extra_minutes": extra_minutes(line.guided.care_codes), "missing": list(line.missing),
    }  # fmt: skip


def _mode(facts: dict[str, Any]) -> str:
    wants = facts.get("wants_pin")
    return "" if wants is None else "standard" if wants else "face_auth"


def _identity(guided: cases.Guidance) -> str:
    return next((paper.inside for paper in guided.papers if paper.document == "applicant_identity"), "")[:200]


def _cares(codes: Iterable[str]) -> list[str]:
    known = people_guidance.accommodations()
    return [known.get(code, code) for code in codes]


def extra_minutes(codes: Iterable[str]) -> int:
    """How much longer this person is given at a desk."""
    return min(sum(LONGER.get(code, 0) for code in codes), LONGEST_EXTRA)
