"""Papers that come and go, insurers, registrations, applications, letters."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.cases.points import to_ask
from tsukisoi.insurance import actions, queries
from tsukisoi.insurance.guidance import cycle_of, expected_of, needed_for
from tsukisoi.insurance.models import Application, Letter, Membership, Paper, Registration
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.municipalities.points import calls
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)


def _facts(head: Any, who: Any) -> dict[str, Any]:
    return register.facts_of(head, [register.person(head, who.pk)])[who.pk]


def _says(head: Any, who: Any, answer: str, by: str = "self", hour: int = 10) -> None:
    cases.record_attempt(
        head, who.pk, matter="certificate", at=datetime(2026, 11, 19, hour, tzinfo=ZoneInfo("Asia/Tokyo")),
        explained_by="佐藤 美咲", methods=[], answer=answer, answered_by=by,
    )  # fmt: skip


def _known(head: Any, who: Any) -> Any:
    return queries.known_of(head, [register.person(head, who.pk)])[0]


def test_a_paper_comes_and_replaces_the_one_before(head: Any, kiyo: Any, union: Any) -> None:
    actions.set_insurer(head, kiyo.pk, scheme="late_elderly", insurer=union.pk)
    told = {"kind": "eligibility_certificate", "ground": "aged_85", "place": "金庫"}
    for _again in range(2):
        actions.paper_arrived(head, kiyo.pk, arrived_on=date(2026, 7, 20), expires=date(2026, 7, 31), **told)
    actions.paper_arrived(head, kiyo.pk, arrived_on=DAY, expires=date(2027, 7, 31), options=["limit"], **told)
    rows = list(Paper.objects.order_by("arrived_on"))
    assert [(row.ended_why, row.insurer_id) for row in rows] == [("replaced", union.pk), ("", union.pk)]
    assert rows[1].predicted == "eligibility_certificate" and rows[1].options == ["limit"]
    held = register.documents(head, kiyo)["eligibility_certificate"]
    assert (held.expires, held.place) == (date(2027, 7, 31), "金庫")


def test_what_came_instead_of_what_was_expected_is_kept(head: Any) -> None:
    held = residents.enrol(head, name="松原 実", kana="", birth_date=date(1970, 2, 3), sex="", room="")
    residents.record_fact(head, held, "insurance.card_held", True)
    residents.record_fact(head, held, "insurance.kind", "national_health")
    residents.record_fact(head, held, "insurance.insurance_use_registered", True)
    made = actions.paper_arrived(
        head, held.pk, kind="eligibility_certificate", arrived_on=DAY, expires=date(2027, 7, 31)
    )
    assert made.predicted == "eligibility_notice"


def test_another_insurance_ends_the_papers_of_the_one_before(head: Any, union: Any) -> None:
    kiyo = residents.enrol(head, name="備中 千代", kana="", birth_date=date(1970, 3, 10), sex="", room="")
    actions.set_insurer(head, kiyo.pk, scheme="national_health")
    actions.paper_arrived(head, kiyo.pk, kind="eligibility_certificate", arrived_on=DAY, expires=date(2027, 7, 31))
    for _again in range(2):
        actions.set_insurer(head, kiyo.pk, scheme="employer", insurer=union.pk, since=date(2026, 11, 21))
    paper = Paper.objects.get()
    assert (paper.ended_on, paper.ended_why) == (DAY, "insurer_changed")
    assert "eligibility_certificate" not in register.documents(head, kiyo)
    assert Membership.objects.count() == 1 and _known(head, kiyo).insurer == union


def test_moving_to_another_insurer_keeps_the_history(head: Any, kiyo: Any, union: Any) -> None:
    from tsukisoi.municipalities import actions as municipalities

    other = municipalities.add_office(head, "川北県後期高齢者医療広域連合", "insurer")
    actions.set_insurer(head, kiyo.pk, scheme="late_elderly", insurer=union.pk, since=date(2026, 1, 1))
    actions.set_insurer(head, kiyo.pk, scheme="late_elderly", insurer=other.pk, since=date(2026, 11, 1))
    assert list(Membership.objects.order_by("since").values_list("until", flat=True)) == [date(2026, 10, 31), None]


def test_registration_is_a_fact_with_its_source_and_day(head: Any, held: Any) -> None:
    for _again in range(2):
        actions.register(head, held.pk, step="registered", how="municipality", on=DAY)
    fact = register.facts(head, held)["insurance.insurance_use_registered"]
    assert (fact.value, fact.told_by, fact.since) == (True, "paper", DAY)
    actions.register(head, held.pk, step="cancel_asked", how="insurer", on=DAY)
    assert _facts(head, held)["insurance.insurance_use_registered"] is True
    assert _known(head, held).registration.step == "cancel_asked"
    actions.register(head, held.pk, step="cancelled", how="insurer", on=DAY)
    assert _facts(head, held)["insurance.deregistered"] is True
    assert Registration.objects.count() == 3


def test_a_card_without_a_pin_is_not_registered_by_telephone(head: Any, held: Any) -> None:
    residents.record_fact(head, held, "card.mode", "face_auth")
    for how in ("own_device", "bank_machine"):
        with pytest.raises(ValidationError, match="暗証番号がない"):
            actions.register(head, held.pk, step="registered", how=how, on=DAY)
    actions.register(head, held.pk, step="registered", how="reader", on=DAY)


def test_an_application_rests_on_the_will(head: Any, kiyo: Any) -> None:
    told = {"ground": "needs_support", "asked_by": "family", "applies": "facility_staff"}
    with pytest.raises(ValidationError, match="本人の意思"):
        actions.apply(head, kiyo.pk, **told)
    _says(head, kiyo, "yes_wants", by="family")
    with pytest.raises(ValidationError, match="本人の意思"):
        actions.apply(head, kiyo.pk, **told)  # a family's wish counts only where the person cannot say
    _says(head, kiyo, "could_not_confirm", hour=11)
    made = actions.apply(head, kiyo.pk, **told, checked_how="昼食のあと、絵を見せて")
    assert made.will == "family_wish"
    _says(head, kiyo, "no_does_not", hour=12)
    with pytest.raises(ValidationError, match="本人の意思"):
        actions.apply(head, kiyo.pk, **told, options=["limit"])
    assert Application.objects.count() == 1


def test_an_application_from_the_first_sheet_to_the_paper(head: Any, kiyo: Any) -> None:
    _says(head, kiyo, "yes_wants")
    for options in ([], ["limit"], ["limit"]):
        made = actions.apply(
            head, kiyo.pk, ground="needs_support", asked_by="self", applies="facility_staff", options=options
        )
    for _again in range(2):
        actions.send_application(head, kiyo.pk, made.pk, DAY)
    assert Application.objects.get().sent_on == DAY
    actions.paper_arrived(
        head, kiyo.pk, kind="eligibility_certificate", arrived_on=DAY, expires=date(2027, 7, 31), ground="needs_support"
    )
    assert Application.objects.get().outcome == "arrived" and _known(head, kiyo).application is None
    actions.end_application(head, kiyo.pk, made.pk, DAY, "refused", "後から")
    assert Application.objects.get().outcome == "arrived"


def test_a_paper_that_comes_before_a_75th_birthday_says_of_which_insurance_it_is(head: Any, line: Any) -> None:
    person = residents.enrol(head, name="備中 千代", kana="", birth_date=date(1951, 12, 20), sex="", room="")
    for key, value in {"insurance.kind": "national_health", "insurance.card_held": False}.items():
        residents.record_fact(head, person, key, value)
    told = {"kind": "eligibility_certificate", "place": "金庫"}
    actions.paper_arrived(head, person.pk, arrived_on=date(2026, 7, 20), expires=date(2026, 12, 19), **told)
    new = {**told, "arrived_on": DAY, "expires": date(2027, 7, 31)}
    with pytest.raises(ValidationError):
        actions.paper_arrived(head, person.pk, **new)
    for _again in range(2):
        actions.paper_arrived(head, person.pk, scheme="late_elderly", **new)
    assert Paper.objects.count() == 2
    before = line(person, DAY)
    assert before.until == date(2026, 12, 19) and before.next.code == "turn75" and "入れかえる" in before.next.words
    actions.set_insurer(head, person.pk, scheme="late_elderly", since=date(2026, 12, 20))
    after = line(person, date(2026, 12, 20))
    assert (after.state, after.until) == ("ok", date(2027, 7, 31)) and not after.outgrown


def test_a_paper_of_the_old_insurance_ends_with_it_and_one_known_by_sight_alone_is_kept(head: Any, line: Any) -> None:
    person = residents.enrol(head, name="備中 実", kana="", birth_date=date(1951, 12, 20), sex="", room="")
    residents.record_fact(head, person, "insurance.kind", "employer")
    residents.hold_document(head, person, "eligibility_certificate", expires=date(2028, 3, 31), place="居室")
    new = {"kind": "eligibility_certificate", "arrived_on": DAY, "expires": date(2027, 7, 31)}
    actions.paper_arrived(head, person.pk, scheme="late_elderly", **new)
    assert line(person, DAY).until == date(2026, 12, 19)
    assert line(person, date(2026, 12, 20)).until == date(2027, 7, 31)
    actions.paper_arrived(head, person.pk, scheme="employer", **new | {"expires": None})
    assert line(person, date(2026, 12, 20)).state == "gap"


def test_what_insurers_have_to_say_is_asked_of_each_once(client: Any, head: Any, kiyo: Any, union: Any) -> None:
    other = residents.enrol(head, name="山本 茂", kana="", birth_date=date(1950, 5, 5), sex="", room="")
    for person in (kiyo, other):
        actions.set_insurer(head, person.pk, scheme="late_elderly", insurer=union.pk)
        _says(head, person, "yes_wants")
        made = actions.apply(head, person.pk, ground="needs_support", asked_by="self", applies="facility_staff")
    found = {(point.office, point.key): point for point in to_ask(head)}
    assert {key for office, key in found if office == union.pk} >= {"certificate.papers", "certificate.by_mail"}
    call = next(call for call in calls(head, to_ask(head)) if call.office == union)
    assert next(one for one in call.lines if one.key == "certificate.papers").count == 2
    municipalities.answer(head, union, "certificate.papers", ["delegation"], "電話", DAY)
    assert (union.pk, "certificate.papers") not in {(point.office, point.key) for point in to_ask(head)}
    assert needed_for("facility_staff", {"certificate.papers": ["delegation"]}) == ("form", "delegation")
    assert "delegation" in needed_for("facility_staff") and needed_for("nobody there is") == ("form",)
    page = client.get(reverse("insurance:apply", args=[kiyo.pk])).text
    assert "委任状" in page and "電話" in page
    sheet = reverse("insurance:sheet", args=[other.pk, made.pk])
    assert client.post(sheet).content.startswith(b"%PDF")
    assert client.get(reverse("municipalities:list")).status_code == 200


def test_summer_by_the_age_on_the_first_of_august(head: Any) -> None:
    def expected(born: date, **facts: Any) -> Any:
        person = residents.enrol(head, name="松原 文", kana="", birth_date=born, sex="", room="")
        told = {"insurance.kind": "late_elderly", "insurance.card_held": True,
                "insurance.insurance_use_registered": True, **facts}  # fmt: skip
        for key, value in told.items():
            residents.record_fact(head, person, key, value)
        return expected_of(_known(head, person), date(2027, 8, 1), date(2027, 6, 1)), person

    assert expected(date(1942, 8, 1))[0].paper == "eligibility_certificate"
    assert expected(date(1942, 8, 2))[0].paper == "eligibility_notice"
    young, _ = expected(date(1952, 7, 1), **{"insurance.kind": "national_health"})
    assert young.scheme == "late_elderly" and young.age == 75
    assert expected(date(1960, 7, 1), **{"insurance.kind": "employer"})[0] is None
    line, person = expected(date(1930, 7, 1))
    assert line.state == "waiting"
    actions.letter_returned(head, person.pk, date(2027, 8, 1), date(2026, 11, 20))
    actions.letter_called(head, person.pk, date(2027, 8, 1), date(2026, 11, 20), "ご長男")
    again = expected_of(_known(head, person), date(2027, 8, 1), date(2027, 7, 25))
    assert again.state == "returned" and Letter.objects.count() == 1
    assert cycle_of(date(2027, 9, 30)) == date(2027, 8, 1) and cycle_of(date(2027, 10, 1)) == date(2028, 8, 1)


def test_who_may_not_and_whose_it_is_not(head: Any, kiyo: Any, home: Any, other_home: Any, worker_in: Any) -> None:
    told = {"kind": "eligibility_certificate", "arrived_on": DAY}
    with pytest.raises(NotPermitted):
        actions.paper_arrived(viewer_of(worker_in(home, "viewer")), kiyo.pk, **told)
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk), pytest.raises(Http404):
        actions.paper_arrived(stranger, kiyo.pk, **told)


def test_two_records_become_one(head: Any, kiyo: Any, union: Any) -> None:
    other = residents.enrol(head, name="髙橋 きよ", kana="", birth_date=date(1931, 2, 3), sex="", room="")
    for person in (kiyo, other):
        actions.set_insurer(head, person.pk, scheme="late_elderly", insurer=union.pk)
        actions.paper_arrived(head, person.pk, kind="eligibility_notice", arrived_on=DAY)
    residents.merge(head, kiyo, other)
    assert len(_known(head, kiyo).papers) == 1 and _known(head, kiyo).insurer == union
