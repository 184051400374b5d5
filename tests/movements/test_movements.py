"""Movements: what each brings with it, on its day and once, in other rooms through their actions, and put back."""

from datetime import date, time, timedelta
from threading import Thread
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django_scopes import scope

from tsukisoi.cases import actions as cases
from tsukisoi.cases import queries as case_queries
from tsukisoi.cases.guidance import guide
from tsukisoi.custody import actions as custody
from tsukisoi.deliveries import actions as deliveries
from tsukisoi.deliveries import queries as delivery_queries
from tsukisoi.journal.models import Entry
from tsukisoi.keeping import actions as keeping
from tsukisoi.mail import actions as mail
from tsukisoi.mail import queries as mail_queries
from tsukisoi.movements import actions, papers, queries
from tsukisoi.movements.actions.planning import shown
from tsukisoi.movements.guidance import Draft, consequences
from tsukisoi.movements.models import Duty, Movement, State, Stay
from tsukisoi.movements.panels import on_person
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.outings import actions as outings
from tsukisoi.outings import queries as outing_queries
from tsukisoi.papers import queries as paper_queries
from tsukisoi.papers.actions import Imprint, Request, issue
from tsukisoi.receptions import actions as receptions
from tsukisoi.receptions import queries as reception_queries
from tsukisoi.residents import actions as residents
from tsukisoi.residents import queries as people
from tsukisoi.staff.models import Post, Unit
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import now
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted
from tsukisoi.today import movements as on_today

pytestmark = pytest.mark.django_db
NUMBER = "123456789018"
TODAY = date(2026, 11, 23)
SOON = TODAY + timedelta(days=3)


@pytest.fixture
def town(viewer: Any) -> Any:
    municipalities.open_home(viewer, "みどり野町")
    return municipalities.add_office(viewer, "川北市")


@pytest.fixture
def person(viewer: Any, town: Any) -> Any:
    made = residents.enrol(viewer, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), room="103")
    for key, value in {"residence": "facility", "insurance.kind": "late_elderly", "care_level": "care_3"}.items():
        residents.record_fact(viewer, made, key, value)
    return people.person(viewer, made.pk)


@pytest.fixture
def plans(viewer: Any, person: Any) -> Any:
    """A visit, a reception, a trip for the card, a case, and printed papers, all before the movement."""
    leaves = now() + timedelta(days=2)
    outings.plan(viewer, leaves_at=leaves, back_by=leaves + timedelta(hours=3), care="outpatient", people=[person.pk])
    reception = receptions.open_reception(viewer, on=TODAY + timedelta(days=9), begins=time(13, 30), ends=time(16, 0))
    listed = receptions.put_on(viewer, reception, resident=person.pk, name=person.name, room="103")
    deliveries.notice_came(viewer, person.pk, on=TODAY - timedelta(days=5))
    deliveries.plan_trip(viewer, new_id(), [person.pk], on=TODAY + timedelta(days=4))
    cases.choose_way(viewer, person.pk, "proxy_delivery")
    issue(viewer, [Request("cover", "表紙", person.pk, {"a": "b"})], Imprint("つばき苑", "1", TODAY))
    return listed


def draft(kind: str, on: date = TODAY, **more: Any) -> Draft:
    return Draft(kind, on, **more)


def moved(viewer: Any, person: Any, kind: str, on: date = TODAY, **more: Any) -> Any:
    return actions.record(viewer, person.pk, draft(kind, on, **more))


def fresh(viewer: Any, person: Any) -> Any:
    return people.person(viewer, person.pk)


def residence(viewer: Any, person: Any) -> Any:
    fact = people.facts(viewer, person)["residence"]
    return fact.value, fact.since


def test_a_room_change_says_what_was_planned_before_it(viewer: Any, person: Any, plans: Any, home: Any) -> None:
    unit = Unit.objects.create(organisation_id=home.pk, name="東")
    cases.keep_answer(viewer, person.pk, {"as_of": "2026-11-20", "because": {}, "recommended": "proxy_delivery"})
    made = moved(viewer, person, "room", room="305", unit=unit.pk)
    now_there = fresh(viewer, person)
    assert (now_there.room, now_there.unit_id, made.state) == ("305", unit.pk, State.DONE)
    told = [one.words for one in queries.made_before(viewer, now_there)]
    assert len(told) == 2 and all("部屋がえ" in words for words in told) and any("部屋 103" in words for words in told)
    panel = on_person(viewer, now_there)
    assert panel is not None and len(panel.context["earlier"]) == 2
    assert paper_queries.current(viewer, [person.pk]) == {}
    assert "部屋がえ" in paper_queries.fallen(viewer)[person.pk][0].why
    assert [one.duty.code.split(":")[0] for one in queries.duties(viewer)] == ["list"]


def test_a_hospital_stay_suspends_and_the_head_of_the_hospital_certifies(viewer: Any, person: Any, plans: Any) -> None:
    told = {line.code: line for line in consequences(viewer, person, draft("hospital"))}
    assert "病院長" in told["issuer"].words and told["issuer"].cites and told["keep_card"].due == TODAY
    moved(viewer, person, "hospital", place="みどり野病院", until=TODAY + timedelta(days=20))
    assert residence(viewer, person) == ("hospital", TODAY)
    assert outing_queries.of_person(viewer, person.pk) == []
    assert not reception_queries.listed(viewer, plans.pk).listed
    waiting = delivery_queries.open_of(viewer, person.pk)
    assert waiting is not None and waiting.trip is None
    guidance = guide(viewer, fresh(viewer, person))
    assert guidance.facts["residence"] == "hospital"
    assert queries.how_here(viewer) == {person.pk: "hospital"}
    assert [one.count for one in queries.counted(viewer)] == [0, 0, 0, 1]
    moved(viewer, person, "back")
    assert residence(viewer, person) == ("facility", TODAY) and queries.how_here(viewer) == {}
    assert reception_queries.listed(viewer, plans.pk).listed


def test_plans_after_the_end_of_a_hospital_stay_are_left(viewer: Any, person: Any, plans: Any) -> None:
    moved(viewer, person, "hospital", until=TODAY + timedelta(days=3))
    assert reception_queries.listed(viewer, plans.pk).listed


def test_a_short_stay_plans_its_way_home(viewer: Any, town: Any) -> None:
    guest = residents.enrol(viewer, name="橘 千代", birth_date=date(1940, 1, 1))
    moved(viewer, guest, "short", until=SOON, room="S1")
    stay = queries.stay_of(viewer, guest.pk)
    assert stay is not None and (stay.kind, stay.until) == ("short", SOON)
    assert [(one.kind, one.on) for one in queries.waiting(viewer)] == [("leave", SOON)]
    assert residence(viewer, guest) == ("home", TODAY)


def test_what_waits_happens_on_its_day_once(viewer: Any, person: Any, settings: Any) -> None:
    made = moved(viewer, person, "leave", SOON)
    assert made.state == State.WAITING and actions.apply_due(viewer) == 0
    settings.TSUKISOI_TODAY = SOON
    looker = viewer_of_role(viewer)
    assert [actions.apply_due(looker), actions.apply_due(looker)] == [1, 0]
    assert (fresh(viewer, person).status, fresh(viewer, person).ended_on) == ("left", SOON)
    assert Entry.objects.filter(action="movements.happen").count() == 1
    with pytest.raises(ValidationError, match="利用していません"):
        moved(viewer, person, "room", SOON, room="9")
    moved(viewer, person, "return", SOON, room="201")
    assert (fresh(viewer, person).status, fresh(viewer, person).room) == ("here", "201")


def viewer_of_role(viewer: Any) -> Any:
    """Somebody who may only look: their look lets the day happen all the same."""
    from dataclasses import replace

    return replace(viewer, rights=frozenset({"see_residents"}))


def test_moving_to_another_town_has_its_days(viewer: Any, person: Any, town: Any) -> None:
    residents.record_fact(viewer, person, "insurance.card_held", True)
    lines = {line.code: line for line in consequences(viewer, person, draft("town", office=town.pk))}
    days = {code.removeprefix("rule:"): (line.due - TODAY).days for code, line in lines.items() if line.due}
    assert (days["notify"], days["lapse_after_planned"], days["continue_use"], days["care"]) == (14, 30, 90, 14)
    assert lines["rule:late_elderly"].confirm and lines["rule:signing_ends"].how == "told"
    assert all(lines[code].cites for code in lines if code.startswith("rule:"))
    moved(viewer, person, "town", office=town.pk)
    assert fresh(viewer, person).office_id == town.pk
    assert "continue_use" in {one.duty.code.removeprefix("rule:") for one in queries.duties(viewer)}
    with pytest.raises(ValidationError, match="市区町村"):
        moved(viewer, person, "town")


def test_after_a_death_everything_ends_and_what_is_kept_goes_back(viewer: Any, person: Any, plans: Any) -> None:
    custody.appoint(viewer, viewer.worker, TODAY)
    item = custody.take_in(viewer, person.pk, "eligibility_certificate", found=True)
    made = moved(viewer, person, "death")
    assert fresh(viewer, person).status == "died"
    assert case_queries.case_of(viewer, person.pk) is None and delivery_queries.open_of(viewer, person.pk) is None
    assert list(outing_queries.of_person(viewer, person.pk)) == []
    open_now = {one.duty.code: one.duty for one in queries.duties(viewer)}
    assert open_now["give_back"].item == item.pk and open_now["give_back"].due == TODAY + timedelta(days=7)
    assert "rule:late_elderly" in open_now and open_now["rule:late_elderly_14_days"].due == TODAY + timedelta(days=14)
    custody.give_back(viewer, item.pk, why="family", to="長女")
    assert "give_back" not in {one.duty.code for one in queries.duties(viewer)}
    actions.counter(viewer, made.pk, "別の方でした")
    assert fresh(viewer, person).status == "here" and queries.duties(viewer) == []
    assert case_queries.case_of(viewer, person.pk) is not None
    waiting = delivery_queries.open_of(viewer, person.pk)
    assert waiting is not None and waiting.delivery.notice_on == TODAY - timedelta(days=5)
    assert reception_queries.listed(viewer, plans.pk).listed
    assert [one.state for one in outing_queries.of_person(viewer, person.pk)] == ["planned"]
    assert Movement.objects.filter(state=State.COUNTER, counters=made).count() == 1
    assert actions.counter(viewer, made.pk, "もう一度").counters_id == made.pk
    assert Movement.objects.filter(state=State.COUNTER).count() == 1


def test_a_counter_entry_puts_back_room_and_stay(viewer: Any, person: Any) -> None:
    room = moved(viewer, person, "room", room="305")
    hospital = moved(viewer, person, "hospital", place="みどり野病院")
    with pytest.raises(ValidationError, match="いちばん新しい"):
        actions.counter(viewer, room.pk, "まちがい")
    actions.counter(viewer, hospital.pk, "まちがい")
    assert residence(viewer, person) == ("facility", None) and not Stay.objects.exists()
    residents.change(viewer, person, room="306")
    actions.counter(viewer, room.pk, "まちがい")
    assert fresh(viewer, person).room == "306", "what somebody wrote since is left"


def test_the_same_form_twice_is_one_movement_and_a_changed_list_is_shown_again(viewer: Any, person: Any) -> None:
    id, told = new_id(), draft("room", room="305")
    was = shown(consequences(viewer, person, told))
    made = [actions.record(viewer, person.pk, told, id=id, was=was) for _time in range(2)]
    assert made[0] == made[1] and Movement.objects.count() == 1
    assert Entry.objects.filter(action="movements.happen").count() == 1
    cases.choose_way(viewer, person.pk, "proxy_delivery")
    with pytest.raises(actions.NotAsShown):
        actions.record(viewer, person.pk, draft("death"), was=was)


def test_a_plan_is_called_off_and_its_way_home_with_it(viewer: Any, person: Any) -> None:
    made = moved(viewer, person, "short", SOON, until=SOON + timedelta(days=2))
    assert {one.kind for one in queries.waiting(viewer)} == {"short", "leave"}
    for _time in range(2):
        assert actions.call_off(viewer, made.pk).state == State.OFF
    assert queries.waiting(viewer) == [] and Entry.objects.filter(action="movements.call_off").count() == 1
    assert actions.apply(viewer, made.pk).state == State.OFF


@pytest.mark.parametrize(
    ("kind", "more", "words"),
    [
        ("room", {}, "新しい部屋"), ("back", {}, "開いていません"), ("return", {}, "利用しています"),
        ("hospital", {"until": TODAY - timedelta(days=1)}, "終わりの日"),
        ("death", {"on": SOON}, "これからの日"), ("room", {"room": NUMBER}, "番号"),
        ("leave", {"note": NUMBER}, "番号"),
        ("leave", {"on": TODAY - timedelta(days=400)}, "1年より前"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(viewer: Any, person: Any, kind: str, more: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        moved(viewer, person, kind, more.pop("on", TODAY), **more)
    assert not Movement.objects.exists()


def test_who_may(viewer: Any, person: Any, home: Any, other_home: Any, worker_in: Any) -> None:
    made = moved(viewer, person, "leave", SOON)
    looker = viewer_of(worker_in(home, "viewer"))
    for write in (
        lambda: moved(looker, person, "room", room="1"), lambda: actions.call_off(looker, made.pk),
        lambda: actions.apply(looker, made.pk), lambda: actions.counter(looker, made.pk, "わけ"),
    ):  # fmt: skip
        with pytest.raises(NotPermitted):
            write()
    assert [one.pk for one in queries.waiting(looker)] == [made.pk]
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk):
        assert queries.waiting(stranger) == [] and queries.counted(stranger)[0].count == 0
        for reach in (lambda: queries.movement(stranger, made.pk), lambda: moved(stranger, person, "room", room="1")):
            with pytest.raises(Http404):
                reach()


def test_another_unit_is_out_of_reach(viewer: Any, person: Any, home: Any, worker_in: Any) -> None:
    east, west = (Unit.objects.create(organisation_id=home.pk, name=name) for name in ("東", "西"))
    residents.change(viewer, person, unit_id=east.pk)
    moved(viewer, person, "hospital")
    worker = worker_in(home)
    Post.objects.create(organisation_id=home.pk, worker=worker, unit=west)
    theirs = viewer_of(worker)
    assert queries.stays(theirs) == [] and queries.duties(theirs) == [] and queries.lately(theirs, TODAY) == []
    assert [one.count for one in queries.counted(theirs)] == [0, 0, 0, 0]


def test_two_records_become_one(viewer: Any, person: Any) -> None:
    twin = residents.enrol(viewer, name="高橋 キヨ", birth_date=date(1931, 2, 3))
    for one in (person, twin):
        moved(viewer, one, "hospital")
        moved(viewer, one, "leave", SOON)
    residents.merge(viewer, person.pk, twin.pk)
    assert Stay.objects.filter(ended_on=None).count() == 1 and len(queries.waiting(viewer)) == 1


def test_duties_are_ticked_once_and_opened_again(viewer: Any, person: Any, town: Any) -> None:
    moved(viewer, person, "town", office=town.pk)
    one = queries.duties(viewer)[0].duty
    for _time in range(2):
        assert actions.duty_done(viewer, one.pk).done_on == TODAY
    assert Entry.objects.filter(action="movements.duty_done").count() == 1
    assert actions.duty_open(viewer, one.pk).done_on is None


def test_what_is_erased_takes_its_movements_and_mail_along(viewer: Any, person: Any, plans: Any) -> None:
    mail.receive(viewer, person.pk, "town", arrived_on=TODAY)
    moved(viewer, person, "hospital")
    made = moved(viewer, person, "death")
    actions.counter(viewer, made.pk, "別の方でした")
    moved(viewer, person, "death")
    assert Duty.objects.exists()
    keeping.erase(viewer, person.pk)
    assert not Movement.objects.exists() and not Duty.objects.exists() and not Stay.objects.exists()
    assert mail_queries.tray(viewer) == []


def test_today_and_the_paper(viewer: Any, person: Any, town: Any) -> None:
    moved(viewer, person, "hospital", TODAY - timedelta(days=9), until=TODAY - timedelta(days=1), place="みどり野病院")
    moved(viewer, person, "town", SOON, office=town.pk)
    moved(viewer, person, "leave", SOON)
    kinds = {line.kind for line in on_today.lines(viewer)}
    assert kinds == {"movement", "movement_over"}
    assert papers.day_pdf(viewer, "").content.startswith(b"%PDF")


@pytest.fixture
def browser(client: Any, home: Any, worker_in: Any) -> Any:
    client.force_login(worker_in(home, "worker"))
    return client


def test_the_list_is_shown_before_anything_is_written(browser: Any, person: Any, plans: Any) -> None:
    address = reverse("movements:record", args=[person.pk, "hospital"])
    sent = {"id": str(new_id()), "on": "R8.11.23", "place": "みどり野病院", "until": "", "note": ""}
    assert "病院長" not in browser.get(address).content.decode()
    page = browser.post(address, sent)
    assert page.status_code == 200 and not Movement.objects.exists()
    text = page.content.decode()
    assert "病院長" in text and "名簿から外します" in text and "受取の外出から外します" in text
    told = {**sent, "was": page.context["was"]}
    back = browser.post(address, {**told, "change": "1"})
    assert "みどり野病院" in back.content.decode() and not Movement.objects.exists()
    for _time in range(2):
        assert browser.post(address, {**told, "confirm": "1"}).status_code == 302
    assert Movement.objects.count() == 1 and Duty.objects.filter(code="keep_card").count() == 1
    for name, args in (("movements:house", []), ("movements:person", [person.pk]), ("cases:person", [person.pk])):
        assert "入院中" in browser.get(reverse(name, args=args)).content.decode()
    listed = browser.get(reverse("residents:list") + "?stay=hospital").content.decode()
    assert person.name in listed
    assert person.name not in browser.get(reverse("residents:list") + "?stay=lives").content.decode()
    assert person.name in browser.get(reverse("cases:grid") + "?stay=hospital").content.decode()
    assert person.name not in browser.get(reverse("cases:grid") + "?stay=short").content.decode()


def test_bad_input_keeps_what_was_typed_and_pages_of_movements_answer(browser: Any, viewer: Any, person: Any) -> None:
    address = reverse("movements:record", args=[person.pk, "hospital"])
    page = browser.post(address, {"id": str(new_id()), "on": "いつか", "place": "みどり野病院"})
    assert page.status_code == 422 and "みどり野病院" in page.content.decode()
    assert browser.get(reverse("movements:record", args=[person.pk, "flight"])).status_code == 404
    made = moved(viewer, person, "leave", SOON)
    assert browser.post(reverse("movements:off", args=[made.pk])).status_code == 302
    made = moved(viewer, person, "room", room="305")
    assert browser.get(reverse("movements:counter", args=[made.pk])).status_code == 200
    assert browser.post(reverse("movements:counter", args=[made.pk]), {"why": ""}).status_code == 422
    assert browser.post(reverse("movements:counter", args=[made.pk]), {"why": "まちがい"}).status_code == 302
    assert fresh(viewer, person).room == "103"
    made = moved(viewer, person, "hospital", SOON)
    assert browser.post(reverse("movements:now", args=[made.pk])).status_code == 302
    assert queries.stay_of(viewer, person.pk) is not None
    duty = Duty.objects.first()
    assert duty is None or browser.post(reverse("movements:duty", args=[duty.pk])).status_code == 302
    assert browser.post(reverse("movements:paper"))["Content-Type"] == "application/pdf"


@pytest.mark.django_db(transaction=True)
def test_two_at_once_apply_it_once(viewer: Any, person: Any, settings: Any) -> None:
    from django.db import connection

    moved(viewer, person, "leave", SOON)
    settings.TSUKISOI_TODAY = SOON
    found: list[int] = []

    def look() -> None:
        with scope(organisation=viewer.organisation):
            found.append(actions.apply_due(viewer))
        connection.close()

    threads = [Thread(target=look) for _time in range(2)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert Entry.objects.filter(action="movements.happen").count() == 1
