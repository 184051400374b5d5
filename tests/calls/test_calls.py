"""Calls: who may be told, who is meant, repeated and forbidden sending, and who sees them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django_scopes import scope

from tsukisoi.calls import actions, queries
from tsukisoi.calls.models import Call, Wish
from tsukisoi.journal.models import Entry
from tsukisoi.residents import actions as residents
from tsukisoi.staff.models import Post, Unit
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.clock import today
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted
from tsukisoi.today import calls as on_today

pytestmark = pytest.mark.django_db
NUMBER = "123456789018"


@pytest.fixture
def person(viewer: Any) -> Any:
    return residents.enrol(viewer, name="髙橋 キヨ", kana="タカハシ キヨ", birth_date=date(1931, 2, 3), room="103")


@pytest.fixture
def daughter(viewer: Any, person: Any) -> Any:
    return residents.add_contact(viewer, person, name="髙橋 恵", relation="長女", capacity="family", may_be_told=True)


@pytest.fixture
def son(viewer: Any, person: Any) -> Any:
    return residents.add_contact(viewer, person, name="髙橋 実", relation="長男", capacity="family", may_be_told=False)


def record(viewer: Any, **more: Any) -> Any:
    said = {"caller": "髙橋 恵", "speaker": "family", "checked": "known", "said": "面会の時間を知りたい"}
    return actions.record_call(viewer, **said | more)


def test_a_call_is_on_the_persons_page_and_in_the_record(viewer: Any, person: Any, daughter: Any) -> None:
    call = record(viewer, resident=person.pk, contact=daughter.pk, told="午後2時から")
    assert queries.about(viewer, person.pk) == [call]
    entry = Entry.objects.get(action="calls.record")
    assert (entry.chain_id, entry.detail.values["told"]) == (person.pk, "午後2時から")


def test_the_same_form_sent_twice_is_one_call(viewer: Any) -> None:
    id = new_id()
    assert record(viewer, id=id) == record(viewer, id=id)
    assert Call.objects.count() == 1 and Entry.objects.filter(action="calls.record").count() == 1


def test_nothing_is_told_to_somebody_the_person_does_not_want_told(viewer: Any, person: Any, son: Any) -> None:
    with pytest.raises(ValidationError, match="話さない"):
        record(viewer, resident=person.pk, contact=son.pk, told="元気です")
    assert not Call.objects.exists()
    assert record(viewer, resident=person.pk, contact=son.pk, caller="髙橋 実").told == ""


def test_the_newest_wish_counts_and_the_earlier_stays(viewer: Any, person: Any, son: Any, daughter: Any) -> None:
    told = {"named_by": "self", "on": today()}
    actions.record_wish(viewer, person.pk, daughter.pk, scope="", **told | {"on": today() - timedelta(days=9)})
    actions.record_wish(viewer, person.pk, daughter.pk, scope="体調だけ", **told)
    actions.record_wish(viewer, person.pk, daughter.pk, scope="体調だけ", **told)
    found = {one.name: (one.may, one.scope) for one in queries.listeners(viewer, person)}
    assert found == {"髙橋 恵": (True, "体調だけ"), "髙橋 実": (False, "")}
    assert Wish.objects.count() == 2
    assert queries.in_dispute(queries.listeners(viewer, person))


def test_a_wish_for_somebody_elses_contact_is_refused(viewer: Any, person: Any, son: Any) -> None:
    other = residents.enrol(viewer, name="橘 千代", birth_date=date(1935, 5, 5))
    with pytest.raises(ValidationError, match="連絡先ではありません"):
        actions.record_wish(viewer, other.pk, son.pk, scope="すべて", named_by="self")


@pytest.mark.parametrize("field", ["caller", "said", "told"])
def test_a_number_is_refused_in_every_text(viewer: Any, field: str) -> None:
    with pytest.raises(ValidationError):
        record(viewer, **{field: f"番号は {NUMBER}"})
    assert not Call.objects.exists()


def test_a_call_is_returned_once(viewer: Any, home: Any, worker_in: Any) -> None:
    call = record(viewer, call_back_by=today())
    assert [one.pk for one in queries.to_return(viewer, today(), 5)] == [call.pk]
    assert [line.due for line in on_today.lines(viewer)] == [today()]
    first = actions.call_returned(viewer, call.pk).called_back_at
    assert actions.call_returned(viewer_of(worker_in(home)), call.pk).called_back_at == first
    assert queries.to_return(viewer, today(), 5) == [] and Entry.objects.filter(action="calls.returned").count() == 1


def test_a_viewer_reads_and_does_not_write(viewer: Any, home: Any, worker_in: Any) -> None:
    looker = viewer_of(worker_in(home, "viewer"))
    call = record(viewer)
    assert queries.call(looker, call.pk) == call
    for write in (lambda: record(looker), lambda: actions.call_returned(looker, call.pk)):
        with pytest.raises(NotPermitted):
            write()


def test_another_house_finds_nothing(viewer: Any, person: Any, other_home: Any, worker_in: Any) -> None:
    call = record(viewer, resident=person.pk)
    stranger = viewer_of(worker_in(other_home, "head"))
    with scope(organisation=other_home.pk):
        assert queries.calls(stranger) == []
        for reach in (lambda: queries.call(stranger, call.pk), lambda: record(stranger, resident=person.pk)):
            with pytest.raises(Http404):
                reach()


def test_calls_about_another_unit_are_out_of_reach(viewer: Any, home: Any, worker_in: Any, person: Any) -> None:
    east, west = (Unit.objects.create(organisation_id=home.pk, name=name) for name in ("東", "西"))
    residents.change(viewer, person, unit_id=east.pk)
    call, of_house = record(viewer, resident=person.pk), record(viewer, caller="みどり野町", speaker="municipality")
    worker = worker_in(home)
    Post.objects.create(organisation_id=home.pk, worker=worker, unit=west)
    assert queries.calls(viewer_of(worker)) == [of_house]
    with pytest.raises(Http404):
        queries.call(viewer_of(worker), call.pk)


@pytest.mark.parametrize(("words", "found"), [("面会", 1), ("恵", 1), ("たかはし", 1), ("介護保険", 0)])
def test_a_call_is_found_by_caller_matter_and_person(viewer: Any, person: Any, words: str, found: int) -> None:
    record(viewer, resident=person.pk)
    assert len(queries.calls(viewer, words)) == found


@pytest.fixture
def browser(client: Any, home: Any, worker_in: Any) -> Any:
    client.force_login(worker_in(home, "worker"))
    return client


SENT = {"caller": "恵", "speaker": "family", "checked": "known", "said": "面会"}


def send(client: Any, **more: Any) -> Any:
    return client.post(reverse("calls:add"), {**SENT, "id": new_id(), **more})


def test_the_room_finds_the_person(browser: Any, person: Any) -> None:
    answer = send(browser, who="103")
    assert (answer.status_code, answer["Location"]) == (302, reverse("cases:person", args=[person.pk]))
    assert "面会" in browser.get(answer["Location"]).content.decode()


def test_of_several_one_must_be_chosen_and_nothing_typed_is_lost(browser: Any, viewer: Any, person: Any) -> None:
    twin = residents.enrol(viewer, name="髙橋 トメ", kana="タカハシ トメ", birth_date=date(1930, 1, 1))
    answer = send(browser, who="たかはし")
    page = answer.content.decode()
    assert answer.status_code == 422 and "選んでください" in page and "面会</textarea>" in page
    assert send(browser, who="たかはし", resident=twin.pk).status_code == 302
    assert Call.objects.get().resident_id == twin.pk


def test_an_unknown_name_is_said(browser: Any, person: Any) -> None:
    answer = send(browser, who="どこにもいない")
    assert answer.status_code == 422 and "見つかりません" in answer.content.decode()


def test_a_contact_brings_name_and_standing(browser: Any, person: Any, daughter: Any) -> None:
    sent = {"resident": person.pk, "contact": daughter.pk, "caller": "", "speaker": ""}
    assert send(browser, **sent).status_code == 302
    call = Call.objects.get()
    assert (call.caller, call.speaker, call.contact_id) == ("髙橋 恵", "family", daughter.pk)


def test_who_may_be_told_stands_before_the_form(browser: Any, person: Any, daughter: Any, son: Any) -> None:
    page = browser.get(reverse("calls:add") + f"?resident={person.pk}").content.decode()
    assert page.index("話さない人がいます") < page.index('<form method="post" class="form"')


def test_telling_the_wrong_one_is_stopped_on_the_page(browser: Any, person: Any, son: Any) -> None:
    answer = send(browser, resident=person.pk, contact=son.pk, told="元気です")
    assert answer.status_code == 422 and "話さない" in answer.content.decode() and not Call.objects.exists()


def test_the_list_and_returning(browser: Any, viewer: Any) -> None:
    call = record(viewer, call_back_by=today() - timedelta(days=1))
    assert "折り返した" in browser.get(reverse("calls:list") + "?show=open").content.decode()
    browser.post(reverse("calls:returned", args=[call.pk]))
    assert "折り返す電話はありません" in browser.get(reverse("calls:list") + "?show=open").content.decode()


def test_a_wish_through_the_page(browser: Any, person: Any, son: Any) -> None:
    address = reverse("calls:wish", args=[person.pk])
    sent = {"contact": son.pk, "may": "yes", "scope": "", "named_by": "self", "on": "2026/11/20"}
    assert browser.post(address, sent).status_code == 422
    assert browser.post(address, sent | {"scope": "体調"}).status_code == 302
    assert Wish.objects.get().scope == "体調"
