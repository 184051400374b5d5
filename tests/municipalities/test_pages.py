"""The pages of offices."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from tsukisoi.municipalities import actions
from tsukisoi.municipalities.models import Difference, Office
from tsukisoi.staff.queries import viewer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(home: Any, signed_in: Any) -> Any:
    from tsukisoi.staff.models import Worker

    with scope(organisation=home.pk):
        return actions.open_home(viewer_of(Worker.objects.get(organisation=home)), "みどり野町")


def test_the_list_and_the_office_open_for_their_house_only(
    signed_in: Any, town: Any, other_home: Any, worker_in: Any
) -> None:
    assert "みどり野町" in signed_in.get(reverse("municipalities:list")).content.decode()
    address = reverse("municipalities:office", args=[town.pk])
    assert "町が施設へ来るか" in signed_in.get(address).content.decode()
    stranger = Client()
    stranger.force_login(worker_in(other_home, "head"))
    assert stranger.get(address).status_code == 404


def test_an_answer_with_its_source_and_not_known_is_one(signed_in: Any, home: Any, town: Any) -> None:
    address = reverse("municipalities:answer", args=[town.pk, "municipality.post_office"])
    day = {"checked_on": "R8.11.20", "was": ""}
    assert signed_in.post(address, day | {"value": ["support"]}).status_code == 422  # no source
    assert signed_in.post(address, day | {"value": ["support", "unknown"], "source": "電話"}).status_code == 422
    assert signed_in.post(address, day | {"value": ["support"], "source": "電話"}).status_code == 302
    told = signed_in.post(address, day | {"value": ["unknown"], "source": "電話"})
    assert told.status_code == 422 and "申請サポート" in told.content.decode()
    was = re.search(r'name="was" value="([^"]*)"', told.content.decode())
    assert was is not None
    meant = day | {"value": ["unknown"], "source": "電話", "was": was[1].replace("&#x27;", "'")}
    assert signed_in.post(address, meant).status_code == 302
    with scope(organisation=home.pk):
        assert Difference.objects.get().value is None
    assert "聞いている" in signed_in.get(reverse("municipalities:office", args=[town.pk])).content.decode()


def test_adding_an_office_and_its_telephone(signed_in: Any, home: Any) -> None:
    data = {"name": "川北市", "kind": "municipality", "phone": "03-0000-0000"}
    assert signed_in.post(reverse("municipalities:add"), data).status_code == 302
    with scope(organisation=home.pk):
        city = Office.objects.get()
    address = reverse("municipalities:office", args=[city.pk])
    assert signed_in.post(address, {"section": "市民課", "phone": "03-0000-0001"}).status_code == 302
    assert "市民課" in signed_in.get(address).content.decode()


def test_a_viewer_looks_only(home: Any, town: Any, worker_in: Any) -> None:
    looker = Client()
    looker.force_login(worker_in(home, "viewer"))
    assert looker.get(reverse("municipalities:office", args=[town.pk])).status_code == 200
    address = reverse("municipalities:answer", args=[town.pk, "municipality.mail_delivery"])
    assert looker.get(address).status_code == 403
