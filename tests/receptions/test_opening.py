"""Opening a reception: its plan on both sides, moved off closed days, and who is proposed."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.municipalities.opening import is_open
from tsukisoi.receptions import actions, current, proposing, queries
from tsukisoi.receptions.models import Listed, Reception
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as register
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted

from .conftest import AGREED, KNOWN

pytestmark = pytest.mark.django_db


def _due(viewer: Any, reception: Any) -> dict[str, date | None]:
    return {step.code: step.due for step in queries.steps(viewer, reception)}


def test_the_plan_follows_the_manual_and_keeps_off_closed_days(house: Any, reception: Any) -> None:
    due = _due(house.viewer, reception)
    assert due["day"] == date(2026, 12, 18)
    assert due["notice"] == date(2026, 11, 18) and due["meeting"] == date(2026, 11, 27)  # the 28th is a Saturday
    assert due["to_jlis"] == date(2026, 12, 21) and due["card_to_town"] == date(2027, 1, 4)  # the new year's days
    assert all(is_open(day) for day in due.values() if day)
    assert "to_town_of_record" not in due and "registers_use" not in due


def test_somebody_from_elsewhere_brings_a_step_of_their_own(house: Any, reception: Any) -> None:
    actions.put_on_residents(house.viewer, reception, [house.people["toru"]])
    due = _due(house.viewer, reception)
    assert due["to_town_of_record"] == date(2026, 12, 21)
    assert queries.people(house.viewer, reception)[0].elsewhere


def test_a_new_day_moves_what_is_not_done_and_not_set_by_hand(house: Any, reception: Any) -> None:
    steps = {step.code: step for step in queries.steps(house.viewer, reception)}
    actions.set_step(house.viewer, steps["notice"], due=steps["notice"].due, by="municipality", done=True)
    actions.set_step(house.viewer, steps["meeting"], due=date(2026, 11, 30), by="both")
    actions.change(house.viewer, reception, on=date(2026, 12, 25))
    due = _due(house.viewer, queries.reception(house.viewer, reception.pk))
    assert due["notice"] == date(2026, 11, 18) and due["meeting"] == date(2026, 11, 30)
    assert due["identity"] == date(2026, 12, 18)


def test_the_towns_own_days_take_the_place_of_the_manuals(house: Any, reception: Any) -> None:
    actions.set_lead_time(house.viewer, "みどり野町", "card_to_town", 45, "住民課へ電話")
    assert _due(house.viewer, reception)["card_to_town"] == date(2027, 2, 1)
    actions.set_lead_time(house.viewer, "みどり野町", "card_to_town", None, "")
    assert _due(house.viewer, reception)["card_to_town"] == date(2027, 1, 4)


def test_the_same_form_sent_twice_makes_one(house: Any) -> None:
    shared = new_id()
    first = actions.open_reception(house.viewer, shared=shared, **AGREED)
    assert actions.open_reception(house.viewer, shared=shared, **AGREED).pk == first.pk
    assert Reception.objects.count() == 1


def test_a_number_is_refused_and_nothing_is_opened(house: Any) -> None:
    with pytest.raises(ValidationError):
        actions.open_reception(house.viewer, **{**AGREED, "contact": "123456789018"})
    assert not Reception.objects.exists()


def test_who_is_proposed_and_why_not(house: Any, reception: Any) -> None:
    people = list(register.everybody(house.viewer))
    lines = {line.resident.pk: line for line in proposing.lines(house.viewer, reception, people)}
    told = {key: lines[pk] for key, pk in house.people.items()}
    assert told["kiyo"].fits and told["toru"].fits and told["toru"].elsewhere == "川北市"
    assert not told["asked_not"].fits and "意思" in told["asked_not"].why
    assert not told["refuses"].fits
    assert "本人限定受取郵便" in told["kiyo"].warning


def test_what_is_missing_is_reckoned_for_this_reception(house: Any, reception: Any) -> None:
    kiyo = house.people["kiyo"]
    residents.record_fact(house.viewer, kiyo, "identity_documents", ["care_insurance_card"])
    unseen = residents.enrol(
        house.viewer, name="丹羽 茂", kana="ニワ シゲル", birth_date=date(1936, 9, 16), room="209"
    ).pk
    residents.record_fact(house.viewer, unseen, "residence", "facility")
    cases.record_attempt(
        house.viewer, unseen, matter="card", at=now(), explained_by="佐藤 美咲", methods=[], answer="yes_wants"
    )

    def told(made: Any) -> dict[Any, Any]:
        everybody = list(register.everybody(house.viewer))
        return {one.resident.pk: one for one in proposing.lines(house.viewer, made, everybody)}

    lines = told(reception)
    assert lines[kiyo].blocked and "サポート" in lines[kiyo].why
    assert any("本人確認書類" in what for what in lines[kiyo].missing), "short papers are not called complete"
    assert any("本人確認書類" in what for what in lines[unseen].missing), "nor are papers that nobody has looked at"
    support = actions.change(house.viewer, reception, staffed_by="contractor")
    lines = told(queries.reception(house.viewer, support.pk))
    assert not lines[kiyo].blocked, "who comes to support looks at no papers"
    assert not any("本人確認書類" in what for what in lines[kiyo].missing)


def test_the_list_says_what_is_missing_now(house: Any, reception: Any, client: Any) -> None:
    kiyo, url = house.people["kiyo"], reverse("receptions:people", args=[reception.pk])
    residents.record_fact(house.viewer, kiyo, "identity_documents", ["care_insurance_card"])
    actions.put_on_residents(house.viewer, reception, [kiyo])
    assert "本人確認書類（本人）（足りない）" in client.get(url).content.decode()
    residents.record_fact(house.viewer, kiyo, "identity_documents", KNOWN["identity_documents"])
    page = client.get(url).content.decode()
    assert "（足りない）" not in page and "なし" in page
    cases.record_attempt(
        house.viewer, kiyo, matter="card", at=now(), explained_by="佐藤 美咲", methods=[], answer="no_does_not"
    )
    assert "この人は、いまカードを作りません" in client.get(url).content.decode(), "who no longer wants it is named"


def test_the_list_follows_the_papers_of_each_until_the_day_begins(
    house: Any, reception: Any, client: Any, settings: Any
) -> None:
    actions.put_on_residents(house.viewer, reception, [house.people["kiyo"], house.people["toru"]])
    kiyo, toru = queries.people(house.viewer, reception)
    actions.change_listed(house.viewer, toru, identity="住所が前のまま")  # written by hand: it stays
    for key in ("kiyo", "toru"):
        residents.record_fact(
            house.viewer, house.people[key], "identity_documents", ["passport", "care_insurance_card"]
        )
    page = client.get(reverse("receptions:people", args=[reception.pk])).content.decode()
    assert "記録が変わった人が 2人" in page and "のせたあとに変わった" in page and "住所が前のまま" in page
    now_ = current.as_now(house.viewer, reception)
    assert "旅券" in now_[0].identity and now_[0].photo_identity is True and now_[1].identity == "住所が前のまま"
    assert Listed.objects.get(pk=kiyo.pk).photo_identity is False  # looking writes nothing
    actions.hand_over(house.viewer, reception, delete_on=date(2027, 3, 18))
    first, second = queries.people(house.viewer, reception)
    assert first.photo_identity is True and second.identity == "住所が前のまま"
    assert actions.refresh(house.viewer, reception) == 0
    residents.record_fact(house.viewer, house.people["kiyo"], "identity_documents", ["care_insurance_card"])
    page = client.get(reverse("receptions:people", args=[reception.pk])).content.decode()
    assert "もう一度渡します" in page
    settings.TSUKISOI_TODAY = date(2026, 12, 19)
    assert current.as_now(house.viewer, reception)[0].photo_identity is True  # the day is over: a document of that day


def test_only_who_can_be_put_on_is_counted(house: Any, reception: Any, client: Any) -> None:
    other = actions.open_reception(house.viewer, **{**AGREED, "on": date(2026, 12, 11)})
    actions.put_on_residents(house.viewer, other, [house.people["kiyo"]])
    deliveries.begin(house.viewer, house.people["toru"], applied_on=date(2026, 11, 4))
    answer = client.get(reverse("receptions:people", args=[reception.pk]))
    page = answer.content.decode()
    assert answer.context["proposed"] == [] and "のせるとよい人" not in page
    assert "いまは、のせない人　2人" in page and "申請して、カードを待っています。" in page and "12月11日" in page
    client.post(reverse("receptions:put_on", args=[reception.pk]), {"people": [str(house.people["kiyo"])]})
    assert [one.name for one in queries.people(house.viewer, reception)] == ["髙橋 キヨ"]  # if somebody says so


def test_a_card_is_proposed_again_only_within_three_months(house: Any, reception: Any) -> None:
    for key, expires in (("kiyo", "2027-03-10"), ("toru", "2027-02-22")):
        person = register.person(house.viewer, house.people[key])
        residents.record_fact(house.viewer, person, "insurance.card_held", True)
        residents.record_fact(house.viewer, person, "card.expires", expires)
    lines = {
        line.resident.pk: line
        for line in proposing.lines(house.viewer, reception, list(register.everybody(house.viewer)))
    }
    assert not lines[house.people["kiyo"]].fits and "12月11日" in lines[house.people["kiyo"]].why
    assert lines[house.people["toru"]].fits and lines[house.people["toru"]].renewal


def test_putting_on_twice_keeps_one_number(house: Any, reception: Any) -> None:
    ids = [house.people["kiyo"], house.people["toru"]]
    first = actions.put_on_residents(house.viewer, reception, ids)
    again = actions.put_on_residents(house.viewer, reception, ids)
    assert [one.pk for one in first] == [one.pk for one in again] and [one.number for one in again] == [1, 2]


def test_taken_off_and_back_keeps_the_number(house: Any, reception: Any) -> None:
    one = actions.put_on_residents(house.viewer, reception, [house.people["kiyo"]])[0]
    actions.take_off(house.viewer, one)
    assert queries.people(house.viewer, reception) == []
    back = actions.put_on_residents(house.viewer, reception, [house.people["kiyo"]])[0]
    assert back.listed and back.number == 1


def test_two_records_of_one_person_on_one_list_become_one(house: Any, reception: Any) -> None:
    actions.put_on_residents(house.viewer, reception, [house.people["kiyo"], house.people["toru"]])
    residents.merge(house.viewer, house.people["kiyo"], house.people["toru"])
    assert [one.name for one in queries.people(house.viewer, reception)] == ["髙橋 キヨ"]
    assert Listed.objects.count() == 2


def test_support_only_says_that_identity_is_not_checked(house: Any) -> None:
    made = actions.open_reception(house.viewer, **AGREED, staffed_by="contractor")
    assert made.is_support


def test_who_only_looks_cannot_begin(home: Any, worker_in: Any) -> None:
    with scope(organisation=home.pk), pytest.raises(NotPermitted):
        actions.open_reception(viewer_of(worker_in(home, "viewer")), **AGREED)


def test_another_organisation_finds_nothing(reception: Any, town_hall: Any) -> None:
    with scope(organisation=town_hall.organisation), pytest.raises(Http404):
        queries.reception(town_hall, reception.pk)
