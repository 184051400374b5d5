"""One way to one town hall for several people: planned, printed, made, and what became of each card."""

from collections.abc import Callable
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.deliveries import actions, queries, watch
from tsukisoi.deliveries.actions import Told
from tsukisoi.deliveries.models import Stop, Trip
from tsukisoi.journal.models import Entry
from tsukisoi.municipalities import actions as municipalities
from tsukisoi.residents import queries as residents
from tsukisoi.staff import actions as staff
from tsukisoi.staff.models import Post
from tsukisoi.staff.queries import viewer_of
from tsukisoi.tenancy.ids import new_id
from tsukisoi.tenancy.viewer import NotPermitted

pytestmark = pytest.mark.django_db

_DAY = date(2026, 11, 25)


@pytest.fixture
def six(waiting: Callable[..., UUID], city: Any) -> list[UUID]:
    return [waiting(f"森 {n}子", city) for n in range(6)]


def _plan(viewer: Any, people: list[UUID], id: UUID | None = None) -> Trip:
    return actions.plan_trip(
        viewer, id or new_id(), people, on=_DAY, at=time(10, 30), agent="facility_staff", agent_name="佐藤 美咲"
    )


def test_six_people_of_one_town_are_one_trip(head: Any, six: list[UUID]) -> None:
    id = new_id()
    assert _plan(head, six, id).pk == _plan(head, six, id).pk
    assert len(queries.aboard(head, queries.trip(head, id))) == 6
    assert Entry.objects.filter(action="deliveries.plan", chain_kind="trip").count() == 1
    assert {one.stage for one in watch.standings(head)} == {"planned"}


def test_nobody_is_planned_twice_and_no_two_towns_mix(head: Any, six: list[UUID], waiting: Any) -> None:
    other = waiting("林 一", municipalities.add_office(head, "ほかの市"))
    with pytest.raises(ValidationError, match="市区町村がちがう"):
        _plan(head, [*six, other])
    _plan(head, six)
    with pytest.raises(ValidationError, match="もう行く日"):
        _plan(head, six[:1])
    with pytest.raises(ValidationError, match="一人以上"):
        _plan(head, [])
    assert Trip.objects.count() == 1 and Stop.objects.count() == 6


def test_called_off_they_wait_again(head: Any, six: list[UUID]) -> None:
    trip = _plan(head, six)
    for _twice in range(2):
        actions.call_off(head, trip.pk)
    assert {one.stage for one in watch.standings(head)} == {"notice"}
    assert Entry.objects.filter(action="deliveries.call_off").count() == 1
    assert len(queries.aboard(head, _plan(head, six))) == 6


def test_what_became_of_each_and_the_second_trip(head: Any, six: list[UUID], settings: Any) -> None:
    trip = _plan(head, six)
    settings.TSUKISOI_TODAY = _DAY
    five = [Told(pk, "collected", "handed_over") for pk in six[:5]]
    refused = Told(six[5], "refused", why=("seal", "nonsense"), told="封が開いている", told_by="窓口 田中さん")
    for _twice in range(2):
        actions.record_results(head, trip.pk, [*five, refused], _DAY)
    assert queries.trip(head, trip.pk).closed_on == _DAY
    assert [row.outcome for row in queries.past(head, six[0])] == ["handed_over"]
    assert Entry.objects.filter(action="deliveries.result").count() == 6
    left = watch.standings(head)
    assert [one.person.pk for one in left] == [six[5]]
    again = next(iter(watch.matters_of(left[0])))
    assert (again.kind, again.what) == ("again", "封が開いている")
    assert left[0].waiting.refused[0].why == ["seal"]
    second = _plan(head, [six[5]])
    actions.record_results(head, second.pk, [Told(six[5], "collected", "handed_over")], _DAY)
    assert watch.standings(head) == []


def test_a_day_before_the_trip_is_no_day_of_it(head: Any, six: list[UUID]) -> None:
    trip = _plan(head, six)
    with pytest.raises(ValidationError):
        actions.record_results(head, trip.pk, [], date(2026, 11, 24))


def test_a_card_goes_into_custody_only_with_a_basis(head: Any, six: list[UUID], settings: Any) -> None:
    trip = _plan(head, six[:1])
    settings.TSUKISOI_TODAY = _DAY
    with pytest.raises(ValidationError):
        actions.record_results(head, trip.pk, [Told(six[0], "collected", "custody")], _DAY)
    assert Stop.objects.get().result == ""


def test_the_pages_of_a_trip(client: Client, head: Any, six: list[UUID], settings: Any) -> None:
    people = [str(pk) for pk in six]
    shown = client.post(reverse("deliveries:plan"), {"people": people})
    assert shown.status_code == 200 and shown.content.decode().count('name="people"') == 6
    past = {
        "people": people,
        "id": str(new_id()),
        "on": "R8.11.1",
        "agent": "facility_staff",
        "agent_name": "佐藤 美咲",
    }
    wrong = client.post(reverse("deliveries:plan"), past)
    assert wrong.status_code == 422 and "R8.11.1" in wrong.content.decode()
    made = client.post(reverse("deliveries:plan"), past | {"on": "R8.11.25", "at": "10:30"})
    assert made.status_code == 302
    trip = Trip.objects.get()
    page = client.get(reverse("deliveries:trip", args=[trip.pk])).content.decode()
    assert "6人のカード" in page and "あと" in page
    changed = client.post(
        reverse("deliveries:change", args=[trip.pk]), past | {"on": "R8.11.25", "booked_with": "係の方"}
    )
    assert changed.status_code == 302
    settings.TSUKISOI_TODAY = _DAY
    address = reverse("deliveries:results", args=[trip.pk])
    told = {"on": "R8.11.25"}
    for pk in six:
        told |= {f"p{pk.hex[-8:]}-result": "collected", f"p{pk.hex[-8:]}-where": "handed_over"}
    first = f"p{six[0].hex[-8:]}"
    bad = client.post(address, told | {f"{first}-result": "refused", f"{first}-told_by": "田中さん"})
    assert bad.status_code == 422 and "田中さん" in bad.content.decode()
    assert client.post(address, told).status_code == 302
    assert "受け取った" in client.get(reverse("deliveries:trip", args=[trip.pk])).content.decode()


def test_the_papers_of_a_trip(client: Client, head: Any, six: list[UUID]) -> None:
    trip = _plan(head, six)
    made = client.post(reverse("deliveries:papers", args=[trip.pk]))
    assert made.status_code == 200 and made.content.startswith(b"%PDF")
    one = client.post(reverse("deliveries:person_papers", args=[six[0]]))
    assert one.content.startswith(b"%PDF") and one["Cache-Control"] == "no-store"


def test_who_is_limited_to_a_unit_neither_sees_nor_ends_the_others(
    head: Any, home: Any, six: list[UUID], worker_in: Any
) -> None:
    west = staff.add_unit(head, "西")
    trip = _plan(head, six)
    for pk in six[1:]:
        residents.Person.objects.filter(pk=pk).update(unit=west)
    east = staff.add_unit(head, "東")
    residents.Person.objects.filter(pk=six[0]).update(unit=east)
    worker = worker_in(home, "worker")
    Post.objects.create(organisation=home, worker=worker, unit=east)
    narrow = viewer_of(worker)
    assert [one.person.pk for one in queries.aboard(narrow, queries.trip(narrow, trip.pk))] == [six[0]]
    with pytest.raises(ValidationError, match="ほかのユニット"):
        actions.call_off(narrow, trip.pk)


def test_who_may_not_and_who_is_elsewhere(
    home: Any, head: Any, six: list[UUID], other_home: Any, worker_in: Any
) -> None:
    trip = _plan(head, six)
    with pytest.raises(NotPermitted):
        actions.call_off(viewer_of(worker_in(home, "viewer")), trip.pk)
    stranger = worker_in(other_home, "head")
    with scope(organisation=other_home.pk), pytest.raises(Http404):
        actions.call_off(viewer_of(stranger), trip.pk)
    browser = Client()
    browser.force_login(stranger)
    assert browser.get(reverse("deliveries:trip", args=[trip.pk])).status_code == 404
    assert browser.post(reverse("deliveries:papers", args=[trip.pk])).status_code == 404
