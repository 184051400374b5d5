"""From facts to known words: each condition is yes, no or not yet known, and a gap in the facts stays a gap."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from tebiki.days import age_on, last_school_day
from tebiki.expiry import card_clock
from tebiki.facts import NOT_KNOWN, Facts
from tebiki.words import SPAN, Known, bit, every_word

_YES = every_word()


def _said(yes: int, asked: int) -> int:
    """As `Known.said`: of the words asked about, those in `yes` are yes and the others no."""
    return yes | (asked & ~yes) << SPAN


def _codes(**words: str) -> dict[Any, int]:
    """For a fact with codes: the words of its value are yes, those that only other codes have are no."""
    masks = {code: bit(*names.split()) for code, names in words.items()}
    every = bit(*" ".join(words.values()).split())
    return {(None if code == "null" else code): _said(mask, every) for code, mask in masks.items()}


def _flag(word: str, opposite: bool = False) -> dict[Any, int]:
    """For a fact of yes or no."""
    mask = bit(word)
    return {not opposite: _said(mask, mask), opposite: _said(0, mask)}


# The facts whose value alone settles words. 要支援も要介護と同じく対象 (S-08); 保佐と補助はひとつの類型 (S-02).
_PLAIN: dict[str, dict[Any, int]] = {
    "residence": _codes(
        home="residence_home",
        facility="residence_facility facility_resident",
        hospital="residence_hospital long_hospitalised",
    ),
    "care_level": _codes(
        null="", support_1="care_certified support_level_only", support_2="care_certified support_level_only",
        care_1="care_certified", care_2="care_certified", care_3="care_certified", care_4="care_certified",
        care_5="care_certified",
    ),
    "guardian": _codes(
        none="guardian_none", parent="guardian_parent", adult_guardian="guardian_adult",
        curator="guardian_curator curatee_or_assisted", assistant="guardian_assistant curatee_or_assisted",
    ),
    "agent": _codes(
        null="agent_none", family="agent_family", facility_staff="agent_facility_staff", supporter="agent_supporter",
        parent="agent_parent", adult_guardian="agent_adult_guardian", curator="agent_curator",
        assistant="agent_assistant", sub_agent="agent_sub_agent",
    ),
    "wants_card": _codes(
        yes_wants="wants_card_yes", no_does_not="wants_card_no", undecided="will_undecided",
        could_not_confirm="will_could_not_be_confirmed",
    ),
    "notification_card": _codes(held="notification_held", lost="notification_lost", returned="", never_issued=""),
    "municipality.staffed_by": _codes(municipality="staffed_by_municipality", contractor="staffed_by_contractor"),
    "has_care_manager": _flag("has_care_manager"),
    "number_notice": _flag("number_notice_held"),
    "basic_resident_card": _flag("basic_resident_card_held"),
    "wants_pin": _flag("wants_no_pin", opposite=True),
    "insurance_use_registered": _flag("insurance_use_registered"),
    "supported_by_public_body": _flag("supported_by_public_body"),
    "same_household_as_representative": _flag("same_household"),
    "family_register_here": _flag("family_register_here"),
    "agency_covers_card_procedures": _flag("agency_covers_card"),
    "registered_elsewhere": _flag("registered_elsewhere"),
    "can_visit_counter": _flag("can_visit_counter"),
    "representative_attends": _flag("representative_attends"),
    "municipality.visiting_reception": _flag("town_visits_facilities"),
    "municipality.home_visit_reception": _flag("town_visits_homes"),
    "municipality.mail_delivery": _flag("town_does_not_mail", opposite=True),
}  # fmt: skip

_ONLY_STATED = (
    "voluntary_ward", "social_withdrawal", "high_school_student", "pregnant", "long_absence", "study_abroad", "busy",
)  # fmt: skip
_ALSO_STATED = {
    "facility_resident": "facility_resident", "care_certified": "care_certified", "disability": "disabled",
    "long_hospitalised": "long_hospitalised", "adult_ward": "guardian_adult",
    "curatee_or_assisted": "curatee_or_assisted",
}  # fmt: skip
_STATED = {code: bit(code) for code in _ONLY_STATED} | {code: bit(word) for code, word in _ALSO_STATED.items()}
_EVERY_STATED = bit(*_ONLY_STATED)

_EVENTS = {
    kind: bit(f"event_{kind}")
    for kind in ("lost", "damaged", "under_one", "moved_from_abroad", "note_field_full", "expiring")
}
_IN_TIME = bit("within_30_days_of_event")
_EVERY_EVENT = bit(*(f"event_{kind}" for kind in _EVENTS))

_UNDER_1, _UNDER_15, _UNDER_18 = bit("under_1"), bit("under_15"), bit("under_18")
_AGED_75, _SCHOOL, _TOMORROW = bit("aged_75"), bit("school_child_or_younger"), bit("age_line_tomorrow")
_UNDER_40 = bit("under_40")
_EVERY_AGE = _UNDER_1 | _UNDER_15 | _UNDER_18 | _UNDER_40 | _AGED_75 | _SCHOOL | _TOMORROW
_AGE_LINES = (15, 18, 75)

_WHO_ATTENDS, _OF_A_WARD = ("parent", "adult_guardian"), ("adult_guardian",)
_DISABLED, _WARD, _ILL = bit("disabled"), bit("guardian_adult"), bit("long_hospitalised")
_REPRESENTED, _ATTENDS = bit("needs_representative"), bit("representative_attends")
_EXPIRED, _PREVIOUS = bit("card_expired"), bit("my_number_card_held")
_NUMBER_NOTICE = bit("number_notice_held")
_NO_MAIL, _POST_OFFICE = bit("town_does_not_mail"), bit("post_office_accepts")


@lru_cache(maxsize=10_000)
def ages(as_of: date, born: date) -> int:
    """The words that hang on age. Source: S-03 (to 31 March after the 15th birthday), S-04, P-04, A-10, 第2-2(2)."""
    age = age_on(as_of, born)
    yes = 0
    if age >= 75:
        yes = _AGED_75
    elif age < 18:
        yes = _UNDER_40 | _UNDER_18 | (_UNDER_15 if age < 15 else 0) | (_UNDER_1 if age < 1 else 0)
        if age < 15 or as_of <= last_school_day(born):
            yes |= _SCHOOL
    elif age < 40:
        yes = _UNDER_40
    if age + 1 in _AGE_LINES and age_on(as_of + timedelta(days=1), born) > age:
        yes |= _TOMORROW
    return _said(yes, _EVERY_AGE)


def circumstances(said: Any) -> int:
    """What is stated beside the other facts: a group counts if either says so. Source: manual 第6-2(2)."""
    if said is NOT_KNOWN:
        return 0
    yes = 0
    for code in said:
        yes |= _STATED.get(code, 0)
    return _said(yes, _EVERY_STATED)


def event(values: Mapping[str, Any], as_of: date) -> int:
    """What happened to the card. An event counts only if stated; its own day is the first of 30. Source: tokkyu."""
    kind = values.get("event.kind", NOT_KNOWN)
    if kind is NOT_KNOWN:
        return _said(0, _EVERY_EVENT | _IN_TIME)
    yes = _EVENTS[kind]
    day = values.get("event.on", NOT_KNOWN)
    if day is NOT_KNOWN:
        return _said(yes, _EVERY_EVENT)
    return _said(yes | (_IN_TIME if 0 <= (as_of - day).days < 30 else 0), _EVERY_EVENT | _IN_TIME)


def holdings(facts: Facts) -> int:
    """Disabilities, the card held now and whether it still proves identity (to its last day), the post office.

    Source: S-06, D-01, I-06, post.apply.
    """
    values = facts.values
    expires = values.get("card.expires")
    if expires is None and "card.issued" in values:
        expires = card_clock(facts).value
    yes = _EXPIRED if expires is not None and expires < facts.as_of else 0
    asked = _EXPIRED
    for fact, word, holds in (
        ("disabilities", _DISABLED, len),
        ("identity_documents", _PREVIOUS, _has_card),
        ("municipality.post_office", _POST_OFFICE, _has_acceptance),
    ):
        value = values.get(fact, NOT_KNOWN)
        if value is not NOT_KNOWN:
            asked |= word
            yes |= word if holds(value) else 0
    return _said(yes, asked)


def _has_card(papers: tuple[str, ...]) -> bool:
    return "my_number_card" in papers


def _has_acceptance(services: tuple[str, ...]) -> bool:
    return "acceptance" in services


def _reckoned(yes: int, no: int, values: Mapping[str, Any]) -> Known:
    """The words that follow from others.

    15歳未満と成年被後見人は法定代理人と手続する (A-19, D-18). A parent or guardian who is the one to come attends;
    with an adult ward the guardian alone: an adult's parent represents nobody.
    Who was sent a 通知カード was sent no 個人番号通知書 unless it is said (A-24). Illness may be stated, so that
    residence alone does not deny it (S-05). A municipality mails until it says otherwise (第5-1(1), A-22).
    """
    if yes & (_UNDER_15 | _WARD):
        yes |= _REPRESENTED
    elif no & _WARD:
        no |= _REPRESENTED
    if not (yes | no) & _ATTENDS and values.get("agent") in (_OF_A_WARD if yes & _WARD else _WHO_ATTENDS):
        yes |= _ATTENDS
    if values.get("notification_card") in ("held", "lost", "returned") and not yes & _NUMBER_NOTICE:
        no |= _NUMBER_NOTICE
    if "circumstances" not in values:
        no &= ~_ILL
    if not yes & _NO_MAIL:
        no |= _NO_MAIL
    return Known(yes, no)


def reckon(facts: Facts) -> Known:
    """Every word that the facts settle; a word in neither mask is not yet known."""
    values, as_of = facts.values, facts.as_of
    said = ages(as_of, facts.born) | circumstances(values.get("circumstances", NOT_KNOWN))
    said |= event(values, as_of) | holdings(facts)
    for fact, value in values.items():
        plain = _PLAIN.get(fact)
        if plain is not None:
            said |= plain[value]
    yes = said & _YES
    return _reckoned(yes, said >> SPAN & _YES & ~yes, values)
