"""What was printed or handed over, once the day, its hours, its place or the people on the list change."""

from datetime import date, time
from typing import Any

import pytest
from django.urls import reverse
from django_scopes import scope

from tsukisoi.papers import queries as printed
from tsukisoi.receptions import actions, queries
from tsukisoi.receptions.actions.outdating import OF_THE_DAY, OF_THE_LIST
from tsukisoi.receptions.papers import MONEY, SHEETS

pytestmark = pytest.mark.django_db
DELETE = date(2027, 3, 18)
PRINTED = ("family", "flyer", "tags", "timetable", "fallback", "goods")
AGAIN = "もう一度渡します"


@pytest.fixture
def listed(house: Any, reception: Any, client: Any) -> Any:
    """Everything is out: papers are printed, the list went over."""
    actions.put_on_residents(house.viewer, reception, [house.people["kiyo"], house.people["toru"]])
    for kind in PRINTED:
        assert client.post(reverse("receptions:paper", args=[reception.pk, kind])).content.startswith(b"%PDF")
    return queries.reception(house.viewer, reception.pk)


def _standing(house: Any, listed: Any) -> set[str]:
    return {kind for _subject, kind in printed.current(house.viewer, [listed.pk])}


def _pages(client: Any, listed: Any) -> list[str]:
    names = ("reception", "people", "hand_over")
    return [client.get(reverse(f"receptions:{name}", args=[listed.pk])).content.decode() for name in names]


def test_every_paper_is_named() -> None:
    assert set(OF_THE_DAY) == {*SHEETS, *MONEY} and set(OF_THE_LIST) < set(OF_THE_DAY)


def test_another_day_makes_every_paper_old_and_the_list_goes_over_again(house: Any, listed: Any, client: Any) -> None:
    actions.hand_over(house.viewer, listed, delete_on=DELETE)
    assert not any(AGAIN in page for page in _pages(client, listed))
    sheet = printed.current(house.viewer, [listed.pk])[listed.pk, "family"]
    actions.change(house.viewer, listed, on=date(2026, 12, 21))
    assert _standing(house, listed) == set()
    page = client.get(reverse("papers:sheet", args=[sheet.short_id])).content.decode()
    assert "古くなりました" in page and "受付の日" in page
    pages = _pages(client, listed)
    assert all("渡したあとに、日時か会場が変わりました" in page for page in pages)
    assert "出した紙が古くなりました" in pages[0] and "ご家族へのお知らせ" in pages[0]
    assert "古くなりました" in client.get(reverse("receptions:papers", args=[listed.pk])).content.decode()
    assert client.get(reverse("today:today")).status_code == 200
    actions.hand_over(house.viewer, queries.reception(house.viewer, listed.pk), delete_on=DELETE)
    client.post(reverse("receptions:paper", args=[listed.pk, "family"]))
    pages = _pages(client, listed)
    assert not any(AGAIN in page for page in pages) and "ご家族へのお知らせ" not in pages[0]
    assert _standing(house, listed) == {"family"}


def test_who_leaves_the_list_makes_its_papers_old(house: Any, listed: Any, client: Any) -> None:
    actions.hand_over(house.viewer, listed, delete_on=DELETE)
    actions.take_off(house.viewer, queries.people(house.viewer, listed)[0])
    assert _standing(house, listed) == {"family", "flyer", "goods"}
    assert all("渡したあとに、名簿の人が変わりました" in page for page in _pages(client, listed))
    actions.change(house.viewer, listed, place="2階 会議室")
    assert all("日時か会場と、名簿の人が変わりました" in page for page in _pages(client, listed))


def test_who_comes_on_the_list_makes_its_papers_old(house: Any, listed: Any, client: Any) -> None:
    actions.put_on(house.viewer, listed, name="西 八重", walk_in=True)
    assert "tags" in _standing(house, listed)
    actions.put_on(house.viewer, listed, name="東 七")
    assert _standing(house, listed) == {"family", "flyer", "goods"}
    assert not any(AGAIN in page for page in _pages(client, listed))  # nothing went over yet


def test_what_the_other_side_wrote_need_not_go_over_again(
    house: Any, listed: Any, client: Any, town_hall: Any
) -> None:  # fmt: skip
    made = actions.hand_over(house.viewer, listed, delete_on=DELETE)
    with scope(organisation=town_hall.organisation):
        found, _opened = actions.take(town_hall, made.content, made.code)
        actions.change(town_hall, found, place="2階 会議室")
        actions.take_off(town_hall, queries.people(town_hall, found)[0])
        back = actions.hand_over(town_hall, queries.reception(town_hall, found.pk), delete_on=DELETE)
    actions.take(house.viewer, back.content, back.code)
    actions.decide_all(house.viewer, listed, True)
    assert _standing(house, listed) == set()
    assert not any(AGAIN in page for page in _pages(client, listed))


def test_times_outside_the_new_hours_go_and_it_is_said(house: Any, listed: Any, client: Any) -> None:
    for one, at in zip(queries.people(house.viewer, listed), (time(9, 30), time(11)), strict=True):
        actions.change_listed(house.viewer, one, call_at=at)
    url = reverse("receptions:change", args=[listed.pk])
    sent = {name: value for name, value in client.get(url).context["form"].initial.items() if value is not None}
    page = client.post(url, {**sent, "begins": "10:00", "ends": "12:00"}, follow=True).content.decode()
    assert "1人の呼ぶ時刻が、新しい時間の外になったので、消しました" in page
    assert [one.call_at for one in queries.people(house.viewer, listed)] == [None, time(11)]
