"""Whoever stands on the list and walks in does not become a second person."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from tsukisoi.receptions.actions import change_listed
from tsukisoi.tenancy.ids import new_id
from tsukisoi.venue import actions
from tsukisoi.venue.models import Seat
from venue.conftest import press

pytestmark = pytest.mark.django_db
BORN = date(1931, 2, 3)


@pytest.mark.parametrize("told", [
    {"name": "高橋キヨ", "birth_date": BORN},  # another form of the character, no blank
    {"name": "たかはし きよ", "birth_date": BORN},  # only the reading is known
    {"name": "タカハシ", "kana": "ﾀｶﾊｼ ｷﾖ", "birth_date": BORN},
    {"name": "髙橋 キヨ"},  # no birth date was asked yet
])  # fmt: skip
def test_who_stands_on_the_list_is_asked_for_first(viewer: Any, day: Any, seats: Any, told: dict[str, Any]) -> None:
    change_listed(viewer, seats[0].listed, kana="タカハシ キヨ")
    with pytest.raises(actions.OnTheList, match="1番の方ではありませんか") as raised:
        actions.walk_in(viewer, day.pk, shared=new_id(), **told)
    assert raised.value.listed == (seats[0].listed_id,) and Seat.objects.count() == 5
    shared = new_id()
    made = actions.walk_in(viewer, day.pk, shared=shared, another=True, **told)
    assert made.listed.number == 6 and made.place == "waiting"
    assert actions.walk_in(viewer, day.pk, shared=shared, **told).pk == made.pk, "pressed twice is one person"


@pytest.mark.parametrize("told", [
    {"name": "髙橋 キヨ", "birth_date": date(1931, 2, 4)}, {"name": "岡田 弘", "birth_date": BORN}, {"name": "岡田 弘"},
])  # fmt: skip
def test_who_is_not_on_the_list_is_asked_nothing(viewer: Any, day: Any, seats: Any, told: dict[str, Any]) -> None:
    assert actions.walk_in(viewer, day.pk, shared=new_id(), **told).listed.number == 6


def test_the_page_leads_to_that_person_or_goes_on_all_the_same(desk: Any, day: Any, seats: Any) -> None:
    told = {"shared": str(UUID(int=7)), "name": "高橋 キヨ", "birth_date": "1931-02-03"}
    assert "別の方です" not in desk.get(reverse("venue:walk_in", args=[day.pk])).text
    page = press(desk, "walk_in", day, **told)
    assert "1番の方ではありませんか" in page and "別の方です" in page
    assert f'href="{reverse("venue:board", args=[day.pk])}?seat={seats[0].pk}"' in page
    assert "番号札は 6番です" in press(desk, "walk_in", day, **told, another="on")
