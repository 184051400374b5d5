"""The rulebook: every table readable on every day it was in force, and what changed."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tebiki.book import editions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(editions()))
def test_every_edition_of_every_table_is_a_page(signed_in: Any, name: str) -> None:
    for table in editions()[name]:
        page = signed_in.get(reverse("rulebook:table", args=[name]), {"day": table.since.isoformat()})
        assert page.status_code == 200
        assert table.title in page.text
        assert len(page.context["sheet"].lines) == len(table.rows)


def test_the_list_and_the_sources(signed_in: Any) -> None:
    assert "代理交付" in signed_in.get(reverse("rulebook:list")).text
    assert signed_in.get(reverse("rulebook:sources")).status_code == 200


def test_before_the_first_edition_nothing_is_guessed(signed_in: Any) -> None:
    assert "この日の規則は記録されていません" in signed_in.get(reverse("rulebook:list"), {"day": "2000-01-01"}).text
    gone = signed_in.get(reverse("rulebook:table", args=["proxy.difficulty"]), {"day": "2000-01-01"})
    assert gone.status_code == 404


def test_what_changed_between_two_days(signed_in: Any) -> None:
    page = signed_in.get(reverse("rulebook:changes"), {"since": "2023-12-12", "day": "2026-11-23"})
    assert page.status_code == 200
    assert page.context["changes"]
    same = signed_in.get(reverse("rulebook:changes"), {"since": "2026-11-22", "day": "2026-11-23"})
    assert same.context["changes"] == [] and date(2026, 11, 22) == same.context["before"]
