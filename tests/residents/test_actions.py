"""Enrolling, changing and knowing people: rights, repeats, two at once, and what must never be stored."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.cases import queries as case_queries
from tsukisoi.journal.models import Detail, Entry
from tsukisoi.residents import actions, guidance, queries
from tsukisoi.residents.actions.facts import token
from tsukisoi.residents.actions.identity import token as token_of
from tsukisoi.residents.models import Document, Fact, Resident, Status
from tsukisoi.staff.models import Post, Unit
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db

NUMBER = "123456789018"  # twelve digits with the right check digit; nobody's


def enrol(viewer: Any, name: str = "髙橋 キヨ", kana: str = "たかはし きよ", **more: Any) -> Any:
    return actions.enrol(viewer, name=name, kana=kana, birth_date=more.pop("birth_date", date(1931, 2, 3)), **more)


@pytest.fixture
def person(viewer: Any) -> Any:
    return enrol(viewer, room="103")


def test_the_name_is_kept_as_written_and_the_reading_in_katakana(person: Any) -> None:
    assert (person.name, person.kana, person.kana_state) == ("髙橋 キヨ", "タカハシ キヨ", "confirmed")
    assert Entry.objects.filter(chain_id=person.pk, action="residents.enrol").count() == 1


def test_the_same_form_sent_twice_makes_one_person(viewer: Any) -> None:
    id = new_id()
    assert enrol(viewer, id=id) == enrol(viewer, id=id)
    assert Resident.objects.count() == 1


@pytest.mark.parametrize("field", ["name", "room", "address", "postal_code"])
def test_an_individual_number_is_refused_in_every_text(viewer: Any, field: str) -> None:
    with pytest.raises(ValidationError):
        enrol(viewer, **{"name": "橘 和子", field: f"橘 {NUMBER}"})
    assert not Resident.objects.exists()


def test_a_viewer_may_look_but_not_write(home: Any, worker_in: Any, person: Any) -> None:
    looker = viewer_of(worker_in(home, "viewer"))
    assert queries.person(looker, person.pk) == person
    with pytest.raises(NotPermitted):
        actions.change(looker, person, room="104")
    with pytest.raises(NotPermitted):
        enrol(looker)


def test_another_organisation_finds_nobody(other_home: Any, worker_in: Any, person: Any) -> None:
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk):
        with pytest.raises(Http404):
            queries.person(stranger, person.pk)
        with pytest.raises(Http404):
            actions.change(stranger, person.pk, room="104")
        assert queries.search(stranger, "髙橋") == []


def test_a_worker_of_one_unit_reaches_only_that_unit(home: Any, worker_in: Any, viewer: Any) -> None:
    south, north = (Unit.objects.create(organisation=home, name=name) for name in ("南", "北"))
    here, there = enrol(viewer, unit_id=south.pk), enrol(viewer, name="橘 和子", kana="", unit_id=north.pk)
    worker = worker_in(home)
    Post.objects.create(organisation=home, worker=worker, unit=south)
    mine = viewer_of(worker)
    assert list(queries.everybody(mine)) == [here]
    with pytest.raises(Http404):
        actions.change(mine, there, room="1")
    with pytest.raises(NotPermitted):
        actions.change(mine, here, unit_id=north.pk)


def test_the_second_of_two_is_shown_what_the_first_changed(viewer: Any, person: Any) -> None:
    was = token_of(person)
    actions.change(viewer, person.pk, was=was, room="104")
    with pytest.raises(actions.ChangedMeanwhile) as caught:
        actions.change(viewer, person.pk, was=was, room="105")
    assert caught.value.now == {"room": "104"}
    assert actions.change(viewer, person.pk, was=was, room="104").room == "104"  # the same again is harmless
    assert Entry.objects.filter(chain_id=person.pk, action="residents.change").count() == 1


def test_an_estimated_reading_is_confirmed_by_a_person(viewer: Any) -> None:
    person = enrol(viewer, kana_state="estimated")
    assert actions.confirm_kana(viewer, person, "タカハシ　キヨ").kana_state == "confirmed"


def test_leaving_and_coming_back(viewer: Any, person: Any) -> None:
    actions.leave(viewer, person, date(2026, 11, 1))
    assert not queries.everybody(viewer).exists()
    actions.leave(viewer, person, date(2026, 11, 1))
    actions.return_(viewer, person)
    assert [e.action for e in Entry.objects.filter(chain_id=person.pk).order_by("seq")] == [
        "residents.enrol", "residents.leave", "residents.return",
    ]  # fmt: skip


# Facts


@pytest.mark.parametrize(
    ("key", "sent", "kept"),
    [
        ("care_level", "care_4", "care_4"),
        ("care_level", guidance.NONE, None),
        ("guardian", "none", "none"),
        ("disabilities", ["physical"], ["physical"]),
        ("wants_pin", "no", False),
        ("card.expires", "令和10年2月3日", "2028-02-03"),
        ("insurance.uses_last_3_months", "0", 0),
    ],
)
def test_a_fact_is_kept_as_the_rules_take_it(viewer: Any, person: Any, key: str, sent: Any, kept: Any) -> None:
    actions.record_fact(viewer, person, key, sent)
    assert queries.facts_of(viewer, [person])[person.pk] == {"birth_date": "1931-02-03", key: kept}


@pytest.mark.parametrize(
    ("key", "value"), [("care_level", "care_9"), ("wants_card", "yes_wants"), ("x", "y"), ("as_of", "2026-01-01")]
)
def test_what_a_fact_cannot_hold_is_refused(viewer: Any, person: Any, key: str, value: str) -> None:
    with pytest.raises(ValidationError):
        actions.record_fact(viewer, person, key, value)
    assert not Fact.objects.exists()


def test_not_known_is_an_answer_and_never_a_value(viewer: Any, person: Any) -> None:
    actions.record_fact(viewer, person, "notification_card", None, told_by="family")
    assert "notification_card" not in queries.facts_of(viewer, [person])[person.pk]
    assert queries.asked_unknown(viewer, person) == {"notification_card"}


def test_the_second_answer_to_a_fact_is_shown_the_first(viewer: Any, person: Any) -> None:
    actions.record_fact(viewer, person, "guardian", "none", was="")
    with pytest.raises(actions.ChangedMeanwhile) as caught:
        actions.record_fact(viewer, person, "guardian", "curator", was="")
    assert caught.value.now == {"guardian": "none"}
    was = token(Fact.objects.get())
    actions.record_fact(viewer, person, "guardian", "curator", was=was)
    assert Fact.objects.get().value == "curator"


def test_one_fact_of_many_people_and_the_same_again(viewer: Any, person: Any) -> None:
    group = [person, enrol(viewer, name="橘 和子", kana="")]
    assert actions.record_facts(viewer, group, "residence", "facility") == 2
    assert actions.record_facts(viewer, group, "residence", "facility") == 0
    assert Entry.objects.filter(action="residents.record_fact").count() == 2


def test_documents_count_only_once_somebody_looked(viewer: Any, person: Any) -> None:
    assert "identity_documents" not in queries.facts_of(viewer, [person])[person.pk]
    actions.documents_checked(viewer, person)
    person = queries.person(viewer, person.pk)
    assert queries.facts_of(viewer, [person])[person.pk]["identity_documents"] == []
    actions.hold_document(viewer, person, "care_insurance_card", place="事務所の棚")
    actions.hold_document(viewer, person, "passport", expires=date(2026, 11, 22))
    assert queries.facts_of(viewer, [person])[person.pk]["identity_documents"] == ["care_insurance_card"]


def test_documents_set_as_one_answer_keep_what_was_known_of_each(viewer: Any, person: Any) -> None:
    actions.hold_document(viewer, person, "passport", expires=date(2030, 1, 1))
    actions.record_fact(viewer, person, "identity_documents", ["passport", "bank_book"])
    assert Document.objects.get(kind="passport").expires == date(2030, 1, 1)
    actions.set_documents(viewer, person, ["bank_book"])
    assert set(queries.documents(viewer, person)) == {"bank_book"}


def test_few_queries_for_many_people(viewer: Any, django_assert_max_num_queries: Any) -> None:
    group = [enrol(viewer, name=f"橘 {n}", kana="") for n in range(60)]
    actions.record_facts(viewer, group, "residence", "facility")
    with django_assert_max_num_queries(8):
        known = queries.facts_of(viewer, group)
    assert all(facts["residence"] == "facility" for facts in known.values())


def test_a_proposal_counts_only_after_a_yes(viewer: Any, person: Any) -> None:
    Resident.objects.filter(pk=person.pk).update(
        proposed=[
            ["fact", "circumstances", "long_hospitalised", "?"],
            ["fact", "guardian", "curator", "?"],
            ["document", "identity_documents", "rehabilitation_certificate", "?"],
        ]
    )
    stay, guardian, paper = queries.proposals(viewer, queries.person(viewer, person.pk))
    actions.record_fact(viewer, person, "circumstances", ["pregnant"])
    for proposal, accepted in ((stay, True), (guardian, False), (paper, True), (stay, True)):
        actions.answer_proposal(viewer, person, proposal.token, accepted)
    assert queries.facts_of(viewer, [person])[person.pk] == {
        "birth_date": "1931-02-03",
        "circumstances": ["pregnant", "long_hospitalised"],
        "identity_documents": ["rehabilitation_certificate"],
    }
    assert queries.proposals(viewer, queries.person(viewer, person.pk)) == []


def test_an_answer_to_a_proposal_can_be_taken_back(viewer: Any, person: Any) -> None:
    waiting = [
        ["fact", "guardian", "curator", "?"],
        ["document", "identity_documents", "rehabilitation_certificate", "?"],
        ["accommodation", "wheelchair", None, "?"],
        ["fact", "residence", "facility", "?"],
    ]
    Resident.objects.filter(pk=person.pk).update(proposed=waiting)
    actions.record_fact(viewer, person, "guardian", "none", told_by="family")
    asked = queries.proposals(viewer, queries.person(viewer, person.pk))
    given = [actions.answer_proposal(viewer, person, one.token, True) for one in asked]
    for answered in (*given, *given):
        assert answered and actions.take_back_answer(viewer, person, answered)
    facts = queries.facts(viewer, person)
    assert {key: (fact.value, fact.told_by) for key, fact in facts.items()} == {"guardian": ("none", "family")}
    assert not queries.documents(viewer, person) and not queries.accommodations_of(viewer, [person])[person.pk]
    assert queries.person(viewer, person.pk).proposed == waiting


def test_an_answer_is_not_taken_back_over_what_somebody_wrote_since(viewer: Any, person: Any) -> None:
    Resident.objects.filter(pk=person.pk).update(proposed=[["fact", "guardian", "curator", "?"]])
    answered = actions.answer_proposal(viewer, person, "fact guardian curator", True)
    actions.record_fact(viewer, person, "guardian", "adult_guardian")
    assert answered and not actions.take_back_answer(viewer, person, answered)
    assert queries.facts(viewer, person)["guardian"].value == "adult_guardian"


def test_contacts_are_added_once_changed_and_taken_off(viewer: Any, person: Any) -> None:
    id = new_id()
    for _ in range(2):
        actions.add_contact(viewer, person, id=id, name="髙橋 恵", relation="長女", phone="090-0000-0000")
    actions.change_contact(viewer, person, id, name="髙橋 恵", relation="長女", phone="03-0000-0000", may_be_told=True)
    assert [(c.phone, c.may_be_told) for c in queries.contacts(viewer, person)] == [("03-0000-0000", True)]
    actions.remove_contact(viewer, person, id)
    assert queries.contacts(viewer, person) == []
    with pytest.raises(ValidationError):
        actions.add_contact(viewer, person, name="髙橋 恵", relation=f"暗証番号は{1234}")


# Two records of one person


def test_merging_moves_everything_and_deletes_nothing(viewer: Any, person: Any) -> None:
    twin = enrol(viewer, name="高橋 キヨ")
    actions.record_fact(viewer, person, "guardian", "none")
    actions.record_fact(viewer, person, "residence", None)
    for key, value in (("guardian", "curator"), ("residence", "facility"), ("care_level", "care_4")):
        actions.record_fact(viewer, twin, key, value)
    actions.add_contact(viewer, twin, name="髙橋 恵")
    told = queries.merge_consequences(viewer, person, twin)
    assert told.differs == [("guardian", "none", "curator")]
    actions.merge(viewer, person, twin)
    assert queries.facts_of(viewer, [person])[person.pk] == {
        "birth_date": "1931-02-03", "guardian": "none", "residence": "facility", "care_level": "care_4",
    }  # fmt: skip
    assert [c.name for c in queries.contacts(viewer, person)] == ["髙橋 恵"]
    assert queries.person(viewer, twin.pk).status == Status.MERGED
    assert Fact.objects.get(resident=twin, key="guardian").value == "curator"
    before = Entry.objects.count()
    actions.merge(viewer, person, twin)
    assert Entry.objects.count() == before


def test_merging_two_open_cases_loses_nothing_of_either(viewer: Any, person: Any) -> None:
    twin = enrol(viewer, name="高橋 キヨ")
    asked = {"matter": "card", "explained_by": "佐藤", "methods": ["spoken"]}
    cases.record_attempt(viewer, person.pk, at=datetime(2026, 11, 1, 1, tzinfo=UTC), answer="undecided", **asked)
    cases.record_attempt(viewer, twin.pk, at=datetime(2026, 11, 9, 1, tzinfo=UTC), answer="yes_wants", **asked)
    for who, code, state in ((person, "photo", "done"), (twin, "photo", "missing"), (twin, "pin_sheet", "doing")):
        cases.set_task(viewer, who.pk, code, state)
    cases.choose_way(viewer, twin.pk, "visiting_reception")
    before = queries.merge_consequences(viewer, person, twin)
    assert ("取得の記録", 1) in before.moves
    actions.merge(viewer, person, twin)
    assert len(case_queries.attempts(viewer, person.pk)) == 2
    assert case_queries.wills(viewer, [person.pk])[person.pk].answer == "yes_wants"
    tasks = case_queries.tasks(viewer, [person.pk])[person.pk]
    assert {code: task.state for code, task in tasks.items()} == {"photo": "done", "pin_sheet": "doing"}
    assert case_queries.chosen_routes(viewer, [person.pk]) == {person.pk: "visiting_reception"}
    assert case_queries.case_of(viewer, twin.pk) is None
    assert Entry.objects.filter(action="cases.join", chain_id=person.pk).count() == 1
    actions.merge(viewer, person, twin)
    cases.join(viewer, person.pk, twin.pk)
    assert Entry.objects.filter(action="cases.join").count() == 1


def test_documents_of_many_are_added_to_what_each_holds(viewer: Any, person: Any) -> None:
    twin = enrol(viewer, name="山田 太郎")
    actions.set_documents(viewer, person, ["passport"], on=date(2026, 1, 5))
    assert actions.record_facts(viewer, [person, twin], "identity_documents", ["passport", "driving_licence"]) == 2
    assert set(queries.documents(viewer, person)) == set(queries.documents(viewer, twin))
    assert queries.person(viewer, person.pk).documents_checked_on == date(2026, 1, 5)
    assert actions.record_facts(viewer, [person], "identity_documents", ["driving_licence"]) == 0
    assert set(queries.documents(viewer, person)) == {"passport", "driving_licence"}
    with pytest.raises(ValidationError):
        actions.record_facts(viewer, [person], "identity_documents", [])
    assert set(queries.documents(viewer, person)) == {"passport", "driving_licence"}


def test_merging_takes_its_own_right(home: Any, worker_in: Any, viewer: Any, person: Any) -> None:
    twin = enrol(viewer)
    with pytest.raises(NotPermitted):
        actions.merge(viewer_of(worker_in(home, "worker")), person, twin)
    with pytest.raises(ValidationError):
        actions.merge(viewer, person, person)


def test_no_entry_of_the_record_holds_a_name(viewer: Any, person: Any) -> None:
    assert all("髙橋" not in str(e.fields) + str(e.refs) + e.action for e in Entry.objects.all())
    assert Detail.objects.filter(entry__chain_id=person.pk).exists()
