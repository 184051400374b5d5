"""Who insures after a move to another town: ended, asked, said, still the same, and put back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from tsukisoi.cases.points import to_ask
from tsukisoi.insurance import actions as insurance
from tsukisoi.insurance import guidance as insuring
from tsukisoi.movements import actions
from tsukisoi.movements.actions.applying import draft_of
from tsukisoi.movements.guidance import Draft, consequences
from tsukisoi.movements.models import Duty, Movement
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as people

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def town(head: Any) -> Any:
    municipalities.open_home(head, "みどり野町")
    return municipalities.add_office(head, "川北市")


@pytest.fixture
def person(head: Any, town: Any) -> Any:
    made = residents.enrol(head, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), room="103")
    residents.record_fact(head, made, "insurance.kind", "late_elderly")
    return people.person(head, made.pk)


def draft(office: Any, **more: Any) -> Draft:
    return Draft("town", TODAY, office=office.pk, **more)


def moved(head: Any, person: Any, office: Any, **more: Any) -> Any:
    return actions.record(head, person.pk, draft(office, **more))


@pytest.fixture
def insured(head: Any, person: Any) -> Any:
    """Insured by the union of the old town's prefecture, with its paper in the safe."""
    union = municipalities.add_office(head, "みどり県後期高齢者医療広域連合", "insurer")
    insurance.set_insurer(head, person.pk, scheme="late_elderly", insurer=union.pk)
    insurance.paper_arrived(
        head, person.pk, kind="eligibility_certificate", arrived_on=date(2026, 7, 20), expires=date(2027, 7, 31)
    )
    return union


def standing(head: Any, person: Any) -> Any:
    return insuring.standings(head, [people.person(head, person.pk)], TODAY)[0]


def test_the_insurer_of_the_old_town_ends_and_the_new_one_is_asked(
    client: Any, head: Any, person: Any, town: Any, insured: Any
) -> None:
    other = municipalities.add_office(head, "川北県後期高齢者医療広域連合", "insurer")
    there = residents.enrol(head, name="松原 実", kana="", birth_date=date(1940, 2, 3), office_id=town.pk)
    insurance.set_insurer(head, there.pk, scheme="late_elderly", insurer=other.pk)
    told = [line.words for line in consequences(head, person, draft(town))]
    assert "いまの保険者は「川北県後期高齢者医療広域連合」かを聞いて書く" in told
    moved(head, person, town)
    line = standing(head, person)
    assert (line.state, line.next.code, line.known.insurer) == ("unknown", "insurer", None)
    assert line.known.asks_insurer == TODAY and line.known.former_insurer == insured.pk
    assert ("moving.town", "late_elderly_stays", town.pk) in [(p.table, p.key, p.office) for p in to_ask(head)]
    assert client.get(reverse("municipalities:office", args=[town.pk])).status_code == 200
    page = client.get(reverse("insurance:person", args=[person.pk])).content.decode()
    assert "「川北県後期高齢者医療広域連合」にする" in page and "前のまま「みどり県後期高齢者医療広域連合」" in page
    sent = {"scheme": "late_elderly", "insurer": str(other.pk), "since": "R8.11.23"}
    for _again in range(2):
        assert client.post(reverse("insurance:insurer", args=[person.pk]), sent).status_code == 302
    line = standing(head, person)
    assert (line.state, line.known.insurer, line.known.asks_insurer) == ("gap", other, None)
    assert "にする</button>" not in client.get(reverse("insurance:person", args=[person.pk])).content.decode()


def test_the_former_insurer_stays_after_all(head: Any, person: Any, town: Any, insured: Any) -> None:
    moved(head, person, town)
    insurance.set_insurer(head, person.pk, scheme="late_elderly")
    assert standing(head, person).known.asks_insurer == TODAY, "not known is no answer that ends the asking"
    insurance.set_insurer(head, person.pk, scheme="late_elderly", insurer=insured.pk)
    line = standing(head, person)
    assert (line.state, line.known.insurer, line.until) == ("ok", insured, date(2027, 7, 31))


def test_a_move_with_an_insurer_said_and_put_back(head: Any, person: Any, town: Any, insured: Any) -> None:
    other = municipalities.add_office(head, "川北県後期高齢者医療広域連合", "insurer")
    done = moved(head, person, town, insurer=str(other.pk))
    line = standing(head, person)
    assert (line.state, line.known.insurer) == ("gap", other)
    actions.counter(head, done.pk, "まちがい")
    line = standing(head, person)
    assert (line.state, line.known.insurer, line.until) == ("ok", insured, date(2027, 7, 31))
    stays = moved(head, person, town, insurer="stays")
    assert standing(head, person).known.insurer == insured
    assert "届け出る" in Duty.objects.get(movement=stays, code="insurer").words
    actions.counter(head, stays.pk, "まちがい")
    asked = moved(head, person, town)
    actions.counter(head, asked.pk, "まちがい")
    assert standing(head, person).state == "ok"
    for number, said in enumerate((str(other.pk), "stays", ""), 1):  # what waits for its day knows it then
        waits = actions.record(head, person.pk, Draft("town", TODAY + timedelta(number), office=town.pk, insurer=said))
        assert draft_of(Movement.objects.get(pk=waits.pk)).insurer == said


def test_papers_of_an_insurer_nobody_had_named_end_with_the_move(head: Any, person: Any, town: Any) -> None:
    other = municipalities.add_office(head, "川北県後期高齢者医療広域連合", "insurer")
    insurance.paper_arrived(
        head, person.pk, kind="eligibility_certificate", arrived_on=date(2026, 7, 20), expires=date(2027, 7, 31)
    )
    assert standing(head, person).state == "ok"
    done = moved(head, person, town, insurer=str(other.pk))
    line = standing(head, person)
    assert (line.state, line.known.insurer, line.known.since) == ("gap", other, TODAY)
    actions.counter(head, done.pk, "まちがい")
    line = standing(head, person)
    assert (line.state, line.known.insurer, line.until) == ("ok", None, date(2027, 7, 31))


def test_a_second_move_asks_anew(head: Any, person: Any, town: Any, insured: Any) -> None:
    first = actions.record(head, person.pk, Draft("town", TODAY - timedelta(20), office=town.pk))
    insurance.paper_arrived(head, person.pk, kind="eligibility_certificate", arrived_on=TODAY - timedelta(5),
                            expires=date(2027, 7, 31))  # fmt: skip
    assert (standing(head, person).state, standing(head, person).next.code) == ("ok", "insurer")
    third = municipalities.add_office(head, "谷原村")
    for insurer, state in (
        ("", "unknown"),
        (str(municipalities.add_office(head, "谷原県の連合", "insurer").pk), "gap"),
    ):
        second = moved(head, person, third, insurer=insurer)
        assert standing(head, person).state == state, "a paper of the town in between is no longer sure"
        actions.counter(head, second.pk, "まちがい")
        assert standing(head, person).state == "ok" and standing(head, person).known.asks_insurer == first.on


def test_the_form_asks_only_whose_insurer_goes_with_the_town(
    client: Any, head: Any, person: Any, town: Any, insured: Any
) -> None:
    url = reverse("movements:record", args=[person.pk, "town"])
    assert "移ったあとの保険者" in client.get(url).content.decode()
    residents.record_fact(head, person, "insurance.kind", "medical_assistance")
    assert "移ったあとの保険者" not in client.get(url).content.decode()
