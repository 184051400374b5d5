"""Insurance papers and visits: what is asked, what is never guessed, and laws that hold for everybody on every day."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tebiki import insurance, visit
from tebiki.answer import Answer
from tebiki.book import book, read_overlay
from tebiki.facts import Facts, read
from tebiki.insurance import entitlement, health_card, last_first_of_august
from tebiki.insurance.reckon import insurance_words
from tebiki.said import known
from tebiki.words import UnknownWord, vocabulary

TODAY = "2026-11-23"


def person(as_of: str = TODAY, born: str = "1950-06-01", **facts: Any) -> Facts:
    return read({"as_of": as_of, "birth_date": born, **facts})


def said(facts: Facts) -> Answer:
    answer = Answer(facts.as_of)
    insurance.answer(facts, book(facts.as_of), answer)
    visit.answer(facts, book(facts.as_of), answer)
    return answer


def test_the_year_of_the_late_elderly_begins_on_1_august() -> None:
    assert last_first_of_august(date(2026, 8, 1)) == date(2026, 8, 1)
    assert last_first_of_august(date(2026, 7, 31)) == date(2025, 8, 1)


def test_an_entitlement_tells_how_to_get_it_and_what_to_ask() -> None:
    facts = person(residence="facility", insurance={"kind": "employer", "card_held": True})
    found = entitlement(facts, book(facts.as_of))
    assert found is not None
    assert (found.eligibility_certificate, found.ground) == ("on_application", "needs_support")
    assert {row.name for row in found.how} == {"facility_may_apply", "employer_sends_to_workplace"}
    assert "insurance_use_registered" in {w.fact for w in found.asks}
    assert {"youhairyo", "youhairyo.who"} <= {c.fact for c in found.cites}


def test_who_may_apply_was_settled_in_may_2025() -> None:
    before, after = (
        entitlement(
            person(day, residence="facility", insurance={"kind": "national_health", "card_held": True}),
            book(date.fromisoformat(day)),
        )
        for day in ("2025-05-12", "2025-05-13")
    )
    assert before is not None and after is not None
    assert [r.source for r in before.how if r.name == "facility_may_apply"] == ["manual-v2"]
    assert [r.source for r in after.how if r.name == "facility_may_apply"] == ["youhairyo-2025-05"]


def test_what_can_be_shown_at_the_desk_is_only_what_is_known_to_work() -> None:
    sure = person(insurance={"card_held": True, "insurance_use_registered": True, "certificate_expires": "2028-06-01",
                             "kind": "employer"})  # fmt: skip
    unsure = person(insurance={"card_held": True, "insurance_use_registered": True, "kind": "employer"})
    assert insurance.present(sure, book(sure.as_of))[0] == ["my_number_card"]
    assert insurance.present(unsure, book(unsure.as_of))[0] == []
    assert insurance.present(sure, book(date(2024, 12, 1))) == ([], [])


def test_a_word_nobody_knows_cannot_be_said() -> None:
    with pytest.raises(UnknownWord, match="moonlight"):
        known(moonlight=True)


def test_registration_said_for_the_person_counts_for_the_insurance() -> None:
    facts = person(insurance_use_registered=False, insurance={"kind": "national_health", "card_held": True})
    assert said(facts).values["insurance"]["ground"] == "not_registered"


def test_a_card_said_to_be_held_and_lost_is_lost() -> None:
    facts = person(insurance={"kind": "national_health", "card_held": True, "card_lost": True})
    assert said(facts).values["insurance"]["ground"] == "card_lost_or_renewing"


def test_an_insurer_may_lay_its_own_rule_over_the_national_one() -> None:
    text = """
level = "insurer"
name = "ある国保"
[[change]]
table = "insurance.grounds"
row = "otherwise"
say = "automatic"
source = "kakunin-2024-12"
place = "保険者の判断"
note = "この保険者は全員に送ります。"
note_en = "This insurer sends it to all."
"""
    facts = person(residence="home", insurance={"kind": "national_health", "card_held": True})
    found = entitlement(facts, book(facts.as_of, [read_overlay(text)]))
    assert found is not None
    assert found.eligibility_certificate == "automatic"
    assert found.cites[0].level == "insurer"


def test_nothing_is_said_of_what_nobody_mentioned() -> None:
    assert said(person()).values == {}


def test_an_insurance_with_no_rule_that_day_says_nothing() -> None:
    assert said(person("2023-12-01", insurance={"kind": "employer"})).values == {}


def test_a_card_without_a_printed_date_is_unknown_until_all_are_void() -> None:
    assert health_card(person("2025-06-01"), book(date(2025, 6, 1))).usable is None
    assert health_card(person(), book(date(2026, 11, 23))).usable is False
    assert health_card(person("2023-01-01"), book(date(2023, 1, 1))).cites == ()


def test_before_the_certificate_nobody_counts_as_needing_consideration() -> None:
    words = insurance_words(person("2024-01-10", residence="facility"), book(date(2024, 1, 10)))
    bit = vocabulary().mask(["needs_insurance_support"])
    assert not (words.yes | words.no) & bit


def test_a_dead_certificate_before_the_grace_rule_has_no_grace() -> None:
    words = insurance_words(
        person("2024-01-10", insurance={"certificate_expires": "2024-01-09"}), book(date(2024, 1, 10))
    )
    assert words.yes & vocabulary().mask(["certificate_past_grace"])


def test_a_visit_of_unknown_kind_asks_for_it() -> None:
    answer = said(person(visit={"credential": "my_number_card"}))
    assert answer.values == {}
    assert [w.fact for w in answer.asks] == ["visit.kind"]


def test_a_visit_with_an_unknown_card_asks_for_its_mode() -> None:
    answer = said(person(visit={"kind": "online", "credential": "my_number_card"}))
    assert "visit" not in answer.values
    assert [w.fact for w in answer.asks] == ["card.mode"]


def test_the_cards_mode_serves_the_visit() -> None:
    answer = said(person(card={"mode": "face_auth"}, visit={"kind": "online", "credential": "my_number_card"}))
    assert answer.values["visit"]["usable"] == "no"


def test_what_was_only_announced_is_marked_on_the_visit() -> None:
    facts = person(visit={"kind": "emergency", "credential": "my_number_card"})
    found = visit.visit(facts, book(facts.as_of))
    assert found is not None
    assert found.confirm
    assert "kyukyu" in {c.fact for c in found.cites}


def test_the_old_card_cites_its_end() -> None:
    facts = person(visit={"kind": "outpatient", "credential": "health_insurance_card"})
    assert "hoken.end" in {c.fact for c in said(facts).because["visit"]}


@pytest.mark.parametrize("day", ["2023-12-15", "2024-12-02", "2026-11-23"])
def test_no_pin_is_offered_for_a_face_authentication_card(day: str) -> None:
    for kind in visit.KINDS:
        facts = person(day, visit={"kind": kind, "credential": "my_number_card", "mode": "face_auth"})
        assert "pin" not in said(facts).values["visit"].get("methods", [])


DAYS = st.dates(date(2022, 1, 1), date(2030, 12, 31))
FACTS = {
    "residence": st.sampled_from(["home", "facility", "hospital"]),
    "care_level": st.sampled_from([None, "support_1", "care_5"]),
    "disabilities": st.sampled_from([(), ("physical",)]),
    "guardian": st.sampled_from(["none", "parent", "adult_guardian", "curator", "assistant"]),
    "insurance.kind": st.sampled_from(["late_elderly", "national_health", "employer", "medical_assistance"]),
    "insurance.card_held": st.booleans(),
    "insurance.card_lost": st.booleans(),
    "insurance.card_returned": st.booleans(),
    "insurance.protected_person": st.booleans(),
    "insurance.insurance_use_registered": st.booleans(),
    "insurance.deregistered": st.booleans(),
    "insurance.certificate_expires": DAYS,
    "insurance.uses_last_12_months": st.integers(0, 20),
    "insurance.uses_last_3_months": st.integers(0, 9),
    "insurance.health_insurance_card_expires": DAYS,
}
VISITS = {
    "visit.kind": st.sampled_from(sorted(visit.KINDS)),
    "visit.credential": st.sampled_from(sorted(visit.CREDENTIALS)),
    "visit.mode": st.sampled_from(["standard", "face_auth"]),
}
BORN = st.dates(date(1920, 1, 1), date(2020, 1, 1))
PEOPLE = st.builds(Facts, DAYS, BORN, st.fixed_dictionaries({}, optional=FACTS))
VISITORS = st.builds(Facts, DAYS, BORN, st.fixed_dictionaries({}, optional=FACTS | VISITS))


@given(PEOPLE)
def test_there_is_no_certificate_before_its_first_day_and_always_an_answer_after(facts: Facts) -> None:
    found = entitlement(facts, book(facts.as_of))
    assert (found is None) == (facts.as_of < date(2024, 12, 2))
    if found is not None:
        assert all(c.since <= facts.as_of for c in found.cites)


@given(PEOPLE)
def test_a_ground_counts_only_if_a_fact_states_it(facts: Facts) -> None:
    """Take away everything that is not needed: what remains unknown never opens a ground."""
    nothing = Facts(facts.as_of, facts.born, {})
    found = entitlement(nothing, book(facts.as_of))
    if found is not None:
        assert (found.eligibility_certificate, found.ground) == ("not_issued", None)


@given(PEOPLE)
def test_an_unknown_word_is_neither_yes_nor_no(facts: Facts) -> None:
    words = insurance_words(facts, book(facts.as_of))
    assert words.yes & words.no == 0
    unknown = [key for key in ("insurance.card_held", "insurance.protected_person") if key not in facts.values]
    for word in vocabulary().by_name.values():
        if word.fact in unknown and word.name != "use_card_out":  # which other facts settle as well
            assert not (words.yes | words.no) & word.bit


@given(PEOPLE)
def test_late_elderly_under_85_are_confirmed_where_usage_decides(facts: Facts) -> None:
    found = entitlement(facts, book(facts.as_of))
    late = facts.values.get("insurance.kind") == "late_elderly"
    if found is not None and late and found.ground in ("late_elderly_low_use", "needs_support", None):
        assert found.confirm
    if found is not None and late and date(2025, 8, 1) <= facts.as_of <= date(2026, 7, 31):
        assert found.ground == "late_elderly_all"


@given(PEOPLE)
def test_the_old_card_never_outlives_1_december_2025(facts: Facts) -> None:
    found = health_card(facts, book(facts.as_of))
    assert found.until is None or found.until <= date(2025, 12, 1)
    assert not (found.usable and facts.as_of > date(2025, 12, 1))


@given(VISITORS)
def test_home_and_online_care_are_at_best_a_question_to_the_provider(facts: Facts) -> None:
    found = visit.visit(facts, book(facts.as_of))
    if found is not None and facts.values.get("visit.kind") in ("home_medical", "online"):
        assert found.said.get("usable") != "yes"


@given(VISITORS)
def test_knowing_more_never_turns_a_sure_answer_round(facts: Facts) -> None:
    """What is said without the credential or the mode is still said with them."""
    if "visit.kind" not in facts.values:
        return
    vague = Facts(facts.as_of, facts.born, {k: v for k, v in facts.values.items() if k not in ("visit.mode",)})
    sure, exact = visit.visit(vague, book(facts.as_of)), visit.visit(facts, book(facts.as_of))
    if sure is not None and exact is not None:
        assert sure.said.items() <= exact.said.items()


@given(VISITORS)
def test_records_are_shared_only_with_the_card(facts: Facts) -> None:
    found = visit.visit(facts, book(facts.as_of))
    if found is not None and found.said.get("shares_past_records"):
        assert facts.values.get("visit.credential") == "my_number_card"
        assert found.said["usable"] != "no"
