"""What must hold for people nobody listed: sets, first days, overlays, and that unknown never becomes yes."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tebiki import identity, route
from tebiki.book import NotInForce, book, editions, read_overlay
from tebiki.facts import BadFact, Facts, kinds, read
from tebiki.person import Person
from tebiki.plan import next_question, papers_for, plan, questions, ways, what_would_change
from tebiki.table import FaultyTable
from tebiki.words import UnknownWord, bit

TODAY = date(2026, 11, 23)
CHAPTERS = ("route", "identity", "proxy", "photo")
RESIDENT: dict[str, Any] = {
    "as_of": "2026-11-23", "birth_date": "1942-03-10", "residence": "facility", "has_care_manager": False,
    "guardian": "none", "disabilities": [], "care_level": "care_4", "notification_card": "held",
    "identity_documents": ["eligibility_certificate", "care_insurance_card"], "basic_resident_card": False,
    "wants_pin": True, "agent": "facility_staff",
}  # fmt: skip
TOWN = {
    "visiting_reception": True, "home_visit_reception": True, "staffed_by": "municipality", "mail_delivery": True,
    "post_office": [],
}  # fmt: skip
WAYS = {
    **RESIDENT, "wants_card": "yes_wants", "can_visit_counter": False, "registered_elsewhere": False,
    "circumstances": [], "municipality": TOWN,
}  # fmt: skip

VALUES: dict[str, st.SearchStrategy[Any]] = {
    key: (
        st.lists(st.sampled_from(kind.codes), unique=True, max_size=4).map(tuple)
        if kind.holds == "codes"
        else st.booleans()
        if kind.holds == "yes_no"
        else st.sampled_from([*kind.codes, *([None] if kind.nullable else [])])
        if kind.holds == "code"
        else st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))
    )
    for key, kind in kinds().items()
    if not key.startswith(("insurance.", "visit.", "card.")) and key not in ("as_of", "birth_date", "route")
}
BORN = st.dates(date(1915, 1, 1), TODAY)
PEOPLE = st.builds(
    lambda born, values: Facts(TODAY, born, values),
    BORN,
    st.fixed_dictionaries({}, optional=VALUES),
)
WHOLE_PEOPLE = st.builds(lambda born, values: Facts(TODAY, born, values), BORN, st.fixed_dictionaries(VALUES))
PAPERS = kinds()["identity_documents"].codes


def person(facts: Facts) -> Person:
    return Person(facts, book(facts.as_of))


def every_set(someone: Person) -> list[identity.IdentitySet]:
    return [someone.application_set, someone.counter_set(), someone.proxy.identity]


@settings(max_examples=150, deadline=None)
@given(WHOLE_PEOPLE, st.sampled_from(PAPERS))
def test_a_further_paper_never_makes_a_set_larger(facts: Facts, paper: str) -> None:
    held = facts.values["identity_documents"]
    more = facts.but(identity_documents=tuple(dict.fromkeys((*held, paper))))
    for before, after in zip(every_set(person(facts)), every_set(person(more)), strict=True):
        if before.complete:
            assert after.complete
            assert len(after.papers) <= len(before.papers)


@settings(max_examples=150, deadline=None)
@given(WHOLE_PEOPLE)
def test_a_set_is_valid_minimal_and_made_of_papers_held(facts: Facts) -> None:
    someone = person(facts)
    a, b = set(someone.papers.a), {*someone.papers.b, "photo_certificate"}
    valid = {
        "application": lambda n_a, n_b, number, _photo: (n_a, n_b, number) in ((2, 0, 0), (1, 1, 0), (0, 2, 1)),
        "counter": lambda n_a, n_b, _number, _photo: (n_a, n_b) in ((1, 0), (0, 2)),
        "proxy": lambda n_a, n_b, _number, photo: (n_a, n_b) in ((2, 0), (1, 1)) or ((n_a, n_b) == (0, 3) and photo),
    }
    for (purpose, rule), found in zip(valid.items(), every_set(someone), strict=True):
        if not found.complete:
            assert found.papers == ()
            continue
        chosen = set(found.papers)
        number = chosen & {"notification_card", "number_notice"}
        assert rule(len(chosen & a), len(chosen & b), len(number), "photo_certificate" in chosen), purpose
        assert chosen <= a | b | number
        assert len(chosen) == len(found.papers)


@settings(max_examples=300, deadline=None)
@given(PEOPLE, st.data())
def test_answering_an_unknown_fact_never_contradicts_a_settled_answer(facts: Facts, data: st.DataObject) -> None:
    # a municipality mails, nothing happened, a card is good, until it is said otherwise; a representative may be named
    defaults = {"municipality.mail_delivery", "event.kind", "circumstances", "number_notice", "representative_attends"}
    missing = sorted(set(VALUES) - set(facts.values) - defaults)
    if not missing:
        return
    key = data.draw(st.sampled_from(missing))
    told = Facts(facts.as_of, facts.born, {**facts.values, key: data.draw(VALUES[key])})
    before, after = person(facts), person(told)
    for found, then in zip(every_set(before), every_set(after), strict=True):
        assert found.complete is None or found.complete is then.complete
    assert before.proxy.possible is None or before.proxy.possible is after.proxy.possible
    for name, way in before.choice().ways.items():
        if name != route.WITHOUT_CARD and way.answer in ("yes", "no"):
            assert after.choice().ways[name].answer == way.answer, (name, key)


@settings(max_examples=60, deadline=None)
@given(PEOPLE)
def test_no_way_is_open_before_the_will_is_known(facts: Facts) -> None:
    choice = person(
        Facts(facts.as_of, facts.born, {k: v for k, v in facts.values.items() if k != "wants_card"})
    ).choice()
    assert choice.recommended is None
    assert not any(way.answer == "yes" for way in choice.ways.values())


@settings(max_examples=60, deadline=None)
@given(WHOLE_PEOPLE)
def test_every_answer_has_its_reasons(facts: Facts) -> None:
    raw = {key: value for key, value in facts.values.items() if not key.startswith(("event.", "municipality."))}
    for taken in (*route.ROUTES, None):
        chosen = {"route": taken} if taken else {"event": {"kind": "lost"}}
        answer = plan({**raw, "as_of": facts.as_of, "birth_date": facts.born, **chosen})
        for key in answer.values:
            assert answer.because[key] or key == "application_documents", key


def test_who_may_issue_a_photo_certificate_is_left_out_where_the_residence_is_not_known() -> None:
    known = {
        "as_of": "2026-11-23", "birth_date": "1970-03-10", "guardian": "none", "route": "counter_delivery",
        "wants_pin": True, "identity_documents": ["eligibility_certificate"],
    }  # fmt: skip
    left_out = plan(known).values
    assert not {"photo_certificate_usable", "photo_certificate_issuers"} & left_out.keys()
    at_home = plan({**known, "residence": "home"}).values
    assert (at_home["photo_certificate_usable"], at_home["photo_certificate_issuers"]) == (False, [])


def test_no_edition_is_used_before_its_first_day() -> None:
    for name, several in editions().items():
        if name.split(".")[0] not in CHAPTERS:
            continue
        for earlier, table in zip((None, *several), several, strict=False):
            before = book(table.since - timedelta(days=1)).tables.get(name)
            assert before == earlier
            assert book(table.since)[name] is table


def test_a_day_before_all_rules_is_refused() -> None:
    with pytest.raises(NotInForce, match="2023-03-30"):
        plan({**RESIDENT, "as_of": "2023-03-30", "route": "proxy_delivery"})


OVERLAYS = {
    "agent_three_b": """
        [[change]]
        table = "identity.sets"
        row = "agent_three_b"
        when = ["purpose_agent"]
        say = "B 3点"
        data = { a = 0, b = 3 }
        source = "proxy-pages"
        place = "代理人の本人確認書類"
        """,
    "notification_and_a": """
        [[change]]
        table = "identity.sets"
        row = "application_notification_and_a"
        when = ["purpose_application", "notification_held"]
        say = "通知カードと A 1点"
        data = { a = 1, b = 0, number_paper = true }
        source = "reception-pages"
        place = "通知カードと A"
        """,
    "no_sub_agent_for_wards": """
        [[change]]
        table = "proxy.agents"
        row = "sub_agent_of_ward"
        when = ["guardian_adult", "agent_sub_agent"]
        say = "no"
        source = "proxy-pages"
        place = "復代理人"
        """,
    "voluntary_ward": """
        [[change]]
        table = "proxy.difficulty"
        row = "voluntary_ward"
        when = ["voluntary_ward"]
        say = "voluntary_ward"
        source = "proxy-pages"
        place = "任意被後見人"
        """,
    "further_issuer": """
        [[change]]
        table = "photo.issuers"
        row = "consultation_supporter"
        when = ["disabled", "residence_home"]
        say = "usable"
        need = ["care_manager_and_provider_head"]
        source = "photo-certificate-pages"
        place = "相談支援専門員"
        """,
    "expired_card": """
        [[change]]
        table = "identity.documents"
        row = "my_number_card"
        say = "A"
        source = "counter-pages"
        place = "期限切れのカード"
        """,
    "no_curator_issue": """
        [[change]]
        table = "photo.issuers"
        row = "curatee_or_assisted"
        remove = true
        """,
}


def town(name: str) -> Any:
    return read_overlay(f'level = "municipality"\nname = "架空市"\n{OVERLAYS[name]}')


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_changes_only_what_it_names(name: str) -> None:
    layer = town(name)
    plain, laid = book(TODAY), book(TODAY, (layer,))
    for table in plain.tables:
        if table not in dict(layer.changes):
            assert laid[table] is plain[table]
            continue
        named = {change["row"] for change in layer.of(table)}
        assert [r for r in plain[table].every_row() if r.name not in named] == [
            r for r in laid[table].every_row() if r.name not in named
        ]
        assert all(row.level == "municipality" for row in laid[table].rows if row.name in named)
        assert laid[table].faults() == []


@pytest.mark.parametrize(
    ("name", "facts", "key", "before", "after"),
    [
        ("notification_and_a", {"route": "home_visit_reception", "residence": "home",
                                "identity_documents": ["passport"]},
         "application_identity", None, ["passport", "notification_card"]),
        ("no_sub_agent_for_wards", {"route": "proxy_delivery", "guardian": "adult_guardian", "agent": "sub_agent"},
         "proxy_delivery_possible", True, False),
        ("voluntary_ward", {"route": "proxy_delivery", "birth_date": "1970-01-01", "residence": "home",
                            "care_level": None, "circumstances": ["voluntary_ward"]}, "proxy_ground", None,
         "voluntary_ward"),
        ("further_issuer", {"route": "proxy_delivery", "birth_date": "1970-01-01", "residence": "home",
                            "care_level": None, "disabilities": ["mental"]}, "proxy_delivery_possible", False, True),
        ("expired_card", {"route": "counter_delivery", "identity_documents": ["my_number_card"],
                          "card": {"expires": "2026-01-01"}}, "delivery_identity", [], ["my_number_card"]),
        ("no_curator_issue", {"route": "counter_delivery", "guardian": "curator", "residence": "home",
                              "care_level": None}, "photo_certificate_usable", True, False),
    ],
)  # fmt: skip
def test_a_municipal_difference_decides(name: str, facts: dict[str, Any], key: str, before: Any, after: Any) -> None:
    assert plan({**RESIDENT, **facts}).values.get(key) == before
    answer = plan({**RESIDENT, **facts}, (town(name),))
    assert answer.values[key] == after


def test_a_local_set_for_agents_is_named_with_its_level() -> None:
    need = next(p for p in papers_for(read(RESIDENT), "proxy_delivery", (town("agent_three_b"),))
                if p.document == "agent_identity")  # fmt: skip
    assert {reason.cite.level for reason in need.reasons} == {"national", "municipality"}


def test_an_overlay_that_removes_what_is_not_there_is_refused() -> None:
    layer = read_overlay(
        'level = "municipality"\nname = "架空市"\n[[change]]\ntable = "proxy.agents"\nrow = "x"\nremove = true'
    )
    with pytest.raises(FaultyTable, match="no row 'x'"):
        plan({**RESIDENT, "route": "proxy_delivery"}, (layer,))


def test_an_overlay_may_say_what_holds_for_everybody_else() -> None:
    layer = read_overlay(
        'level = "municipality"\nname = "架空市"\n[[change]]\ntable = "proxy.agents"\nrow = "otherwise"\nsay = "no"\n'
        'source = "proxy-pages"\nplace = "施設職員"'
    )
    assert plan({**RESIDENT, "route": "proxy_delivery"}, (layer,)).values["proxy_delivery_possible"] is False


def test_the_papers_of_a_page() -> None:
    needs = {(n.moment, n.document): n for n in papers_for(read({**RESIDENT, "guardian": "none"}), "proxy_delivery")}
    shown = needs["delivery", "applicant_identity"]
    assert shown.papers == ("eligibility_certificate", "care_insurance_card", "photo_certificate")
    assert (shown.held, shown.issuers) == ("no", ("facility_head",))
    assert needs["delivery", "agent_identity"].who_brings == "agent"
    assert needs["delivery", "authority_delegation"].held == "prepared_on_the_day"
    assert needs["delivery", "notification_card"].held == "yes"
    assert needs["application", "face_photo"].who_brings == "facility"
    assert ("delivery", "difficulty_proof") not in needs
    assert all(need.reasons and need.reasons[0].note for need in needs.values())


def test_the_papers_of_a_page_at_a_reception_a_counter_and_without_a_card() -> None:
    facts = read(RESIDENT)
    reception = papers_for(facts, "visiting_reception")
    assert {need.moment for need in reception} == {"application"}
    assert next(n for n in reception if n.document == "applicant_identity").held == "yes"
    counter = papers_for(facts.but(guardian="adult_guardian"), "counter_delivery")
    assert next(n for n in counter if n.document == "authority_guardianship_record").who_brings == "representative"
    assert next(n for n in counter if n.document == "applicant_identity").held == "yes"
    assert papers_for(facts, "eligibility_certificate_instead") == []


def test_the_proof_of_a_ground_on_a_page() -> None:
    at_home = read({**RESIDENT, "birth_date": "1970-01-01", "residence": "home", "agent": "family",
                    "identity_documents": ["driving_licence", "care_insurance_card"]})  # fmt: skip
    proof = papers_for(at_home, "proxy_delivery")[-1]
    assert (proof.document, proof.held, proof.papers) == ("difficulty_proof", "yes", ("care_insurance_card",))
    without = papers_for(at_home.but(care_level=None), "proxy_delivery")
    assert "difficulty_proof" not in {need.document for need in without}
    statement = papers_for(Facts(TODAY, date(1940, 1, 1), at_home.values), "proxy_delivery")[-1]
    assert (statement.document, statement.held) == ("difficulty_statement", "prepared_on_the_day")
    unknown = Facts(TODAY, date(1970, 1, 1), {"residence": "home"})
    assert next(n for n in papers_for(unknown, "counter_delivery") if n.document == "applicant_identity").held == (
        "not_known"
    )


def test_ways_come_in_order_of_recommendation() -> None:
    found = ways(read(WAYS))
    assert [(way.route, way.rank) for way in found[:3]] == [
        ("visiting_reception", 1), ("proxy_delivery", 2), ("eligibility_certificate_instead", 3),
    ]  # fmt: skip
    assert len(found) == len(route.ROUTES)
    assert all(way.reasons for way in found)


def test_papers_matter_to_whoever_goes_to_the_counter_alone() -> None:
    """Nobody comes, nobody may go for the person: the counter is the way, and its papers hang on what is at hand."""
    alone = {
        "as_of": "2026-11-23", "birth_date": "1990-03-10", "residence": "home", "wants_card": "yes_wants",
        "can_visit_counter": True, "agent": None, "municipality": {"visiting_reception": False, "post_office": []},
    }  # fmt: skip
    assert ways(read({**alone, "identity_documents": ["driving_licence"]}))[0].route == "counter_delivery"
    assert "identity_documents" in questions(read(alone))
    assert "identity_documents" not in questions(read({**alone, "identity_documents": ["driving_licence"]}))


def test_only_questions_that_could_change_something_are_asked() -> None:
    assert questions(read(WAYS)) == []
    assert next_question(read(WAYS)) is None
    bare = read({"as_of": "2026-11-23", "birth_date": "1942-03-10"})
    assert next_question(bare) == "wants_card"
    assert questions(read({**WAYS, "wants_card": "no_does_not", "agent": None})) == []
    fetched = read({**WAYS, "municipality": {**TOWN, "visiting_reception": False}})
    assert ways(fetched)[0].route == "proxy_delivery"
    assert questions(fetched) == []
    without = {key: value for key, value in WAYS.items() if key not in ("agent", "can_visit_counter")}
    assert questions(read(without)) == ["can_visit_counter", "agent"]


@pytest.mark.parametrize(
    ("gone", "way", "opens"),
    [
        ("identity_documents", "visiting_reception", ("identity_documents",)),
        ("notification_card", "visiting_reception", ("notification_card", "number_notice")),
        ("identity_documents", "proxy_delivery", ("identity_documents",)),
        ("residence", "proxy_delivery", ("residence",)),
        ("agent", "proxy_delivery", ("agent",)),
    ],
)
def test_a_way_that_is_not_yet_known_names_what_would_settle_it(gone: str, way: str, opens: tuple[str, ...]) -> None:
    facts = read({key: value for key, value in WAYS.items() if key != gone})
    found = next(w for w in ways(facts) if w.route == way)
    assert found.answer == "not_yet_known"
    assert found.opens == opens


@settings(max_examples=100, deadline=None)
@given(PEOPLE)
def test_whatever_is_not_yet_known_names_something_that_is_not_known(facts: Facts) -> None:
    for way in ways(facts):
        if way.answer in ("not_yet_known", "ask_municipality") and facts.values.get("wants_card") == "yes_wants":
            told = set(way.opens) - set(facts.values)
            assert told or facts.values.get("registered_elsewhere"), way


def test_asking_one_question_after_another_comes_to_an_end() -> None:
    facts = read({"as_of": "2026-11-23", "birth_date": "1942-03-10"})
    answers = read(WAYS).values
    asked: list[str] = []
    while (key := next_question(facts)) is not None:
        assert key not in asked
        asked.append(key)
        facts = Facts(facts.as_of, facts.born, {**facts.values, key: answers.get(key, False)})
    assert person(facts).choice().recommended == "visiting_reception"
    assert len(asked) < 22


def test_what_another_answer_would_change() -> None:
    found = {(w.fact, w.value): {c[0]: c[1:] for c in w.changes} for w in what_would_change(read(WAYS))}
    assert found["registered_elsewhere", True]["recommended"] == ("visiting_reception", "proxy_delivery")
    assert found["municipality.staffed_by", "contractor"]["visiting_support"] == ("no", "yes")
    assert ("basic_resident_card", True) not in found


@pytest.mark.parametrize("key", ["wants_pin", "identity_documents"])
def test_papers_need_to_know_the_pin_and_the_papers_held(key: str) -> None:
    with pytest.raises(BadFact, match=f"{key}: is required"):
        plan({k: v for k, v in {**RESIDENT, "route": "counter_delivery"}.items() if k != key})


def test_what_is_not_known_of_a_person_adds_no_paper_and_is_asked() -> None:
    answer = plan({"as_of": "2026-11-23", "birth_date": "1970-01-01", "route": "visiting_reception", "wants_pin": True,
                   "identity_documents": ["eligibility_certificate", "care_insurance_card"]})  # fmt: skip
    assert "application_identity" not in answer.values
    assert answer.values["fallback_route"] is None
    assert "notification_card" not in answer.values["application_documents"]
    assert {"notification_card", "guardian", "residence"} <= set(answer.as_json()["asks"])
    assert "photo_certificate_usable" not in answer.values
    assert answer.values["proxy_delivery_possible"] is False


def test_whether_a_proxy_may_collect_is_left_out_while_the_guardian_is_not_known() -> None:
    answer = plan({**{k: v for k, v in RESIDENT.items() if k != "guardian"}, "route": "proxy_delivery"})
    assert "proxy_delivery_possible" not in answer.values
    assert answer.values["proxy_ground"] == "facility_resident"
    assert "guardian" in answer.as_json()["asks"]


def test_dated_answers_and_ways_come_together_where_both_are_asked() -> None:
    card = {"mode": "standard", "expires": "2030-11-10", "certificate_expires": "2025-11-10"}
    both = plan({**WAYS, "card": card})
    assert {"ways", "card"} <= set(both.values)
    assert "ways" not in plan({"as_of": "2026-11-23", "birth_date": "1942-03-10", "card": card}).values
    assert "ways" in plan({"as_of": "2026-11-23", "birth_date": "1942-03-10"}).values


def test_an_unknown_word_is_named() -> None:
    with pytest.raises(UnknownWord, match="no_such_word"):
        bit("no_such_word")


def test_whether_a_representative_is_needed_stays_open_while_the_guardian_is_not_known() -> None:
    needed = bit("needs_representative")
    said = {key: value for key, value in RESIDENT.items() if key != "guardian"}
    unknown = person(read(said)).known
    assert not (unknown.yes | unknown.no) & needed
    assert person(read({**said, "guardian": "none"})).known.no & needed
    assert person(read({**said, "guardian": "adult_guardian"})).known.yes & needed
    assert person(read({**said, "birth_date": "2015-01-01"})).known.yes & needed


def test_only_a_disabled_persons_failing_proxy_delivery_is_asked_about() -> None:
    said = {**WAYS, "birth_date": "1970-03-10", "residence": "home", "agent": "family", "has_care_manager": False,
            "care_level": None, "identity_documents": ["eligibility_certificate"]}  # fmt: skip
    disabled, not_disabled = (person(read({**said, "disabilities": kinds})) for kinds in (["physical"], []))
    assert disabled.proxy.identity.complete is not_disabled.proxy.identity.complete is False
    assert disabled.confirm("proxy_delivery")
    assert not not_disabled.confirm("proxy_delivery")


@pytest.mark.parametrize("circumstances", [[], ["busy"]])
def test_a_closed_proxy_delivery_says_what_closes_it_not_who_might_come(circumstances: list[str]) -> None:
    healthy = RESIDENT | {
        "birth_date": "1980-01-10", "residence": "home", "care_level": None, "disabilities": [], "guardian": "none",
        "wants_card": "yes_wants", "can_visit_counter": True, "agent": "family", "circumstances": circumstances,
        "identity_documents": ["driving_licence", "eligibility_certificate"], "has_care_manager": False,
    }  # fmt: skip
    way = plan(healthy).values["ways"]["proxy_delivery"]
    assert way["answer"] == "no"
    assert "だれでもなれます" not in way["note"]
