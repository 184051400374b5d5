"""Whoever looks after some units only: no count of the house, and no untrue word about a pouch of another unit."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tsukisoi.custody import actions, queries
from tsukisoi.staff import actions as staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def upstairs(viewer: Any, home: Any, worker_in: Any) -> Any:
    """A worker of one unit, in whose reach the card of the ground floor is not."""
    unit = staff.add_unit(viewer, "2階")
    worker = worker_in(home, "worker", "upstairs")
    staff.assign_units(viewer, worker.pk, [unit.pk])
    return worker


def test_part_of_a_house_is_not_counted_as_the_house(client: Client, viewer: Any, upstairs: Any, card: Any) -> None:
    call_command("createcachetable")
    client.force_login(upstairs)
    page = reverse("custody:counts")
    assert "点検をはじめる" not in client.get(page).text and "施設全体を受け持つ" in client.get(page).text
    refused = client.post(page)
    assert refused.status_code == 422 and "施設長" in refused.text and queries.counts(viewer) == []
    with pytest.raises(ValidationError):
        actions.begin_count(replace(viewer, units=frozenset()))
    begun = actions.begin_count(viewer)
    assert actions.begin_count(replace(viewer, units=frozenset())) == begun


def test_a_pouch_of_another_unit_is_not_said_to_be_empty(client: Client, viewer: Any, upstairs: Any, card: Any) -> None:
    ground = staff.add_unit(viewer, "1階")
    type(card.resident).objects.filter(pk=card.resident_id).update(unit=ground)
    client.force_login(upstairs)
    said = client.get(reverse("custody:scan"), {"scan": card.place.code})
    assert said.status_code == 422 and "受け持ちの外" in said.text
    assert "だれのものも" not in said.text and "髙橋" not in said.text
